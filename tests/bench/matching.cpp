// What finding the best three of 1,000 partners costs a prospect, against looking at each partner's services once: the
// least any method that keeps no index does.
//
//   bench_matching [--strict]   --strict: exit 1 where a million would take longer than 0.5 s
#include <cstdio>
#include <cstring>
#include <random>
#include <string>

#include "bench/measures.hpp"
#include "match/match.hpp"

using namespace goodword;

namespace {

constexpr int partners = 1000, prospects = 2000, services = 40;
constexpr double most_seconds = 0.5, million = 1e6;

std::string service(int number) { return "service" + std::to_string(number); }

/// Everybody is trusted, has room and works anywhere: only the service decides, and 75 of 1,000 offer it.
std::vector<model::Partner> circle() {
  std::mt19937 random(1);
  std::vector<model::Partner> made;
  for (int i = 0; i < partners; ++i) {
    model::Partner partner;
    partner.id = partner.name = "P" + std::to_string(1000 + i);
    for (int k = 0; k < 3; ++k) partner.services.push_back(service(static_cast<int>(random() % services)));
    partner.languages = {"en"};
    partner.room = model::Room{5, base::Date{std::chrono::year{2026} / 12 / 31}};
    partner.remote = partner.trusted = true;
    made.push_back(std::move(partner));
  }
  return made;
}

std::vector<match::Wish> wishes() {
  std::mt19937 random(2);
  std::vector<match::Wish> made(prospects);
  for (int i = 0; i < prospects; ++i) {
    made[static_cast<std::size_t>(i)].id = std::to_string(i);
    made[static_cast<std::size_t>(i)].need.service = service(static_cast<int>(random() % services));
    made[static_cast<std::size_t>(i)].need.language = "en";
  }
  return made;
}

}  // namespace

int main(int count, char** words) {
  const auto all = circle();
  const auto asked = wishes();
  std::vector<model::Service> known;
  for (int i = 0; i < services; ++i) known.push_back({service(i), "", {{"en", {service(i)}}}});
  const model::Firm firm;
  const match::CircleView view{firm, known, all};
  const auto today = base::Date{std::chrono::year{2026} / 11 / 27};
  const auto begin = bench::usage_now();
  std::size_t offered = 0;
  for (const auto& wish : asked) {
    for (const auto& partner : all)
      offered += static_cast<std::size_t>(std::ranges::count(partner.services, wish.need.service));
  }
  const double looking = (bench::usage_now() - begin).cpu();
  const auto before = bench::usage_now();
  std::size_t found = 0;
  for (const auto& wish : asked) found += match::match_partners(wish, view, today).matches.size();
  const double seconds = (bench::usage_now() - before).cpu();
  const double whole = seconds / prospects * million;
  std::printf(
      "matching %d prospects with %d partners: %.3f s, %.1f us each, %.1fx looking at the services;"
      " %zu of %zu found; a million: %.1f s (aim %.1f s)\n",
      prospects, partners, seconds, seconds / prospects * 1e6, seconds / looking, found, offered, whole, most_seconds);
  return count > 1 && std::strcmp(words[1], "--strict") == 0 && whole > most_seconds ? 1 : 0;
}
