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

/// What past referrals say about one partner for one service: record.hpp counts it.
struct TrackRecord {
  std::string partner;
  double finished = 0;     ///< of this service, of a wider one where there are none; halved every 365 days
  double served_well = 0;  ///< of those
  bool confirmed = false;  ///< an outcome has shown it to be strong in this service
  int answers = 0;         ///< offers it answered
  double answer_days = 0;  ///< sum over them
  double owed = 0;         ///< reciprocity: breaks ties only, 0 where it is regulated
  std::optional<base::Instant> last_offered;
  int ended = 0;  ///< of any service, whenever it was: whether there is a record at all
  int ended_well = 0;
};

struct LimitCase;

/// A hard limit, and why it takes a partner out; empty: it does not.
struct Limit {
  std::string_view id;
  std::string (*why)(const LimitCase&) = nullptr;
};
/// In the order in which they are asked.
std::span<const Limit> hard_limits();

struct CircleView {
  const model::Firm& firm;
  const std::vector<model::Service>& services;
  const std::vector<model::Partner>& partners;
  std::span<const TrackRecord> records = {};  ///< a partner without one is judged by partners.json alone
  std::span<const Limit> limits = hard_limits();
  std::optional<double> mean = {};  ///< circle_mean(), where it is known already
};

/// What is on record about a partner, or what partners.json says of it.
TrackRecord record_of(const CircleView& circle, const model::Partner& partner);

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
/// Whether a list of services and industries speaks of this need.
bool names_need(const CircleView& circle, const model::Need& need, std::span<const std::string> list);

}  // namespace goodword::match
