#include "engine/deliver.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "engine/release.hpp"
#include "engine/tags.hpp"

namespace goodword::engine {
namespace {

using base::Result;
using model::Operation;
using model::OperationState;
using model::Outcome;

constexpr int outbox_page = 1000;
const base::Instant long_ago = base::from_micros(24LL * 3600 * 1'000'000);

const ports::Ability* ability_for(const std::vector<ports::Ability>& abilities, const model::Change& change) {
  const auto found = std::ranges::find_if(abilities, [&](const ports::Ability& ability) {
    return ability.action == change.action && ability.kind == change.subject.kind;
  });
  return found == abilities.end() ? nullptr : &*found;
}

/// One delivery: the abilities asked once, the report filled as it goes.
class Delivery {
 public:
  Delivery(World& world, std::stop_token stop) : world_(world), stop_(stop), abilities_(world.remote.abilities()) {}

  Result<DeliverReport> run() {
    if (const auto left = adopt_left_behind(); !left) return tl::unexpected(left.error());
    if (const auto doubted = doubt_all_in_repair(); !doubted) return tl::unexpected(doubted.error());
    if (const auto resolved = resolve_unknown(); !resolved) return tl::unexpected(resolved.error());
    const auto runs = world_.store.runs(1);
    if (!runs) return tl::unexpected(runs.error());
    if (!runs->empty()) newest_run_ = runs->front().number;
    auto counts = world_.store.counts(world_.crm);
    if (!counts) return tl::unexpected(counts.error());
    to_send_ = report_.done + counts->operations["new"];
    while (!report_.stopped && !stop_.stop_requested()) {
      const auto more = send_some();
      if (!more) return tl::unexpected(more.error());
      if (!*more) break;
    }
    const auto waiting = in_state({OperationState::fresh});
    if (!waiting) return tl::unexpected(waiting.error());
    report_.waiting = static_cast<int>(waiting->size());
    const auto unknown = in_state({OperationState::unknown});
    if (!unknown) return tl::unexpected(unknown.error());
    report_.unknown = static_cast<int>(unknown->size());
    return report_;
  }

 private:
  Result<std::vector<Operation>> in_state(std::initializer_list<OperationState> states) {
    const std::vector<OperationState> list(states);
    return world_.store.operations(world_.crm, list, outbox_page);
  }

  /// A process died between sending and storing the answer: whatever it sent may have arrived.
  Result<void> adopt_left_behind() {
    const auto sending = in_state({OperationState::sending});
    if (!sending) return tl::unexpected(sending.error());
    for (const auto& operation : *sending) {
      const auto moved =
          world_.store.set_operation_state(operation.id, OperationState::unknown,
                                           "the program stopped before the answer was stored", world_.clock.now());
      if (!moved) return moved;
    }
    return {};
  }

  /// A restored store may have forgotten what was written after it was copied. The same intent has the same id, so
  /// what is to be sent now is looked for first.
  Result<void> doubt_all_in_repair() {
    const auto state = world_.store.crm_state(world_.crm);
    if (!state) return tl::unexpected(state.error());
    if (!state->in_repair) return {};
    while (true) {
      const auto fresh = in_state({OperationState::fresh});
      if (!fresh) return tl::unexpected(fresh.error());
      if (fresh->empty()) return {};
      std::vector<std::string> ids;
      for (const auto& operation : *fresh) ids.push_back(operation.id);
      // It may have been sent at any time: a look that begins at the first try must not begin today.
      if (const auto marked = world_.store.mark_sending(ids, long_ago); !marked) return marked;
      for (const auto& id : ids) {
        const auto moved = world_.store.set_operation_state(
            id, OperationState::unknown, "the store was restored: it may have been sent before", world_.clock.now());
        if (!moved) return moved;
      }
    }
  }

  Result<void> resolve_unknown() {
    const auto unknown = in_state({OperationState::unknown});
    if (!unknown) return tl::unexpected(unknown.error());
    for (const auto& operation : *unknown) {
      if (report_.stopped || stop_.stop_requested()) break;
      if (const auto resolved = resolve(operation); !resolved) return resolved;
    }
    return {};
  }

