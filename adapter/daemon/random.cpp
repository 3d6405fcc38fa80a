#include "daemon/random.hpp"

#include <sys/random.h>

#include <cerrno>
#include <stdexcept>

namespace goodword::daemon {

std::uint64_t SystemRandom::next() {
  std::uint64_t value = 0;
  // Up to 256 bytes come whole; only a signal before the kernel's pool is ready can interrupt.
  while (getrandom(&value, sizeof value, 0) != static_cast<ssize_t>(sizeof value)) {
    if (errno != EINTR) throw std::runtime_error("the kernel gives no random numbers");
  }
  return value;
}

}  // namespace goodword::daemon
