#include "contract/makers.hpp"

#include <sqlite3.h>

#include "store/sqlite.hpp"

namespace goodword::contract {
namespace {

std::string sqlite_fault(const std::filesystem::path& folder) {
  sqlite3* handle = nullptr;
  std::string verdict = "cannot be opened";
  if (sqlite3_open_v2((folder / "goodword.db").c_str(), &handle, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK) {
    const auto keep = [](void* text, int, char** values, char**) {
      *static_cast<std::string*>(text) += values[0] ? values[0] : "";
      return 0;
    };
    verdict.clear();
    const int code = sqlite3_exec(handle, "PRAGMA integrity_check; PRAGMA foreign_key_check", keep, &verdict, nullptr);
    if (code != SQLITE_OK) verdict += sqlite3_errmsg(handle);
  }
  sqlite3_close(handle);
  return verdict == "ok" ? "" : verdict;
}

}  // namespace

const std::vector<StoreMaker>& store_makers() {
  static const std::vector<StoreMaker> makers = {
      {"SQLite", [](const std::filesystem::path& folder) { return store::open_sqlite(folder / "goodword.db", {}); },
       sqlite_fault},
  };
  return makers;
}

}  // namespace goodword::contract
