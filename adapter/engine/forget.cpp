#include "engine/forget.hpp"

namespace goodword::engine {

using base::Result;

Result<UndoPlan> traces_in_crm(ports::Store& store, const ports::PersonRows& held, base::Instant now) {
  auto undo = take_back_plan(store, held.contact.crm, held.operations, now);
  if (!undo) return undo;
  // An answer that a person had set for us with a tag is no use to anybody now.
  for (auto& entry : undo->plan.entries)
    std::erase_if(entry.changes, [](const model::Change& change) { return change.action == model::Action::add_tag; });
  return undo;
}

Result<ForgetReport> forget(ports::Store& store, const model::Ref& contact, const WhoForgets& who, base::Instant now) {
  const auto held = store.person(contact);
  if (!held) return tl::unexpected(held.error());
  auto undo = traces_in_crm(store, *held, now);
  if (!undo) return tl::unexpected(undo.error());
  const auto run = store.open_run("forget", contact.crm, now);
  if (!run) return tl::unexpected(run.error());
  ForgetReport report{*run, 0, std::move(undo->kept), {}};
  ports::Erasure erasure{held->contact, now, who.by, who.reason, *run, {}};
  for (auto& entry : undo->plan.entries) {
    for (auto& change : entry.changes) {
      change.prior.clear();
      erasure.changes.push_back(std::move(change));
    }
  }
  report.taken_back = static_cast<int>(erasure.changes.size());
  const auto erased = store.erase(erasure);
  if (!erased) return tl::unexpected(erased.error());
  report.traces = *erased;
  const auto closed = store.close_run(*run, base::Json::object({{"taken_back", base::Json(report.taken_back)}}), now);
  if (!closed) return tl::unexpected(closed.error());
  return report;
}

}  // namespace goodword::engine
