#include "scenarios/case_file.hpp"

#include <fstream>
#include <stdexcept>

#include "base/text.hpp"

namespace goodword::testing {

std::vector<Scenario> scenarios_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error(path.string() + " cannot be read");
  std::vector<Step> common;
  std::vector<Scenario> scenarios;
  std::string text;
  for (int line = 1; std::getline(file, text); ++line) {
    const auto trimmed = std::string(base::trim(text));
    if (trimmed.empty() || trimmed.front() == '#') continue;
    const auto space = trimmed.find(' ');
    Step step{path.filename().string(), line, trimmed.substr(0, space), ""};
    if (space != std::string::npos) step.rest = std::string(base::trim(trimmed.substr(space)));
    if (step.word == "scenario")
      scenarios.push_back({step.rest, common});
    else if (scenarios.empty())
      common.push_back(step);
    else
      scenarios.back().steps.push_back(step);
  }
  return scenarios;
}

}  // namespace goodword::testing
