// What keeps Goodword from working well on this machine, looked for without changing anything.
//
// Called by `goodword doctor`. Offline: settings, secrets, rights, store, disk, certificates, the service, and what the
// last runs left behind. Whether a CRM answers is asked by `crm check`.
#pragma once

#include <string>
#include <vector>

#include "daemon/settings.hpp"
#include "ports/store.hpp"

namespace goodword::daemon {

struct Finding {
  enum class Kind { good, hint, wrong };
  Kind kind = Kind::good;
  std::string subject;  ///< "store", "crm main"
  std::string text;
  std::string advice;  ///< what to do; empty where there is nothing to do
};
std::string_view to_text(Finding::Kind kind);

/// Everything that can be found out without a store: settings, rights, secrets, disk, certificates, the service.
std::vector<Finding> examine_machine(const SettingsReading& reading, const Environment& environment);
/// What the runs so far left behind. Errors: store.*.
base::Result<std::vector<Finding>> examine_crms(ports::Store& store, const Settings& settings,
                                                const Environment& environment, base::Instant now);

}  // namespace goodword::daemon
