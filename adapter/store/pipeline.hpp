// Who is due: contacts about which something changed since they were decided.
#pragma once

#include "model/record.hpp"
#include "store/transaction.hpp"

namespace goodword::store {

/// Due also where deciding about it has begun and is not over.
void make_due(Transaction& work, const model::Ref& contact);

}  // namespace goodword::store
