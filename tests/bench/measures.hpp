// What a measured process says of itself: processor time and memory, as the kernel counts them.
#pragma once

#include <string>

namespace goodword::bench {

struct Usage {
  double user = 0, system = 0, wall = 0;  ///< seconds

  double cpu() const { return user + system; }
};

/// Of this process so far.
Usage usage_now();
inline Usage operator-(const Usage& a, const Usage& b) {
  return {a.user - b.user, a.system - b.system, a.wall - b.wall};
}
/// The most that was resident at once, in MB: of this program, not of the one that started it.
double peak_rss_mb();

/// The same requests again with plain libcurl on one kept connection, answers thrown away: what the wire costs.
Usage replay_raw(const std::string& recorded);

}  // namespace goodword::bench
