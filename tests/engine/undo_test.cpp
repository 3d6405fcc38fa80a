#include <catch2/catch.hpp>

#include <algorithm>

#include "sandbox/census.hpp"
#include "stage/stage.hpp"

using namespace goodword;
using namespace goodword::testing;
using sandbox::ObjectType;

namespace {

struct Referred {
  Stage stage;
  sandbox::Person dev{stage.crm, std::string(dev_user)};
  std::string joan;
  engine::SyncReport first;

  Referred() {
    need_copywriting_elsewhere(stage.circle);
    stage.set_up();
    joan = dev.create(ObjectType::contacts, {{"firstname", "Joan"},
                                             {"lastname", "Marsh"},
                                             {"email", "joan@example.com"},
                                             {"city", "Ripon"},
                                             {"lifecyclestage", "lead"},
                                             {"hubspot_owner_id", std::string(dev_user)}});
    dev.add_tag(joan, "gw_tags", "gw:need-copywriting");
    stage.promote();
    first = stage.sync(everything());
    stage.sync(everything());
  }
};

}  // namespace

TEST_CASE("undo takes back tags, notes and open tasks, and calls the offer back") {
  Referred one;
  REQUIRE(one.stage.tags(one.joan) == std::vector<std::string>{"gw:ask-prospect", "gw:need-copywriting", "gw:refer"});
  const auto undone = one.stage.undo(one.first.run);
  CHECK(undone.kept.empty());
  CHECK(one.stage.tags(one.joan) == std::vector<std::string>{"gw:need-copywriting"});
  CHECK(sandbox::records_of(one.stage.crm, ObjectType::notes).empty());
  CHECK(sandbox::records_of(one.stage.crm, ObjectType::tasks).empty());
  CHECK(one.stage.dossier(one.joan).referrals.back().state == model::ReferralState::recalled);
}

TEST_CASE("leaving does not put a tag back that Goodword itself had put on and taken off") {
  Referred one;
  one.dev.add_tag(one.joan, "gw_tags", "gw:keep");
  one.stage.clock.pass(std::chrono::hours(1));
  one.stage.sync(everything());
  const auto before = one.stage.tags(one.joan);
  REQUIRE(std::ranges::count(before, "gw:pursue") == 1);
  REQUIRE(std::ranges::count(before, "gw:refer") == 0);
  one.stage.with_world([](engine::World& world) { REQUIRE(engine::leave_now(world, {})); });
  CHECK(one.stage.tags(one.joan) == std::vector<std::string>{"gw:keep", "gw:need-copywriting"});
}

TEST_CASE("undo keeps a task that a person has done and a tag that a person took off, and says so") {
  Referred one;
  const auto tasks = sandbox::records_of(one.stage.crm, ObjectType::tasks);
  REQUIRE(tasks.size() == 1);
  one.dev.complete_task(tasks.front().id);
  one.dev.remove_tag(one.joan, "gw_tags", "gw:refer");
  one.stage.clock.pass(std::chrono::hours(1));
  one.stage.sync(everything());
  const auto undone = one.stage.undo(one.first.run);
  std::vector<std::string> reasons;
  for (const auto& kept : undone.kept) reasons.push_back(kept.text);
  std::ranges::sort(reasons);
  CHECK(reasons == std::vector<std::string>{"a person took gw:refer off already", "the task was done by a person"});
  CHECK(sandbox::records_of(one.stage.crm, ObjectType::tasks).size() == 1);
}

namespace {

bool address_left(const Referred& one) {
  return std::ranges::any_of(sandbox::records_of(one.stage.crm, ObjectType::notes), [](const sandbox::Seen& note) {
    return note.value("hs_note_body").find("joan@example.com") != std::string::npos;
  });
}

/// Both said yes and the introduction is queued, but its note could not be sent.
void queue_introduction(Referred& one) {
  one.stage.clock.pass(std::chrono::hours(24));
  one.dev.write_note(one.joan, "gw: prospect-yes by phone");
  one.stage.sync(everything());
  one.stage.clock.pass(std::chrono::hours(24));
  one.dev.write_note(one.joan, "gw: partner-yes by phone");
  one.stage.crm.add_fault({sandbox::Fault::refused_before_apply, "POST", "/crm/v3/objects/notes/batch/create"});
  one.stage.sync(everything());
  REQUIRE(one.stage.crm.faults_fired(sandbox::Fault::refused_before_apply) == 1);
  REQUIRE_FALSE(address_left(one));
}

}  // namespace

TEST_CASE("an introduction that waited in the outbox is sent while both consents are in force") {
  Referred one;
  queue_introduction(one);
  one.stage.sync(everything());
  CHECK(address_left(one));
}

TEST_CASE("an introduction whose consent expired between queueing and sending is never sent") {
  Referred one;
  queue_introduction(one);
  one.stage.clock.pass(std::chrono::days(91));
  const auto report = one.stage.sync(everything());
  CHECK(report.deliver.failed == 1);
  CHECK_FALSE(address_left(one));
}

TEST_CASE("an introduction whose consent was withdrawn before sending is never sent") {
  Referred one;
  queue_introduction(one);
  one.dev.write_note(one.joan, "gw: withdraw by phone");
  one.stage.sync(everything());
  one.stage.sync(everything());
  CHECK_FALSE(address_left(one));
}

TEST_CASE("undo takes nothing back while a stream cannot be read: people may have edited what it holds") {
  Referred one;
  const auto before = one.stage.tags(one.joan);
  sandbox::FaultRule rule{sandbox::Fault::server_error, "POST", "/crm/v3/objects/contacts/search"};
  rule.times = -1;
  one.stage.crm.add_fault(rule);
  base::Result<engine::WriteReport> undone;
  one.stage.with_world([&](engine::World& world) { undone = engine::undo_now(world, one.first.run, {}); });
  REQUIRE_FALSE(undone);
  CHECK(undone.error().code == "remote.unavailable");
  CHECK(one.stage.tags(one.joan) == before);
}
