// May we? Five questions, each answered yes, no or review with the rule and the missing fact.
//
// Rule packs add answers as data: the strictest answer to a question holds. Where no pack is in force the questions are
// answered by what we know ourselves: nothing is agreed, what is to be disclosed, and that consents are missing.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/decision.hpp"
#include "rules/signs.hpp"

namespace goodword::rules {

struct ScreenCase {
  std::span<const SignKind> kinds;
  std::span<const model::SignReading> signs;
  std::string terms;                           ///< agreed with the partner; empty: nothing
  bool consents_in_force = false;              ///< of the prospect and the receiver
  std::span<const model::ScreenAnswer> packs;  ///< what packs in force answer
};

/// serve, refer, pay, disclose, show, in this order.
std::vector<model::ScreenAnswer> screen(const ScreenCase& the_case);

/// The answer to one question; review where it was not asked.
model::Answer3 answer_to(std::span<const model::ScreenAnswer> answers, std::string_view question);

}  // namespace goodword::rules
