#include "engine/apply.hpp"

#include <algorithm>

#include "engine/release.hpp"

namespace goodword::engine {
namespace {

using base::Result;
using model::OperationState;
using model::Plan;
using model::PlanEntry;

/// Why a change that was queued before is not planned again; empty where that goes without saying.
std::string why_dropped(const model::Operation& operation) {
  if (!operation.undone_by.empty()) return "it was taken back with undo; it stays off until the verdict changes";
  if (operation.state == OperationState::failed) return "the CRM refused it before: " + operation.detail;
  if (operation.state == OperationState::needs_review) return "whether it arrived is not known: goodword review";
  return {};
}

Result<void> settle_entry(World& world, PlanEntry& entry, Plan& plan) {
  std::vector<model::Change> kept;
  for (auto& change : entry.changes) {
    const auto known = world.store.operation(model::operation_id(change));
    if (!known) return tl::unexpected(known.error());
    if (!*known) {
      kept.push_back(std::move(change));
      continue;
    }
    const std::string why = why_dropped(**known);
    const auto& name = entry.company.empty() ? entry.name : entry.company;
    if (!why.empty())
      plan.left_alone.push_back(
          {entry.contact, name, "before", (change.value.empty() ? change.field : change.value) + ": " + why});
  }
  entry.changes = std::move(kept);
  return {};
}

/// Whether what the entry rests on is still so: the decision in force, and the referral's state.
Result<std::optional<std::string>> stale_reason(World& world, const PlanEntry& entry) {
  const auto dossier = world.store.dossier(entry.contact);
  if (!dossier) return tl::unexpected(dossier.error());
  if (!*dossier) return std::optional<std::string>("the contact is no longer in the CRM");
  const auto& decision = (*dossier)->decision;
  for (const auto& change : entry.changes) {
    const bool of_decision = change.rule.starts_with("verdict row");
    const bool names_decision = change.cause.find(':') == std::string::npos;
    if (of_decision && names_decision && decision && change.cause != decision->id) {
      return std::optional<std::string>("the verdict has changed since to " +
                                        std::string(model::to_people(decision->verdict)));
    }
  }
  for (const auto& move : entry.moves) {
    const auto& known = (*dossier)->referrals;
    const auto referral = std::ranges::find(known, move.referral.id, &model::Referral::id);
    const auto state = referral == known.end() ? model::ReferralState::proposed : referral->state;
    const auto* step = model::referral_step(state, move.event.event);
    if (step == nullptr || step->to != move.referral.state)
      return std::optional<std::string>("the referral has moved on since");
  }
  return std::optional<std::string>();
}

/// How many of the entry's changes are not in the outbox yet: applying a plan again goes on where it stopped.
Result<int> not_queued(World& world, const PlanEntry& entry) {
  int missing = 0;
  for (const auto& change : entry.changes) {
    const auto known = world.store.operation(model::operation_id(change));
    if (!known) return tl::unexpected(known.error());
    if (!*known) ++missing;
  }
  return missing;
}

Result<void> queue_entry(World& world, std::int64_t run, const PlanEntry& entry) {
  if (!entry.moves.empty() && is_release(entry.moves.front())) return release(world, run, entry, entry.moves.front());
  ports::DeskCommit desk;
  for (const auto& move : entry.moves) {
    desk.referrals.push_back(move.referral);
    desk.events.push_back(move.event);
    // What ended before anybody was introduced needs no yes any more.
    if (model::phase_of(move.referral.state) != model::ReferralPhase::over || move.event.event == "close") continue;
    const auto consents = world.store.consents(move.referral.id);
    if (!consents) return tl::unexpected(consents.error());
    for (const auto& consent : *consents) {
      if (!consent.withdrawn) desk.withdrawn.push_back(consent.id);
    }
  }
  desk.run = run;
  desk.changes = entry.changes;
  desk.at = world.clock.now();
  return world.store.commit_desk(desk);
}

/// Into the outbox, or into the report with the reason why not.
Result<void> apply_entry(World& world, std::int64_t run, const PlanEntry& entry, ApplyReport& report) {
  const auto missing = not_queued(world, entry);
  if (!missing) return tl::unexpected(missing.error());
  if (*missing == 0 && !entry.changes.empty()) return {};
  const auto stale = stale_reason(world, entry);
  if (!stale) return tl::unexpected(stale.error());
  if (*stale) {
    report.stale.push_back({entry.contact, entry.company.empty() ? entry.name : entry.company, "stale", **stale});
    return {};
  }
  const auto queued = queue_entry(world, run, entry);
  if (!queued && queued.error().code.starts_with("brake.")) {
    report.stale.push_back({entry.contact, entry.name, queued.error().code.substr(6), queued.error().detail});
    return {};
  }
  if (!queued) return tl::unexpected(queued.error());
  report.queued += *missing;
  ++report.contacts;
  return {};
}

}  // namespace

Result<void> settle(World& world, Plan& plan) {
  for (auto& entry : plan.entries) {
    if (const auto settled = settle_entry(world, entry, plan); !settled) return settled;
  }
  std::erase_if(plan.entries, [](const PlanEntry& entry) { return entry.changes.empty() && entry.moves.empty(); });
  return {};
}

Result<void> brakes(const World& world, const Plan& plan, Reach reach) {
  const auto& policy = world.policy;
  if (world.clock.now() - plan.made_at > policy.plan_age) {
    return base::failure("brake.old_plan", "plan " + std::to_string(plan.number) + " was made " +
                                               base::age_text(plan.made_at, world.clock.now()) + "; the limit is " +
                                               base::to_text(policy.plan_age));
  }
  if (reach == Reach::all) return {};
  const auto changes = static_cast<int>(model::count_changes(plan));
  if (changes > policy.most_changes) {
    return base::failure("brake.many_changes", std::to_string(changes) + " changes in one plan; the brake is at " +
                                                   std::to_string(policy.most_changes));
  }
  const double touched = static_cast<double>(plan.entries.size());
  if (plan.prospects > 20 && touched > policy.most_share * plan.prospects) {
    return base::failure("brake.many_changes", std::to_string(plan.entries.size()) + " of " +
                                                   std::to_string(plan.prospects) +
                                                   " prospects would change at once; the brake is at " +
                                                   std::to_string(static_cast<int>(policy.most_share * 100)) + "%");
  }
  return {};
}

Result<ApplyReport> apply(World& world, const Plan& plan, const ApplyWish& wish) {
  auto state = world.store.crm_state(world.crm);
  if (!state) return tl::unexpected(state.error());
  if (const auto braked = brakes(world, plan, wish.reach); !braked) return tl::unexpected(braked.error());
  ApplyReport report;
  const bool limited = !state->first_apply_done && wish.reach == Reach::limited;
  for (const auto& entry : plan.entries) {
    if (limited && report.contacts >= world.policy.first_apply_contacts) {
      ++report.left_for_next;
      continue;
    }
    if (const auto done = apply_entry(world, wish.run, entry, report); !done) return tl::unexpected(done.error());
  }
  if (state->first_apply_done || report.contacts == 0) return report;
  state->first_apply_done = true;
  const auto saved = world.store.set_crm_state(*state, world.clock.now());
  if (!saved) return tl::unexpected(saved.error());
  return report;
}

}  // namespace goodword::engine
