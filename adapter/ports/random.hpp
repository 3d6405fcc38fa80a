// Randomness: jitter and nonces. Nothing that decides is random.
#pragma once

#include <cstdint>

namespace goodword::ports {

class Random {
 public:
  virtual ~Random() = default;
  /// Uniform over all 64-bit values. Callable from several threads.
  virtual std::uint64_t next() = 0;
};

}  // namespace goodword::ports
