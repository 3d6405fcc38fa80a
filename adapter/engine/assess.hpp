// Deciding about every prospect of a CRM: facts in from the store, verdicts out to it, and what the plan needs besides.
//
// The thinking is in rules/ and match/; this file asks the store for bounded input, calls them, and stores what they
// say with its reasons. First the desk is read, since an answer is a fact.
#pragma once

#include "engine/plan.hpp"
#include "engine/report.hpp"

namespace goodword::engine {

struct Assessed {
  PlanInput input;
  DeskReport desk;
  int decided = 0, changed_verdicts = 0;
};

/// Decides anew about everybody in scope and stores the verdicts that are new or differ.
base::Result<Assessed> assess(World& world);

}  // namespace goodword::engine
