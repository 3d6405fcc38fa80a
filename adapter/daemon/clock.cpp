#include "daemon/clock.hpp"

namespace goodword::daemon {

base::Instant SystemClock::now() const {
  return std::chrono::time_point_cast<base::Duration>(std::chrono::system_clock::now());
}

void SystemClock::wait_until(base::Instant until, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  // Nobody notifies: the wait ends by time or by the stop token.
  stopped_.wait_until(lock, std::move(stop), until, [] { return false; });
}

}  // namespace goodword::daemon
