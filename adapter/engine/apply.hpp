// From a plan to the outbox: brakes, preconditions, then everything of one contact in one transaction.
//
// Nothing is sent here; deliver does that. Doing it twice queues nothing twice: a change has one operation id for ever.
#pragma once

#include "engine/report.hpp"
#include "engine/world.hpp"

namespace goodword::engine {

enum class Reach { limited, all };  ///< all: no first-apply limit, no brake on the number of changes

struct ApplyWish {
  std::int64_t run = 0;
  Reach reach = Reach::limited;
};

struct ApplyReport {
  int queued = 0;  ///< operations that are new
  int contacts = 0;
  int left_for_next = 0;                ///< contacts beyond the limit of a first apply
  std::vector<model::LeftAlone> stale;  ///< what the plan said and no longer holds, and why
};

/// Drops what was queued before, and says under "left alone" what was taken back or refused before.
base::Result<void> settle(World& world, model::Plan& plan);

/// Why the plan must not be applied, if so: brake.old_plan, brake.many_changes.
base::Result<void> brakes(const World& world, const model::Plan& plan, Reach reach);

/// Queues the plan. Errors: brakes, and those of the store.
base::Result<ApplyReport> apply(World& world, const model::Plan& plan, const ApplyWish& wish);

}  // namespace goodword::engine
