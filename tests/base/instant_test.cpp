#include <catch2/catch.hpp>

#include "base/instant.hpp"

using namespace goodword::base;
using namespace std::chrono;

namespace {

Instant at(int y, unsigned m, unsigned d, Duration time = Duration(0)) {
  return start_of(Date{year(y), month(m), day(d)}) + time;
}

/// The instant as text, or "none": a whole value to compare.
std::string read(std::string_view text) {
  const auto instant = parse_rfc3339(text);
  return instant ? to_rfc3339(*instant) : "none";
}

std::string http(std::string_view text) {
  const auto instant = parse_http_date(text);
  return instant ? to_rfc3339(*instant) : "none";
}

std::string spelled(std::string_view text) {
  const auto duration = parse_duration(text);
  return duration ? std::to_string(duration->count()) : "none";
}

}  // namespace

TEST_CASE("moments are written with microseconds only where there are any") {
  const Instant whole = at(2026, 11, 3, hours(9) + minutes(12) + seconds(5));
  CHECK(to_rfc3339(whole) == "2026-11-03T09:12:05Z");
  CHECK(to_rfc3339(whole + microseconds(7)) == "2026-11-03T09:12:05.000007Z");
  CHECK(to_rfc3339(whole + milliseconds(500)) == "2026-11-03T09:12:05.500000Z");
  CHECK(to_rfc3339_ms(whole) == "2026-11-03T09:12:05.000Z");
  CHECK(to_rfc3339_ms(whole + microseconds(1999)) == "2026-11-03T09:12:05.001Z");
  CHECK(to_rfc3339(Instant{} - microseconds(1)) == "1969-12-31T23:59:59.999999Z");
}

TEST_CASE("moments are read with any offset and any number of decimals") {
  CHECK(read("2026-11-03T09:12:05Z") == "2026-11-03T09:12:05Z");
  CHECK(read("2026-11-03t09:12:05z") == "2026-11-03T09:12:05Z");
  CHECK(read("2026-11-03 09:12:05Z") == "2026-11-03T09:12:05Z");
  CHECK(read("2026-11-03T09:12:05+01:00") == "2026-11-03T08:12:05Z");
  CHECK(read("2026-11-03T23:12:05-05:30") == "2026-11-04T04:42:05Z");
  CHECK(read("2026-11-03T09:12:05.1Z") == "2026-11-03T09:12:05.100000Z");
  CHECK(read("2026-11-03T09:12:05.123456789Z") == "2026-11-03T09:12:05.123456Z");
  CHECK(read("2026-11-03T09:12:05.000+0000") == "2026-11-03T09:12:05Z");
  CHECK(read("2024-02-29T00:00:00Z") == "2024-02-29T00:00:00Z");
  CHECK(read("2016-12-31T23:59:60Z") == "2017-01-01T00:00:00Z");
}

TEST_CASE("what is no moment is not read as one") {
  const auto text =
      GENERATE(as<std::string>(), "", "2026-11-03", "2026-11-03T09:12:05", "2026-11-03T09:12Z", "2026-13-03T09:12:05Z",
               "2025-02-29T00:00:00Z", "2026-11-03T24:00:00Z", "2026-11-03T09:60:05Z", "2026-11-03T09:12:61Z",
               "2026-11-03T09:12:05.Z", "2026-11-03T09:12:05+25:00", "2026-11-03T09:12:05Zx", "26-11-03T09:12:05Z",
               "2026-11-03T09:12:05 Z", "+026-11-03T09:12:05Z", "2026-11-03X09:12:05Z", "2026-11-03T09:12:05+01");
  CAPTURE(text);
  CHECK(read(text) == "none");
}

TEST_CASE("dates in HTTP headers are read in all three forms") {
  CHECK(http("Tue, 03 Nov 2026 09:12:05 GMT") == "2026-11-03T09:12:05Z");
  CHECK(http("Sunday, 06-Nov-94 08:49:37 GMT") == "1994-11-06T08:49:37Z");
  CHECK(http("Sun Nov  6 08:49:37 1994") == "1994-11-06T08:49:37Z");
  const auto text =
      GENERATE(as<std::string>(), "", "120", "Tue, 03 Nov 2026 09:12:05 CET", "Tue, 31 Feb 2026 09:12:05 GMT",
               "Tue, 03 Foo 2026 09:12:05 GMT", "Tue, 03 Nov 2026 09:12 GMT", "Tue, 03 Nov 02026 09:12:05 GMT",
               "Tue, 03 Nov 2026 09:12:05 GMT extra");
  CAPTURE(text);
  CHECK(http(text) == "none");
}

