// Times and days of CRMs whose clocks are a region's: as a file names it, and as the CRM tells it.
#include <catch2/catch.hpp>

#include "connector/budgets.hpp"
#include "connector/plan.hpp"
#include "world.hpp"

using namespace goodword;
using namespace goodword::connector::test;
using namespace std::chrono_literals;

namespace {

const connector::Caller nobody{.holder = "a", .in_flight = 0, .life = 90s};

}  // namespace

TEST_CASE("a day of a region's clocks may have 23 or 25 hours, and each has its own count") {
  connector::Budget rule;
  rule.per = 24h;
  rule.midnight = true;
  rule.zone = *model::Zone::of("Europe/Paris");
  for (const auto* day : {"2026-10-25", "2026-03-29", "2026-06-01"}) {
    const auto midnight = [&](int days) {
      return rule.zone.moment_of(base::start_of(*base::parse_date(day)) + std::chrono::days(days));
    };
    for (base::Instant now = midnight(0) - 1h; now < midnight(1) + 3h; now += 10min) {
      const auto next = now < midnight(0) ? midnight(0) : now < midnight(1) ? midnight(1) : midnight(2);
      CAPTURE(base::to_rfc3339(now));
      ports::BudgetState spent;
      connector::refresh(rule, spent, now);
      connector::spend(rule, spent, 1, nobody, now);
      CHECK(connector::ready(rule, spent, 1, nobody, now) == next);
      connector::refresh(rule, spent, next);
      CHECK(connector::ready(rule, spent, 1, nobody, next) == next);
    }
  }
}

TEST_CASE(
    "a CRM that tells its zone is read and asked in it, summer and winter, and one that tells none is not guessed") {
  const auto file =
      settings(R"({"connector": "zoned", "version": "1", "settings": {}, "origins": {"api": "https://crm.example"},
    "auth": {"none": {"kind": "none"}}, "answers": [], "facts": {"zone": {"request": {"path": "/me"}, "take": "/zone"}}, "zone": "${fact.zone}",
    "streams": {"contacts": {"kind": "contact", "records": "/rows", "request": {"path": "/all"}, "pages": {"kind": "one"},
      "changes": {"kind": "since", "lag": "1m", "request": {"forms": {"since": "sql"}, "query": {"since": "${since}"}}},
      "fields": {"id": "/id", "created": {"from": "/created", "form": "sql"}, "changed": {"from": "/changed", "form": "sql"}}}}})");
  const ports::Headers date = {{"Date", "Wed, 04 Nov 2026 09:00:00 GMT"}};
  World world(file, settings("{}"), {});
  world.crm.replies = {
      answer(200, R"({"zone":"Europe/Berlin"})", date),
      answer(200, R"({"rows":[{"id":"1","created":"2026-07-01 12:00:00","changed":"2026-11-03 08:30:00"}]})", date)};
  auto pull = world.remote->pull("contacts", ports::PullMode::increment, R"({"at":"2026-07-01T00:00:00Z"})");
  const auto page = (*pull)->next({});
  REQUIRE(page);
  REQUIRE(*page);
  REQUIRE(world.crm.seen.size() == 2);
  CHECK(world.crm.seen[1].url == "https://crm.example/all?since=2026-07-01%2001%3A59%3A00");
  const auto& record = (*page)->records.at(0);
  CHECK(base::to_rfc3339(*record.instant(model::contact::created)) == "2026-07-01T10:00:00Z");
  CHECK(base::to_rfc3339(*record.instant(model::contact::changed)) == "2026-11-03T07:30:00Z");
  World odd(file, settings("{}"), {});
  odd.crm.replies = {answer(200, R"({"zone":"Mitteleuropa"})", date)};
  auto refused = odd.remote->pull("contacts", ports::PullMode::increment, R"({"at":"2026-07-01T00:00:00Z"})");
  const auto none = (*refused)->next({});
  REQUIRE_FALSE(none);
  CHECK_THAT(none.error().detail, Catch::Contains("\"Mitteleuropa\", is none that is known"));
  World first(file, settings("{}"), {}, [&](const ports::HttpRequest& request) {
    const bool zone = request.url.ends_with("/me");
    return answer(200, zone ? R"({"zone":"Mitteleuropa"})" : R"({"rows":[{"id":"1","created":"2026-07-01 12:00:00"}]})",
                  date);
  });
  auto all = first.remote->pull("contacts", ports::PullMode::full, "");
  const auto rows = (*all)->next({});
  REQUIRE(rows);
  REQUIRE(*rows);
  CHECK_FALSE((*rows)->records.at(0).instant(model::contact::created));
  REQUIRE((*rows)->rejects.size() == 1);
}

TEST_CASE("a day of calls begins at the midnight that the CRM tells, and nothing stops where it tells none") {
  const auto file =
      settings(R"({"connector": "paced", "version": "1", "settings": {}, "origins": {"api": "https://crm.example"},
    "auth": {"none": {"kind": "none"}}, "answers": [], "facts": {"zone": {"request": {"path": "/me"}, "take": "/zone"}},
    "budgets": {"day": {"kind": "window", "most": 3, "per": "24h", "starts": "midnight", "zone": "${fact.zone}"}},
    "streams": {"contacts": {"kind": "contact", "records": "/rows", "request": {"path": "/all"}, "pages": {"kind": "one"},
      "changes": {"kind": "none"}, "fields": {"id": "/id"}}}})");
  std::string zone = "America/New_York";
  World world(file, settings("{}"), {}, [&](const ports::HttpRequest& request) {
    return answer(200, request.url.ends_with("/me") ? "{\"zone\":\"" + zone + "\"}" : R"({"rows":[]})");
  });
  const auto pull = [](World& one) {
    auto begun = one.remote->pull("contacts", ports::PullMode::full, "");
    const auto page = (*begun)->next({});
    return page ? "ok" : page.error().detail;
  };
  CHECK(pull(world) == "ok");
  CHECK(pull(world) == "ok");
  CHECK(world.crm.seen.size() == 3);
  CHECK(world.crm.seen[0].url.ends_with("/me"));
  // Its first window began before it was told: at midnight of UTC.
  CHECK_THAT(pull(world), Catch::Contains("until 2026-11-04T00:00:00Z"));
  world.clock.time = *base::parse_rfc3339("2026-11-04T01:00:00Z");
  for (int i = 0; i < 3; ++i) CHECK(pull(world) == "ok");
  CHECK_THAT(pull(world), Catch::Contains("until 2026-11-04T05:00:00Z"));
  zone = "Mitteleuropa";
  World odd(file, settings("{}"), {}, [&](const ports::HttpRequest& request) {
    return request.url.ends_with("/me") ? answer(404, "{}") : answer(200, R"({"rows":[]})");
  });
  CHECK(pull(odd) == "ok");
  CHECK(pull(odd) == "ok");
  CHECK(odd.crm.seen.size() == 3);
}
