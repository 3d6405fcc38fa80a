// Moments, days and lengths of time, and how they are spelled. Time comes from ports::Clock, never from here.
//
// An Instant has microseconds (some CRMs and PostgreSQL have them, and a cursor must not lose them); a Date has no
// zone.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace goodword::base {

using Duration = std::chrono::microseconds;
using Instant = std::chrono::time_point<std::chrono::system_clock, Duration>;
using Date = std::chrono::year_month_day;

/// "2026-11-03T09:12:05Z", with ".ffffff" only where there are microseconds.
std::string to_rfc3339(Instant instant);
/// Milliseconds always: "2026-11-03T09:12:05.000Z".
std::string to_rfc3339_ms(Instant instant);
/// Any RFC 3339 time, offset or Z, any number of decimals (beyond six are cut); also a space instead of T, and
/// "+0100" for "+01:00", as some CRMs write it.
std::optional<Instant> parse_rfc3339(std::string_view text);
/// "Tue, 03 Nov 2026 09:12:05 GMT", as in HTTP headers.
std::optional<Instant> parse_http_date(std::string_view text);
std::string to_http_date(Instant instant);
/// "2026-11-03".
std::string to_text(Date date);
std::optional<Date> parse_date(std::string_view text);
Date date_of(Instant instant);
Instant start_of(Date date);
/// So many days later, Saturdays and Sundays not counted.
Date working_days_after(Date day, int days);
/// "30s", "7d", "500ms", "5m", "24h"; one number and one unit, not negative.
std::optional<Duration> parse_duration(std::string_view text);
std::string to_text(Duration duration);
/// "3 min ago", "2 days ago", "in 5 days", for people.
std::string age_text(Instant then, Instant now);
/// "3 Nov" or "3 Nov 2025" when the year differs from now's.
std::string day_text(Date day, Date today);

/// Microseconds since 1970, the form in which instants are stored.
std::int64_t to_micros(Instant instant);
Instant from_micros(std::int64_t micros);
/// Whole days from a to b, negative if b is earlier; a fraction counts.
double days_between(Instant a, Instant b);

}  // namespace goodword::base
