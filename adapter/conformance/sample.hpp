// One sample file, played: steps that call a Remote, each with the exchanges it may make and the values it must give.
// connectors/README.md describes the form of the files.
#pragma once

#include <map>
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

/// Takes steps with one Remote, which outlives it; marks are carried from pull to pull.
class Player {
 public:
  explicit Player(ports::Remote& remote) : remote_(remote) {}
  /// What came of a step, in the form of "expect".
  base::Json play(const base::Json& step);

 private:
  base::Json check();
  base::Json pull(const base::Json& step);
  base::Json read(const base::Json& step);
  base::Json missing_setup(const base::Json& step);
  base::Json create_setup(const base::Json& step);
  base::Json own_fields();
  base::Json apply(const base::Json& step);
  base::Json read_back(const base::Json& step);

  ports::Remote& remote_;
  std::map<std::string, std::string> marks_;
};

/// Plays all steps with one Remote; marks are carried from pull to pull.
std::vector<Played> play(const base::Json& sample, ports::Remote& remote, ReplayClient& client, StillClock& clock);

}  // namespace goodword::conformance
