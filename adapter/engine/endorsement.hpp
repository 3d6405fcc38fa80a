// A seller's own words of recommendation on a partner: told in that seller's name alone, and only while trust or past
// referrals carry them. Pure.
#pragma once

#include <string>

#include "engine/world.hpp"

namespace goodword::engine {

/// What the seller wrote on the partner for this service; empty where that is nothing, or where neither a record of
/// referrals nor our trust supports a recommendation today.
std::string endorsement_by(const Circle& circle, const model::Partner& partner, const std::string& seller,
                           const std::string& service, base::Date today);

}  // namespace goodword::engine
