#include "connector/budgets.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <cmath>

namespace goodword::connector {
namespace {

using base::Duration;
using base::Instant;

bool is_spent_by(const Budget& budget, Purpose purpose) {
  switch (budget.spent_by) {
    case Budget::For::all: return true;
    case Budget::For::named: return false;
    case Budget::For::reads: return purpose != Purpose::write;
    case Budget::For::writes: return purpose == Purpose::write;
  }
  return true;
}

Instant midnight_before(Instant now) { return base::start_of(base::date_of(now)); }

}  // namespace

Budgets::Budgets(const std::vector<Budget>& budgets) {
  for (const auto& budget : budgets) states_.push_back({.rule = &budget, .most = budget.most, .calls = {}});
}

std::vector<Budgets::Cost> Budgets::costs(const Request& request, Purpose purpose, std::size_t records) const {
  std::vector<Cost> made;
  for (std::size_t i = 0; i < states_.size(); ++i) {
    const auto named = std::ranges::find(request.spend, states_[i].rule->name, &Spend::budget);
    if (named != request.spend.end()) {
      const auto each = static_cast<std::size_t>(named->each);
      const int amount = each == 0 ? named->amount : static_cast<int>((records + each - 1) / each);
      made.push_back({i, std::max(1, amount)});
    } else if (is_spent_by(*states_[i].rule, purpose)) {
      made.push_back({i, 1});
    }
  }
  return made;
}

/// What may be used of a budget: the reserve is the firm's other tools'.
double Budgets::room(const State& state) const {
  return std::max(1.0, std::floor(state.most * (1 - state.rule->reserve)));
}

void Budgets::refresh(State& state, Instant now) const {
  const Duration per = state.rule->per;
  switch (state.rule->kind) {
    case BudgetKind::sliding:
      while (!state.calls.empty() && state.calls.front() + per <= now) state.calls.pop_front();
      break;
    case BudgetKind::window:
      if (now < state.began + per) break;
      state.began = state.rule->midnight ? midnight_before(now) : now;
      state.used = 0;
      break;
    case BudgetKind::bucket: {
      const double passed = static_cast<double>((now - state.at).count()) / static_cast<double>(per.count());
      if (passed > 0) state.used = std::max(0.0, state.used - passed * state.most);
      state.at = std::max(state.at, now);
      break;
    }
    case BudgetKind::concurrent: break;
  }
}

Instant Budgets::ready(State& state, int amount, Instant now) const {
  refresh(state, now);
  const double allowed = std::max<double>(room(state), amount);
  Instant when = now;
  switch (state.rule->kind) {
    case BudgetKind::sliding: {
      const double over = static_cast<double>(state.calls.size()) + amount - allowed;
      if (over > 0)
        when = state.calls[std::min(state.calls.size(), static_cast<std::size_t>(over)) - 1] + state.rule->per;
      break;
    }
    case BudgetKind::window:
      if (state.used + amount > allowed) when = state.began + state.rule->per;
      break;
    case BudgetKind::bucket: {
      const double over = state.used + amount - allowed;
      if (over > 0)
        when = now + Duration(static_cast<std::int64_t>(
                         std::ceil(over / state.most * static_cast<double>(state.rule->per.count()))));
      break;
    }
    case BudgetKind::concurrent: break;
  }
  return std::max(when, state.blocked_until);
}

Instant Budgets::ready(const std::vector<Cost>& costs, Instant now) {
  Instant when = std::max(now, all_blocked_until_);
  for (const auto& cost : costs) when = std::max(when, ready(states_[cost.budget], cost.amount, now));
  return when;
}

bool Budgets::may_start_early(const std::vector<Cost>& costs) const {
  return std::ranges::all_of(costs, [&](const Cost& cost) {
    const State& state = states_[cost.budget];
    return state.rule->kind != BudgetKind::concurrent || state.in_flight + 1 < state.most;
  });
}

void Budgets::spend(const std::vector<Cost>& costs, Instant now) {
  for (const auto& cost : costs) {
    State& state = states_[cost.budget];
    refresh(state, now);
    if (state.rule->kind == BudgetKind::sliding)
      state.calls.insert(state.calls.end(), static_cast<std::size_t>(cost.amount), now);
    state.used += cost.amount;
    ++state.in_flight;
  }
}

void Budgets::done(const std::vector<Cost>& costs) {
  for (const auto& cost : costs) --states_[cost.budget].in_flight;
}

void Budgets::believe_left(State& state, double left, Instant now) const {
  const double used = std::max(0.0, state.most - left);
  if (state.rule->kind == BudgetKind::sliding) {
    // Calls of others that we cannot see: they count from now.
    while (static_cast<double>(state.calls.size()) < std::min<double>(used, state.most)) state.calls.push_back(now);
  } else {
    state.used = used;
  }
}

/// "api-usage=18/5000": both at once.
void Budgets::learn_used(State& state, const Seen& seen, Instant now) const {
  if (!state.rule->learn_used_of || !state.rule->learn_match) return;
  const auto value = pick(*state.rule->learn_used_of, seen);
  std::string used, limit;
  if (!value || !re2::RE2::PartialMatch(value->text(), *state.rule->learn_match, &used, &limit)) return;
  const auto most = read_number(limit, Form::plain), taken = read_number(used, Form::plain);
  if (!most || !taken || *most < 1 || *most >= 1e9 || *taken < 0) return;
  state.most = static_cast<int>(*most);
  believe_left(state, std::max(0.0, *most - *taken), now);
}

void Budgets::learn(const std::vector<Cost>& costs, const Seen& seen, Instant now) {
  for (const auto& cost : costs) {
    State& state = states_[cost.budget];
    const auto number = [&](const std::optional<Pick>& where) -> std::optional<double> {
      const auto value = where ? pick(*where, seen) : std::nullopt;
      return value ? read_number(value->text(), Form::plain) : std::nullopt;
    };
    refresh(state, now);
    learn_used(state, seen, now);
    if (const auto most = number(state.rule->learn_most); most && *most >= 1 && *most < 1e9)
      state.most = static_cast<int>(*most);
    const auto left = number(state.rule->learn_left);
    if (left && *left >= 0) believe_left(state, *left, now);
    if (state.rule->learn_reset && left && *left < 1) {
      const auto value = pick(*state.rule->learn_reset, seen);
      const auto reset = value ? read_instant(*value, state.rule->reset_form) : std::nullopt;
      if (reset && *reset > now) state.blocked_until = *reset;
    }
  }
}

void Budgets::blocked(std::string_view budget, Instant until) {
  const auto named = std::ranges::find_if(states_, [&](const State& state) { return state.rule->name == budget; });
  Instant& blocked_until = named == states_.end() ? all_blocked_until_ : named->blocked_until;
  blocked_until = std::max(blocked_until, until);
}

}  // namespace goodword::connector
