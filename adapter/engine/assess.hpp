// Deciding about the prospects of a CRM, and planning what follows: facts in from the store, verdicts out to it.
//
// The thinking is in rules/ and match/; this file asks the store for bounded input, calls them, and stores what they
// say with its reasons. First the desk is read, since an answer is a fact.
//
// Once a day there is a batch: everybody in scope is decided anew, and prices, bars and partners' room are shared out.
// In between only those are looked at about whom something changed, against the bars of the batch. Where rules, firm or
// services changed everybody is read anew at once; where partners changed, whoever has a need. In a CRM that is not
// written to, a sync plans for those who changed; `goodword plan` looks at everybody.
#pragma once

#include "engine/plan.hpp"
#include "engine/report.hpp"

namespace goodword::engine {

/// changed: as described above; everyone: read and decide about all, as when a person asks for a plan.
enum class Scope { changed, everyone };

struct Assessed {
  model::Plan plan;
  DeskReport desk;
  int decided = 0, changed_verdicts = 0;
  std::vector<std::string> learned;  ///< what is new about the chance, for people
  bool planned_only = false;         ///< the CRM is not written to: what is planned need not be looked at again
  base::Json ground;                 ///< to be kept with end_deciding() once the plan is
  std::int64_t stamp = 0;            ///< likewise
};

base::Result<Assessed> assess(World& world, Scope scope);

}  // namespace goodword::engine