  Result<void> resolve(const Operation& operation) {
    const ports::Ability* ability = ability_for(abilities_, operation.change);
    const auto sameness = ability ? ability->sameness : model::Sameness::d;
    switch (sameness) {
      case model::Sameness::a:
        // A CRM that never confirms it would be asked for ever: the next delivery goes on.
        if (!sent_again_.insert(operation.id).second) held_back_.insert(operation.id);
        return move(operation, OperationState::fresh, "sent again: the same write twice is one");
      case model::Sameness::b: return look(operation);
      case model::Sameness::c: return look_after(operation, ability->lag);
      case model::Sameness::d: break;
    }
    ++report_.needs_review;
    return move(operation, OperationState::needs_review, "the answer was lost and this CRM offers no way to look");
  }

  /// A search that lags cannot prove absence before the lag is over.
  Result<void> look_after(const Operation& operation, base::Duration lag) {
    const auto tried = operation.first_tried.value_or(world_.clock.now());
    world_.clock.wait_until(tried + lag, stop_);
    if (stop_.stop_requested()) return {};
    return look(operation);
  }

  Result<void> look(const Operation& operation) {
    const auto back = world_.remote.read_back(operation, stop_);
    if (!back) {
      report_.stopped = back.error();
      return {};
    }
    switch (back->found) {
      case ports::Found::yes: {
        Outcome outcome{operation.id, Outcome::Kind::done, back->created, std::nullopt, std::nullopt};
        ++report_.done;
        return world_.store.mark_outcomes(std::span(&outcome, 1), world_.clock.now());
      }
      case ports::Found::no: return move(operation, OperationState::fresh, "looked for in the CRM and not there");
      case ports::Found::cannot_tell: break;
    }
    ++report_.needs_review;
    return move(operation, OperationState::needs_review, "looked for in the CRM; it cannot be told whether it arrived");
  }

  Result<void> move(const Operation& operation, OperationState to, std::string_view why) {
    return world_.store.set_operation_state(operation.id, to, why, world_.clock.now());
  }

  /// One batch of one action. False when there is nothing (more) to send.
  Result<bool> send_some() {
    auto fresh = in_state({OperationState::fresh});
    if (!fresh) return tl::unexpected(fresh.error());
    std::erase_if(*fresh, [&](const Operation& operation) { return held_back_.contains(operation.id); });
    if (fresh->empty()) return false;
    const auto batch = first_batch(*fresh);
    const auto cleared = clear_to_send(batch);
    if (!cleared) return tl::unexpected(cleared.error());
    if (cleared->empty()) return true;
    if (const auto sent = send(*cleared); !sent) return tl::unexpected(sent.error());
    return true;
  }

  std::vector<Operation> first_batch(const std::vector<Operation>& fresh) const {
    const auto& first = fresh.front().change;
    const ports::Ability* ability = ability_for(abilities_, first);
    const std::size_t most = ability ? static_cast<std::size_t>(std::max(1, ability->batch)) : 1;
    std::vector<Operation> batch;
    for (const auto& operation : fresh) {
      const auto& change = operation.change;
      if (change.action != first.action || change.subject.kind != first.subject.kind) continue;
      batch.push_back(operation);
      if (batch.size() == most) break;
    }
    return batch;
  }

  /// A verdict's tag that an earlier run left behind goes only while that verdict is in force: meanwhile the person may
  /// have objected, or a seller kept them.
  Result<bool> decided_anew(const Operation& operation) {
    const auto& change = operation.change;
    const auto verdicts = all_verdict_tags(world_.policy.tag_prefix);
    const bool of_a_verdict = change.action == model::Action::add_tag && !change.cause.starts_with("undo:");
    const bool left_behind =
        of_a_verdict && operation.run < newest_run_ && std::ranges::find(verdicts, change.value) != verdicts.end();
    if (!left_behind) return false;
    const auto dossier = world_.store.dossier(change.subject);
    if (!dossier) return tl::unexpected(dossier.error());
    return *dossier && (*dossier)->decision && (*dossier)->decision->id != change.cause;
  }

