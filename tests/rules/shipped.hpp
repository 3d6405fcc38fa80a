// The rules as they are shipped, compiled once: what every test here decides by.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/problem.hpp"
#include "rules/book.hpp"

namespace goodword::rules {

inline std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline std::vector<RuleFile> shipped_files() {
  std::vector<std::filesystem::path> paths;
  const std::filesystem::path folder = std::string(GOODWORD_SOURCE_DIR) + "/packaging/share/rules";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".json") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<RuleFile> files;
  for (const auto& path : paths) {
    auto json = base::parse_settings_json(read_text(path), path.filename().string());
    if (!json) throw std::runtime_error(path.string() + ": " + base::to_text(json.error()));
    files.push_back({path.filename().string(), *json});
  }
  return files;
}

inline const RuleBook& shipped() {
  static const RuleBook book = [] {
    auto files = shipped_files();
    for (auto& file : files) file.patterns = Patterns::at_first_use;  // book_test looks at all of them
    auto made = compile_rules(files);
    if (made) return *made;
    std::string all;
    for (const auto& problem : made.error()) all += base::to_text(problem) + "\n";
    throw std::runtime_error(all);
  }();
  return book;
}

inline base::Instant today() { return *base::parse_rfc3339("2026-11-03T09:00:00Z"); }
inline base::Instant days_ago(double days) {
  return today() - base::Duration(static_cast<std::int64_t>(days * 24 * 3600 * 1e6));
}

}  // namespace goodword::rules
