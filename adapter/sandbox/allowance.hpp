// So much in a span of time, counted as the vendor counts it: calls, tokens, credits. Not thread safe.
#pragma once

#include <cstdint>
#include <deque>
#include <utility>

#include "base/instant.hpp"

namespace goodword::sandbox {

class Allowance {
 public:
  Allowance(std::int64_t most, base::Duration span) : most_(most), span_(span) {}

  /// Counts the cost, or says no and counts nothing.
  bool spend(base::Instant now, std::int64_t cost) {
    while (!spent_.empty() && spent_.front().first + span_ <= now) {
      used_ -= spent_.front().second;
      spent_.pop_front();
    }
    if (used_ + cost > most_) return false;
    spent_.emplace_back(now, cost);
    used_ += cost;
    total_ += cost;
    return true;
  }
  std::int64_t most() const { return most_; }
  void set_most(std::int64_t most) { most_ = most; }
  std::int64_t used() const { return used_; }  ///< in the span that ended with the last call
  std::int64_t left() const { return most_ - used_; }
  std::int64_t total() const { return total_; }  ///< ever
  /// Until the oldest cost is forgotten; 0 if there is none.
  base::Duration until_less(base::Instant now) const {
    return spent_.empty() ? base::Duration{} : spent_.front().first + span_ - now;
  }

 private:
  std::int64_t most_;
  base::Duration span_;
  std::deque<std::pair<base::Instant, std::int64_t>> spent_;
  std::int64_t used_ = 0, total_ = 0;
};

}  // namespace goodword::sandbox
