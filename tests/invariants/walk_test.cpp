// Thousands of drawn lives, held to every promise after each step; and the same walk on broken programs, each of which
// it must find.
//
// GOODWORD_WALK=100000 in the environment walks so many lives instead (then each row of the table is wanted 100 times),
// GOODWORD_WALK_SEED=7 begins elsewhere. A failure names its seed.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <iostream>

#include "invariants/mutants.hpp"
#include "invariants/walk.hpp"

using namespace goodword;
using namespace goodword::invariants;

namespace {

constexpr int people = 100;  ///< in each of the two CRMs of a town

/// Builds that watch memory or threads take many times as long for each.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int sequences = 400;
#else
constexpr int sequences = 6000;
#endif

int from_environment(const char* name, int otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::atoi(text);
}

std::string named(const Oracle::Pair& pair) { return std::string(model::to_text(pair.first)) + " " + pair.second; }

/// What the program has no way to: no referral is kept as a mere proposal.
bool is_out_of_reach(const Oracle::Pair& pair) {
  return pair.first == model::ReferralState::proposed && (pair.second == "enter_in_error" || pair.second == "erase");
}

/// Steps and refusals of the whole table that were not seen often enough, by name.
std::vector<std::string> seldom(const Figures& figures, int least) {
  std::vector<std::string> names;
  const auto count = [](const std::map<Oracle::Pair, int>& counts, const Oracle::Pair& pair) {
    const auto found = counts.find(pair);
    return found == counts.end() ? 0 : found->second;
  };
  std::set<model::ReferralState> states;
  for (const auto& step : model::referral_steps()) states.insert({step.from, step.to});
  for (const auto state : states) {
    for (const auto& event : all_events()) {
      const Oracle::Pair pair{state, event};
      if (is_out_of_reach(pair)) continue;
      const bool follows = model::referral_step(state, event) != nullptr;
      const int seen = count(follows ? figures.taken : figures.refused, pair);
      if (seen < least)
        names.push_back(named(pair) + (follows ? ": happened " : ": refused ") + std::to_string(seen) + " times");
    }
  }
  return names;
}

std::string lines(const std::vector<std::string>& list) {
  std::string text;
  for (const auto& line : list) text += "\n    " + line;
  return text;
}

}  // namespace

TEST_CASE("a random walk through the life of a referral breaks no invariant and leaves no row of the table out") {
  const int wanted = from_environment("GOODWORD_WALK", sequences);
  const Mutant nothing_broken{"nothing"};
  Figures all;
  all.least = std::max(6, wanted / 900);
  for (int seed = from_environment("GOODWORD_WALK_SEED", 1); all.sequences < wanted; ++seed) {
    Walk walk(static_cast<std::uint64_t>(seed), people, nothing_broken, all);
    const auto wrong = walk.run();
    INFO("GOODWORD_WALK_SEED=" << seed);
    REQUIRE(wrong == "");
    all.add(walk.figures());
  }
  std::cout << "  " << all.sequences << " sequences; introduced " << all.introduced << ", closed " << all.closed
            << "\n";
  for (const auto& [what, count] : all.happened) std::cout << "  " << what << ": " << count << "\n";
  CHECK(10 * all.introduced >= 3 * all.sequences);
  CHECK(10 * all.closed >= all.sequences);
  for (const auto* what : {"died", "refused or down", "undo", "old plan", "bulk", "forgotten"}) {
    CAPTURE(what);
    CHECK(all.happened[what] > 0);
  }
  if (wanted >= 6000) {
    CHECK(lines(seldom(all, wanted >= 100'000 ? 100 : 5)) == "");
  }
}

TEST_CASE("the random walk finds every mutant") {
  for (const auto& mutant : mutants()) {
    std::string wrong;
    Figures none;
    std::uint64_t seed = 0;
    while (wrong.empty() && ++seed <= 12) wrong = Walk(seed, 40, mutant, none).run();
    INFO(mutant.name << ": " << wrong);
    const auto names = [&](const char* law) { return wrong.find(law) != std::string::npos; };
    const bool found = names("invariant ") || names("ranking: ") || names("forgotten: ");
    CHECK(found);
    std::cout << "  " << mutant.name << ": " << wrong << "\n";
  }
}
