// One open SQLite handle with its prepared statements, and how its faults are named.
//
// Used by Transaction only (transaction.hpp), which holds the mutex. Prepared statements are kept for the life of the
// connection and found by the place of their text, which must be a literal or outlive the connection.
#pragma once

#include <sqlite3.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>

#include "base/error.hpp"
#include "store/turn.hpp"

namespace goodword::store {

class Connection {
 public:
  enum class Role { writer, reader };

  /// Sets what must hold before the first statement; touches nothing in the file.
  static base::Result<std::unique_ptr<Connection>> open(const std::filesystem::path& path, Role role,
                                                        std::chrono::milliseconds busy_wait);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  /// From now on writes take turns with other processes through this lock file.
  base::Result<void> share(const std::filesystem::path& lock, std::chrono::milliseconds wait);

  /// Several statements at once, without values: settings and migrations.
  base::Result<void> execute(const char* sql);
  /// The first column of the first row of a statement without values; empty where there is no row.
  base::Result<std::string> ask(const char* sql);
  /// Everything that is committed here becomes the whole content of `target`.
  base::Result<void> copy_to(Connection& target);
  /// nullptr with a fault to be had from fault().
  sqlite3_stmt* prepared(std::string_view sql);

  /// What the last failed call of SQLite means.
  base::Error fault() const;
  int changes() const { return sqlite3_changes(handle_); }
  std::int64_t last_key() const { return sqlite3_last_insert_rowid(handle_); }

  std::mutex& mutex() { return mutex_; }
  /// The writer's; nullptr for a reader.
  Turn* turn() { return turn_.get(); }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };

  Connection(sqlite3* handle, std::filesystem::path path) : handle_(handle), path_(std::move(path)) {}
  base::Result<void> set_up(Role role, std::chrono::milliseconds busy_wait);

  sqlite3* handle_;
  std::filesystem::path path_;
  std::unique_ptr<Turn> turn_;
  std::mutex mutex_;
  std::unordered_map<const char*, std::unique_ptr<sqlite3_stmt, Finalize>> statements_;  ///< by where the text stands
};

}  // namespace goodword::store
