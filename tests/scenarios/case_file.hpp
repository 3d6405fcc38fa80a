// Reading scenario files: one step a line, "word rest", blank lines and # comments apart.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace goodword::testing {

struct Step {
  std::string file;
  int line = 0;
  std::string word;  ///< "prospect", "sync", "expect"
  std::string rest;

  std::string where() const { return file + ":" + std::to_string(line) + ": " + word + " " + rest; }
};

struct Scenario {
  std::string name;
  std::vector<Step> steps;
};

/// Every scenario of a file. A line before the first `scenario` belongs to all of the file's scenarios.
std::vector<Scenario> scenarios_of(const std::filesystem::path& file);

}  // namespace goodword::testing
