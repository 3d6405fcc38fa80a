#include "desk.hpp"

using namespace goodword;
using namespace goodword::sandbox;
using namespace std::chrono_literals;

namespace {

std::string without_ids(const Reply& reply) {
  auto body = reply.body;
  body.erase("correlationId");
  return base::write_json(body);
}

}  // namespace

TEST_CASE(
    "the hundred and first request within ten seconds is refused, in the vendor's words and without Retry-After") {
  TestDesk desk;
  for (int i = 0; i < 100; ++i) {
    REQUIRE(desk.ask("GET", "/crm/v3/owners").status == 200);
    if (i == 49) desk.pass(4s);
  }
  const Reply refused = desk.ask("GET", "/crm/v3/owners");
  CHECK(refused.status == 429);
  CHECK(without_ids(refused) ==
        R"({"status":"error","message":"You have reached your ten_secondly_rolling limit.","errorType":"RATE_LIMIT",)"
        R"("policyName":"TEN_SECONDLY_ROLLING"})");
  CHECK(refused.response.header("retry-after") == "");
  CHECK(refused.response.header("x-hubspot-ratelimit-remaining") == "0");
  desk.pass(6s);  // the first fifty are ten seconds old
  CHECK(desk.ask("GET", "/crm/v3/owners").response.header("x-hubspot-ratelimit-remaining") == "49");
}

TEST_CASE("headers say how much is left of the window and of the day") {
  TestDesk desk;
  desk.ask("GET", "/crm/v3/owners");
  const auto response = desk.ask("GET", "/crm/v3/owners").response;
  CHECK(response.header("X-HubSpot-RateLimit-Daily") == "250000");
  CHECK(response.header("X-HubSpot-RateLimit-Daily-Remaining") == "249998");
  CHECK(response.header("X-HubSpot-RateLimit-Interval-Milliseconds") == "10000");
  CHECK(response.header("X-HubSpot-RateLimit-Max") == "100");
  CHECK(response.header("X-HubSpot-RateLimit-Remaining") == "98");
}

TEST_CASE("search has five requests a second of its own and shows no window") {
  TestDesk desk;
  for (int i = 0; i < 5; ++i) REQUIRE(desk.ask("POST", "/crm/v3/objects/contacts/search", "{}").status == 200);
  const Reply refused = desk.ask("POST", "/crm/v3/objects/contacts/search", "{}");
  CHECK(refused.status == 429);
  CHECK(without_ids(refused) ==
        R"({"status":"error","message":"You have reached your secondly limit.","category":"RATE_LIMITS"})");
  CHECK(refused.response.header("x-hubspot-ratelimit-max") == "");
  CHECK(refused.response.header("x-hubspot-ratelimit-daily-remaining") == "249995");
  CHECK(desk.ask("GET", "/crm/v3/owners").status == 200);
  desk.pass(1s);
  CHECK(desk.ask("POST", "/crm/v3/objects/contacts/search", "{}").status == 200);
}

TEST_CASE("the day's budget ends and begins again at midnight of the account") {
  HubSpotOptions options;
  options.limits.daily = 2;
  options.account.offset = 1h;
  TestDesk desk(options);
  desk.ask("GET", "/crm/v3/owners");
  desk.ask("GET", "/crm/v3/owners");
  const Reply refused = desk.ask("GET", "/crm/v3/owners");
  CHECK(refused.status == 429);
  CHECK(refused.at("/policyName") == "DAILY");
  desk.time = *base::parse_rfc3339("2026-11-02T22:59:59Z");
  CHECK(desk.ask("GET", "/crm/v3/owners").status == 429);
  desk.pass(1s);
  CHECK(desk.ask("GET", "/crm/v3/owners").status == 200);
}

TEST_CASE("limits can be switched off, and then only the headers remain") {
  TestDesk desk;
  desk.crm.set_limits({Limits::Mode::off});
  for (int i = 0; i < 150; ++i) REQUIRE(desk.ask("GET", "/crm/v3/owners").status == 200);
  CHECK(desk.ask("GET", "/crm/v3/owners").response.header("x-hubspot-ratelimit-remaining") == "0");
}
