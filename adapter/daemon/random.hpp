// The kernel's randomness behind ports::Random.
#pragma once

#include "ports/random.hpp"

namespace goodword::daemon {

class SystemRandom : public ports::Random {
 public:
  std::uint64_t next() override;
};

}  // namespace goodword::daemon
