// Budgets kept in memory: for playing samples and for a Remote that was given no book.
#pragma once

#include <map>
#include <memory>

#include "ports/budgets.hpp"

namespace goodword::connector {

class MemoryBudgets : public ports::BudgetBook {
 public:
  /// What several books may have in common, in one thread.
  using Rows = std::map<ports::BudgetKey, ports::BudgetState>;

  explicit MemoryBudgets(std::string holder = {}, std::shared_ptr<Rows> rows = std::make_shared<Rows>())
      : holder_(std::move(holder)), rows_(std::move(rows)) {}

  const std::string& holder() const override { return holder_; }
  base::Result<void> change(std::span<const ports::BudgetKey> keys, const Work& work) override {
    std::vector<ports::BudgetState> states;
    for (const auto& key : keys) states.push_back(std::move((*rows_)[key]));
    work(states);
    for (std::size_t i = 0; i < keys.size(); ++i) (*rows_)[keys[i]] = std::move(states[i]);
    return {};
  }

 private:
  std::string holder_;
  std::shared_ptr<Rows> rows_;
};

}  // namespace goodword::connector
