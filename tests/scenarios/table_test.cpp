// The table: which scenario shows which requirement and which tension of the product, and that each scenario rests on
// the rule it names. To read it: build/ci/tests/scenarios/test_scenarios "[table]"
#include <catch2/catch.hpp>

#include <algorithm>
#include <iostream>
#include <map>

#include "scenarios/player.hpp"

using namespace goodword::testing;

namespace {

namespace fs = std::filesystem;
const fs::path source = GOODWORD_SOURCE_DIR;

/// What the product promises and scenarios have to show.
std::vector<std::string> promised() {
  std::vector<std::string> list;
  for (int number = 1; number <= 78; ++number) list.push_back(std::to_string(number));
  for (const char* tension : {"pass on low chances, not troublemakers", "give early, ask late", "commission and law",
                              "handwriting and automation", "rivals and competition law"})
    list.emplace_back(tension);
  return list;
}

/// Promised, and not in the product yet.
const std::map<std::string, std::string>& not_yet() {
  static const std::map<std::string, std::string> all = {};
  return all;
}

std::vector<Scenario> all_scenarios() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(source / "tests/scenarios/cases")) files.push_back(entry.path());
  std::ranges::sort(files);
  std::vector<Scenario> all;
  for (const auto& file : files) std::ranges::move(scenarios_of(file), std::back_inserter(all));
  return all;
}

std::string lines(const std::vector<std::string>& failures) {
  std::string text;
  for (const auto& failure : failures) text += "\n    " + failure;
  return text;
}

/// Failed expectations; a step that cannot be played is none, and fails the test.
std::vector<std::string> played(const Scenario& scenario, Ruling ruling) {
  try {
    return Player(std::move(ruling)).play(scenario);
  } catch (const std::exception& error) {
    FAIL_CHECK(scenario.name << ": " << error.what());
    return {};
  }
}

/// By number, then the tensions.
std::string order(const std::string& what) {
  return what.find_first_not_of("0123456789") == std::string::npos
             ? std::string(3 - std::min<std::size_t>(3, what.size()), '0') + what
             : "T" + what;
}

}  // namespace

TEST_CASE("each scenario that shows a requirement fails without the rule it names", "[table]") {
  std::multimap<std::string, std::string> table;
  std::map<std::string, bool> covered;
  for (const auto& scenario : all_scenarios()) {
    if (scenario.shows.empty()) continue;
    INFO(scenario.name);
    const auto failures = played(scenario, all_rules());
    CHECK(lines(failures) == "");
    CHECK_FALSE(scenario.without.empty());
    std::string row = scenario.name + " | " + (failures.empty() ? "holds" : "DOES NOT HOLD");
    for (const auto& rule : scenario.without) {
      const auto fails = played(scenario, without(rule));
      INFO("without " << rule);
      CHECK_FALSE(fails.empty());
      row += " | without " + rule + (fails.empty() ? ": HOLDS AS WELL" : ": fails as it must");
    }
    for (const auto& what : scenario.shows) {
      table.emplace(order(what), what + " | " + row);
      covered[what] = true;
    }
  }
  for (const auto& [what, why] : not_yet()) {
    INFO(what);
    CHECK_FALSE(covered[what]);
    covered[what] = true;
    table.emplace(order(what), what + " | NOT YET: " + why);
  }
  std::cout << "number | scenario | result | without the rule\n";
  for (const auto& [place, row] : table) std::cout << row << "\n";
  const auto all = promised();
  for (const auto& what : all) {
    INFO("nothing shows " << what);
    CHECK(covered[what]);
  }
  for (const auto& [what, is] : covered) {
    INFO(what << " is no requirement or tension that this table is about");
    CHECK(std::ranges::find(all, what) != all.end());
  }
}
