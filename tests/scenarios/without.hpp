// Switching one rule off, to see that a scenario rests on it. Data all of it: JSON patched before it is compiled, a row
// taken from a table, a number of the policy, a word of the case file itself. The program has no such switch.
//
//   setting NAME = VALUE    a number of rules/deciding.json
//   rule ID, ID             rules of the rule files or of a pack; several where several find the same words
//   answer ABOUT            what an answer about this means for the signs
//   row N                   of the verdict table
//   limit ID                a hard limit of matching
//   source ID               a reason to ask a partner for a referral
//   watched ABOUT           a fact that brings somebody back who was let go
//   gate ID                 a condition of being ready to be asked
//   policy NAME = VALUE     a number of goodword.json, as the engine holds it
//   saying WORDS            these words, wherever the scenario says them
#pragma once

#include "engine/partners.hpp"
#include "scenarios/case_file.hpp"
#include "stage/stage.hpp"

namespace goodword::testing {

/// What a scenario is played with.
struct Ruling {
  rules::RuleBook book;
  std::vector<rules::Pack> packs;
  std::vector<match::Limit> limits{match::hard_limits().begin(), match::hard_limits().end()};
  std::vector<match::SourceReason> sources{match::source_reasons().begin(), match::source_reasons().end()};
  std::vector<std::pair<int engine::Policy::*, int>> policy;  ///< numbers that hold whatever a step says
  engine::TiePolicy ties;                                     ///< tie_cold_days
  std::string unsaid;                                         ///< words that the scenario does without
};

/// As shipped.
Ruling all_rules();
/// With one rule off. Throws where there is no such rule.
Ruling without(const std::string& what);

/// The step without those words; nothing where no more than its word and a name would be left.
std::optional<Step> unsaid(Step step, const std::string& words);

}  // namespace goodword::testing