TEST_CASE("dates in HTTP headers are written in the usual form") {
  CHECK(to_http_date(at(2026, 11, 3, hours(9) + minutes(12) + seconds(5) + microseconds(9))) ==
        "Tue, 03 Nov 2026 09:12:05 GMT");
  CHECK(to_http_date(at(1994, 11, 6)) == "Sun, 06 Nov 1994 00:00:00 GMT");
}

TEST_CASE("days are read and written without a zone") {
  const Date day_{year(2026), month(11), day(3)};
  CHECK(to_text(day_) == "2026-11-03");
  CHECK(parse_date("2026-11-03") == day_);
  CHECK(date_of(at(2026, 11, 3, hours(23))) == day_);
  CHECK(date_of(Instant{} - microseconds(1)) == Date{year(1969), month(12), day(31)});
  const auto text = GENERATE(as<std::string>(), "", "2026-11-31", "2026-1-3", "2026-11-03T", "2026/11/03", "20261103");
  CHECK(parse_date(text) == std::nullopt);
}

TEST_CASE("lengths of time are read from one number and one unit") {
  CHECK(spelled("30s") == "30000000");
  CHECK(spelled("500ms") == "500000");
  CHECK(spelled("5m") == "300000000");
  CHECK(spelled("24h") == "86400000000");
  CHECK(spelled("7d") == "604800000000");
  CHECK(spelled("3us") == "3");
  CHECK(spelled("0s") == "0");
  const auto text = GENERATE(as<std::string>(), "", "5", "s", "-5s", "1.5h", "5 s", "5S", "1h30m", "99999999999999d",
                             "5sec", "+5s", "99999999999999999999s");
  CAPTURE(text);
  CHECK(spelled(text) == "none");
}

TEST_CASE("lengths of time are written in the largest unit that fits") {
  CHECK(to_text(hours(24) + Duration(0)) == "1d");
  CHECK(to_text(Duration(hours(36))) == "36h");
  CHECK(to_text(Duration(seconds(90))) == "90s");
  CHECK(to_text(Duration(milliseconds(1500))) == "1500ms");
  CHECK(to_text(Duration(1)) == "1us");
  CHECK(to_text(Duration(0)) == "0s");
}

TEST_CASE("ages are told as people tell them") {
  const Instant now = at(2026, 11, 3, hours(12));
  CHECK(age_text(now, now) == "just now");
  CHECK(age_text(now - seconds(59), now) == "59 s ago");
  CHECK(age_text(now - minutes(3) - seconds(59), now) == "3 min ago");
  CHECK(age_text(now - hours(23), now) == "23 h ago");
  CHECK(age_text(now - hours(24), now) == "1 day ago");
  CHECK(age_text(now - days(2), now) == "2 days ago");
  CHECK(age_text(now + days(5), now) == "in 5 days");
  CHECK(age_text(now - days(90), now) == "3 months ago");
  CHECK(age_text(now - days(800), now) == "2 years ago");
}

TEST_CASE("a day names its year only when it is not this one") {
  const Date today{year(2026), month(11), day(3)};
  CHECK(day_text(today, today) == "3 Nov");
  CHECK(day_text(Date{year(2025), month(12), day(31)}, today) == "31 Dec 2025");
}

TEST_CASE("stored moments keep their microseconds") {
  const Instant moment = at(2026, 11, 3, microseconds(1));
  CHECK(from_micros(to_micros(moment)) == moment);
  CHECK(to_micros(Instant{} + seconds(1)) == 1'000'000);
}

TEST_CASE("days between two moments count fractions and direction") {
  CHECK(days_between(at(2026, 11, 3), at(2026, 11, 5, hours(12))) == 2.5);
  CHECK(days_between(at(2026, 11, 5), at(2026, 11, 3)) == -2.0);
}

TEST_CASE("working days pass over weekends, and none of them is the day itself") {
  const auto after = [](const char* day, int days) {
    return goodword::base::to_text(goodword::base::working_days_after(*goodword::base::parse_date(day), days));
  };
  CHECK(after("2026-11-02", 3) == "2026-11-05");  // Monday to Thursday
  CHECK(after("2026-11-05", 3) == "2026-11-10");
  CHECK(after("2026-11-07", 1) == "2026-11-09");  // a Saturday
  CHECK(after("2026-11-06", 0) == "2026-11-06");
}
