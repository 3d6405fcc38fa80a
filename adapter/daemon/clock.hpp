// The machine's clock behind ports::Clock, and one that runs a fixed time ahead or behind, for the demo.
#pragma once

#include <condition_variable>
#include <mutex>

#include "ports/clock.hpp"

namespace goodword::daemon {

/// Callable from several threads.
class SystemClock : public ports::Clock {
 public:
  base::Instant now() const override;
  void wait_until(base::Instant until, std::stop_token stop) override;

 private:
  std::mutex mutex_;
  std::condition_variable_any stopped_;
};

/// `clock`, moved by `offset`; the demo's made-up days lie where its story has them. `clock` outlives it.
class ShiftedClock : public ports::Clock {
 public:
  ShiftedClock(ports::Clock& clock, base::Duration offset) : clock_(clock), offset_(offset) {}
  base::Instant now() const override { return clock_.now() + offset_; }
  void wait_until(base::Instant until, std::stop_token stop) override {
    clock_.wait_until(until - offset_, std::move(stop));
  }

 private:
  ports::Clock& clock_;
  base::Duration offset_;
};

}  // namespace goodword::daemon
