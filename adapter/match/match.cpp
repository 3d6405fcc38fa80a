#include "match/match.hpp"

#include <algorithm>
#include <cstdlib>
#include <tuple>

namespace goodword::match {
namespace {

using model::Match;
using model::MatchTerm;

constexpr int least_score = 400;  // below it nobody is served
constexpr std::size_t most_shown = 3;
constexpr double newcomer_finished = 3;  // fewer finished referrals: a newcomer
constexpr int newcomer_share = 80;       // percent of the third's score
constexpr int speaks_for = 70, speaks_against = 40;

struct Ranked {
  Match match;
  double owed = 0;
  std::optional<base::Instant> last_offered;
  bool newcomer = false;
};

/// A reason to pick up the phone, not a place in the list: what rivals agreed must not decide who serves whom.
void add_arrangements(const Wish& wish, const model::Partner& partner, const CircleView& circle, base::Date today,
                      Match& match) {
  for (const auto& one : partner.arrangements) {
    if (!model::is_in_force(one, today)) continue;
    if (nearest_kinship(circle.services, wish.need.service, one.services) == Kinship::none) continue;
    const auto mode = model::mode_in_words(one);
    match.pros.push_back("on paper until " + base::to_text(one.until) + ": they " + one.they + ", we " + one.we +
                         (mode.empty() ? "" : " (" + mode + ")"));
  }
}

/// Reasons in the order in which they moved the score: weight x distance from the middle.
void add_reasons(const Wish& wish, const model::Partner& partner, Match& match) {
  auto terms = match.terms;
  const auto moved = [](const MatchTerm& term) {
    return score_of(std::span(&term, 1)) - score_of(std::vector<MatchTerm>{{term.name, 50, true, ""}});
  };
  std::ranges::stable_sort(terms, std::greater{}, [&](const MatchTerm& term) { return std::abs(moved(term)); });
  for (const auto& term : terms) {
    if (!term.known || term.text.empty()) continue;
    if (term.value >= speaks_for) match.pros.push_back(term.text);
    if (term.value <= speaks_against) match.cons.push_back(term.text);
  }
  if (wish.need.industry.empty()) return;
  if (among(partner.industries, wish.need.industry)) {
    match.pros.insert(match.pros.begin(), "knows " + wish.need.industry);
  } else {
    match.cons.push_back("no " + wish.need.industry + " work known");
  }
}

Ranked ranked(const Wish& wish, const model::Partner& partner, const CircleView& circle, base::Date today) {
  Ranked made;
  made.match.partner = partner.id;
  made.match.terms = score_terms(wish, partner, circle);
  made.match.score = score_of(made.match.terms);
  const TrackRecord record = record_of(circle, partner);
  made.owed = record.owed;
  made.last_offered = record.last_offered;
  made.newcomer = std::max<double>(record.ended, record.finished) < newcomer_finished;
  add_reasons(wish, partner, made.match);
  add_arrangements(wish, partner, circle, today, made.match);
  return made;
}

/// Higher score; then whom we owe; then who was offered longest ago, never before ever; then id.
bool goes_before(const Ranked& a, const Ranked& b) {
  if (a.match.score != b.match.score) return a.match.score > b.match.score;
  if (a.owed != b.owed) return a.owed > b.owed;
  const auto asked = [](const Ranked& r) { return r.last_offered ? base::to_micros(*r.last_offered) : INT64_MIN; };
  return asked(a) != asked(b) ? asked(a) < asked(b) : a.match.partner < b.match.partner;
}

void let_newcomer_in(const Wish& wish, std::vector<Ranked>& order) {
  if (order.size() <= most_shown || !newcomers_turn(wish.id)) return;
  const int third = order[most_shown - 1].match.score;
  const auto outside = order.begin() + most_shown;
  const auto newcomer = std::find_if(outside, order.end(), [&](const Ranked& one) {
    return one.newcomer && one.match.score * 100 >= third * newcomer_share;
  });
  if (newcomer == order.end()) return;
  newcomer->match.pros.push_back("a newcomer: third place, one need in ten");
  std::swap(order[most_shown - 1], *newcomer);
}

}  // namespace

MatchResult match_partners(const Wish& wish, const CircleView& given, base::Date today) {
  MatchResult made;
  CircleView circle = given;
  circle.mean = circle_mean(given);
  std::vector<Ranked> order;
  for (const auto& partner : circle.partners) {
    if (partner.kind == model::PartnerKind::colleague || wish.need.service.empty()) continue;
    if (auto out = hard_limit(wish, partner, circle, today)) {
      made.no_matches.push_back(std::move(*out));
      continue;
    }
    Ranked one = ranked(wish, partner, circle, today);
    if (one.match.score >= least_score) {
      order.push_back(std::move(one));
    } else {
      made.no_matches.push_back(
          {partner.id, "score", "fits too little: " + std::to_string(one.match.score) + " of 1000"});
    }
  }
  std::ranges::sort(order, goes_before);
  let_newcomer_in(wish, order);
  for (std::size_t i = 0; i < order.size() && i < most_shown; ++i) made.matches.push_back(std::move(order[i].match));
  if (!std::ranges::is_sorted(made.no_matches, {}, &model::NoMatch::partner))  // most circles stand in order
    std::ranges::sort(made.no_matches, {}, &model::NoMatch::partner);
  return made;
}

}  // namespace goodword::match
