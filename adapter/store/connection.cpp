#include "store/connection.hpp"

#include <cerrno>

#include "store/held.hpp"
#include "store/numbers.hpp"

namespace goodword::store {
namespace {

bool means_no_room(int number) { return number == ENOSPC || number == EDQUOT || number == EFBIG; }

/// A limit on file size and a full quota reach SQLite as plain I/O errors; only the system's number tells them apart,
/// and where a commit fails SQLite does not keep it.
bool no_room(sqlite3* handle, int number) {
  return means_no_room(sqlite3_system_errno(handle)) ||
         (sqlite3_extended_errcode(handle) == SQLITE_IOERR_WRITE && means_no_room(number));
}

}  // namespace

base::Result<std::unique_ptr<Connection>> Connection::open(const std::filesystem::path& path, Role role,
                                                           std::chrono::milliseconds busy_wait) {
  const int access = role == Role::writer ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  sqlite3* handle = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &handle, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  std::unique_ptr<Connection> connection(new Connection(handle, path));
  if (code != SQLITE_OK) return tl::unexpected(connection->fault());
  if (const auto ready = connection->set_up(role, busy_wait); !ready) return tl::unexpected(ready.error());
  return connection;
}

Connection::~Connection() {
  statements_.clear();
  sqlite3_close(handle_);
}

base::Result<void> Connection::set_up(Role role, std::chrono::milliseconds busy_wait) {
  sqlite3_busy_timeout(handle_, static_cast<int>(busy_wait.count()));
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  // 8 MB keep memory flat however large the store is, and were measured to be no slower. Said in pages: of a size in
  // bytes SQLite makes pages of the usual size, before it knows that those of a store are twice as large.
  const bool offered =
      Held::offer(handle_) == SQLITE_OK && (role == Role::reader || offer_numbers(handle_) == SQLITE_OK);
  if (!offered) return tl::unexpected(fault());
  if (role == Role::writer)
    return execute(
        "PRAGMA synchronous = FULL; PRAGMA cache_size = 1024; PRAGMA cell_size_check = ON;"
        " PRAGMA secure_delete = ON");
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  return execute("PRAGMA query_only = ON; PRAGMA cache_size = 1024; PRAGMA cell_size_check = ON");
}

base::Result<void> Connection::share(const std::filesystem::path& lock, std::chrono::milliseconds wait) {
  turn_ = std::make_unique<Turn>();
  return turn_->open(lock, wait);
}

base::Result<void> Connection::execute(const char* sql) {
  if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return tl::unexpected(fault());
  return {};
}

base::Result<std::string> Connection::ask(const char* sql) {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v2(handle_, sql, -1, &raw, nullptr);
  const std::unique_ptr<sqlite3_stmt, Finalize> statement(raw);
  if (code != SQLITE_OK) return tl::unexpected(fault());
  const int step = sqlite3_step(raw);
  if (step == SQLITE_DONE) return std::string();
  if (step != SQLITE_ROW) return tl::unexpected(fault());
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(raw, 0));
  return std::string(text ? text : "");
}

base::Result<void> Connection::copy_to(Connection& target) {
  sqlite3_backup* backup = sqlite3_backup_init(target.handle_, "main", handle_, "main");
  if (backup == nullptr) return tl::unexpected(target.fault());
  // All pages in one step: one snapshot, which a writer neither changes nor waits for.
  const int step = sqlite3_backup_step(backup, -1);
  const int end = sqlite3_backup_finish(backup);
  if (step != SQLITE_DONE || end != SQLITE_OK) return tl::unexpected(target.fault());
  return {};
}

sqlite3_stmt* Connection::prepared(std::string_view sql) {
  const auto found = statements_.find(sql.data());
  if (found != statements_.end()) return found->second.get();
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                      &statement, nullptr);
  if (code != SQLITE_OK) return nullptr;
  statements_.emplace(sql.data(), statement);
  return statement;
}

base::Error Connection::fault() const {
  const int number = errno;  // before anything here changes it
  const int code = handle_ ? sqlite3_extended_errcode(handle_) : SQLITE_NOMEM;
  const std::string why = handle_ ? sqlite3_errmsg(handle_) : "out of memory";
  const auto named = [&](std::string_view name, const std::string& text, base::Retry retry) {
    return base::failure(name, text + ": " + why, retry).value();
  };
  const std::string store = "store " + path_.string();
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return named("store.busy", store + " is held by another process", base::Retry::now);
    case SQLITE_FULL: return named("store.full", store + " has no room to grow", base::Retry::when_changed);
    case SQLITE_CONSTRAINT: return named("store.constraint", "the store refused", base::Retry::never);
    case SQLITE_IOERR:
      if (no_room(handle_, number))
        return named("store.full", store + " has no room to grow", base::Retry::when_changed);
      return named("store.unusable", store + " cannot be read or written", base::Retry::never);
    case SQLITE_NOTADB: return named("store.unusable", store + " is not a store", base::Retry::never);
    case SQLITE_CORRUPT: return named("store.unusable", store + " is damaged", base::Retry::never);
    default: return named("store.unusable", store + " cannot be used", base::Retry::never);
  }
}

}  // namespace goodword::store
