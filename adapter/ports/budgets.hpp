// What was spent of a CRM's budgets of calls, and what the CRM said of them: one count for all processes.
//
// The connector room decides by these figures and leaves there what is to stand (connector/budgets.hpp says what they
// mean); daemon/ has them kept in the store, tests keep them in memory.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/instant.hpp"

namespace goodword::ports {

struct BudgetKey {
  std::string scope;  ///< whose budget it is: a login's, an account's
  std::string name;   ///< as in the connector file; empty: all calls of the login, for waits alone

  friend auto operator<=>(const BudgetKey&, const BudgetKey&) = default;
};

/// Calls that went out from `began` to `last`.
struct SpentSlice {
  base::Instant began{}, last{};
  std::int64_t amount = 0;

  friend bool operator==(const SpentSlice&, const SpentSlice&) = default;
};

/// Somebody's place among calls that run at once, or in the queue for one. It ends by itself, so the dead hold none.
struct CallPlace {
  std::string holder;
  std::int64_t amount = 0;
  base::Instant taken{}, until{};

  friend bool operator==(const CallPlace&, const CallPlace&) = default;
};

struct BudgetState {
  std::string kind = {};                        ///< as in the connector file: of another kind the figures mean nothing
  std::int64_t granted = 0;                     ///< all that ever was let go
  double used = 0;                              ///< window, bucket
  base::Instant since{};                        ///< when the window began; when the bucket's `used` was true
  std::vector<SpentSlice> slices{};             ///< sliding, oldest first
  std::vector<CallPlace> running{}, waiting{};  ///< concurrent
  std::optional<std::int64_t> most{};           ///< as the CRM told
  std::optional<base::Instant> told{};          ///< when it told how much of it was spent
  base::Instant wait_from{}, wait_until{};      ///< it asked for this

  friend bool operator==(const BudgetState&, const BudgetState&) = default;
};

class BudgetBook {
 public:
  using Work = std::function<void(std::span<BudgetState>)>;

  virtual ~BudgetBook() = default;
  /// Whose places these are; no two books that are open at the same time have the same.
  virtual const std::string& holder() const = 0;
  /// Hands `work` what stands there, one for each key in their order, and keeps what it leaves, before anybody else
  /// comes in. `work` is short, calls nothing that waits, and is called once or, where an error comes back, perhaps
  /// not at all. Errors: store.*.
  virtual base::Result<void> change(std::span<const BudgetKey> keys, const Work& work) = 0;
};

}  // namespace goodword::ports
