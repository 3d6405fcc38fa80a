// What the calls of a CRM's login spend, kept in the store for all processes.
//
// Made by the assembly, one for each Remote: places among calls that run at once are its own.
#pragma once

#include <string>

#include "ports/budgets.hpp"
#include "ports/random.hpp"
#include "ports/store.hpp"

namespace goodword::daemon {

class StoredBudgets : public ports::BudgetBook {
 public:
  StoredBudgets(ports::Store& store, ports::Random& random) : store_(store), holder_(std::to_string(random.next())) {}

  const std::string& holder() const override { return holder_; }
  base::Result<void> change(std::span<const ports::BudgetKey> keys, const Work& work) override {
    return store_.change_budgets(keys, work);
  }

 private:
  ports::Store& store_;
  std::string holder_;
};

}  // namespace goodword::daemon
