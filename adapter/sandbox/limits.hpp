// How often one may call: a rolling window for everything but search, a second's budget for search, a day's budget for
// all; with the headers and the refusals that the vendor sends. There is no Retry-After, as there is none in life.
//
// Time is the CRM's own. Not thread safe: HubSpot holds the lock.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "sandbox/call.hpp"

namespace goodword::sandbox {

/// The vendor's figures for the free and starter plans. `off` keeps counting, so headers stay, but refuses nothing.
struct Limits {
  enum class Mode { on, off } mode = Mode::on;
  int burst = 100;
  base::Duration window = std::chrono::seconds(10);
  int secondly = 10;  ///< only shown in headers: the vendor no longer enforces it
  int searches_per_second = 5;
  std::int64_t daily = 250000;
};

enum class Budget { general, search };

class Meter {
 public:
  explicit Meter(const Limits& limits) : limits_(limits) {}

  /// Counts the call, or says why not. `midnight` is the last one in the account's time zone.
  std::optional<Refusal> admit(Budget budget, base::Instant now, base::Instant midnight);
  /// The X-HubSpot-RateLimit headers as of the last call; search has the daily ones only.
  ports::Headers headers(Budget budget) const;
  Limits& limits() { return limits_; }

 private:
  Limits limits_;
  std::deque<base::Instant> recent_, searches_;
  std::int64_t today_ = 0;
  int this_second_ = 0;
  base::Instant day_{};
};

}  // namespace goodword::sandbox
