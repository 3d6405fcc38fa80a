#include "engine/endorsement.hpp"

#include <algorithm>

#include "engine/matching.hpp"
#include "match/match.hpp"

namespace goodword::engine {

std::string endorsement_by(const Circle& circle, const model::Partner& partner, const std::string& seller,
                           const std::string& service, base::Date today) {
  const auto found = std::ranges::find_if(partner.endorsements, [&](const model::Endorsement& one) {
    const bool speaks_of_it =
        one.services.empty() || match::nearest_kinship(circle.services, service, one.services) != match::Kinship::none;
    return one.by == seller && speaks_of_it;
  });
  if (found == partner.endorsements.end()) return "";
  const auto limits = match::limits_for_all(partner, view_for(circle, service), today);
  const bool carried = std::ranges::find(limits, "reliability", &model::NoMatch::limit) == limits.end();
  return carried ? found->words : "";
}

}  // namespace goodword::engine
