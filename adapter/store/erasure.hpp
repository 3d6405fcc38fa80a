// Taking away all that is held of one person, inside a transaction: when somebody is forgotten, and when a backup from
// before comes back.
//
// What stays: ids, states and times of referrals, who agreed to what and who got it, without a word of the person.
#pragma once

#include "ports/erasure.hpp"
#include "store/transaction.hpp"

namespace goodword::store {

/// `changes` are not queued here.
void erase_person(Transaction& work, const ports::Erasure& erasure);
/// The same again for everybody who was forgotten in this store.
void erase_all_forgotten(Transaction& work, base::Instant at);

/// What is deleted is overwritten with zeros (secure_delete), but the write-ahead log holds pages as they were. Empties
/// it where an erasure left them there, unless another process is reading.
base::Result<ports::Traces> empty_log(Connection& connection);

}  // namespace goodword::store
