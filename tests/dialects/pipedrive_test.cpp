#include "pipedrive_desk.hpp"

using namespace goodword;
using namespace goodword::dialects;
using namespace std::chrono_literals;
using model::Action;
using model::Kind;
using sandbox::Fault;

namespace {

/// What the pull itself gets over: the others stop a stream until the next one.
bool the_pull_heals(Fault fault) {
  static const std::set<Fault> ends_a_pull = {Fault::truncated_body, Fault::bad_json,      Fault::html_page,
                                              Fault::repeated_page,  Fault::duplicate_ids, Fault::forbidden};
  return !ends_a_pull.contains(fault);
}

}  // namespace

// The vendor's minimum: each list as many pages as its rows fill, users, labels and stages once, and one look for deals
// that were deleted meanwhile. In tokens: what its document says these calls cost.
TEST_CASE("Pipedrive: everything is read with the vendor's least number of calls and tokens") {
  PipedriveDesk desk;
  for (const auto& id : desk.persons(7)) desk.dealings(id);
  CHECK(desk.rig.pull(ports::PullMode::full) == "");
  CHECK(desk.difference() == "");
  CHECK(desk.rig.calls() == std::vector<std::string>{"GET /api/v2/activities: 3", "GET /api/v2/deals: 4",
                                                     "GET /api/v2/deals/archived: 3", "GET /api/v2/organizations: 1",
                                                     "GET /api/v2/personFields/label_ids: 1", "GET /api/v2/persons: 3",
                                                     "GET /api/v2/stages: 1", "GET /v1/mailbox/mailThreads: 2",
                                                     "GET /v1/notes: 3", "GET /v1/users: 1"});
  CHECK(desk.crm.tokens_spent() == 20 + 1 + 5 + 10 + 3 * (10 + 10 + 20 + 10 + 20) + 10 + 2 * 20);
}

// The minimum: one page of what changed for each list that can be asked so, and the labels, since a new process does
// not know them; all else is due once a day.
TEST_CASE("Pipedrive: an increment is one call a list, and brings what changed") {
  PipedriveDesk desk;
  const auto ids = desk.persons(4);
  for (const auto& id : ids) desk.dealings(id);
  desk.clock.pass(20min);
  REQUIRE(desk.rig.pull() == "");
  desk.clock.pass(20min);
  desk.rig.calls();
  const auto before = desk.crm.tokens_spent();
  desk.set("persons", ids[1], "name", "Joan Blake");
  desk.person("Newcomer");
  desk.clock.pass(2s);
  CHECK(desk.rig.pull() == "");
  CHECK(desk.difference() == "");
  CHECK(desk.rig.calls() == std::vector<std::string>{"GET /api/v2/activities: 1", "GET /api/v2/deals: 1",
                                                     "GET /api/v2/deals/archived: 1", "GET /api/v2/organizations: 1",
                                                     "GET /api/v2/personFields/label_ids: 1", "GET /api/v2/persons: 1",
                                                     "GET /v1/notes: 1"});
  CHECK(desk.crm.tokens_spent() - before == 1 + 10 + 10 + 10 + 20 + 10 + 20);
}

TEST_CASE("Pipedrive: who was deleted goes, and who was swallowed is gone with the next look at all ids") {
  PipedriveDesk desk;
  const auto ids = desk.persons(4);
  for (const auto& id : ids) desk.dealings(id);
  REQUIRE(desk.settle() == "");
  desk.clock.pass(20min);
  desk.edit([&](sandbox::Rows& rows) {
    rows.erase("persons", ids[0]);
    rows.merge("persons", ids[1], ids[2], sandbox::Rows::Related::touched);
    for (const char* table : {"deals", "activities", "notes"}) rows.erase(table, rows.all(table).front()->id);
  });
  desk.clock.pass(24h * 2);
  REQUIRE(desk.rig.pull() == "");
  // Deals tell within a day that they were deleted.
  for (const auto& [key, record] : desk.rig.held())
    CHECK((key.first != Kind::opportunity || desk.truth().contains(key)));
  CHECK(desk.settle() == "");
}

TEST_CASE("Pipedrive: a deal that is archived goes over to the other list, and comes back") {
  PipedriveDesk desk;
  desk.dealings(desk.person());
  REQUIRE(desk.settle() == "");
  std::string deal;
  desk.edit([&](sandbox::Rows& rows) {
    deal = rows.all("deals").front()->id;
    rows.write("deals", deal, Json::object({{"is_archived", true}, {"archive_time", "2026-10-30T10:00:00Z"}}));
  });
  CHECK(desk.settle() == "");
  desk.edit([&](sandbox::Rows& rows) {
    rows.write("deals", deal, Json::object({{"is_archived", false}, {"archive_time", Json()}}));
  });
  CHECK(desk.settle() == "");
}

