// A connector with a remote of its own, offline: secrets are invented, time stands still. Inside of this room.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "conformance/replay.hpp"
#include "ports/remote.hpp"

namespace goodword::conformance {

/// The sample's "now", or a fixed moment.
StillClock clock_of(const base::Json& sample);

/// What is played: `name` is the sample's, for messages. All three outlive the play.
struct Stage {
  const base::Json& connector;
  const base::Json& sample;
  const std::string& name;
};

/// Calls `act` with a remote of the connector under the sample's "crm". Returns why nothing was played, or nothing.
std::vector<std::string> on_stage(const Stage& stage, ports::HttpClient& client, StillClock& clock,
                                  const std::function<void(ports::Remote&)>& act);

}  // namespace goodword::conformance
