// What sharing out the partners' room costs, against sorting the same pairs once: the least any method does with them.
//
//   bench_assigning [--strict]   100,000 prospects with three of 200 partners each; --strict: exit 1 beyond 1.5 s
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <random>
#include <tuple>

#include "bench/measures.hpp"
#include "match/assign.hpp"

using namespace goodword;

namespace {

constexpr int prospects = 100'000, partners = 200, each = 3;
constexpr double most_seconds = 1.5;

std::string numbered(char letter, int number) {
  std::string digits = std::to_string(number);
  return letter + std::string(7 - std::min<std::size_t>(7, digits.size()), '0') + digits;
}

/// `step`: scores are whole steps, so that many are equal; 600 makes all of them so.
match::AssignmentTask batch(int places, int step) {
  std::mt19937 random(1);
  const auto any = [&](int least, int most) { return std::uniform_int_distribution<int>(least, most)(random); };
  match::AssignmentTask task;
  for (int j = 0; j < partners; ++j) task.rooms.push_back({numbered('P', j), places});
  for (int i = 0; i < prospects; ++i) {
    for (int k = 0; k < each; ++k)
      task.pairs.push_back({numbered('p', i * 7919 % prospects), numbered('P', any(0, partners - 1)),
                            400 + any(0, 600 - 1) / step * step});
  }
  return task;
}

bool measure(const char* name, const match::AssignmentTask& task) {
  auto pairs = task.pairs;
  const auto begin = bench::usage_now();
  std::ranges::sort(pairs, {}, [](const match::Pair& pair) { return std::tie(pair.prospect, pair.partner); });
  const double sorting = (bench::usage_now() - begin).cpu();
  const auto before = bench::usage_now();
  const auto made = match::assign(task);
  const double seconds = (bench::usage_now() - before).cpu();
  const auto placed = std::ranges::count_if(made.assigned, [](const auto& one) { return !one.partner.empty(); });
  std::printf("%-28s %6.3f s, %5.1fx sorting the pairs, %6d placed, %s (aim %.1f s)\n", name, seconds,
              seconds / sorting, static_cast<int>(placed), made.certified ? "proven best" : "NOT PROVEN", most_seconds);
  return made.certified && seconds <= most_seconds;
}

}  // namespace

int main(int count, char** words) {
  std::printf("assigning %d prospects, %d of %d partners each\n", prospects, each, partners);
  bool kept = measure("little room (2 places)", batch(2, 1));
  kept = measure("half of them (250 places)", batch(250, 1)) && kept;
  kept = measure("room for all (2,000 places)", batch(2000, 1)) && kept;
  kept = measure("six scores (250 places)", batch(250, 100)) && kept;
  measure("all scores equal (250 places)", batch(250, 600));  // the worst there is; no aim
  const bool strict = count > 1 && std::strcmp(words[1], "--strict") == 0;
  return strict && !kept ? 1 : 0;
}