TEST_CASE("Pipedrive: rows of one moment, more than a page, and rows that show late") {
  PipedriveDesk desk;
  REQUIRE(desk.settle() == "");
  const auto ids = desk.persons(10);  // one second
  desk.edit([](sandbox::Rows& rows) { rows.set_lag(45s); });
  desk.persons(2);
  desk.edit([](sandbox::Rows& rows) { rows.set_lag({}); });
  desk.clock.pass(30s);
  desk.set("persons", ids[0], "name", "Joan Blake");  // newer than what shows late
  desk.clock.pass(2s);
  CHECK(desk.rig.pull() == "");
  CHECK(desk.difference().starts_with("missing: "));  // they are not there yet
  desk.clock.pass(10min);
  CHECK(desk.rig.pull() == "");
  CHECK(desk.difference() == "");
}

TEST_CASE("Pipedrive: what people do between two pages is not lost") {
  for (const int request : {1, 2, 3, 4, 5, 6, 8, 12}) {
    INFO("before request " << request);
    PipedriveDesk desk;
    const auto ids = desk.persons(8);
    desk.dealings(ids[0]);
    REQUIRE(desk.settle() == "");
    for (const auto& id : ids) {
      desk.clock.pass(1s);
      desk.set("persons", id, "name", "Joan Blake");
    }
    desk.clock.pass(1min);
    CHECK(desk.rig.pull_while(request, [&] {
      desk.set("persons", ids[1], "name", "Joan White");
      desk.edit([&](sandbox::Rows& rows) { rows.erase("persons", ids[4]); });
      desk.person("Newcomer");
    }) == "");
    CHECK(desk.settle() == "");
  }
}

TEST_CASE("Pipedrive: whatever goes wrong in a pull, in the end all is held") {
  for (const auto fault : faults_of_a_pull) {
    for (const int nth : {1, 3}) {
      INFO("fault " << static_cast<int>(fault) << " at " << nth);
      PipedriveDesk desk({}, by_agreement);
      const auto ids = desk.persons(10);
      desk.dealings(ids[0]);
      const sandbox::FaultRule rule{
          .fault = fault, .method = "GET", .path_start = "/api/v2/persons", .nth = nth, .delay = 5min};
      desk.crm.add_fault(rule);
      const auto wrong = desk.rig.pull();
      INFO(wrong);
      CHECK(wrong.empty() == (the_pull_heals(fault) || (nth == 1 && fault == Fault::repeated_page)));
      CHECK(desk.settle() == "");
      for (const auto& id : ids) desk.set("persons", id, "name", "Joan Blake");
      desk.clock.pass(2s);
      desk.crm.add_fault(rule);
      desk.rig.pull();
      CHECK(desk.settle() == "");
      CHECK(desk.crm.faults_fired(fault) >= 1);
    }
  }
}

TEST_CASE("Pipedrive: a login that ends between two pages is renewed once, also where refresh tokens are spent") {
  for (const auto refresh : {sandbox::Logins::Refresh::stays, sandbox::Logins::Refresh::rotates}) {
    sandbox::PipedriveOptions options;
    options.refresh = refresh;
    PipedriveDesk desk(options, by_agreement);
    desk.persons(8);
    CHECK(desk.rig.pull_while(4, [&] { desk.crm.end_sessions(); }) == "");
    CHECK(desk.difference() == "");
    CHECK(desk.crm.renewals() == 1);
    desk.clock.pass(2h);  // and by its own time
    CHECK(desk.rig.pull() == "");
    CHECK(desk.crm.renewals() == 2);
    CHECK(desk.crm.families_ended() == 0);
  }
}

TEST_CASE("Pipedrive: the day's tokens are spent, and the pull goes on the next day") {
  PipedriveDesk desk;
  desk.persons(8);
  desk.crm.set_daily_tokens(60);
  desk.rig.pull();
  desk.crm.set_daily_tokens(30000);
  desk.clock.pass(25h);
  CHECK(desk.settle() == "");
}

TEST_CASE("Pipedrive: twenty calls in two seconds are not exceeded") {
  sandbox::PipedriveOptions options;
  options.burst = 4;
  PipedriveDesk desk(options);
  for (const auto& id : desk.persons(7)) desk.dealings(id);
  CHECK(desk.rig.pull() == "");
  CHECK(desk.difference() == "");
  int refused = 0;
  for (const auto& request : desk.crm.requests()) refused += request.status == 429 ? 1 : 0;
  CHECK(refused <= 1);  // the answers tell how many are allowed: it has to be told once
}

