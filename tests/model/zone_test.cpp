// Clocks of other places: what they show, and what is asked for so that nothing of an hour that comes twice is lost.
#include "model/zone.hpp"

#include <catch2/catch.hpp>

using namespace goodword;
using model::Zone;

namespace {

base::Instant at(std::string_view text) { return *base::parse_rfc3339(std::string(text) + "Z"); }

std::string read(const std::string& zone, std::string_view shown) {
  const auto found = Zone::of(zone);
  return found ? base::to_rfc3339(found->moment_of(at(shown))) : "no zone";
}

std::string written(const std::string& zone, std::string_view moment) {
  const auto found = Zone::of(zone);
  return found ? base::to_rfc3339(found->written(at(moment))) : "no zone";
}

}  // namespace

TEST_CASE("a zone is an offset or a region, and other names are none") {
  CHECK(read("", "2026-07-01T12:00:00") == "2026-07-01T12:00:00Z");
  CHECK(read("UTC", "2026-07-01T12:00:00") == "2026-07-01T12:00:00Z");
  CHECK(read("Z", "2026-07-01T12:00:00") == "2026-07-01T12:00:00Z");
  CHECK(read("+02:00", "2026-07-01T12:00:00") == "2026-07-01T10:00:00Z");
  CHECK(read("-05:30", "2026-07-01T12:00:00") == "2026-07-01T17:30:00Z");
  CHECK(written("+02:00", "2026-07-01T10:00:00") == "2026-07-01T12:00:00Z");
  for (const std::string name : {"Europe/Pariss", "europe/paris", "EST", "GMT+2", "W. Europe Standard Time", "/", "+2",
                                 "Etc/Unknown/", "Europe/Paris "}) {
    CAPTURE(name);
    CHECK(read(name, "2026-07-01T12:00:00") == "no zone");
  }
}

TEST_CASE("a region's clocks are read and written in summer and in winter") {
  CHECK(read("Europe/Paris", "2026-07-01T12:00:00") == "2026-07-01T10:00:00Z");
  CHECK(read("Europe/Paris", "2026-12-01T12:00:00") == "2026-12-01T11:00:00Z");
  CHECK(read("America/New_York", "2026-07-01T12:00:00") == "2026-07-01T16:00:00Z");
  CHECK(read("Asia/Kolkata", "2026-07-01T12:00:00") == "2026-07-01T06:30:00Z");
  CHECK(read("Australia/Lord_Howe", "2026-01-01T12:00:00") == "2026-01-01T01:00:00Z");
  CHECK(written("Europe/Paris", "2026-07-01T10:00:00.250") == "2026-07-01T12:00:00.250000Z");
  CHECK(written("Europe/Paris", "2026-12-01T11:00:00") == "2026-12-01T12:00:00Z");
}

TEST_CASE("an hour that comes twice is read as the first, and asked for from its beginning") {
  CHECK(read("Europe/Paris", "2026-10-25T01:59:59") == "2026-10-24T23:59:59Z");
  CHECK(read("Europe/Paris", "2026-10-25T02:30:00") == "2026-10-25T00:30:00Z");
  CHECK(read("Europe/Paris", "2026-10-25T03:00:00") == "2026-10-25T02:00:00Z");
  CHECK(written("Europe/Paris", "2026-10-24T23:59:59") == "2026-10-25T01:59:59Z");
  for (const auto* moment :
       {"2026-10-25T00:00:00", "2026-10-25T00:30:00", "2026-10-25T01:00:00", "2026-10-25T01:59:59"}) {
    CAPTURE(moment);
    CHECK(written("Europe/Paris", moment) == "2026-10-25T02:00:00Z");
  }
  CHECK(written("Europe/Paris", "2026-10-25T02:00:00") == "2026-10-25T03:00:00Z");
}

TEST_CASE("an hour that is skipped is read as if clocks had not been put forward") {
  CHECK(read("Europe/Paris", "2026-03-29T02:30:00") == "2026-03-29T01:30:00Z");
  CHECK(written("Europe/Paris", "2026-03-29T00:59:59") == "2026-03-29T01:59:59Z");
  CHECK(written("Europe/Paris", "2026-03-29T01:00:00") == "2026-03-29T03:00:00Z");
}

TEST_CASE("through a whole year nothing is written as earlier than what came before, nor asked for too late") {
  for (const std::string name : {"Europe/Paris", "America/New_York", "America/St_Johns", "Australia/Lord_Howe",
                                 "Africa/Casablanca", "Pacific/Apia", "Asia/Kolkata", "America/Sao_Paulo"}) {
    CAPTURE(name);
    const auto zone = Zone::of(name);
    REQUIRE(zone);
    auto before = zone->written(at("2026-01-01T00:00:00"));
    int late = 0, back = 0, far = 0;
    for (auto moment = at("2026-01-01T00:00:00"); moment < at("2027-01-01T00:00:00");
         moment += std::chrono::minutes(5)) {
      const auto shown = zone->written(moment);
      back += shown < before;
      late += zone->moment_of(shown) > moment;
      far += moment - zone->moment_of(shown) > std::chrono::hours(2);
      before = shown;
    }
    CHECK(back == 0);
    CHECK(late == 0);
    CHECK(far == 0);
  }
}
