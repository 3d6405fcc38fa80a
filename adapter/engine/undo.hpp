// Taking a run back: a plan like any other, made from the journal.
#pragma once

#include "engine/report.hpp"
#include "engine/world.hpp"

namespace goodword::engine {

struct UndoPlan {
  model::Plan plan;
  std::vector<model::LeftAlone> kept;  ///< what cannot or must not be taken back, and why
};

/// What taking `run` back would do. A tag that a person took off or that a later run changed is left alone; a task that
/// is done and a letter that a person sent cannot be taken back, and that is said.
base::Result<UndoPlan> undo_plan(World& world, std::int64_t run);
/// The same for what of these operations still stands, whatever their runs.
base::Result<UndoPlan> take_back_plan(ports::Store& store, std::string_view crm,
                                      std::vector<model::Operation> operations, base::Instant now);
/// The same for everything that was ever written into this CRM and still stands.
base::Result<UndoPlan> leave_plan(World& world);

}  // namespace goodword::engine
