// Time. The only door to it: decisions get instants as values, and tests bring their own clock.
#pragma once

#include <stop_token>

#include "base/instant.hpp"

namespace goodword::ports {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual base::Instant now() const = 0;
  /// Returns at `until` or as soon as a stop is asked for, whichever comes first.
  virtual void wait_until(base::Instant until, std::stop_token stop) = 0;
};

}  // namespace goodword::ports
