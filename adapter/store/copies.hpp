// Copies of a store: making one that is whole, and noticing that a store is one.
//
// A copy may be older than what was written into the CRMs since. So it is put into repair: everything is read again,
// and what was not sent yet by its knowledge is looked for in the CRM before it is sent (engine/deliver). Used by
// open.cpp and, for backups, through sqlite.hpp.
#pragma once

#include <filesystem>

#include "store/connection.hpp"

namespace goodword::store {

/// Compares the file with the one this store was last; another one means that it was copied. The caller has the turn.
base::Result<void> notice_copy(Connection& connection, const std::filesystem::path& file);

}  // namespace goodword::store
