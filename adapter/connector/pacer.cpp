#include "connector/pacer.hpp"

#include <algorithm>
#include <utility>

namespace goodword::connector {
namespace {

using base::Instant;
using base::Result;
using ports::BudgetState;
using namespace std::chrono_literals;

/// How much longer than a call may take its place is held.
constexpr base::Duration grace = 30s;

std::string scope_of(const Budget& budget, const Plan& plan, const std::string& crm) {
  switch (budget.share) {
    case Budget::Share::login: break;
    case Budget::Share::account: return crm;
    case Budget::Share::address: return "address:" + plan.connector;
  }
  return crm + "/" + plan.login;
}

}  // namespace

Permit& Permit::operator=(Permit&& other) noexcept {
  if (this == &other) return *this;
  end();
  pacer_ = std::exchange(other.pacer_, nullptr);
  costs_ = std::move(other.costs_);
  granted_ = std::move(other.granted_);
  at_ = other.at_;
  return *this;
}

void Permit::end() {
  if (auto* pacer = std::exchange(pacer_, nullptr)) pacer->came_back(*this);
}

Pacer::Pacer(const Plan& plan, const RemoteParts& parts)
    : rules_(plan.budgets),
      clock_(parts.clock),
      life_(parts.time_out + grace),
      book_(parts.budgets ? parts.budgets : &own_),
      in_flight_(plan.budgets.size()),
      crowded_(plan.budgets.size()) {
  for (const auto& budget : plan.budgets) keys_.push_back({scope_of(budget, plan, parts.crm), budget.name});
  keys_.push_back({parts.crm + "/" + plan.login, ""});
}

/// What is not handed in now nobody will: places end by themselves, and the CRM tells again.
Pacer::~Pacer() {
  if (!notes_.empty() || holds_places_) static_cast<void>(hand_in());
}

Caller Pacer::caller(std::size_t budget, Caller::Want want) const {
  return {book_->holder(), in_flight_[budget], life_, want};
}

void Pacer::bring_up(std::span<BudgetState> states, Instant now) const {
  for (std::size_t i = 0; i < rules_.size(); ++i) refresh(rules_[i], states[i], now);
  refresh_wait(states.back(), now);
  for (const auto& note : notes_) {
    if (note.budget < rules_.size())
      believe(rules_[note.budget], states[note.budget], note.told, now);
    else if (note.told.wait_until)
      block(states.back(), *note.told.wait_until, now);
  }
}

Pacer::Answer Pacer::decide(std::span<BudgetState> states, const std::vector<Cost>& costs, Caller::Want want,
                            Instant now) {
  Answer answer{.when = std::max(now, states.back().wait_until)};
  if (answer.when > now) answer.why = "the CRM asked to wait";
  for (const auto& cost : costs) {
    const Budget& rule = rules_[cost.budget];
    const Instant when = ready(rule, states[cost.budget], cost.amount, caller(cost.budget, want), now);
    if (when <= answer.when) continue;
    answer.when = when;
    answer.why = "the budget of calls \"" + rule.name + "\" is spent";
  }
  if (answer.when <= now) {
    answer.permit.emplace();
    answer.permit->costs_ = costs;
    answer.permit->at_ = now;
  }
  for (const auto& cost : costs) {
    BudgetState& state = states[cost.budget];
    const Budget& rule = rules_[cost.budget];
    const Caller who = caller(cost.budget, want);
    if (answer.permit) {
      spend(rule, state, cost.amount, who, now);
      answer.permit->granted_.push_back(state.granted);
    } else if (want == Caller::Want::now_or_later && rule.kind == BudgetKind::concurrent &&
               ready(rule, state, cost.amount, who, now) > now) {
      queue(state, who, now);
    }
    crowded_[cost.budget] = crowded(rule, state);
    holds_places_ = holds_places_ || rule.kind == BudgetKind::concurrent;
  }
  return answer;
}

Result<Pacer::Answer> Pacer::ask(const std::vector<Cost>& costs, Caller::Want want) {
  Answer answer;
  const auto changed = book_->change(keys_, [&](std::span<BudgetState> states) {
    const Instant now = clock_.now();
    bring_up(states, now);
    answer = decide(states, costs, want, now);
  });
  if (!changed) return tl::unexpected(changed.error());
  notes_.clear();
  if (answer.permit) {
    answer.permit->pacer_ = this;
    for (const auto& cost : costs) ++in_flight_[cost.budget];
  }
  return answer;
}

void Pacer::came_back(const Permit& permit) {
  bool waited_for = false;
  for (const auto& cost : permit.costs_) {
    --in_flight_[cost.budget];
    waited_for = waited_for || crowded_[cost.budget];
  }
  if (waited_for) static_cast<void>(hand_in());
}

/// What the CRM told, and the places that are no longer needed.
Result<void> Pacer::hand_in() {
  const auto changed = book_->change(keys_, [&](std::span<BudgetState> states) {
    bring_up(states, clock_.now());
    for (std::size_t i = 0; i < rules_.size(); ++i)
      if (rules_[i].kind == BudgetKind::concurrent) give_back(states[i], book_->holder(), in_flight_[i]);
  });
  if (!changed) return changed;
  notes_.clear();
  crowded_.assign(crowded_.size(), false);
  holds_places_ = std::ranges::any_of(in_flight_, [](int count) { return count > 0; });
  return {};
}

void Pacer::learn(const Permit& permit, const Seen& seen) {
  const Instant now = clock_.now();
  for (std::size_t i = 0; i < permit.costs_.size(); ++i) {
    const std::size_t budget = permit.costs_[i].budget;
    auto told = told_of(rules_[budget], seen, now);
    if (!told) continue;
    told->sent = permit.at_;
    told->granted = permit.granted_[i];
    notes_.push_back({budget, *told});
  }
}

void Pacer::blocked(std::string_view budget, Instant until) {
  const auto named = std::ranges::find(rules_, budget, &Budget::name);
  Told told;
  told.wait_until = until;
  notes_.push_back({static_cast<std::size_t>(named - rules_.begin()), told});
  static_cast<void>(hand_in());  // else it goes in with the next call
}

Result<void> Pacer::tell(ports::Standing& standing) {
  const auto changed = book_->change(keys_, [&](std::span<BudgetState> states) {
    const Instant now = clock_.now();
    bring_up(states, now);
    standing.budgets.clear();
    for (std::size_t i = 0; i < rules_.size(); ++i) standing.budgets.push_back(standing_of(rules_[i], states[i], now));
    if (states.back().wait_until > now) standing.wait_until = states.back().wait_until;
  });
  if (!changed) return changed;
  notes_.clear();
  return {};
}

}  // namespace goodword::connector
