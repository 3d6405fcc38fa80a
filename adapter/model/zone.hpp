// How far the clocks of a place are from UTC: always the same, or as a region's rules have it ("Europe/Paris", from the
// time zone database that ICU brings).
//
// A value, cheap to copy; safe to use from any thread.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "base/instant.hpp"

namespace goodword::model {

class Zone {
 public:
  /// UTC.
  Zone() = default;
  explicit Zone(base::Duration ahead) : ahead_(ahead) {}
  /// "UTC", "Z", "+02:00" or a region; nothing for a name that nobody knows.
  static std::optional<Zone> of(std::string_view name);

  /// The moment at which clocks there show this (written as if it were UTC). Of an hour that comes twice it is the
  /// first; what clocks skip is read as if they had not been put forward yet.
  base::Instant moment_of(base::Instant shown) const;
  /// What is written there for this moment (as if it were UTC). An hour that comes twice is written as its beginning,
  /// both times: whoever asks from there misses nothing, and a later moment is never written as an earlier one.
  base::Instant written(base::Instant moment) const;

 private:
  class Rules;
  base::Duration ahead_{};
  std::shared_ptr<const Rules> rules_;  ///< shared by copies, immutable
};

}  // namespace goodword::model
