// Files that tests read; what cannot be read fails the test.
#pragma once

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "base/json.hpp"

namespace goodword::testing {

inline std::filesystem::path source_dir() { return GOODWORD_SOURCE_DIR; }

inline std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

/// JSON with comments, as a test writes it.
inline base::Json json(std::string_view text) {
  auto made = base::parse_settings_json(text, "test");
  INFO((made ? std::string() : base::to_text(made.error())));
  REQUIRE(made);
  return *std::move(made);
}

}  // namespace goodword::testing
