// How fast a CRM may be called: counts of calls by named budget, corrected by what its answers say.
//
// Holds counts of this process. ready() says when a call may go out, spend() counts it, learn() believes the CRM's
// headers, blocked() obeys a refusal. Time comes in as a value. One login's worker uses it; not thread-safe.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connector/plan.hpp"

namespace goodword::connector {

class Budgets {
 public:
  explicit Budgets(const std::vector<Budget>& budgets);

  /// What one call takes from each budget that it spends.
  struct Cost {
    std::size_t budget;
    int amount;
  };
  std::vector<Cost> costs(const Request& request, Purpose purpose, std::size_t records) const;

  /// The earliest moment at which all of these have room, `now` if that is now.
  base::Instant ready(const std::vector<Cost>& costs, base::Instant now);
  /// Whether a call may be put on the wire ahead of time and leave room for one that is made meanwhile.
  bool may_start_early(const std::vector<Cost>& costs) const;
  void spend(const std::vector<Cost>& costs, base::Instant now);
  /// The call came back: concurrent budgets have room again.
  void done(const std::vector<Cost>& costs);
  void learn(const std::vector<Cost>& costs, const Seen& seen, base::Instant now);
  /// A refusal: nothing that spends this budget (or, without a name, anything) goes out before `until`.
  void blocked(std::string_view budget, base::Instant until);

 private:
  struct State {
    const Budget* rule;
    int most;
    std::deque<base::Instant> calls;  ///< sliding: when the counted calls were
    base::Instant began{};            ///< window
    double used = 0;                  ///< window and bucket
    base::Instant at{};               ///< bucket: when `used` was true
    int in_flight = 0;
    base::Instant blocked_until{};
  };

  double room(const State& state) const;
  void refresh(State& state, base::Instant now) const;
  base::Instant ready(State& state, int amount, base::Instant now) const;
  void learn_used(State& state, const Seen& seen, base::Instant now) const;
  void believe_left(State& state, double left, base::Instant now) const;

  std::vector<State> states_;
  base::Instant all_blocked_until_{};
};

}  // namespace goodword::connector
