#include <catch2/catch.hpp>

#include <algorithm>

#include "scenarios/player.hpp"

using namespace goodword::testing;

TEST_CASE("every scenario of the case files comes out as a seller would expect") {
  std::vector<std::filesystem::path> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(GOODWORD_SOURCE_DIR) / "tests/scenarios/cases"))
    files.push_back(entry.path());
  files.push_back(std::filesystem::path(GOODWORD_SOURCE_DIR) / "packaging/share/manual/six_months.txt");
  std::ranges::sort(files);
  int played = 0;
  for (const auto& file : files) {
    for (const auto& scenario : scenarios_of(file)) {
      if (!scenario.shows.empty()) continue;  // table_test.cpp plays these
      INFO(scenario.name);
      Player player;
      std::string failures;
      for (const auto& failure : player.play(scenario)) failures += "\n    " + failure;
      CHECK(failures == "");
      ++played;
    }
  }
  CHECK(played >= 15);
}
