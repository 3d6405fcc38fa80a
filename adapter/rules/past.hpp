// A contact as it stood at an earlier moment, as far as its records tell.
//
// What activities and answers say is dated. A field is not: it is known only if its record was not changed since;
// otherwise it is withheld, and says nothing. Used to learn from closed opportunities and to replay rules over the
// past.
#pragma once

#include <optional>
#include <string_view>

#include "model/dossier.hpp"
#include "rules/facts.hpp"

namespace goodword::rules {

struct Past {
  model::Dossier dossier;
  unsigned withheld = 0;  ///< of FactSource: records that were changed since
};

/// Person, company, what was said and answered by then; no opportunities, no decision, no referral.
Past people_at(const model::Dossier& today, base::Instant then);

/// The same with the opportunities that existed by then. `now`: when `today` was read.
Past past_of(const model::Dossier& today, base::Instant then, base::Instant now);

/// Who it is and nothing about it, in a state: "open".
model::Record bare_opportunity(const model::Record& opportunity, std::string_view state);

/// When an opportunity was won or lost: its closing date if that has come, otherwise its last change; empty: neither is
/// known, or it is open.
std::optional<base::Instant> closed_at(const model::Record& opportunity, base::Instant now);

/// How many facts a dossier's records would give for a moment in the past, and how many of them can be dated to it.
struct DatedFacts {
  int all = 0, dated = 0;
};
DatedFacts dated_facts(const RuleBook& book, const model::Dossier& today, base::Instant then, base::Instant now);

}  // namespace goodword::rules
