// What a restored store takes over from the store it replaces: what must not be taken back with the data.
//
// Used by restore_sqlite() on the copy of the backup, before it takes its place; nobody else has either of them open.
#pragma once

#include <filesystem>

#include "base/error.hpp"
#include "model/audit.hpp"

namespace goodword::store {

/// Brings the copy up to date and notes in its audit that it was restored (`restored` says when and by whom), with the
/// rows before that which only the replaced store has. `replaced` is empty where there was none. Errors:
/// store.unusable.
base::Result<void> carry_over(const std::filesystem::path& copy, const std::filesystem::path& replaced,
                              model::AuditEntry restored);

}  // namespace goodword::store