  /// What must not go now is settled here: no such operation in this CRM, too many attempts, a consent that ended.
  Result<std::vector<Operation>> clear_to_send(const std::vector<Operation>& batch) {
    std::vector<Operation> cleared;
    for (const auto& operation : batch) {
      std::optional<std::pair<OperationState, std::string>> refusal;
      if (ability_for(abilities_, operation.change) == nullptr) {
        refusal = {OperationState::failed,
                   "this CRM has no operation " + std::string(model::to_text(operation.change.action))};
      } else if (operation.attempts >= world_.policy.most_attempts) {
        refusal = {OperationState::failed,
                   "given up after " + std::to_string(operation.attempts) + " attempts: " + operation.detail};
      } else if (const auto anew = decided_anew(operation); !anew || *anew) {
        if (!anew) return tl::unexpected(anew.error());
        refusal = {OperationState::failed, "decided anew since it was queued"};
      } else if (const auto held = what_holds_back(world_.store, world_.circle, operation.change, world_.clock.now());
                 !held) {
        return tl::unexpected(held.error());
      } else if (!held->empty()) {
        refusal = {OperationState::failed, *held};
      }
      if (!refusal) {
        cleared.push_back(operation);
        continue;
      }
      ++report_.failed;
      report_.failures.emplace_back(operation.id, refusal->second);
      if (const auto moved = move(operation, refusal->first, refusal->second); !moved)
        return tl::unexpected(moved.error());
    }
    return cleared;
  }

  Result<void> send(const std::vector<Operation>& batch) {
    std::vector<std::string> ids;
    for (const auto& operation : batch) ids.push_back(operation.id);
    if (const auto marked = world_.store.mark_sending(ids, world_.clock.now()); !marked) return marked;
    const auto outcomes = world_.remote.apply(batch, stop_);
    if (const auto stored = world_.store.mark_outcomes(outcomes, world_.clock.now()); !stored) return stored;
    std::vector<Operation> lost;
    for (std::size_t i = 0; i < outcomes.size(); ++i) count(outcomes[i], batch[i], lost);
    world_.observer.progress(
        {world_.crm, "deliver", model::to_text(batch.front().change.action), report_.done, to_send_});
    for (const auto& operation : lost) {
      if (report_.stopped) break;
      if (const auto resolved = resolve(operation); !resolved) return resolved;
    }
    return {};
  }

  void count(const Outcome& outcome, const Operation& operation, std::vector<Operation>& lost) {
    switch (outcome.kind) {
      case Outcome::Kind::done: ++report_.done; break;
      case Outcome::Kind::already: ++report_.already; break;
      case Outcome::Kind::changed: ++report_.changed; break;
      case Outcome::Kind::gone:
      case Outcome::Kind::failed:
        ++report_.failed;
        report_.failures.emplace_back(outcome.operation, outcome.error ? base::to_text(*outcome.error) : "gone");
        break;
      case Outcome::Kind::not_sent: held_back_.insert(outcome.operation); break;
      case Outcome::Kind::unknown: lost.push_back(operation); break;
    }
    const bool crm_wide = outcome.error && outcome.error->scope != base::Scope::record;
    if (crm_wide && !report_.stopped) report_.stopped = outcome.error;
  }

  World& world_;
  std::stop_token stop_;
  std::vector<ports::Ability> abilities_;
  DeliverReport report_;
  std::int64_t to_send_ = 0;
  std::int64_t newest_run_ = 0;
  std::set<std::string> sent_again_;  ///< their answer was lost once in this delivery
  std::set<std::string> held_back_;   ///< not sent in this delivery; the next one tries again
};

}  // namespace

Result<DeliverReport> deliver(World& world, std::stop_token stop) { return Delivery(world, stop).run(); }

}  // namespace goodword::engine
