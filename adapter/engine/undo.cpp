#include "engine/undo.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "engine/tags.hpp"

namespace goodword::engine {
namespace {

using base::Result;
using model::Action;
using model::Change;
using model::Operation;
using model::OperationState;

Change back_from(const Operation& operation) {
  Change change = operation.change;
  change.cause = "undo:" + operation.id;
  change.rule = "undo of run " + std::to_string(operation.run);
  change.why = "taken back";
  change.title.clear();
  change.body.clear();
  change.to.clear();
  change.due.reset();
  return change;
}

/// The change that takes an operation back, or the reason why there is none.
struct Back {
  std::optional<Change> change;
  std::string reason;
};

/// Somebody did the task, or sent the draft: a mail that the CRM shows is one that left, unless it says that it did
/// not.
bool is_done(const model::Dossier& dossier, Action action, const std::string& id) {
  return std::ranges::any_of(dossier.activities, [&](const model::Record& activity) {
    return model::is_made_by(activity, action, id) &&
           activity.truth(model::activity::done).value_or(action == Action::draft_email);
  });
}

bool is_ours(const model::Dossier& dossier, const Operation& operation) {
  return std::ranges::find(dossier.marks, operation.id, &model::Mark::operation) != dossier.marks.end();
}

Back back_for_tag(const Operation& operation, const std::optional<model::Dossier>& dossier) {
  Change change = back_from(operation);
  if (operation.change.action == Action::remove_tag) {
    // Somebody who objects has no verdict, and what we said of them before is not said again.
    const bool of_people = operation.change.rule == "desk";
    if (!of_people && dossier && dossier->decision && dossier->decision->verdict == model::Verdict::none)
      return {std::nullopt, operation.change.value + " is not given back: there is no verdict on them any more"};
    change.action = Action::add_tag;
    return {change, ""};
  }
  change.action = Action::remove_tag;
  if (!dossier) return {std::nullopt, "the contact is no longer in the CRM"};
  const auto mark = std::ranges::find(dossier->marks, operation.id, &model::Mark::operation);
  if (mark == dossier->marks.end()) return {std::nullopt, operation.change.value + " was changed by a later run"};
  if (!stands(*mark, *dossier)) return {std::nullopt, "a person took " + operation.change.value + " off already"};
  return {change, ""};
}

Back back_for_made(const Operation& operation, const std::optional<model::Dossier>& dossier) {
  const auto action = operation.change.action;
  if (operation.created.empty()) return {std::nullopt, "its id in the CRM is not known"};
  if (action == Action::task && dossier && is_done(*dossier, action, operation.created))
    return {std::nullopt, "the task was done by a person"};
  if (action == Action::draft_email && dossier && is_done(*dossier, action, operation.created))
    return {std::nullopt, "the draft was sent by a person"};
  Change change = back_from(operation);
  change.action = *model::opposite_of(action);
  change.value = operation.created;
  return {change, ""};
}

/// A list or a tie that stood before we asked for it is a person's.
Back back_for_tie(const Operation& operation, const std::optional<model::Dossier>& dossier) {
  const bool list = operation.change.action == Action::list_add;
  if (!dossier) return {std::nullopt, "the contact is no longer in the CRM"};
  if (!is_ours(*dossier, operation))
    return {std::nullopt, std::string(list ? "it was on the list " : "it was tied to ") + operation.change.value +
                              " before we asked for it"};
  Change change = back_from(operation);
  change.action = *model::opposite_of(operation.change.action);
  change.prior = operation.created;
  return {change, ""};
}

Back back_for(const Operation& operation, const std::optional<model::Dossier>& dossier) {
  switch (operation.change.action) {
    case Action::add_tag:
    case Action::remove_tag: return back_for_tag(operation, dossier);
    case Action::note:
    case Action::task:
    case Action::draft_email: return back_for_made(operation, dossier);
    case Action::list_add:
    case Action::associate: return back_for_tie(operation, dossier);
    case Action::set_field: {
      Change change = back_from(operation);
      std::swap(change.prior, change.value);
      return {change, ""};
    }
    case Action::remove_note:
    case Action::remove_task:
    case Action::remove_draft:
    case Action::list_remove:
    case Action::dissociate: return {std::nullopt, "what was taken away is not made again"};
  }
  return {};
}

/// Offers this run opened are withdrawn with it; an introduction that went out is not.
void add_withdrawals(const model::Dossier& dossier, const std::vector<std::string>& causes, base::Instant now,
                     model::PlanEntry& entry) {
  for (const auto& referral : dossier.referrals) {
    const bool opened_here = std::ranges::any_of(
        causes, [&](const std::string& cause) { return cause == "offered_prospect:" + referral.id; });
    const auto* row = model::referral_step(referral.state, "take_back");
    if (!opened_here || row == nullptr) continue;
    model::ReferralMove move;
    move.referral = referral;
    move.referral.state = row->to;
    move.referral.next_by.reset();
    move.event = {referral.id, "take_back", now, "", "", "undo", "the run that opened it was taken back"};
    entry.moves.push_back(move);
  }
}

using Written = std::vector<const Operation*>;

/// One contact's part: latest first, for what was made last goes first.
void take_back_of(const model::Ref& contact, const Written& written, const std::optional<model::Dossier>& dossier,
                  UndoPlan& undo) {
  model::PlanEntry entry;
  entry.contact = contact;
  entry.name = dossier ? model::display_name(dossier->contact) : contact.id;
  if (dossier && dossier->company) entry.company = dossier->company->text(model::company::name);
  std::vector<std::string> causes;
  for (auto operation = written.rbegin(); operation != written.rend(); ++operation) {
    causes.push_back((*operation)->change.cause);
    const Back back = back_for(**operation, dossier);
    if (back.change)
      entry.changes.push_back(*back.change);
    else
      undo.kept.push_back({contact, entry.name, "kept", back.reason});
  }
  if (dossier) add_withdrawals(*dossier, causes, undo.plan.made_at, entry);
  if (!entry.changes.empty() || !entry.moves.empty()) undo.plan.entries.push_back(entry);
}

using Operations = std::vector<Operation>;

/// What taking these operations back would do; `as_before` is what the contacts are then, for people.
Result<UndoPlan> taking_back(ports::Store& store, UndoPlan undo, const Operations& operations,
                             const std::string& as_before) {
  std::map<model::Ref, Written> by_contact;
  for (const auto& operation : operations) {
    const bool written = operation.state == OperationState::done && operation.undone_by.empty();
    if (written && operation.change.subject.crm == undo.plan.crm)
      by_contact[operation.change.subject].push_back(&operation);
  }
  for (const auto& [contact, written] : by_contact) {
    const auto dossier = store.dossier(contact);
    if (!dossier) return tl::unexpected(dossier.error());
    take_back_of(contact, written, *dossier, undo);
  }
  for (auto& entry : undo.plan.entries) entry.to = as_before;
  return undo;
}

/// A tag that we put on and took off again is no trace, and putting it back would make one.
void drop_tags_taken_off(Operations& operations) {
  std::map<std::pair<model::Ref, std::string>, std::string> on;  ///< by contact and tag: operation
  std::set<std::string> over;
  for (const auto& operation : operations) {
    if (operation.state != OperationState::done || !operation.undone_by.empty()) continue;
    const auto& change = operation.change;
    const std::pair place(change.subject, change.value);
    if (change.action == Action::add_tag) on[place] = operation.id;
    const auto put_on = on.find(place);
    if (change.action != Action::remove_tag || put_on == on.end()) continue;
    over.insert({put_on->second, operation.id});
    on.erase(put_on);
  }
  std::erase_if(operations, [&](const Operation& operation) { return over.contains(operation.id); });
}

UndoPlan empty_plan(std::string_view crm, base::Instant now) {
  UndoPlan undo;
  undo.plan.crm = crm;
  undo.plan.made_at = undo.plan.data_at = now;
  return undo;
}

}  // namespace

Result<UndoPlan> undo_plan(World& world, std::int64_t run) {
  const auto operations = world.store.operations_of_run(run);
  if (!operations) return tl::unexpected(operations.error());
  return taking_back(world.store, empty_plan(world.crm, world.clock.now()), *operations,
                     "as before run " + std::to_string(run));
}

Result<UndoPlan> take_back_plan(ports::Store& store, std::string_view crm, Operations operations, base::Instant now) {
  // What an undo did is no trace of ours: it took one away, or gave back a tag of a person's making.
  std::erase_if(operations, [](const Operation& operation) { return operation.change.cause.starts_with("undo:"); });
  drop_tags_taken_off(operations);
  return taking_back(store, empty_plan(crm, now), operations, "as before Goodword");
}

Result<UndoPlan> leave_plan(World& world) {
  constexpr int all = 1'000'000'000;
  const std::vector<OperationState> states = {OperationState::done};
  auto operations = world.store.operations(world.crm, states, all);
  if (!operations) return tl::unexpected(operations.error());
  return take_back_plan(world.store, world.crm, std::move(*operations), world.clock.now());
}

}  // namespace goodword::engine
