#include "store/transaction.hpp"

#include "store/body.hpp"

namespace goodword::store {

Rows::~Rows() {
  if (!statement_) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

bool Rows::next() {
  if (!statement_ || !transaction_.ok()) return false;
  const int step = sqlite3_step(statement_);
  if (step == SQLITE_ROW) return true;
  if (step != SQLITE_DONE) transaction_.fail(transaction_.connection_->fault());
  return false;
}

std::string Rows::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return bytes ? std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))) : std::string();
}

std::optional<base::Instant> Rows::moment(int column) const {
  if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return std::nullopt;
  return instant(column);
}

std::optional<std::int64_t> Rows::number(int column) const {
  if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return std::nullopt;
  return integer(column);
}

base::Json Rows::body(int column) const {
  auto json = json_of(text(column));
  if (json) return std::move(*json);
  transaction_.fail(
      base::failure("store.unusable", "a row of the store cannot be read: " + json.error().detail).value());
  return {};
}

Transaction::Transaction(Connection& connection, Durability durability)
    : connection_(&connection), lock_(connection.mutex()) {
  Turn* turn = connection.turn();
  if (turn) {
    const auto taken = turn->take();
    has_turn_ = taken.has_value();
    if (!taken) {
      fail(taken.error());
      return;
    }
  }
  // Not to sync at a commit is safe with a write-ahead log: what is durable later makes it durable, too.
  if (durability == Durability::soon) {
    const auto set = connection.execute("PRAGMA synchronous = NORMAL");
    soon_ = set.has_value();
    if (!set) fail(set.error());
  }
  // A read that turns into a write can be refused at any time; a writer therefore says so at the start.
  const auto begun = connection.execute(turn ? "BEGIN IMMEDIATE" : "BEGIN");
  open_ = begun.has_value();
  if (!begun) fail(begun.error());
}

Transaction::~Transaction() { end("ROLLBACK"); }

void Transaction::end(const char* how) {
  if (open_) {
    open_ = false;
    if (const auto ended = connection_->execute(how); !ended) {
      fail(ended.error());
      // SQLite has rolled back by itself after some faults; then this second one is harmless.
      static_cast<void>(connection_->execute("ROLLBACK"));
    }
  }
  if (soon_) {
    if (const auto set = connection_->execute("PRAGMA synchronous = FULL"); !set) fail(set.error());
  }
  soon_ = false;
  if (has_turn_) connection_->turn()->give_back();
  has_turn_ = false;
}

void Transaction::fail(base::Error error) {
  if (!fault_) fault_ = std::move(error);
}

base::Result<void> Transaction::commit() {
  end(ok() ? "COMMIT" : "ROLLBACK");
  if (fault_) return tl::unexpected(*fault_);
  return {};
}

sqlite3_stmt* Transaction::begin(std::string_view sql) {
  if (!ok()) return nullptr;
  sqlite3_stmt* statement = connection_->prepared(sql);
  if (!statement) fail(connection_->fault());
  return statement;
}

std::int64_t Transaction::finish(sqlite3_stmt* statement) {
  if (!statement) return 0;
  int step = SQLITE_ROW;
  while (step == SQLITE_ROW) step = sqlite3_step(statement);
  if (step != SQLITE_DONE) fail(connection_->fault());
  const int changed = step == SQLITE_DONE ? connection_->changes() : 0;
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  return changed;
}

}  // namespace goodword::store
