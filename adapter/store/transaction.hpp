// One transaction: statements run one after the other, the first fault sticks, and commit() tells.
//
// After a fault every further statement does nothing and every query has no rows, so that the code between begin and
// commit reads as if nothing could go wrong; what it computed is thrown away by commit(). Not committed: rolled back.
// Holds the connection's mutex for its whole life, and for a writer the turn.
#pragma once

#include <concepts>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "store/connection.hpp"
#include "store/held.hpp"

namespace goodword::store {

class Transaction;

/// The rows of one query. Columns count from 0. At most one Rows of the same text is alive at a time.
class Rows {
 public:
  Rows(Transaction& transaction, sqlite3_stmt* statement) : transaction_(transaction), statement_(statement) {}
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  ~Rows();

  bool next();
  std::string text(int column) const;
  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  double real(int column) const { return sqlite3_column_double(statement_, column); }
  bool truth(int column) const { return integer(column) != 0; }
  base::Instant instant(int column) const { return base::from_micros(integer(column)); }
  std::optional<base::Instant> moment(int column) const;
  std::optional<std::int64_t> number(int column) const;
  /// A body written by body_of(); one that cannot be read is a fault of the transaction.
  base::Json body(int column) const;

 private:
  Transaction& transaction_;
  sqlite3_stmt* statement_;  ///< nullptr after a fault: no rows
};

/// soon: with the next transaction that is durable at its commit. A power cut may take it back, a dying process not.
enum class Durability { at_commit, soon };

class Transaction {
 public:
  explicit Transaction(Connection& connection, Durability durability = Durability::at_commit);
  /// One that was refused before it began.
  explicit Transaction(base::Error refused) : fault_(std::move(refused)) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  /// Runs a statement to its end; returns how many rows it changed. `sql` is a literal.
  template <class... Values>
  std::int64_t run(std::string_view sql, const Values&... values) {
    sqlite3_stmt* statement = begin(sql);
    if (statement) bind_all(statement, SQLITE_STATIC, values...);
    return finish(statement);
  }
  template <class... Values>
  Rows rows(std::string_view sql, const Values&... values) {
    sqlite3_stmt* statement = begin(sql);
    // Copied: the caller's values may be gone before the last row is read.
    if (statement) bind_all(statement, SQLITE_TRANSIENT, values...);
    return Rows(*this, statement);
  }
  template <class... Values>
  bool any(std::string_view sql, const Values&... values) {
    return rows(sql, values...).next();
  }

  std::int64_t last_key() const { return connection_ ? connection_->last_key() : 0; }
  bool ok() const { return !fault_; }
  /// Lets the transaction fail for a reason of the caller's. The first reason stays.
  void fail(base::Error error);
  void refuse(std::string sentence) { fail(base::failure("store.constraint", std::move(sentence)).value()); }

  base::Result<void> commit();
  template <class T>
  base::Result<T> commit(T value) {
    if (const auto done = commit(); !done) return tl::unexpected(done.error());
    return value;
  }

 private:
  friend class Rows;

  sqlite3_stmt* begin(std::string_view sql);
  std::int64_t finish(sqlite3_stmt* statement);
  void end(const char* how);

  template <class... Values>
  static void bind_all([[maybe_unused]] sqlite3_stmt* statement, [[maybe_unused]] sqlite3_destructor_type life,
                       const Values&... values) {
    [[maybe_unused]] int place = 0;
    (bind_next(statement, place, values, life), ...);
  }
  template <class Value>
  static void bind_next(sqlite3_stmt* statement, int& place, const Value& value, sqlite3_destructor_type life) {
    bind(statement, ++place, value, life);
  }
  /// A list takes as many places as it has texts.
  static void bind_next(sqlite3_stmt* statement, int& place, const std::vector<std::string>& texts,
                        sqlite3_destructor_type life) {
    for (const auto& text : texts) bind(statement, ++place, std::string_view(text), life);
  }
  static void bind(sqlite3_stmt* s, int place, std::string_view text, sqlite3_destructor_type life) {
    // A view without bytes may have no address, which SQLite would read as NULL.
    sqlite3_bind_text64(s, place, text.data() ? text.data() : "", text.size(), life, SQLITE_UTF8);
  }
  template <std::integral Number>
  static void bind(sqlite3_stmt* s, int place, Number number, sqlite3_destructor_type) {
    sqlite3_bind_int64(s, place, static_cast<std::int64_t>(number));
  }
  static void bind(sqlite3_stmt* s, int place, double number, sqlite3_destructor_type) {
    sqlite3_bind_double(s, place, number);
  }
  static void bind(sqlite3_stmt* s, int place, base::Instant instant, sqlite3_destructor_type) {
    sqlite3_bind_int64(s, place, base::to_micros(instant));
  }
  static void bind(sqlite3_stmt* s, int place, const Held& held, sqlite3_destructor_type) {
    Held::bind(s, place, held);
  }
  static void bind(sqlite3_stmt* s, int place, std::nullopt_t, sqlite3_destructor_type) { sqlite3_bind_null(s, place); }
  template <class T>
  static void bind(sqlite3_stmt* s, int place, const std::optional<T>& value, sqlite3_destructor_type life) {
    if (value) {
      bind(s, place, *value, life);
    } else {
      sqlite3_bind_null(s, place);
    }
  }

  Connection* connection_ = nullptr;
  std::unique_lock<std::mutex> lock_;
  bool open_ = false;
  bool has_turn_ = false;
  bool soon_ = false;
  std::optional<base::Error> fault_;
};

}  // namespace goodword::store
