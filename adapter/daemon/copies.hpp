// Backups of the store, and putting one in its place. Called by the command line.
#pragma once

#include <filesystem>

#include "daemon/settings.hpp"

namespace goodword::daemon {

/// A whole copy of the store at this moment; the service may run meanwhile. Errors: store.unusable, store.full.
base::Result<void> back_up(const Settings& settings, const std::filesystem::path& to);

/// Puts a backup in the store's place and the store that was there aside; returns where (empty: there was none).
/// Refused while any process works with the store. Errors: store.busy, store.unusable, store.full.
base::Result<std::filesystem::path> restore(const Settings& settings, const std::filesystem::path& backup);

}  // namespace goodword::daemon
