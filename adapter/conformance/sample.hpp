// One sample file, played: steps that call a Remote, each with the exchanges it may make and the values it must give.
// connectors/README.md describes the form of the files.
#pragma once

#include <string>
#include <vector>

#include "base/json.hpp"
#include "conformance/replay.hpp"
#include "ports/remote.hpp"

namespace goodword::conformance {

/// What happened in one step.
struct Played {
  base::Json step;                  ///< as written
  base::Json got;                   ///< in the form of "expect"
  std::vector<std::string> faults;  ///< requests that do not agree
  std::vector<Exchange> exchanges;  ///< those that were used
};

/// Plays all steps with one Remote; marks are carried from pull to pull.
std::vector<Played> play(const base::Json& sample, ports::Remote& remote, ReplayClient& client, StillClock& clock);

}  // namespace goodword::conformance
