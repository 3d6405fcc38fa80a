// Writing of asks within a transaction of the desk's.
#pragma once

#include "ports/store.hpp"
#include "store/transaction.hpp"

namespace goodword::store {

/// What a desk says about asking and about who was sent to us. The same again is no news.
void write_asks(Transaction& work, const ports::DeskCommit& desk);

}  // namespace goodword::store
