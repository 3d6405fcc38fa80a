// Putting changes into the outbox inside a larger transaction: a plan's alone, or the desk's with what it follows from.
#pragma once

#include <span>

#include "model/change.hpp"
#include "store/transaction.hpp"

namespace goodword::store {

/// Returns how many of them were not known yet.
int queue_changes(Transaction& work, std::int64_t run, std::span<const model::Change> changes);

}  // namespace goodword::store
