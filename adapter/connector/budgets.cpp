#include "connector/budgets.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace goodword::connector {
namespace {

using base::Duration;
using base::Instant;
using ports::BudgetState;
using ports::CallPlace;
using namespace std::chrono_literals;

/// How many calls are told apart by their moments; more are counted in parts of the period, and a part counts until its
/// last call may be made again.
constexpr std::int64_t most_slices = 128;
constexpr Duration look_again = 200ms, queue_life = 2s;
/// The longest period that budgets have: after it one call may find out.
constexpr Duration most_blocked = 24h;

constexpr std::array<std::string_view, 4> kind_words = {"window", "sliding", "bucket", "concurrent"};

std::string_view word_of(BudgetKind kind) { return kind_words.at(static_cast<std::size_t>(kind)); }

bool is_spent_by(const Budget& budget, Purpose purpose) {
  switch (budget.spent_by) {
    case Budget::For::all: return true;
    case Budget::For::named: return false;
    case Budget::For::reads: return purpose != Purpose::write;
    case Budget::For::writes: return purpose == Purpose::write;
  }
  return true;
}

bool tells_most(const Budget& rule) { return rule.learn_most || rule.learn_used_of; }

std::int64_t most_of(const Budget& rule, const BudgetState& state) {
  return tells_most(rule) ? state.most.value_or(rule.most) : rule.most;
}

/// What may be used of a budget: the reserve is the firm's other tools'. A share of 80% must not become one of 79.99…%.
double room(const Budget& rule, const BudgetState& state) {
  constexpr double rounding = 1e-6;
  return std::max(1.0, std::floor(static_cast<double>(most_of(rule, state)) * (1 - rule.reserve) + rounding));
}

std::int64_t sum_of(const std::vector<ports::SpentSlice>& slices) {
  std::int64_t sum = 0;
  for (const auto& slice : slices) sum += slice.amount;
  return sum;
}

void add_slice(const Budget& rule, BudgetState& state, std::int64_t amount, Instant now) {
  const bool together = most_of(rule, state) > most_slices && !state.slices.empty() &&
                        now - state.slices.back().began < rule.per / most_slices;
  if (!together) state.slices.push_back({now, now, 0});
  state.slices.back().last = now;
  state.slices.back().amount += amount;
}

Instant window_start(const Budget& rule, Instant now) {
  return rule.midnight ? base::start_of(base::date_of(now)) : now;
}

void end_places(std::vector<CallPlace>& places, Instant now) {
  for (auto& place : places) {
    if (place.taken <= now) continue;
    place.until -= place.taken - now;
    place.taken = now;
  }
  std::erase_if(places, [&](const CallPlace& place) { return place.until <= now; });
}

void take_out(std::vector<CallPlace>& places, std::string_view holder) {
  std::erase_if(places, [&](const CallPlace& place) { return place.holder == holder; });
}

bool has_place(const Budget& rule, const BudgetState& state, const Caller& caller) {
  std::int64_t taken = caller.in_flight + 1;
  for (const auto& place : state.running)
    if (place.holder != caller.holder) taken += place.amount;
  const auto me = std::ranges::find(state.waiting, caller.holder, &CallPlace::holder);
  taken += me - state.waiting.begin();
  if (caller.want == Caller::Want::now_with_one_to_spare) ++taken;
  return taken <= rule.most;
}

/// When enough of what was spent has passed for so much more.
Instant when_passed(const Budget& rule, const BudgetState& state, double over, Instant now) {
  for (const auto& slice : state.slices) {
    over -= static_cast<double>(slice.amount);
    if (over <= 0) return slice.last + rule.per;
  }
  return state.slices.empty() ? now : state.slices.back().last + rule.per;
}

std::optional<double> number_at(const std::optional<Pick>& where, const Seen& seen) {
  const auto value = where ? pick(*where, seen) : std::nullopt;
  return value ? read_number(value->text(), Form::plain) : std::nullopt;
}

/// A limit that can be one.
std::optional<std::int64_t> as_most(std::optional<double> number) {
  if (!number || !(*number >= 1) || !(*number < 1e9)) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

/// "api-usage=18/5000": both at once.
void learn_both(const Budget& rule, const Seen& seen, Told& told) {
  const auto text = rule.learn_used_of && rule.learn_match ? pick(*rule.learn_used_of, seen) : std::nullopt;
  std::string used, limit;
  if (!text || !re2::RE2::PartialMatch(text->text(), *rule.learn_match, &used, &limit)) return;
  const auto most = read_number(limit, Form::plain), taken = read_number(used, Form::plain);
  if (!as_most(most) || !taken || !(*taken >= 0)) return;
  told.most = as_most(most);
  told.left = std::max(0.0, *most - *taken);
}

std::optional<Instant> reset_of(const Budget& rule, const Seen& seen, Instant now) {
  const auto value = rule.learn_reset ? pick(*rule.learn_reset, seen) : std::nullopt;
  const auto reset = value ? read_instant(*value, rule.reset_form) : std::nullopt;
  return reset && *reset > now ? reset : std::nullopt;
}

}  // namespace

std::vector<Cost> costs_of(const std::vector<Budget>& budgets, const Request& request, Purpose purpose,
                           std::size_t records) {
  std::vector<Cost> made;
  for (std::size_t i = 0; i < budgets.size(); ++i) {
    const auto named = std::ranges::find(request.spend, budgets[i].name, &Spend::budget);
    if (named != request.spend.end()) {
      const auto each = static_cast<std::size_t>(named->each);
      const int amount = each == 0 ? named->amount : static_cast<int>((records + each - 1) / each);
      made.push_back({i, std::max(1, amount)});
    } else if (is_spent_by(budgets[i], purpose)) {
      made.push_back({i, 1});
    }
  }
  return made;
}

void refresh(const Budget& rule, BudgetState& state, Instant now) {
  if (state.kind != word_of(rule.kind)) {
    BudgetState fresh;
    fresh.kind = word_of(rule.kind);
    fresh.granted = state.granted;
    state = std::move(fresh);
  }
  refresh_wait(state, now);
  switch (rule.kind) {
    case BudgetKind::sliding:
      for (auto& slice : state.slices) {
        slice.last = std::min(slice.last, now);
        slice.began = std::min(slice.began, now);
      }
      std::erase_if(state.slices, [&](const auto& slice) { return slice.last + rule.per <= now; });
      break;
    case BudgetKind::window:
      if (state.since > now) state.since = window_start(rule, now);
      if (now < state.since + rule.per) break;
      state.since = window_start(rule, now);
      state.used = 0;
      break;
    case BudgetKind::bucket: {
      const double passed = static_cast<double>((now - state.since).count()) / static_cast<double>(rule.per.count());
      if (passed > 0) state.used = std::max(0.0, state.used - passed * static_cast<double>(most_of(rule, state)));
      state.since = now;
      break;
    }
    case BudgetKind::concurrent:
      end_places(state.running, now);
      end_places(state.waiting, now);
      break;
  }
}

void refresh_wait(BudgetState& state, Instant now) {
  if (state.wait_from <= now) return;
  state.wait_until -= state.wait_from - now;
  state.wait_from = now;
}

Instant ready(const Budget& rule, const BudgetState& state, int amount, const Caller& caller, Instant now) {
  const double allowed = std::max<double>(room(rule, state), amount);
  Instant when = now;
  switch (rule.kind) {
    case BudgetKind::sliding: {
      const double over = static_cast<double>(sum_of(state.slices)) + amount - allowed;
      if (over > 0) when = when_passed(rule, state, over, now);
      break;
    }
    case BudgetKind::window:
      if (state.used + amount > allowed) when = state.since + rule.per;
      break;
    case BudgetKind::bucket: {
      const double over = state.used + amount - allowed;
      const double part = over / static_cast<double>(most_of(rule, state));
      if (over > 0)
        when = now + Duration(static_cast<std::int64_t>(std::ceil(part * static_cast<double>(rule.per.count()))));
      break;
    }
    case BudgetKind::concurrent:
      if (!has_place(rule, state, caller)) when = now + look_again;
      break;
  }
  return std::max(when, state.wait_until);
}

void spend(const Budget& rule, BudgetState& state, int amount, const Caller& caller, Instant now) {
  state.granted += amount;
  switch (rule.kind) {
    case BudgetKind::sliding: add_slice(rule, state, amount, now); break;
    case BudgetKind::window:
    case BudgetKind::bucket: state.used += amount; break;
    case BudgetKind::concurrent:
      take_out(state.waiting, caller.holder);
      take_out(state.running, caller.holder);
      state.running.push_back({std::string(caller.holder), caller.in_flight + 1, now, now + caller.life});
      break;
  }
}

void queue(BudgetState& state, const Caller& caller, Instant now) {
  const auto me = std::ranges::find(state.waiting, caller.holder, &CallPlace::holder);
  if (me == state.waiting.end())
    state.waiting.push_back({std::string(caller.holder), 1, now, now + queue_life});
  else if (me->until - now < queue_life / 2)
    me->until = now + queue_life;
}

void give_back(BudgetState& state, std::string_view holder, int in_flight) {
  take_out(state.waiting, holder);
  if (in_flight == 0) return take_out(state.running, holder);
  for (auto& place : state.running)
    if (place.holder == holder) place.amount = in_flight;
}

bool crowded(const Budget& rule, const BudgetState& state) {
  std::int64_t taken = 0;
  for (const auto& place : state.running) taken += place.amount;
  return rule.kind == BudgetKind::concurrent && (taken >= rule.most || !state.waiting.empty());
}

std::optional<Told> told_of(const Budget& rule, const Seen& seen, Instant now) {
  Told told;
  told.most = as_most(number_at(rule.learn_most, seen));
  if (const auto left = number_at(rule.learn_left, seen); left && *left >= 0) told.left = left;
  learn_both(rule, seen, told);
  if (told.left && *told.left < 1) told.wait_until = reset_of(rule, seen, now);
  if (!told.most && !told.left) return std::nullopt;
  return told;
}

void believe(const Budget& rule, BudgetState& state, const Told& told, Instant now) {
  if (told.most) state.most = told.most;
  if (told.wait_until) block(state, *told.wait_until, now);
  if (!told.left || (rule.kind == BudgetKind::window && told.sent < state.since)) return;
  state.told = now;
  // What was let go since then the CRM had perhaps not seen.
  const auto since = static_cast<double>(std::max<std::int64_t>(0, state.granted - told.granted));
  const auto most = static_cast<double>(most_of(rule, state));
  const double used = std::max(0.0, most - *told.left) + since;
  if (rule.kind != BudgetKind::sliding) {
    state.used = used;
    return;
  }
  // Calls of others that we cannot see: they count from now.
  const auto unseen = static_cast<std::int64_t>(std::ceil(std::min(used, most))) - sum_of(state.slices);
  if (unseen > 0) add_slice(rule, state, unseen, now);
}

void block(BudgetState& state, Instant until, Instant now) {
  until = std::min(until, now + most_blocked);
  if (until <= state.wait_until) return;
  state.wait_from = now;
  state.wait_until = until;
}

ports::BudgetStanding standing_of(const Budget& rule, const BudgetState& state, Instant now) {
  ports::BudgetStanding made;
  made.name = rule.name;
  made.kind = word_of(rule.kind);
  made.per = rule.kind == BudgetKind::concurrent ? Duration{} : rule.per;
  made.most = most_of(rule, state);
  made.reserve = made.most - static_cast<std::int64_t>(room(rule, state));
  switch (rule.kind) {
    case BudgetKind::sliding: made.spent = sum_of(state.slices); break;
    case BudgetKind::concurrent:
      for (const auto& place : state.running) made.spent += place.amount;
      break;
    case BudgetKind::window:
    case BudgetKind::bucket: made.spent = static_cast<std::int64_t>(std::ceil(state.used)); break;
  }
  made.most_from_crm = state.most && tells_most(rule);
  made.told = state.told;
  if (rule.kind == BudgetKind::window) made.ends = state.since + rule.per;
  if (state.wait_until > now) made.wait_until = state.wait_until;
  return made;
}

}  // namespace goodword::connector
