// What the calls of a CRM's login spend, kept in the store for all processes.
//
// Made by the assembly, one for each Remote: places among calls that run at once are its own. A process that was killed
// holds none: whoever comes next on this machine sees that it is dead.
#pragma once

#include <string>

#include "ports/budgets.hpp"
#include "ports/random.hpp"
#include "ports/store.hpp"

namespace goodword::daemon {

class StoredBudgets : public ports::BudgetBook {
 public:
  StoredBudgets(ports::Store& store, ports::Random& random);

  const std::string& holder() const override { return holder_; }
  base::Result<void> change(std::span<const ports::BudgetKey> keys, const Work& work) override;

 private:
  ports::Store& store_;
  std::string machine_;  ///< where process numbers mean what they mean here
  std::string holder_;   ///< "machine/process/random"
};

}  // namespace goodword::daemon
