// A second, plain handle on a store's file, without the settings of ours: what a defect or another tool could do.
#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <string>

namespace goodword::raw {

class Handle {
 public:
  explicit Handle(const std::filesystem::path& file) {
    sqlite3_open_v2(file.c_str(), &handle_, SQLITE_OPEN_READWRITE, nullptr);
    sqlite3_busy_timeout(handle_, 2000);
  }
  ~Handle() { sqlite3_close(handle_); }
  Handle(const Handle&) = delete;

  /// Empty if it went through, else SQLite's words.
  std::string run(const std::string& sql) {
    char* words = nullptr;
    const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, &words);
    const std::string text = words ? words : "";
    sqlite3_free(words);
    return code == SQLITE_OK ? "" : text.empty() ? "failed" : text;
  }
  /// All values of all rows, each followed by a semicolon.
  std::string ask(const std::string& sql) {
    std::string values;
    const auto keep = [](void* text, int count, char** row, char**) {
      for (int i = 0; i < count; ++i) *static_cast<std::string*>(text) += std::string(row[i] ? row[i] : "NULL") + ";";
      return 0;
    };
    if (sqlite3_exec(handle_, sql.c_str(), keep, &values, nullptr) != SQLITE_OK) return sqlite3_errmsg(handle_);
    return values;
  }

 private:
  sqlite3* handle_ = nullptr;
};

}  // namespace goodword::raw
