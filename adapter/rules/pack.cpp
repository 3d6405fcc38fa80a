#include "rules/pack.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "rules/folded.hpp"
#include "rules/screen.hpp"

namespace goodword::rules {
namespace {

/// Where the firm is and where it serves.
std::vector<std::string> places_of(const model::Firm& firm) {
  std::vector<std::string> places = firm.countries;
  const std::string& home = firm.place.country;
  if (!home.empty() && std::ranges::find(places, home) == places.end()) places.insert(places.begin(), home);
  return places;
}

std::string shared_place(const std::vector<std::string>& wanted, const std::vector<std::string>& have) {
  const auto found = std::ranges::find_if(
      have, [&](const std::string& place) { return std::ranges::find(wanted, place) != wanted.end(); });
  return found == have.end() ? std::string() : *found;
}

bool concerns(const PackRule& rule, const model::Firm& firm) {
  const bool here = rule.places.empty() || !shared_place(rule.places, places_of(firm)).empty();
  return here && (!rule.trades || rule.trades.found_in(folded(firm.trade)));
}

bool is_named(const Pack& pack, const model::Firm& firm) {
  return std::ranges::find(firm.packs, pack.id) != firm.packs.end();
}

std::string in_words(const PackAnswers& answers) {
  std::vector<std::string> words;
  for (const auto& [question, answer] : answers) words.push_back(question + " " + std::string(model::to_text(answer)));
  return words.empty() ? "nothing" : base::join(words, ", ");
}

/// What one rule alone says, as if counsel had reviewed it.
std::vector<model::ScreenAnswer> answers_to(const Pack& pack, const PackRule& rule, const PackVector& vector) {
  RuleBook book;
  book.packs = {pack};
  book.packs.front().rules = {rule};
  book.packs.front().reviewed = true;
  const Facts none;
  const base::Date day = vector.on.value_or(rule.from.value_or(base::Date{}));
  return screen({book, {}, vector.facts, none, day, Books::as_stated});
}

void check_vector(const Pack& pack, const PackRule& rule, const PackVector& vector,
                  std::vector<base::Problem>& problems) {
  PackAnswers said;
  std::string missing;
  for (const auto& answer : answers_to(pack, rule, vector)) {
    if (answer.rule.empty()) continue;
    said.emplace_back(answer.question, answer.answer);
    missing = answer.missing;
  }
  if (said == vector.answers && missing == vector.missing) return;
  const auto with = [](const PackAnswers& answers, const std::string& fact) {
    return in_words(answers) + (fact.empty() ? "" : ", missing " + fact);
  };
  problems.push_back({pack.file, vector.line, "",
                      "rule \"" + rule.id + "\", \"" + vector.says + "\": expected " +
                          with(vector.answers, vector.missing) + "; it answers " + with(said, missing),
                      ""});
}

}  // namespace

std::vector<base::Problem> check_vectors(std::span<const Pack> packs) {
  std::vector<base::Problem> problems;
  for (const auto& pack : packs) {
    for (const auto& rule : pack.rules) {
      for (const auto& vector : rule.vectors) check_vector(pack, rule, vector, problems);
    }
  }
  return problems;
}

PackStanding standing_of(const Pack& pack, const model::Firm& firm) {
  if (is_named(pack, firm)) return {true, "firm.json names it"};
  const auto places = places_of(firm);
  if (!pack.places.empty() && places.empty()) return {false, "firm.json states no country"};
  const std::string place = shared_place(pack.places, places);
  if (!pack.places.empty() && place.empty()) return {false, "not for " + base::join(places, ", ")};
  if (pack.trades && firm.trade.empty()) return {false, "firm.json states no trade"};
  if (pack.trades && !pack.trades.found_in(folded(firm.trade))) return {false, "not for the trade " + firm.trade};
  const std::string trade = pack.trades ? "the trade " + firm.trade : "every trade";
  return {true, trade + (pack.places.empty() ? ", everywhere" : ", in " + place)};
}

const PackReview* review_of(const Pack& pack, std::span<const PackReview> reviews) {
  const auto found = std::ranges::find_if(reviews, [&](const PackReview& review) {
    const bool said = !review.by.empty() && !review.counsel.empty();
    return said && review.pack == pack.id && review.version == pack.version && review.digest == pack.digest;
  });
  return found == reviews.end() ? nullptr : &*found;
}

std::vector<Pack> packs_in_force(std::span<const Pack> packs, const model::Firm& firm,
                                 std::span<const PackReview> reviews) {
  std::vector<Pack> made;
  for (const auto& pack : packs) {
    if (!standing_of(pack, firm).in_force) continue;
    made.push_back(pack);
    made.back().reviewed = review_of(pack, reviews) != nullptr;
    if (is_named(pack, firm)) continue;  // the operator knows better than trade and place: all of it
    std::erase_if(made.back().rules, [&](const PackRule& rule) { return !concerns(rule, firm); });
  }
  return made;
}

const Pack* reciprocity_barred_by(std::span<const Pack> packs) {
  const auto found = std::ranges::find_if(packs, [](const Pack& pack) { return pack.reciprocity_off; });
  return found == packs.end() ? nullptr : &*found;
}

bool holds_on(const PackRule& rule, base::Date day) {
  return (!rule.from || *rule.from <= day) && (!rule.until || day <= *rule.until);
}

std::optional<base::Instant> packs_change_at(std::span<const Pack> packs, base::Instant now) {
  std::optional<base::Instant> soonest;
  const auto consider = [&](base::Instant at) {
    if (at > now && (!soonest || at < *soonest)) soonest = at;
  };
  for (const auto& pack : packs) {
    for (const auto& rule : pack.rules) {
      if (rule.from) consider(base::start_of(*rule.from));
      if (rule.until) consider(base::start_of(*rule.until) + std::chrono::hours(24));
    }
  }
  return soonest;
}

}  // namespace goodword::rules
