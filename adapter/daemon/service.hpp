// The service: syncs every CRM on its schedule until it is told to stop.
//
// One worker a CRM (one world is owned by one worker at a time); the calling thread feeds the watchdog and waits for
// the stop. A stop drains: no run starts, running ones end at the next page or batch. Signals become stops in the
// doors.
#pragma once

#include <stop_token>

#include "daemon/assembly.hpp"

namespace goodword::daemon {

/// Next start of a CRM: after `last` by the interval and a jitter, and not in quiet hours. Pure.
base::Instant next_start(const Options& options, base::Instant last, std::uint64_t random, base::Instant now);

/// Runs until `stop`. `alive` hears a sign of life now and then (it renews the service's lease). Returns the exit code.
int serve(Assembly& assembly, ports::Observer& alive, std::stop_token stop);

}  // namespace goodword::daemon
