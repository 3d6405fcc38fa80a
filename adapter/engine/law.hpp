// What the screen's answers mean for the work that is under way: what is asked, and what may not go on.
//
// Pure; reads the decision as it was stored. The reasons stay here: nothing of them is written into a CRM.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "engine/plan.hpp"

namespace goodword::engine {

/// What the screen leaves open, asked once a plan: of the firm, a company, a partner or a person, or about a pack that
/// counsel has not reviewed; never a contact each.
class LawQuestions {
 public:
  /// What would settle a verdict that the screen holds; nothing where it holds none, or where that was asked already.
  std::optional<model::LeftAlone> ask(const Subject& subject, const Circle& circle);

 private:
  std::set<std::string> asked_;  ///< "company|main 77|issuer", "firm|firm_audits_issuers", "pack|gdpr"
};

/// Why we may not be paid for it, as far as the decision's screen says: "may not be paid (PACK, CLAUSE)"; empty: we
/// may.
std::string unpaid_because(const model::Decision& decision);
/// What is agreed with this partner and may be earned. Terms that the law bars, or leaves open, are not offered: then
/// we earn nothing, and say so.
std::string terms_allowed(const model::Decision& decision, const model::Partner& partner);

/// Whether a referral that is under way may take its next step towards the partner: refer must be yes, and, once both
/// said yes, show as well. Consents themselves are checked at release.
bool law_lets(const model::Decision& decision, const model::Referral& referral);

}  // namespace goodword::engine
