#include "daemon/jobs.hpp"

#include <unistd.h>

#include <map>
#include <set>

#include "engine/pull.hpp"

namespace goodword::daemon {
namespace {

using base::Result;

/// Longer than any single request with its waits, so that a holder at work renews in time; short enough that a CRM is
/// not blocked for long after a crash.
constexpr auto lease_life = std::chrono::minutes(10);

/// A sync that could not even begin (a secret is missing, other hosts) opens no run; status tells of it all the same.
Result<void> remember_failure(Assembly& assembly, std::string_view crm, const base::Error& error) {
  auto state = assembly.store().crm_state(crm);
  if (!state) return tl::unexpected(state.error());
  state->last_try = assembly.clock().now();
  state->last_error = base::to_text(error);
  return assembly.store().set_crm_state(*state, assembly.clock().now());
}

}  // namespace

Result<std::unique_ptr<LeaseHold>> LeaseHold::take(Assembly& assembly, std::string_view crm,
                                                   ports::Observer& observer) {
  return take_named(assembly, "crm-" + std::string(crm), observer);
}

Result<std::unique_ptr<LeaseHold>> LeaseHold::take_named(Assembly& assembly, std::string_view name,
                                                         ports::Observer& observer) {
  auto lock = FileLock::take(assembly.settings().options.store_path, name);
  if (!lock) return tl::unexpected(lock.error());
  if (const auto ended = assembly.store().end_lease(name); !ended) return tl::unexpected(ended.error());
  const auto now = assembly.clock().now();
  auto lease = assembly.store().take_lease(name, "process " + std::to_string(::getpid()), now + lease_life, now);
  if (!lease) return tl::unexpected(lease.error());
  return std::unique_ptr<LeaseHold>(new LeaseHold(assembly, std::move(*lock), std::move(*lease), observer));
}

LeaseHold::~LeaseHold() { static_cast<void>(assembly_.store().give_up_lease(lease_)); }

void LeaseHold::progress(const ports::Progress& progress) {
  observer_.progress(progress);
  const auto now = assembly_.clock().now();
  if (lease_.until - now > lease_life / 2) return;
  if (assembly_.store().renew_lease(lease_, now + lease_life)) lease_.until = now + lease_life;
}

Result<engine::SyncReport> sync_crm(Assembly& assembly, std::string_view crm, const engine::SyncWish& wish,
                                    ports::Observer& observer, std::stop_token stop) {
  auto hold = LeaseHold::take(assembly, crm, observer);
  if (!hold) return tl::unexpected(hold.error());
  auto world = assembly.world(crm, **hold);
  if (!world) {
    if (const auto kept = remember_failure(assembly, crm, world.error()); !kept) return tl::unexpected(kept.error());
    return tl::unexpected(world.error());
  }
  return engine::sync((*world)->world(), wish, stop);
}

Result<engine::PlanReport> plan_crm(Assembly& assembly, std::string_view crm, ports::Observer& observer) {
  auto hold = LeaseHold::take(assembly, crm, observer);
  if (!hold) return tl::unexpected(hold.error());
  auto world = assembly.world(crm, **hold);
  if (!world) return tl::unexpected(world.error());
  engine::SyncWish wish;
  wish.scope = engine::Scope::everyone;
  return engine::plan_now((*world)->world(), wish);
}

Result<engine::WriteReport> apply_plan(Assembly& assembly, const model::Plan& plan, engine::Reach reach,
                                       ports::Observer& observer, std::stop_token stop) {
  auto hold = LeaseHold::take(assembly, plan.crm, observer);
  if (!hold) return tl::unexpected(hold.error());
  auto world = assembly.world(plan.crm, **hold);
  if (!world) return tl::unexpected(world.error());
  return engine::apply_now((*world)->world(), plan, reach, stop);
}

Result<engine::WriteReport> undo_run(Assembly& assembly, std::int64_t run, ports::Observer& observer,
                                     std::stop_token stop) {
  const auto operations = assembly.store().operations_of_run(run);
  if (!operations) return tl::unexpected(operations.error());
  if (operations->empty())
    return base::failure("usage", "run " + std::to_string(run) + " wrote nothing; goodword history lists the runs");
  const std::string crm = operations->front().change.subject.crm;
  auto hold = LeaseHold::take(assembly, crm, observer);
  if (!hold) return tl::unexpected(hold.error());
  auto world = assembly.world(crm, **hold);
  if (!world) return tl::unexpected(world.error());
  return engine::undo_now((*world)->world(), run, stop);
}

Result<engine::WriteReport> leave_crm(Assembly& assembly, std::string_view crm, ports::Observer& observer,
                                      std::stop_token stop) {
  auto hold = LeaseHold::take(assembly, crm, observer);
  if (!hold) return tl::unexpected(hold.error());
  auto world = assembly.world(crm, **hold);
  if (!world) return tl::unexpected(world.error());
  auto report = engine::leave_now((*world)->world(), stop);
  if (!report) return report;
  // Paused also where something is left: otherwise the next sync would write anew.
  auto state = assembly.store().crm_state(crm);
  if (!state) return tl::unexpected(state.error());
  state->mode = ports::CrmMode::paused;
  state->before_pause = ports::CrmMode::plan_only;
  const auto saved = assembly.store().set_crm_state(*state, assembly.clock().now());
  if (!saved) return tl::unexpected(saved.error());
  return report;
}

Result<engine::ForgetReport> forget_person(Assembly& assembly, const model::Ref& contact, const engine::WhoForgets& who,
                                           ports::Observer& observer) {
  auto hold = LeaseHold::take(assembly, contact.crm, observer);
  if (!hold) return tl::unexpected(hold.error());
  return engine::forget(assembly.store(), contact, who, assembly.clock().now());
}

Result<Retried> retry_rejects(Assembly& assembly, std::string_view crm, std::string_view record,
                              ports::Observer& observer, std::stop_token stop) {
  constexpr int all = 1'000'000;
  auto hold = LeaseHold::take(assembly, crm, observer);
  if (!hold) return tl::unexpected(hold.error());
  auto world = assembly.world(crm, **hold);
  if (!world) return tl::unexpected(world.error());
  const auto rejects = assembly.store().rejects(crm, all);
  if (!rejects) return tl::unexpected(rejects.error());
  std::map<std::string, std::set<std::string>> ids_by_stream;
  for (const auto& reject : *rejects) {
    const bool wanted = record.empty() || record == reject.record_id;
    if (wanted && !reject.record_id.empty()) ids_by_stream[reject.stream].insert(reject.record_id);
  }
  Retried sum;
  for (const auto& stream : (*world)->remote().streams()) {
    const auto& ids = ids_by_stream[stream.name];
    if (ids.empty()) continue;
    const std::vector<std::string> list(ids.begin(), ids.end());
    const auto counts = engine::read_again((*world)->world(), stream, list, stop);
    if (!counts && counts.error().code == "connector.unsupported") {
      sum.not_readable.push_back(stream.name);
      continue;
    }
    if (!counts) return tl::unexpected(counts.error());
    sum.taken += counts->added + counts->changed + counts->same;
    sum.gone += counts->gone;
    sum.rejected += counts->rejected;
  }
  return sum;
}

}  // namespace goodword::daemon
