#include "scenarios/case_file.hpp"

#include <fstream>
#include <stdexcept>

#include "base/text.hpp"

namespace goodword::testing {
namespace {

Step step_from(const std::filesystem::path& path, int line, const std::string& text) {
  const auto space = text.find(' ');
  Step step{path.filename().string(), line, text.substr(0, space), ""};
  if (space != std::string::npos) step.rest = std::string(base::trim(text.substr(space)));
  return step;
}

/// Whether the line is about the scenario and no step of it.
bool is_about(const Step& step, Scenario& scenario) {
  if (step.word == "requires") {
    for (const auto& number : base::split(step.rest, ',')) scenario.shows.emplace_back(base::trim(number));
  } else if (step.word == "tension:") {
    scenario.shows.push_back(step.rest);
  } else if (step.word == "without") {
    scenario.without.push_back(step.rest);
  } else {
    return false;
  }
  return true;
}

}  // namespace

std::vector<Scenario> scenarios_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error(path.string() + " cannot be read");
  std::vector<Step> common;
  std::vector<Scenario> scenarios;
  std::string text;
  for (int line = 1; std::getline(file, text); ++line) {
    const auto trimmed = std::string(base::trim(text));
    if (trimmed.empty() || trimmed.front() == '#') continue;
    Step step = step_from(path, line, trimmed);
    if (step.word == "scenario")
      scenarios.push_back({step.rest, {}, {}, common});
    else if (scenarios.empty())
      common.push_back(std::move(step));
    else if (!is_about(step, scenarios.back()))
      scenarios.back().steps.push_back(std::move(step));
  }
  return scenarios;
}

}  // namespace goodword::testing
