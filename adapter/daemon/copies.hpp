// Backups of the store, and putting one in its place. Called by the command line.
#pragma once

#include <filesystem>

#include "daemon/settings.hpp"
#include "store/sqlite.hpp"

namespace goodword::daemon {

/// A whole copy of the store at this moment; the service may run meanwhile. Errors: store.unusable, store.full.
base::Result<void> back_up(const Settings& settings, const std::filesystem::path& to);

/// Puts a backup in the store's place and the store that was there aside. `by` is for the audit. Refused while any
/// process works with the store. Errors: store.busy, store.unusable, store.full.
base::Result<store::Restored> restore(const Settings& settings, const std::filesystem::path& backup,
                                      const std::string& by);

}  // namespace goodword::daemon
