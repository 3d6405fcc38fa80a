#include "match/circle.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/text.hpp"
#include "model/country.hpp"

namespace goodword::match {
namespace {

bool is_within(const std::vector<model::Service>& services, std::string_view id, std::string_view wider) {
  for (std::size_t step = 0; step <= services.size(); ++step) {  // bounded: a circle of parents ends too
    const auto* service = model::service_by_id(services, id);
    if (!service || service->parent.empty()) return false;
    if (service->parent == wider) return true;
    id = service->parent;
  }
  return false;
}

}  // namespace

TrackRecord record_of(const CircleView& circle, const model::Partner& partner) {
  const auto found = std::ranges::find(circle.records, partner.id, &TrackRecord::partner);
  if (found != circle.records.end()) return *found;
  TrackRecord stated;
  stated.partner = partner.id;
  stated.finished = stated.ended = partner.finished;
  stated.served_well = stated.ended_well = partner.served_well;
  return stated;
}

Kinship kinship(const std::vector<model::Service>& services, std::string_view wanted, std::string_view offered) {
  if (wanted == offered) return Kinship::exact;
  if (is_within(services, wanted, offered)) return Kinship::wider;
  return is_within(services, offered, wanted) ? Kinship::narrower : Kinship::none;
}

Kinship nearest_kinship(const std::vector<model::Service>& services, std::string_view wanted,
                        std::span<const std::string> offered) {
  Kinship best = Kinship::none;
  for (const auto& one : offered) best = std::min(best, kinship(services, wanted, one));
  return best;
}

double kilometres(double latitude_a, double longitude_a, double latitude_b, double longitude_b) {
  constexpr double earth_radius = 6371.0;
  constexpr double radian = std::numbers::pi / 180;
  const double up = std::sin((latitude_b - latitude_a) * radian / 2),
               across = std::sin((longitude_b - longitude_a) * radian / 2);
  const double h = up * up + std::cos(latitude_a * radian) * std::cos(latitude_b * radian) * across * across;
  return 2 * earth_radius * std::asin(std::sqrt(std::min(1.0, h)));
}

std::optional<model::Place> place_named(const CircleView& circle, std::string_view city, std::string_view country) {
  const auto fits = [&](const model::Place& place) {
    const bool near = country.empty() || place.country.empty() || model::same_country(place.country, country);
    return place.latitude && place.longitude && near && same_words(place.city, city);
  };
  if (city.empty()) return std::nullopt;
  if (fits(circle.firm.place)) return circle.firm.place;
  for (const auto& partner : circle.partners) {
    const auto found = std::ranges::find_if(partner.places, fits);
    if (found != partner.places.end()) return *found;
  }
  return std::nullopt;
}

bool same_words(std::string_view a, std::string_view b) {
  return base::lower(base::trim(a)) == base::lower(base::trim(b));
}

bool among(std::span<const std::string> list, std::string_view word) {
  return std::ranges::any_of(list, [&](const std::string& one) { return same_words(one, word); });
}

bool names_need(const CircleView& circle, const model::Need& need, std::span<const std::string> list) {
  const bool service = nearest_kinship(circle.services, need.service, list) != Kinship::none;
  return service || (!need.industry.empty() && among(list, need.industry));
}

}  // namespace goodword::match
