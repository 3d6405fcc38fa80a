// A gift that goes with a thank-you, held against the rule packs in force: what it comes to this calendar year with
// that partner or prospect, and whether it may be given. Pure; not legal advice.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/world.hpp"

namespace goodword::engine {

struct Gift {
  const model::Partner* partner = nullptr;  ///< who gets it; nullptr: the prospect
  base::Money value;
  /// What they got before; only those of this calendar year count.
  std::vector<model::ReferralEvent> before = {};
};

struct GiftAnswer {
  model::Answer3 answer = model::Answer3::yes;
  std::string why;                  ///< the rule with pack and clause; empty where none speaks to it
  std::vector<std::string> duties;  ///< what the rule asks besides
  base::Money year;                 ///< this gift and those before it, in the firm's currency
};

/// Where what it is worth in US dollars is not known, and a rule asks for it, the answer is review.
GiftAnswer may_give(const Circle& circle, const Gift& gift, base::Instant now);

/// What the packs in force say of gifts, a line for each rule; empty where they say nothing.
std::vector<std::string> gift_rules(const Circle& circle, base::Date today);

}  // namespace goodword::engine
