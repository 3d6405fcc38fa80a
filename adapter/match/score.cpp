#include <algorithm>
#include <array>
#include <cmath>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "match/match.hpp"

namespace goodword::match {
namespace {

using model::MatchTerm;
using model::Partner;

constexpr int not_known = 50;
// In the order of the terms. They sum to 100, so that the score is 0 to 1000.
struct Weight {
  std::string_view term;
  int weight;
};
constexpr std::array weights = {Weight{"fit", 40},      Weight{"affinity", 20}, Weight{"strength", 15},
                                Weight{"nearness", 10}, Weight{"speed", 10},    Weight{"room", 5}};
constexpr double prior_referrals = 4;  // what the circle's mean counts as
constexpr double stated_affinity = 0.75;
constexpr double prior_answers = 3, prior_days = 5, slowest_days = 10;
constexpr double nearness_scale = 50;  // kilometres in which nearness falls to 37%

int whole(double value) { return static_cast<int>(std::lround(value)); }

int industry_value(const Wish& wish, const Partner& partner) {
  if (partner.industries.empty() || wish.need.industry.empty()) return not_known;
  return among(partner.industries, wish.need.industry) ? 100 : 20;
}

MatchTerm fit(const Wish& wish, const Partner& partner, const CircleView& circle) {
  const bool exact = nearest_kinship(circle.services, wish.need.service, partner.services) == Kinship::exact;
  const bool banded = partner.company_size.least || partner.company_size.most;
  const int size = banded && wish.need.company_size ? 100 : not_known;  // outside a band is a hard limit
  const int value = whole(0.6 * (exact ? 100 : 60) + 0.25 * industry_value(wish, partner) + 0.15 * size);
  const std::string service = model::service_name(circle.services, wish.need.service, "en");
  return {"fit", value, true, exact ? "does " + service : "near to " + service};
}

/// What a partner says of itself stands where the circle's mean would: outcomes correct it.
MatchTerm affinity(const Wish& wish, const Partner& partner, const CircleView& circle) {
  const TrackRecord record = record_of(circle, partner);
  const bool stated = names_need(circle, wish.need, partner.affinity);
  const double mean = circle.mean ? *circle.mean : circle_mean(circle);
  const int value =
      affinity_value(stated ? std::max(mean, stated_affinity) : mean, record.finished, record.served_well);
  if (whole(record.finished) == 0)
    return {"affinity", value, stated, stated ? "has a feeling for such needs" : "no finished referral yet"};
  return {"affinity", value, true,
          std::to_string(whole(record.served_well)) + " of " + std::to_string(whole(record.finished)) + " served well"};
}

MatchTerm strength(const Wish& wish, const Partner& partner, const CircleView& circle) {
  const auto says = [&](const std::vector<std::string>& list) {
    const auto kin = nearest_kinship(circle.services, wish.need.service, list);
    return kin == Kinship::exact || kin == Kinship::wider;
  };
  if (record_of(circle, partner).confirmed) return {"strength", 100, true, "an outcome confirmed its strength"};
  if (says(partner.weaknesses)) return {"strength", 25, true, ""};  // a weakness is never put into words
  if (says(partner.strengths)) return {"strength", 75, true, "strong in this (both sides say so)"};
  return {"strength", not_known, false, "not known"};
}

std::optional<double> distance(const Wish& wish, const Partner& partner, const CircleView& circle) {
  const auto here = place_named(circle, wish.need.city, wish.need.country);
  std::optional<double> nearest;
  for (const auto& place : partner.places) {
    std::optional<double> away;
    if (!wish.need.city.empty() && same_words(place.city, wish.need.city)) away = 0;
    if (!away && here && place.latitude && place.longitude)
      away = kilometres(*here->latitude, *here->longitude, *place.latitude, *place.longitude);
    if (away && (!nearest || *away < *nearest)) nearest = away;
  }
  return nearest;
}

MatchTerm nearness(const Wish& wish, const Partner& partner, const CircleView& circle) {
  if (const auto away = distance(wish, partner, circle); away && !partner.remote) {
    return {"nearness", nearness_value(*away), true,
            *away < 0.5 ? "in " + wish.need.city : std::to_string(whole(*away)) + " km"};
  }
  if (partner.remote) return {"nearness", 100, true, "works remotely"};
  return {"nearness", not_known, false, "not known"};
}

MatchTerm speed(const Partner& partner, const CircleView& circle) {
  const TrackRecord record = record_of(circle, partner);
  const int value = speed_value(record.answers, record.answer_days);
  if (record.answers == 0) return {"speed", value, false, "not known"};
  const int days = whole(record.answer_days / record.answers);
  return {"speed", value, true, "answers in " + std::to_string(days) + (days == 1 ? " day" : " days")};
}

MatchTerm room(const Partner& partner) {
  if (!partner.room) return {"room", not_known, false, "not known"};
  return {"room", partner.room->places >= 2 ? 100 : 50, true,
          "room for " + std::to_string(partner.room->places) + " until " + base::to_text(partner.room->until)};
}

}  // namespace

double circle_mean(const CircleView& circle) {
  double finished = 0, served_well = 0;
  for (const auto& partner : circle.partners) {
    const TrackRecord record = record_of(circle, partner);
    finished += record.finished;
    served_well += record.served_well;
  }
  return (2 + served_well) / (4 + finished);
}

int affinity_value(double mean, double finished, double served_well) {
  return whole(100 * (prior_referrals * mean + served_well) / (prior_referrals + finished));
}

int nearness_value(double kilometres_away) { return whole(100 * std::exp(-kilometres_away / nearness_scale)); }

int speed_value(int answers, double answer_days) {
  const double days = (prior_answers * prior_days + answer_days) / (prior_answers + answers);
  return whole(100 * std::max(0.0, 1 - days / slowest_days));
}

std::vector<MatchTerm> score_terms(const Wish& wish, const Partner& partner, const CircleView& circle) {
  return {fit(wish, partner, circle),      affinity(wish, partner, circle), strength(wish, partner, circle),
          nearness(wish, partner, circle), speed(partner, circle),          room(partner)};
}

int score_of(std::span<const MatchTerm> terms) {
  int sum = 0;
  for (const auto& term : terms) {
    const auto weight = std::ranges::find(weights, term.name, &Weight::term);
    if (weight != weights.end()) sum += weight->weight * term.value;
  }
  return sum / 10;
}

bool newcomers_turn(std::string_view need_id) {
  const auto hash = base::sha256(need_id);
  unsigned long long first = 0;
  for (std::size_t i = 0; i < 8; ++i) first = (first << 8) | hash[i];
  return first % 10 == 0;
}

}  // namespace goodword::match
