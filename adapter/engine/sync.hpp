// The whole way of one CRM: read, hear what people answered, decide, plan, and, where it was promoted, write.
//
// A manual sync and a scheduled one are this same code. The caller holds the CRM's lease. Each function opens and
// closes its own run in the store, so that history and undo know it.
#pragma once

#include <stop_token>

#include "engine/apply.hpp"
#include "engine/assess.hpp"
#include "engine/report.hpp"
#include "engine/undo.hpp"
#include "engine/world.hpp"

namespace goodword::engine {

/// as_promoted: writes if the CRM was promoted; never: only plans (--dry-run).
enum class Writing { as_promoted, never };

struct SyncWish {
  ports::PullMode mode = ports::PullMode::increment;
  Writing writing = Writing::as_promoted;
  Reach reach = Reach::limited;
  std::string only;  ///< contact id: plan and write for this one alone
  int limit = 0;     ///< most contacts to write for, 0: as the settings say
  Scope scope = Scope::changed;
};

base::Result<SyncReport> sync(World& world, const SyncWish& wish, std::stop_token stop);

struct PlanReport {
  model::Plan plan;
  DeskReport desk;
  int decided = 0, changed_verdicts = 0;
  std::vector<std::string> learned;  ///< what is new about the chance, for people
};

/// Decides and plans from what the store holds, without talking to the CRM, and keeps the plan under a number.
base::Result<PlanReport> plan_now(World& world, const SyncWish& wish);

struct WriteReport {
  std::int64_t run = 0;
  ApplyReport apply;
  DeliverReport deliver;
  std::vector<model::LeftAlone> kept;  ///< undo: what cannot be taken back
};

/// Applies a kept plan. Errors: brakes; remote.refused where the CRM is plan-only.
base::Result<WriteReport> apply_now(World& world, const model::Plan& plan, Reach reach, std::stop_token stop);

/// Takes a run back, whatever the CRM's mode.
base::Result<WriteReport> undo_now(World& world, std::int64_t run, std::stop_token stop);

/// Takes everything back that was ever written into the CRM and still stands, whatever the CRM's mode.
base::Result<WriteReport> leave_now(World& world, std::stop_token stop);

}  // namespace goodword::engine
