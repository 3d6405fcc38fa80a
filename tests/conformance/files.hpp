// Where the files under proof are: connectors, schemas, and the shared material beside the source tree, if it is there.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "stage/files.hpp"

namespace goodword::conformance {

using testing::json;
using testing::source_dir;
using testing::text_of;

inline std::filesystem::path shared_dir() { return source_dir() / ".." / "shared"; }

/// A file that a person wrote; the test fails if it cannot be read.
inline base::Json json_of(const std::filesystem::path& path) {
  auto json = base::parse_settings_json(text_of(path), path.filename().string());
  INFO(path << (json ? "" : ": " + base::to_text(json.error())));
  REQUIRE(json);
  return *std::move(json);
}

inline std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> found;
  if (!std::filesystem::is_directory(folder)) return found;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".json") found.push_back(entry.path());
  }
  std::ranges::sort(found);
  return found;
}

/// Every folder of connectors/, found anew each time: a new CRM needs no line here.
inline std::vector<std::filesystem::path> connector_folders() {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(source_dir() / "connectors")) {
    if (entry.is_directory()) found.push_back(entry.path());
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace goodword::conformance