// The minimum: a call a person, for there are no batches; labels are read before they are replaced.
TEST_CASE("Pipedrive: labels go out once each, and undo takes them off") {
  PipedriveDesk desk;
  const auto ids = desk.persons(5);
  REQUIRE(desk.settle() == "");
  CHECK(desk.rig.set_up({"gw:refer"}) == "");
  desk.rig.calls();
  std::vector<model::Change> changes;
  for (const auto& id : ids) changes.push_back(change(Kind::contact, id, Action::add_tag, "gw:refer"));
  CHECK(desk.rig.write(changes).done == 5);
  CHECK(desk.rig.calls() == std::vector<std::string>{"GET /api/v2/personFields/label_ids: 1", "GET /api/v2/persons: 5",
                                                     "PATCH /api/v2/persons/1: 1", "PATCH /api/v2/persons/2: 1",
                                                     "PATCH /api/v2/persons/3: 1", "PATCH /api/v2/persons/4: 1",
                                                     "PATCH /api/v2/persons/5: 1"});
  CHECK(desk.labels(ids[3]) == "Customer;gw:refer");
  REQUIRE(desk.settle() == "");
  CHECK(desk.rig.undo().done == 5);
  CHECK(desk.labels(ids[3]) == "Customer");
  CHECK(desk.settle() == "");
}

TEST_CASE("Pipedrive: notes, tasks and a field go out once each, and undo takes them back") {
  PipedriveDesk desk;
  const auto ids = desk.persons(3);
  REQUIRE(desk.settle() == "");
  std::vector<model::Change> changes;
  for (const auto& id : ids) {
    changes.push_back(change(Kind::contact, id, Action::note, "Looks for copywriting"));
    changes.push_back(change(Kind::contact, id, Action::task, "Ask about copywriting"));
    changes.back().owner = desk.dev;
    changes.back().due = desk.clock.now() + 48h;
    changes.push_back(change(Kind::contact, id, Action::set_field, "North"));
    changes.back().field = "region";
  }
  CHECK(desk.rig.write(changes).done == 9);
  CHECK(desk.count("notes") == 3);
  CHECK(desk.count("activities") == 3);
  CHECK(desk.get("persons", ids[0], region).text() == "North");
  REQUIRE(desk.settle() == "");
  CHECK(desk.rig.undo().done == 9);
  CHECK(desk.count("notes") == 0);
  CHECK(desk.count("activities") == 0);
  CHECK(desk.settle() == "");
}

TEST_CASE("Pipedrive: whatever goes wrong in a write, nothing is written twice and nothing is forgotten") {
  const Fault faults[] = {Fault::refused_before_apply,
                          Fault::lost_after_apply,
                          Fault::bad_gateway_after_apply,
                          Fault::slow,
                          Fault::truncated_body,
                          Fault::html_page,
                          Fault::server_error,
                          Fault::token_expired,
                          Fault::throttled,
                          Fault::forbidden,
                          Fault::unavailable};
  for (const auto fault : faults) {
    INFO("fault " << static_cast<int>(fault));
    PipedriveDesk desk({}, by_agreement);
    const auto ids = desk.persons(3);
    REQUIRE(desk.settle() == "");
    REQUIRE(desk.rig.set_up({"gw:refer"}) == "");
    for (const char* path : {"/v1/notes", "/api/v2/activities"})
      desk.crm.add_fault({.fault = fault, .method = "POST", .path_start = path, .nth = 2, .delay = 5min});
    desk.crm.add_fault({.fault = fault, .method = "PATCH", .nth = 2, .delay = 5min});
    std::vector<model::Change> changes;
    for (const auto& id : ids) {
      changes.push_back(change(Kind::contact, id, Action::add_tag, "gw:refer"));
      changes.push_back(change(Kind::contact, id, Action::note, "Looks for copywriting"));
      changes.push_back(change(Kind::contact, id, Action::task, "Ask"));
      changes.back().owner = desk.dev;
    }
    int failed = desk.rig.write(changes).failed;
    desk.crm.calm();
    for (int i = 0; i < 3; ++i) {
      desk.clock.pass(1h);
      failed += desk.rig.deliver().failed;
    }
    CHECK(failed == 0);
    CHECK(desk.count("notes") == 3);
    CHECK(desk.count("activities") == 3);
    for (const auto& id : ids) CHECK(desk.labels(id) == "Customer;gw:refer");
    CHECK(desk.settle() == "");
    CHECK(desk.crm.faults_fired(fault) >= 1);
  }
}

TEST_CASE("Pipedrive: a person's label between plan and write stays, and whoever is gone is told of") {
  PipedriveDesk desk;
  const auto ids = desk.persons(2);
  REQUIRE(desk.settle() == "");
  REQUIRE(desk.rig.set_up({"gw:refer"}) == "");
  desk.edit([&](sandbox::Rows& rows) {
    const auto vip = rows.create("labels", Json::object({{"label", "VIP"}}));
    rows.write("persons", ids[0],
               Json::object({{"label_ids", Json::array({Json::number(desk.customer), Json::number(vip)})}}));
    rows.erase("persons", ids[1]);
  });
  const auto report = desk.rig.write({change(Kind::contact, ids[0], Action::add_tag, "gw:refer"),
                                      change(Kind::contact, ids[1], Action::add_tag, "gw:refer"),
                                      change(Kind::contact, ids[1], Action::note, "Too late")});
  CHECK(report.done == 1);
  CHECK(report.failed == 2);
  CHECK(desk.labels(ids[0]) == "Customer;VIP;gw:refer");
  CHECK(desk.count("notes") == 0);
}
