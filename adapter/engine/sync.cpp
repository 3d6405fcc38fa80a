#include "engine/sync.hpp"

#include <algorithm>
#include <functional>

#include "engine/deliver.hpp"
#include "engine/pull.hpp"

namespace goodword::engine {
namespace {

using base::Result;

void keep_only(model::Plan& plan, const SyncWish& wish) {
  if (!wish.only.empty()) std::erase_if(plan.entries, [&](const auto& entry) { return entry.contact.id != wish.only; });
  if (wish.limit > 0 && plan.entries.size() > static_cast<std::size_t>(wish.limit))
    plan.entries.resize(static_cast<std::size_t>(wish.limit));
}

void count_calls(const World& world, model::Plan& plan) {
  std::vector<model::Change> all;
  for (const auto& entry : plan.entries) std::ranges::copy(entry.changes, std::back_inserter(all));
  plan.calls = world.remote.calls_needed(all);
}

Result<void> remember(World& world, const base::Error* error) {
  auto state = world.store.crm_state(world.crm);
  if (!state) return tl::unexpected(state.error());
  state->last_try = world.clock.now();
  state->last_error = error ? base::to_text(*error) : "";
  if (error == nullptr) state->last_good_sync = state->last_try;
  return world.store.set_crm_state(*state, world.clock.now());
}

const base::Error* first_error(const SyncReport& report) {
  if (report.pull.stopped) return &*report.pull.stopped;
  for (const auto& stream : report.pull.streams) {
    if (stream.error) return &*stream.error;
  }
  return report.deliver.stopped ? &*report.deliver.stopped : nullptr;
}

/// Why what was read is not whole enough to write by: a stream that broke off could turn a verdict. One the CRM refuses
/// for good (a right that is missing) is known and does not hold everything up.
const base::Error* why_not_whole(const PullReport& pull) {
  if (pull.stopped) return &*pull.stopped;
  for (const auto& stream : pull.streams) {
    if (stream.error && stream.error->code != "remote.refused") return &*stream.error;
  }
  return nullptr;
}

/// The CRM was read whole and what this store has to say about it was written or looked for.
Result<void> end_repair(World& world, const SyncReport& report) {
  auto state = world.store.crm_state(world.crm);
  if (!state) return tl::unexpected(state.error());
  if (!state->in_repair || report.deliver.stopped || report.deliver.waiting + report.deliver.unknown > 0) return {};
  state->in_repair = false;
  return world.store.set_crm_state(*state, world.clock.now());
}

Result<void> write(World& world, const SyncWish& wish, SyncReport& report, std::stop_token stop) {
  const auto applied = apply(world, report.plan, {report.run, wish.reach});
  if (!applied) return tl::unexpected(applied.error());
  const auto delivered = deliver(world, stop);
  if (!delivered) return tl::unexpected(delivered.error());
  report.deliver = *delivered;
  report.wrote = true;
  const bool whole_plan = wish.only.empty() && wish.limit == 0 && applied->left_for_next == 0;
  return whole_plan ? end_repair(world, report) : Result<void>();
}

/// What the CRM let go of long ago, so many people a sync.
Result<void> expire(World& world, SyncReport& report) {
  constexpr int most_people = 200;
  if (world.policy.keep_gone.count() == 0) return {};
  const auto now = world.clock.now();
  const auto expired = world.store.expire({world.crm, now - world.policy.keep_gone, most_people, now});
  if (!expired) return tl::unexpected(expired.error());
  report.expired = *expired;
  return {};
}

Result<void> run_sync(World& world, const SyncWish& wish, SyncReport& report, std::stop_token stop) {
  const auto pulled = pull(world, {wish.mode, report.run}, stop);
  if (!pulled) return tl::unexpected(pulled.error());
  report.pull = *pulled;
  if (report.pull.stopped) return {};
  if (const auto expired = expire(world, report); !expired) return expired;
  auto planned = plan_now(world, wish);
  if (!planned) return tl::unexpected(planned.error());
  report.plan = std::move(planned->plan);
  report.desk = std::move(planned->desk);
  report.decided = planned->decided;
  report.changed_verdicts = planned->changed_verdicts;
  report.learned = std::move(planned->learned);
  const auto state = world.store.crm_state(world.crm);
  if (!state) return tl::unexpected(state.error());
  if (state->mode != ports::CrmMode::apply || wish.writing == Writing::never || why_not_whole(report.pull)) return {};
  return write(world, wish, report, stop);
}

template <class Report>
Result<Report> closed(World& world, std::int64_t run, Result<Report> report, const base::Json& json) {
  const auto close = world.store.close_run(run, json, world.clock.now());
  if (!close) return tl::unexpected(close.error());
  return report;
}

base::Json error_json(const base::Error& error) {
  return base::Json::object({{"stopped", base::Json(base::to_text(error))}});
}

}  // namespace

Result<SyncReport> sync(World& world, const SyncWish& wish, std::stop_token stop) {
  const auto run = world.store.open_run("sync", world.crm, world.clock.now());
  if (!run) return tl::unexpected(run.error());
  SyncReport report;
  report.run = *run;
  report.crm = world.crm;
  const auto ran = run_sync(world, wish, report, stop);
  report.calls = world.remote.calls();
  const auto audit = world.store.audit_head();
  if (!audit) return tl::unexpected(audit.error());
  report.audit = *audit;
  const base::Error* error = ran ? first_error(report) : &ran.error();
  if (const auto kept = remember(world, error); !kept) return tl::unexpected(kept.error());
  if (!ran) return closed<SyncReport>(world, *run, tl::unexpected(ran.error()), error_json(ran.error()));
  return closed<SyncReport>(world, *run, report, to_json(report));
}

Result<PlanReport> plan_now(World& world, const SyncWish& wish) {
  auto assessed = assess(world, wish.scope);
  if (!assessed) return tl::unexpected(assessed.error());
  PlanReport report;
  report.desk = std::move(assessed->desk);
  report.decided = assessed->decided;
  report.changed_verdicts = assessed->changed_verdicts;
  report.learned = std::move(assessed->learned);
  report.plan = std::move(assessed->plan);
  std::ranges::copy(report.desk.questions, std::back_inserter(report.plan.left_alone));
  if (const auto settled = settle(world, report.plan); !settled) return tl::unexpected(settled.error());
  std::vector<std::string> unsettled;
  if (!assessed->planned_only) {
    for (const auto& entry : report.plan.entries) unsettled.push_back(entry.contact.id);
  }
  for (const auto& question : report.desk.questions) unsettled.push_back(question.subject.id);
  keep_only(report.plan, wish);
  count_calls(world, report.plan);
  const auto number = world.store.save_plan(report.plan);
  if (!number) return tl::unexpected(number.error());
  report.plan.number = *number;
  const auto ended = world.store.end_deciding({world.crm, assessed->stamp, std::move(assessed->ground), unsettled});
  if (!ended) return tl::unexpected(ended.error());
  return report;
}

Result<WriteReport> apply_now(World& world, const model::Plan& plan, Reach reach, std::stop_token stop) {
  const auto state = world.store.crm_state(world.crm);
  if (!state) return tl::unexpected(state.error());
  if (state->mode != ports::CrmMode::apply) {
    return base::failure("brake.plan_only",
                         "the CRM " + world.crm +
                             " is plan-only; nothing was written. To let Goodword write: goodword crm promote " +
                             world.crm);
  }
  if (const auto braked = brakes(world, plan, reach); !braked) return tl::unexpected(braked.error());
  const auto run = world.store.open_run("apply", world.crm, world.clock.now());
  if (!run) return tl::unexpected(run.error());
  WriteReport report;
  report.run = *run;
  const auto applied = apply(world, plan, {*run, reach});
  if (!applied) return closed<WriteReport>(world, *run, tl::unexpected(applied.error()), error_json(applied.error()));
  report.apply = *applied;
  const auto delivered = deliver(world, stop);
  if (!delivered)
    return closed<WriteReport>(world, *run, tl::unexpected(delivered.error()), error_json(delivered.error()));
  report.deliver = *delivered;
  return closed<WriteReport>(world, *run, report, to_json(report.deliver));
}

namespace {

Result<WriteReport> take_back(World& world, std::string_view kind, const std::function<Result<UndoPlan>()>& decide,
                              std::stop_token stop) {
  const auto number = world.store.open_run(kind, world.crm, world.clock.now());
  if (!number) return tl::unexpected(number.error());
  const auto failed = [&](const base::Error& error) {
    return closed<WriteReport>(world, *number, tl::unexpected(error), error_json(error));
  };
  // What stands in the CRM now decides what can be taken back: people may have edited since the last sync.
  const auto pulled = pull(world, {ports::PullMode::increment, *number}, stop);
  if (!pulled) return failed(pulled.error());
  if (const auto* error = why_not_whole(*pulled)) return failed(*error);
  auto undo = decide();
  if (!undo) return failed(undo.error());
  WriteReport report;
  report.run = *number;
  report.kept = std::move(undo->kept);
  const auto applied = apply(world, undo->plan, {*number, Reach::all});
  if (!applied) return failed(applied.error());
  report.apply = *applied;
  const auto delivered = deliver(world, stop);
  if (!delivered) return failed(delivered.error());
  report.deliver = *delivered;
  return closed<WriteReport>(world, *number, report, to_json(report.deliver));
}

}  // namespace

Result<WriteReport> undo_now(World& world, std::int64_t run, std::stop_token stop) {
  return take_back(
      world, "undo", [&] { return undo_plan(world, run); }, stop);
}

Result<WriteReport> leave_now(World& world, std::stop_token stop) {
  return take_back(
      world, "leave", [&] { return leave_plan(world); }, stop);
}

}  // namespace goodword::engine
