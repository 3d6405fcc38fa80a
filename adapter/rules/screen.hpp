// May we? Five questions, each answered yes, no or review with the rule, its clause and the missing fact.
//
// Of all rules of the packs in force the strictest answer holds: no before review before yes. A rule whose condition
// holds gives its answers, but a yes counts only after counsel's review; one whose condition is not known, because a
// fact is missing, answers review; one that does not hold has nothing to say. Where none has, we answer by what we know
// ourselves: nothing is agreed, what is to be disclosed, and whether both consents are there.
// So a fact that is taken away never turns no or review into yes. Pure; called by decide() and by the engine's
// matching.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/decision.hpp"
#include "rules/book.hpp"

namespace goodword::rules {

/// Whether our own books are all there is: then a recorded fact (facts.hpp) that is not stated is no. Not so in
/// vectors.
enum class Books { complete, as_stated };

struct ScreenCase {
  const RuleBook& book;  ///< its packs are those in force
  std::span<const model::SignReading> signs;
  const Facts& prospect;  ///< with what is stated about firm, company and person
  const Facts& partner;   ///< partner_facts(), or no_partner_facts()
  base::Date today{};
  Books books = Books::complete;
};

/// serve, refer, pay, disclose, show, in this order.
std::vector<model::ScreenAnswer> screen(const ScreenCase& the_case);

/// The answer to one question; review where it was not asked.
model::Answer3 answer_to(std::span<const model::ScreenAnswer> answers, std::string_view question);

}  // namespace goodword::rules
