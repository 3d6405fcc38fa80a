// Search over one object type: conditions, one sort, pages by offset, and the vendor's cap of 10,000 results a query.
// The ids that the last query found are remembered, so that its later pages need no second look at all records.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace goodword::sandbox {

/// The result of one query while the world does not change.
struct SearchMemory {
  std::string query;
  std::uint64_t revision = 0;
  std::vector<std::uint64_t> ids;
  bool behind = false;  ///< the index was: it changes by time alone
};

}  // namespace goodword::sandbox
