// How fast a CRM may be called: what its budgets allow at a moment.
//
// Pure: a rule of the connector file, the figures that stand in the book, and a moment go in; a moment or other figures
// come out. pacer.hpp is who acts on it. Moments are this machine's; where its clock was set back, what was spent
// "later" counts from now.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "connector/plan.hpp"
#include "ports/budgets.hpp"
#include "ports/remote.hpp"

namespace goodword::connector {

/// What one call takes from a budget, by its number in the file.
struct Cost {
  std::size_t budget;
  int amount;
};
std::vector<Cost> costs_of(const std::vector<Budget>& budgets, const Request& request, Purpose purpose,
                           std::size_t records);

/// Who wants to call, where only so many calls may run at once.
struct Caller {
  std::string_view holder;
  int in_flight = 0;      ///< of its calls, before this one
  base::Duration life{};  ///< longer than a call lasts
  enum class Want { now_or_later, now_with_one_to_spare } want = Want::now_or_later;
};

/// What an answer told of a budget.
struct Told {
  std::optional<std::int64_t> most = {};
  std::optional<double> left = {};
  std::optional<base::Instant> wait_until = {};
  base::Instant sent{};      ///< the call that was answered
  std::int64_t granted = 0;  ///< BudgetState::granted with that call in it
};

/// Brings the figures to a moment: of what has passed nothing counts any more.
void refresh(const Budget& rule, ports::BudgetState& state, base::Instant now);
/// The same for a wait alone: of no budget, but of all calls.
void refresh_wait(ports::BudgetState& state, base::Instant now);
/// When a call may go, `now` if that is now; of figures that were refreshed. Places among calls that run at once are
/// asked for anew after a while, for nobody knows when one comes free.
base::Instant ready(const Budget& rule, const ports::BudgetState& state, int amount, const Caller& caller,
                    base::Instant now);
void spend(const Budget& rule, ports::BudgetState& state, int amount, const Caller& caller, base::Instant now);
/// Who has to wait for a place is before whoever comes later.
void queue(ports::BudgetState& state, const Caller& caller, base::Instant now);
/// A holder's places come free, but for the calls that it has in flight.
void give_back(ports::BudgetState& state, std::string_view holder, int in_flight);
/// Whether whoever waits for a place would wait for one that was given back late.
bool crowded(const Budget& rule, const ports::BudgetState& state);

/// Nothing where the answer tells nothing of it.
std::optional<Told> told_of(const Budget& rule, const Seen& seen, base::Instant now);
void believe(const Budget& rule, ports::BudgetState& state, const Told& told, base::Instant now);
/// The CRM asked to wait. Bounded: nobody is kept out for ever by one answer.
void block(ports::BudgetState& state, base::Instant until, base::Instant now);

/// For people, of figures that were refreshed.
ports::BudgetStanding standing_of(const Budget& rule, const ports::BudgetState& state, base::Instant now);

}  // namespace goodword::connector
