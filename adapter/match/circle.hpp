// The circle as matching sees it: firm, services, partners, and what is on record about each. Values only.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "model/circle.hpp"
#include "model/decision.hpp"

namespace goodword::match {

/// What past referrals say about one partner, counted by the caller; each outcome halves in weight every 365 days.
struct TrackRecord {
  std::string partner;
  double finished = 0;     ///< of this service and industry, or of the wider service where there are none
  double served_well = 0;  ///< of those
  bool confirmed = false;  ///< an outcome has shown it to be strong in this service
  int answers = 0;         ///< offers it answered
  double answer_days = 0;  ///< sum over them
  double owed = 0;         ///< reciprocity: breaks ties only, 0 where it is regulated
  std::optional<base::Instant> last_offered;
};

struct CircleView {
  const model::Firm& firm;
  const std::vector<model::Service>& services;
  const std::vector<model::Partner>& partners;
  std::span<const TrackRecord> records = {};  ///< a partner without one is judged by partners.json alone
};

enum class Kinship { exact, wider, narrower, none };

/// How `offered` relates to `wanted`: the same, a wider service that includes it, a narrower part of it.
Kinship kinship(const std::vector<model::Service>& services, std::string_view wanted, std::string_view offered);
/// The nearest of several: exact before wider before narrower.
Kinship nearest_kinship(const std::vector<model::Service>& services, std::string_view wanted,
                        std::span<const std::string> offered);

/// Great-circle distance in kilometres.
double kilometres(double latitude_a, double longitude_a, double latitude_b, double longitude_b);
/// Coordinates of a city, where anybody's place in the circle states them.
std::optional<model::Place> place_named(const CircleView& circle, std::string_view city, std::string_view country);
/// Same words without regard to case.
bool same_words(std::string_view a, std::string_view b);
bool among(std::span<const std::string> list, std::string_view word);

}  // namespace goodword::match
