// One bad stream never stops a CRM; and what was read by halves is nothing to write by.
#include <catch2/catch.hpp>

#include <algorithm>

#include "stage/stage.hpp"

using namespace goodword;
using namespace goodword::testing;
using sandbox::Fault;
using sandbox::ObjectType;

namespace {

/// A prospect worth tagging, in a CRM that may be written to.
struct Desk {
  Stage stage;
  sandbox::Person dev{stage.crm, std::string(dev_user)};
  std::string contact;

  Desk() {
    stage.circle.services = {{"process", "", {{"en", {"process mapping"}}}}};
    stage.circle.firm.services = {"process"};
    stage.circle.firm.currency = "GBP";
    contact =
        dev.create(ObjectType::contacts,
                   {{"firstname", "Ruth"}, {"lifecyclestage", "lead"}, {"hubspot_owner_id", std::string(dev_user)}});
    dev.create_deal(contact, "Process mapping", "appointmentscheduled", "12000");
    stage.set_up();
    stage.promote();
  }
};

std::vector<std::string> failed_streams(const engine::PullReport& report) {
  std::vector<std::string> names;
  for (const auto& row : report.streams) {
    if (row.error) names.push_back(row.stream + " " + row.error->code);
  }
  return names;
}

std::size_t streams_of(Stage& stage) {
  std::size_t count = 0;
  stage.with_world([&](engine::World& world) { count = world.remote.streams().size(); });
  return count;
}

}  // namespace

TEST_CASE("a stream that answers 500 for ever stops neither the other streams nor the next whole sync") {
  const auto [stream, path] = GENERATE(table<std::string, std::string>({{"contacts", "/crm/v3/objects/contacts"},
                                                                        {"companies", "/crm/v3/objects/companies"},
                                                                        {"deals", "/crm/v3/objects/0-3"},
                                                                        {"notes", "/crm/v3/objects/notes"}}));
  CAPTURE(stream);
  Desk desk;
  sandbox::FaultRule rule{Fault::server_error, "GET", path};
  rule.times = 6;  // the request and every repetition of it
  desk.stage.crm.add_fault(rule);
  const auto broken = desk.stage.try_sync(everything());
  REQUIRE(broken);
  CHECK(desk.stage.crm.faults_fired(Fault::server_error) == 6);
  CHECK(failed_streams(broken->pull) == std::vector<std::string>{stream + " remote.unavailable"});
  CHECK_FALSE(broken->pull.stopped);
  CHECK(broken->pull.streams.size() == streams_of(desk.stage));
  CHECK_FALSE(broken->wrote);
  CHECK(desk.stage.tags(desk.contact).empty());
  CHECK(desk.stage.store().crm_state("main")->last_error.find("remote.unavailable") != std::string::npos);
  desk.stage.clock.pass(std::chrono::hours(1));
  const auto whole = desk.stage.sync(everything());
  CHECK(whole.wrote);
  CHECK(desk.stage.tags(desk.contact) == std::vector<std::string>{"gw:pursue"});
}

TEST_CASE("a stream whose answers are no records stops neither the other streams nor the next whole sync") {
  const auto fault = GENERATE(Fault::html_page, Fault::bad_json, Fault::truncated_body);
  Desk desk;
  desk.stage.crm.add_fault({fault, "GET", "/crm/v3/objects/companies"});
  const auto broken = desk.stage.try_sync(everything());
  REQUIRE(broken);
  CHECK(failed_streams(broken->pull) == std::vector<std::string>{"companies remote.unavailable"});
  CHECK(broken->pull.streams.size() == streams_of(desk.stage));
  CHECK_FALSE(broken->wrote);
  CHECK(desk.stage.tags(desk.contact).empty());
  desk.stage.clock.pass(std::chrono::hours(1));
  CHECK(desk.stage.sync(everything()).wrote);
  CHECK(desk.stage.tags(desk.contact) == std::vector<std::string>{"gw:pursue"});
}

TEST_CASE("a CRM that answers 500 to everything is left alone after two streams") {
  Desk desk;
  desk.stage.crm.forget_requests();
  sandbox::FaultRule rule{Fault::server_error};
  rule.times = -1;
  desk.stage.crm.add_fault(rule);
  const auto broken = desk.stage.try_sync(everything());
  REQUIRE(broken);
  REQUIRE(broken->pull.stopped);
  CHECK(broken->pull.stopped->code == "remote.unavailable");
  CHECK(broken->pull.streams.size() == 2);
  CHECK(desk.stage.crm.requests().size() == 12);
  CHECK_FALSE(broken->wrote);
}
