// Lets calls go at the CRM's pace: asks the book that all processes share, and notes there what the CRM told.
//
// Owned by a Session and used by its worker. One short transaction for a call: what answers told since the last one
// goes in along with it. A second one where the CRM asks to wait, which holds everybody at once; where calls that may
// run at once are all taken, so that whoever waits for a place gets it; and at the end.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connector/budget_memory.hpp"
#include "connector/budgets.hpp"
#include "connector/remote.hpp"

namespace goodword::connector {

class Pacer;

/// A call that may go out. Its place among calls that run at once comes free when it ends or goes away.
class Permit {
 public:
  Permit() = default;
  Permit(Permit&& other) noexcept { *this = std::move(other); }
  Permit& operator=(Permit&& other) noexcept;
  Permit(const Permit&) = delete;
  Permit& operator=(const Permit&) = delete;
  ~Permit() { end(); }

  /// The call came back.
  void end();
  base::Instant at() const { return at_; }

 private:
  friend class Pacer;

  Pacer* pacer_ = nullptr;
  std::vector<Cost> costs_;
  std::vector<std::int64_t> granted_;  ///< of each budget, with this call in it
  base::Instant at_{};
};

class Pacer {
 public:
  /// Both outlive it.
  Pacer(const Plan& plan, const RemoteParts& parts);
  Pacer(const Pacer&) = delete;
  Pacer& operator=(const Pacer&) = delete;
  ~Pacer();

  std::vector<Cost> costs(const Request& request, Purpose purpose, std::size_t records) const {
    return costs_of(rules_, request, purpose, records);
  }

  struct Answer {
    std::optional<Permit> permit = {};
    base::Instant when{};  ///< without one: to be asked again then
    std::string why = {};
  };
  /// Errors: store.*, and then no call may go.
  base::Result<Answer> ask(const std::vector<Cost>& costs, Caller::Want want);
  void learn(const Permit& permit, const Seen& seen);
  /// A refusal: nothing that spends this budget (or, without a name, anything) goes out before `until`, from any
  /// process.
  void blocked(std::string_view budget, base::Instant until);
  /// Errors: store.*.
  base::Result<void> tell(ports::Standing& standing);

 private:
  friend class Permit;
  struct Note {
    std::size_t budget;  ///< one past the last: all calls
    Told told;
  };

  void bring_up(std::span<ports::BudgetState> states, base::Instant now) const;
  Answer decide(std::span<ports::BudgetState> states, const std::vector<Cost>& costs, Caller::Want want,
                base::Instant now);
  Caller caller(std::size_t budget, Caller::Want want) const;
  void came_back(const Permit& permit);
  base::Result<void> hand_in();

  const std::vector<Budget>& rules_;
  ports::Clock& clock_;
  base::Duration life_;
  MemoryBudgets own_;
  ports::BudgetBook* book_;
  std::vector<ports::BudgetKey> keys_;  ///< of each budget, and of all calls
  std::vector<Note> notes_;             ///< not yet in the book
  std::vector<int> in_flight_;
  std::vector<bool> crowded_;
  bool holds_places_ = false;
};

}  // namespace goodword::connector
