#include "sandbox/limits.hpp"

#include <algorithm>

namespace goodword::sandbox {
namespace {

void forget_before(std::deque<base::Instant>& times, base::Instant limit) {
  while (!times.empty() && times.front() <= limit) times.pop_front();
}

/// The older body, still sent for the burst and the day: it names the policy and has no category.
Refusal over(std::string message, const char* policy) {
  return {429, "", std::move(message), {{"errorType", "RATE_LIMIT"}, {"policyName", policy}}};
}

}  // namespace

std::optional<Refusal> Meter::admit(Budget budget, base::Instant now, base::Instant midnight) {
  if (midnight != day_) {
    day_ = midnight;
    today_ = 0;
  }
  forget_before(recent_, now - limits_.window);
  forget_before(searches_, now - std::chrono::seconds(1));
  if (limits_.mode == Limits::Mode::on) {
    if (today_ >= limits_.daily) return over("You have reached your daily limit.", "DAILY");
    if (budget == Budget::search && static_cast<int>(searches_.size()) >= limits_.searches_per_second) {
      return Refusal{429, "RATE_LIMITS", "You have reached your secondly limit."};
    }
    if (budget == Budget::general && static_cast<int>(recent_.size()) >= limits_.burst) {
      return over("You have reached your ten_secondly_rolling limit.", "TEN_SECONDLY_ROLLING");
    }
  }
  ++today_;
  (budget == Budget::search ? searches_ : recent_).push_back(now);
  this_second_ = static_cast<int>(
      std::ranges::count_if(recent_, [&](base::Instant at) { return at > now - std::chrono::seconds(1); }));
  return std::nullopt;
}

ports::Headers Meter::headers(Budget budget) const {
  ports::Headers headers = {
      {"X-HubSpot-RateLimit-Daily", std::to_string(limits_.daily)},
      {"X-HubSpot-RateLimit-Daily-Remaining", std::to_string(std::max<std::int64_t>(limits_.daily - today_, 0))}};
  if (budget == Budget::search) return headers;
  const auto left = [](int most, std::size_t used) {
    return std::to_string(std::max(most - static_cast<int>(used), 0));
  };
  const auto interval = std::chrono::duration_cast<std::chrono::milliseconds>(limits_.window).count();
  headers.emplace_back("X-HubSpot-RateLimit-Interval-Milliseconds", std::to_string(interval));
  headers.emplace_back("X-HubSpot-RateLimit-Max", std::to_string(limits_.burst));
  headers.emplace_back("X-HubSpot-RateLimit-Remaining", left(limits_.burst, recent_.size()));
  headers.emplace_back("X-HubSpot-RateLimit-Secondly", std::to_string(limits_.secondly));
  headers.emplace_back("X-HubSpot-RateLimit-Secondly-Remaining",
                       left(limits_.secondly, static_cast<std::size_t>(this_second_)));
  return headers;
}

}  // namespace goodword::sandbox
