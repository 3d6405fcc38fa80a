#include "daemon/demo.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "daemon/jobs.hpp"
#include "engine/tags.hpp"
#include "sandbox/census.hpp"

namespace goodword::daemon {
namespace {

using base::Result;
using model::OperationState;
using model::Verdict;

constexpr int most_days = 4;
constexpr int fatal_write = 3;  ///< the program is killed in its third write: some of the plan is in, some is not

const std::vector<OperationState>& all_states() {
  using enum OperationState;
  static const std::vector<OperationState> states = {fresh, sending, done, failed, unknown, needs_review};
  return states;
}

bool stops(Verdict verdict) {
  return verdict == Verdict::refer || verdict == Verdict::let_go || verdict == Verdict::exclude;
}

/// Every contact with a verdict, as the store holds it.
Result<std::vector<model::Dossier>> decided_dossiers(ports::Store& store) {
  std::vector<model::Dossier> all;
  std::string after;
  while (true) {
    auto page = store.dossiers(DemoStage::crm, after, 500);
    if (!page) return tl::unexpected(page.error());
    if (page->empty()) return all;
    after = page->back().contact.id();
    for (auto& dossier : *page) {
      if (dossier.decision && dossier.decision->verdict != Verdict::none) all.push_back(std::move(dossier));
    }
  }
}

void tell_verdicts(const std::vector<model::Dossier>& decided, double weeks, DemoTold& told) {
  double kept_value = 0, kept_hours = 0, stopped_value = 0, stopped_hours = 0;
  for (const auto verdict : {Verdict::pursue, Verdict::nurture, Verdict::find_out, Verdict::refer, Verdict::team_up,
                             Verdict::let_go, Verdict::exclude}) {
    VerdictHours row{verdict, 0, 0};
    for (const auto& dossier : decided) {
      const auto& decision = *dossier.decision;
      if (decision.verdict != verdict) continue;
      ++row.prospects;
      row.hours_a_week += decision.hour.hours / weeks;
      if (verdict == Verdict::pursue) kept_value += decision.hour.value, kept_hours += decision.hour.hours;
      if (stops(verdict)) stopped_value += decision.hour.value, stopped_hours += decision.hour.hours;
    }
    told.verdicts.push_back(row);
    if (verdict == Verdict::pursue) told.kept = row.prospects;
    if (stops(verdict)) told.stopped += row.prospects;
  }
  told.hour_on_kept = kept_hours > 0 ? kept_value / kept_hours : 0;
  told.hour_on_stopped = stopped_hours > 0 ? stopped_value / stopped_hours : 0;
  told.hours_gained = stopped_hours / weeks;
}

/// Those whose need a person confirmed and whom the plan offers a partner.
std::vector<model::Dossier> offered_ones(const std::vector<model::Dossier>& decided, const model::Plan& plan) {
  std::set<std::string> ids;
  for (const auto& entry : plan.entries) {
    if (!entry.moves.empty()) ids.insert(entry.contact.id);
  }
  std::vector<model::Dossier> offered;
  std::ranges::copy_if(decided, std::back_inserter(offered),
                       [&](const auto& dossier) { return ids.contains(dossier.contact.id()); });
  return offered;
}

/// Whose story is told from beginning to end.
void pick_hero(DemoTold& told) {
  if (told.offered.empty()) return;
  const auto later = std::ranges::find_if(
      told.offered, [&](const auto& dossier) { return told.introduced && told.introduced->contact == dossier.ref(); });
  told.hero = later == told.offered.end() ? told.offered.front() : *later;
}

Result<int> count_in(ports::Store& store, OperationState state) {
  const std::vector<OperationState> states = {state};
  const auto operations = store.operations(DemoStage::crm, states, 1'000'000);
  if (!operations) return tl::unexpected(operations.error());
  return static_cast<int>(operations->size());
}

/// How many of the operations that are done can be seen in the CRM: the tag on the contact, the marker in one note or
/// task.
Result<int> seen_in_crm(DemoStage& stage) {
  const std::vector<OperationState> states = {OperationState::done};
  const auto operations = stage.assembly().store().operations(DemoStage::crm, states, 1'000'000);
  if (!operations) return tl::unexpected(operations.error());
  int seen = 0;
  for (const auto& operation : *operations) {
    const auto tags = sandbox::tags_of(stage.made_up(), operation.change.subject.id, "gw_tags");
    const bool has_tag = std::ranges::find(tags, operation.change.value) != tags.end();
    switch (operation.change.action) {
      case model::Action::add_tag: seen += has_tag ? 1 : 0; break;
      case model::Action::remove_tag: seen += has_tag ? 0 : 1; break;
      default: seen += sandbox::holders_of(stage.made_up(), operation.marker) == 1 ? 1 : 0;
    }
  }
  return seen;
}

std::string name_of(Assembly& assembly, const model::Ref& contact) {
  const auto dossier = assembly.store().dossier(contact);
  return dossier && *dossier ? model::display_name((*dossier)->contact) : contact.id;
}

/// One day's sync, with what the answers it read came to.
Result<void> sync_and_tell(DemoStage& stage, ports::Observer& observer, std::stop_token stop, DemoTold& told) {
  const auto before = stage.assembly().store().referrals(DemoStage::crm);
  if (!before) return tl::unexpected(before.error());
  const auto report =
      sync_crm(stage.assembly(), DemoStage::crm,
               {ports::PullMode::increment, engine::Writing::as_promoted, engine::Reach::all, "", 0}, observer, stop);
  if (!report) return tl::unexpected(report.error());
  told.answers_read += report->desk.answers;
  told.later_changes += report->deliver.done;
  for (const auto& alone : report->plan.left_alone) {
    const bool known =
        std::ranges::any_of(told.kept_edits, [&](const auto& kept) { return kept.subject == alone.subject; });
    if (alone.code == "person_edit" && !known) told.kept_edits.push_back(alone);
  }
  const auto after = stage.assembly().store().referrals(DemoStage::crm);
  if (!after) return tl::unexpected(after.error());
  for (const auto& referral : *after) {
    const auto was = std::ranges::find(*before, referral.id, &model::Referral::id);
    if (was != before->end() && was->state == referral.state) continue;
    told.answers.push_back(name_of(stage.assembly(), referral.contact) + " and " + referral.partner + ": " +
                           (was == before->end() ? "new" : std::string(model::to_text(was->state))) + " -> " +
                           std::string(model::to_text(referral.state)));
  }
  return {};
}

Result<void> tell_introduction(DemoStage& stage, DemoTold& told) {
  auto& store = stage.assembly().store();
  const auto referrals = store.referrals(DemoStage::crm);
  if (!referrals) return tl::unexpected(referrals.error());
  for (const auto& referral : *referrals) {
    if (referral.state != model::ReferralState::introduced) continue;
    told.introduced = referral;
    const auto consents = store.consents(referral.id);
    if (!consents) return tl::unexpected(consents.error());
    told.consents = *consents;
    const auto operations = store.operations(DemoStage::crm, all_states(), 1'000'000);
    if (!operations) return tl::unexpected(operations.error());
    for (const auto& operation : *operations) {
      if (operation.change.cause == "introduce:" + referral.id) told.to_prospect = operation.change.body;
    }
    return {};
  }
  return {};
}

Result<void> read_and_plan(DemoStage& stage, ports::Observer& observer, std::stop_token stop, DemoTold& told) {
  auto& assembly = stage.assembly();
  {
    auto world = assembly.world(DemoStage::crm, observer);
    if (!world) return tl::unexpected(world.error());
    const auto& prefix = assembly.policy().tag_prefix;
    auto tags = engine::all_our_tags(prefix);
    std::ranges::copy(engine::all_answer_tags(prefix), std::back_inserter(tags));
    for (const auto& service : assembly.circle().services) tags.push_back(prefix + ":need-" + service.id);
    const auto missing = (*world)->remote().missing_setup(tags, stop);
    if (!missing) return tl::unexpected(missing.error());
    for (const auto& item : *missing) {
      if (const auto made = (*world)->remote().create_setup(item, tags, stop); !made) return made;
    }
  }
  const auto report =
      sync_crm(assembly, DemoStage::crm,
               {ports::PullMode::increment, engine::Writing::never, engine::Reach::limited, "", 0}, observer, stop);
  if (!report) return tl::unexpected(report.error());
  if (report->pull.stopped) return tl::unexpected(*report->pull.stopped);
  for (const auto& stream : report->pull.streams) {
    if (stream.error) return tl::unexpected(*stream.error);
  }
  told.plan = report->plan;
  told.prospects = report->plan.prospects;
  told.clients = report->plan.clients;
  told.others = report->plan.others;
  const auto counts = assembly.store().counts(DemoStage::crm);
  if (!counts) return tl::unexpected(counts.error());
  const auto contacts = counts->records.find("contact");
  told.contacts = contacts == counts->records.end() ? 0 : contacts->second;
  const auto decided = decided_dossiers(assembly.store());
  if (!decided) return tl::unexpected(decided.error());
  tell_verdicts(*decided, assembly.circle().book.settings.price_weeks, told);
  told.offered = offered_ones(*decided, told.plan);
  return {};
}

Result<void> write_and_die(DemoStage& stage, ports::Observer& observer, std::stop_token stop, DemoTold& told) {
  auto& store = stage.assembly().store();
  const auto killed = stage.apply_and_kill(told.plan.number, fatal_write);
  if (!killed) return tl::unexpected(killed.error());
  told.was_killed = *killed;
  const auto before = count_in(store, OperationState::done);
  if (!before) return tl::unexpected(before.error());
  told.written_before_kill = *before;
  const auto again =
      sync_crm(stage.assembly(), DemoStage::crm,
               {ports::PullMode::increment, engine::Writing::as_promoted, engine::Reach::all, "", 0}, observer, stop);
  if (!again) return tl::unexpected(again.error());
  if (again->deliver.stopped) return tl::unexpected(*again->deliver.stopped);
  const auto runs = store.runs(10);
  if (!runs) return tl::unexpected(runs.error());
  for (const auto& run : *runs) {
    if (run.kind == "apply") told.write_run = run.number;
  }
  const auto written = count_in(store, OperationState::done);
  if (!written) return tl::unexpected(written.error());
  told.written = *written;
  const auto seen = seen_in_crm(stage);
  if (!seen) return tl::unexpected(seen.error());
  told.read_back = *seen;
  told.doubled = static_cast<int>(sandbox::doubled_texts(stage.made_up()).size());
  return {};
}

}  // namespace

Result<DemoTold> play_demo(DemoStage& stage, ports::Observer& observer, std::stop_token stop) {
  DemoTold told;
  if (const auto read = read_and_plan(stage, observer, stop, told); !read) return tl::unexpected(read.error());
  if (const auto wrote = write_and_die(stage, observer, stop, told); !wrote) return tl::unexpected(wrote.error());
  for (int day = 0; day < most_days; ++day) {
    stage.sleep_until_tomorrow();
    const auto deeds = sandbox::next_day(stage.made_up(), {"gw_tags", stage.assembly().policy().tag_prefix});
    std::ranges::copy(deeds, std::back_inserter(told.deeds));
    if (const auto synced = sync_and_tell(stage, observer, stop, told); !synced) return tl::unexpected(synced.error());
    if (deeds.empty()) break;
  }
  if (const auto introduced = tell_introduction(stage, told); !introduced) return tl::unexpected(introduced.error());
  pick_hero(told);
  const auto written = told.later_changes;
  if (const auto again = sync_and_tell(stage, observer, stop, told); !again) return tl::unexpected(again.error());
  told.repeated = told.later_changes - written;
  told.later_changes = written;
  told.doubled = static_cast<int>(sandbox::doubled_texts(stage.made_up()).size());
  for (const auto& [request, count] : sandbox::request_counts(stage.made_up())) told.calls += count;
  return told;
}

}  // namespace goodword::daemon
