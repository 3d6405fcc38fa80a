#include <catch2/catch.hpp>

#include "connector/plan.hpp"
#include "world.hpp"

using namespace goodword;
using namespace goodword::connector;
using namespace goodword::connector::test;

TEST_CASE("the shipped connectors compile without a problem") {
  const auto hubspot = compile(shipped("hubspot"), "h", hubspot_crm(), "c");
  CHECK(problems_text(hubspot.problems) == "");
  const auto tryton = compile(shipped("tryton"), "t", tryton_crm(), "c");
  CHECK(problems_text(tryton.problems) == "");
  REQUIRE(hubspot.compiled);
  REQUIRE(tryton.compiled);
  CHECK(origins_of(*hubspot.compiled) == std::vector<std::string>{"https://api.hubapi.com"});
  CHECK(origins_of(*tryton.compiled) == std::vector<std::string>{"http://127.0.0.1:8000"});
}
