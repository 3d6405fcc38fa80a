// A connector file played against its samples, offline: what agrees, what does not, and which parts no sample reaches.
//
// `goodword connector test` and the conformance tests call this. Secrets are invented, time stands still, nothing is
// sent. Single-threaded.
#pragma once

#include <string>
#include <vector>

#include "base/json.hpp"
#include "conformance/coverage.hpp"
#include "conformance/sample.hpp"
#include "ports/http_client.hpp"

namespace goodword::conformance {

struct Rehearsal {
  std::vector<std::string> problems;  ///< of the connector with the sample's settings: nothing was played
  std::vector<Played> played;
  std::vector<ports::HttpRequest> made;
};

/// Plays one sample with the connector. `name` is the sample's, for messages.
Rehearsal rehearse(const base::Json& connector, const base::Json& sample, const std::string& name);

/// Where a step does not do what the sample says, in sentences; empty where it does.
std::vector<std::string> disagreements(const Played& step);

/// Places a sample may come from, best proof first: "real server", "recording", "spec", "invented".
const std::vector<std::string>& sources();

}  // namespace goodword::conformance
