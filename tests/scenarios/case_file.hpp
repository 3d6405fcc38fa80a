// Reading scenario files: one step a line, "word rest", blank lines and # comments apart.
//
//   scenario WHAT A SELLER WOULD SAY        begins one; what stands before the first holds for all of the file
//   requires 20, 21                         numbers of the requirements it shows
//   tension: give early, ask late           a tension of the product that it shows
//   without row 14                          the rule it rests on, see without.hpp: switched off, the scenario must fail
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
  std::vector<std::string> shows;    ///< requirement numbers and tensions
  std::vector<std::string> without;  ///< rules, each of which it rests on
  std::vector<Step> steps;
};

/// Every scenario of a file. Throws where a line belongs to nothing.
std::vector<Scenario> scenarios_of(const std::filesystem::path& file);

}  // namespace goodword::testing
