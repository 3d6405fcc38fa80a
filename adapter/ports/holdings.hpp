// What is held already of the records a CRM sends: one that comes in the same bytes need not be mapped and stored anew.
//
// The engine answers from the store; the connector room asks while it reads a page.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace goodword::ports {

/// A record as it came. The digest is of its bytes and of all that decides what they are mapped to.
struct RawRecord {
  std::string_view id;
  std::uint64_t digest = 0;
};

class Holdings {
 public:
  virtual ~Holdings() = default;
  /// Of each, whether it is held, and was last taken in from what has this digest.
  virtual std::vector<bool> hold(std::span<const RawRecord> records) = 0;
};

}  // namespace goodword::ports
