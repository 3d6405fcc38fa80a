#include "zoho_desk.hpp"

using namespace goodword;
using namespace goodword::dialects;
using namespace std::chrono_literals;
using model::Action;
using model::Kind;
using sandbox::Fault;
using sandbox::ZohoOptions;

namespace {

/// In the order of the rig's: by what is called, not by how often.
std::vector<std::string> in_order(std::vector<std::string> calls) {
  std::ranges::sort(calls, {}, [](const std::string& call) { return call.substr(0, call.rfind(": ")); });
  return calls;
}

}  // namespace

// The vendor's minimum: a renewal of the login, the organisation's currency and its tags once, each list as many pages
// as its rows fill, and one look at each for what was deleted meanwhile.
TEST_CASE("Zoho: everything is read with the vendor's least number of calls") {
  ZohoDesk desk;
  for (const auto& id : desk.persons(7)) desk.dealings(id);
  CHECK(desk.rig.pull(ports::PullMode::full) == "");
  CHECK(desk.difference() == "");
  std::vector<std::string> calls = {"GET /crm/v8/Accounts: 1",      "GET /crm/v8/Notes: 3", "GET /crm/v8/org: 1",
                                    "GET /crm/v8/settings/tags: 1", "GET /crm/v8/users: 1", "POST /oauth/v2/token: 1"};
  for (const char* module : {"Calls", "Contacts", "Deals", "Events", "Tasks"})
    calls.push_back(std::string("GET /crm/v8/") + module + ": 3");
  for (const char* module : {"Accounts", "Calls", "Contacts", "Deals", "Events", "Tasks"})
    calls.push_back(std::string("GET /crm/v8/") + module + "/deleted: 1");
  CHECK(desk.rig.calls() == in_order(calls));
  CHECK(desk.crm.credits_spent() == 28);
}

// The minimum: one page of what changed for each module, whose tags are looked up; what was deleted when that is due.
TEST_CASE("Zoho: an increment is one call a module, and brings what changed") {
  ZohoDesk desk;
  const auto ids = desk.persons(4);
  for (const auto& id : ids) desk.dealings(id);
  desk.clock.pass(20min);
  REQUIRE(desk.rig.pull() == "");
  desk.clock.pass(20min);
  desk.rig.calls();
  desk.set("Contacts", ids[1], "Title", "Head of operations");
  desk.person("Newcomer");
  desk.clock.pass(2min);
  CHECK(desk.rig.pull() == "");
  CHECK(desk.difference() == "");
  std::vector<std::string> calls;
  for (const char* module : {"Accounts", "Calls", "Contacts", "Deals", "Events", "Notes", "Tasks"})
    calls.push_back(std::string("GET /crm/v8/") + module + ": 1");
  calls.push_back("GET /crm/v8/settings/tags: 1");
  CHECK(desk.rig.calls() == calls);
  desk.clock.pass(7h);
  CHECK(desk.rig.pull() == "");
  calls = {"POST /oauth/v2/token: 1"};
  for (const char* module : {"Accounts", "Calls", "Contacts", "Deals", "Events", "Tasks"}) {
    calls.push_back(std::string("GET /crm/v8/") + module + ": 1");
    calls.push_back(std::string("GET /crm/v8/") + module + "/deleted: 1");
  }
  calls.push_back("GET /crm/v8/Notes: 1");
  calls.push_back("GET /crm/v8/settings/tags: 1");  // the last minute of before comes again, and with it the newcomer
  CHECK(desk.rig.calls() == in_order(calls));
}

TEST_CASE("Zoho: who was deleted goes, and who was swallowed, whether the CRM tells of it or not") {
  for (const auto swallowed : {ZohoOptions::Swallowed::told, ZohoOptions::Swallowed::untold}) {
    ZohoOptions options;
    options.swallowed = swallowed;
    ZohoDesk desk(options);
    const auto ids = desk.persons(9);
    for (const auto& id : ids) desk.dealings(id);
    REQUIRE(desk.settle() == "");
    desk.clock.pass(20min);
    desk.edit([&](sandbox::Rows& rows) {
      for (const int gone : {0, 5, 6, 7, 8}) rows.erase("Contacts", ids[static_cast<std::size_t>(gone)]);
      rows.merge("Contacts", ids[1], ids[2], sandbox::Rows::Related::touched);
      for (const char* table : {"Deals", "Tasks", "Events", "Calls", "Notes"})
        rows.erase(table, rows.all(table).front()->id);
    });
    desk.clock.pass(7h);
    REQUIRE(desk.rig.pull() == "");
    CHECK_FALSE(desk.rig.held().contains({Kind::contact, ids[7]}));
    CHECK(desk.rig.held().contains({Kind::contact, ids[2]}) == (swallowed == ZohoOptions::Swallowed::untold));
    CHECK(desk.settle() == "");
  }
}

TEST_CASE("Zoho: what left the recycle bin unseen is found by the weekly look at all ids") {
  ZohoDesk desk;
  const auto ids = desk.persons(5);
  REQUIRE(desk.settle() == "");
  desk.edit([&](sandbox::Rows& rows) {
    rows.erase("Contacts", ids[0]);
    rows.purge("Contacts");
  });
  CHECK(desk.settle() == "");
}

TEST_CASE("Zoho: rows of one moment, more than a page, and rows that show late") {
  ZohoDesk desk;
  REQUIRE(desk.settle() == "");
  desk.persons(10);  // one second
  desk.edit([](sandbox::Rows& rows) { rows.set_lag(45s); });
  desk.persons(2);
  desk.edit([](sandbox::Rows& rows) { rows.set_lag({}); });
  desk.clock.pass(1s);
  CHECK(desk.rig.pull() == "");
  CHECK(desk.difference().starts_with("missing: "));  // they are not there yet
  desk.clock.pass(10min);
  CHECK(desk.rig.pull() == "");
  CHECK(desk.difference() == "");
}

TEST_CASE("Zoho: past the records that numbers of pages reach, tokens go on") {
  ZohoOptions options;
  options.by_number = 6;
  ZohoDesk desk(options);
  for (const auto& id : desk.persons(11)) desk.dealings(id);
  CHECK(desk.rig.pull() == "");
  CHECK(desk.difference() == "");
}

TEST_CASE("Zoho: what people do between two pages is not lost") {
  for (const auto tokens : {ZohoOptions::Tokens::by_place, ZohoOptions::Tokens::counted}) {
    for (int request = 1; request <= 12; ++request) {
      INFO("before request " << request);
      ZohoOptions options;
      options.tokens = tokens;
      ZohoDesk desk(options);
      const auto ids = desk.persons(8);
      desk.dealings(ids[0]);
      desk.clock.pass(20min);  // no increment reads them again by its lag
      CHECK(desk.rig.pull_while(request, [&] {
        desk.edit([&](sandbox::Rows& rows) { rows.erase("Contacts", ids[0]); });
        desk.person("Newcomer");
      }) == "");
      CHECK(desk.settle() == "");
      for (const auto& id : ids) {
        desk.clock.pass(1s);
        desk.set("Contacts", id, "Title", "Manager");
      }
      desk.clock.pass(1min);
      CHECK(desk.rig.pull_while(request, [&] {
        desk.set("Contacts", ids[1], "Title", "Director");
        desk.edit([&](sandbox::Rows& rows) { rows.erase("Contacts", ids[4]); });
        desk.person("Newcomer");
      }) == "");
      CHECK(desk.settle() == "");
    }
  }
}

TEST_CASE("Zoho: notes go from the newest down, whether their list heeds the time or not") {
  for (const auto notes : {ZohoOptions::Notes::all, ZohoOptions::Notes::heed_time}) {
    ZohoOptions options;
    options.notes = notes;
    ZohoDesk desk(options);
    for (const auto& id : desk.persons(9)) desk.dealings(id);
    REQUIRE(desk.settle() == "");
    const auto last = desk.person();
    desk.dealings(last);
    desk.edit([&](sandbox::Rows& rows) {
      rows.write("Notes", rows.all("Notes").front()->id, Json::object({{"Note_Content", "Said more"}}));
    });
    desk.clock.pass(5min);
    desk.rig.calls();
    CHECK(desk.rig.pull() == "");
    CHECK(desk.difference() == "");
    CHECK(std::ranges::count(desk.rig.calls(), "GET /crm/v8/Notes: 1") == 1);
  }
}

TEST_CASE("Zoho: whatever goes wrong in a pull, in the end all is held") {
  for (const auto fault : faults_of_a_pull) {
    for (const int nth : {1, 2, 4}) {
      INFO("fault " << static_cast<int>(fault) << " at " << nth);
      ZohoDesk desk;
      const auto ids = desk.persons(10);
      desk.dealings(ids[0]);
      const sandbox::FaultRule rule{
          .fault = fault, .method = "GET", .path_start = "/crm/v8/Contacts", .nth = nth, .delay = 5min};
      desk.crm.add_fault(rule);
      desk.rig.pull();
      CHECK(desk.settle() == "");
      for (const auto& id : ids) desk.set("Contacts", id, "Title", "Manager");
      desk.crm.add_fault(rule);
      desk.rig.pull();
      CHECK(desk.settle() == "");
      CHECK(desk.crm.faults_fired(fault) == 2);
    }
  }
}

TEST_CASE("Zoho: a login that ends between two pages is renewed once, and so it is after its hour") {
  ZohoDesk desk;
  desk.persons(8);
  CHECK(desk.rig.pull_while(6, [&] { desk.crm.end_sessions(); }) == "");
  CHECK(desk.difference() == "");
  CHECK(desk.crm.renewals() == 2);
  desk.clock.pass(2h);
  desk.rig.calls();
  CHECK(desk.rig.pull() == "");
  CHECK(desk.crm.renewals() == 3);
  for (const auto& request : desk.crm.requests()) CHECK(request.status != 401);  // its time is known
}

TEST_CASE("Zoho: ten renewals in ten minutes are all there are, and the pull goes on when there is another") {
  ZohoDesk desk;
  desk.persons(8);
  for (int i = 0; i < 10; ++i) {
    CHECK(desk.rig.pull() == "");
    desk.crm.end_sessions();
  }
  desk.person();
  CHECK(desk.rig.pull().find("You have made too many requests continuously") != std::string::npos);
  CHECK(desk.crm.renewals() == 10);
  desk.clock.pass(10min);
  CHECK(desk.rig.pull() == "");
  CHECK(desk.difference() == "");
  CHECK(desk.crm.renewals() == 11);
}

TEST_CASE("Zoho: the credits of the day are spent, and the pull goes on the next day") {
  for (const char* code : {"LIMIT_EXCEEDED", "TOO_MANY_REQUESTS"}) {
    ZohoOptions options;
    options.spent = code;
    options.daily_credits = 9;
    ZohoDesk desk(options);
    desk.persons(8);
    desk.rig.pull();
    CHECK(desk.crm.credits_spent() <= 9);
    desk.crm.set_daily_credits(50000);
    desk.clock.pass(25h);
    CHECK(desk.settle() == "");
  }
}

// The minimum: a call for a hundred contacts, since tags are put on and taken off without being read before.
TEST_CASE("Zoho: tags go out a hundred to a call, once, and undo takes them off") {
  ZohoDesk desk;
  const auto ids = desk.persons(130);
  REQUIRE(desk.settle() == "");
  CHECK(desk.rig.set_up({"gw:refer"}) == "");
  CHECK(desk.rig.set_up({"gw:refer"}) == "");  // which is there now
  CHECK(desk.count("tags") == 2);
  desk.rig.calls();
  std::vector<model::Change> changes;
  for (const auto& id : ids) changes.push_back(change(Kind::contact, id, Action::add_tag, "gw:refer"));
  CHECK(desk.rig.write(changes).done == 130);
  CHECK(desk.rig.calls() ==
        std::vector<std::string>{"GET /crm/v8/settings/tags: 1", "POST /crm/v8/Contacts/actions/add_tags: 2"});
  CHECK(desk.tags(ids[7]) == "Customer;gw:refer");
  REQUIRE(desk.settle() == "");
  CHECK(desk.rig.undo().done == 130);
  CHECK(desk.tags(ids[7]) == "Customer");
  CHECK(desk.settle() == "");
}

TEST_CASE("Zoho: notes, tasks and a field go out once each, and undo takes them back") {
  ZohoDesk desk;
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
  desk.rig.calls();
  CHECK(desk.rig.write(changes).done == 9);
  // The field is read before it is written, and with it the tags, which a new process does not know.
  CHECK(desk.rig.calls() == std::vector<std::string>{"GET /crm/v8/Contacts: 1", "GET /crm/v8/settings/tags: 1",
                                                     "POST /crm/v8/Notes: 1", "POST /crm/v8/Tasks: 1",
                                                     "PUT /crm/v8/Contacts: 1"});
  CHECK(desk.count("Notes") == 3);
  CHECK(desk.count("Tasks") == 3);
  CHECK(desk.get("Contacts", ids[0], "Region").text() == "North");
  REQUIRE(desk.settle() == "");
  CHECK(desk.rig.undo().done == 9);
  CHECK(desk.count("Notes") == 0);
  CHECK(desk.count("Tasks") == 0);
  CHECK(desk.settle() == "");
}

TEST_CASE("Zoho: notes and tasks of accounts and deals, and a task for nobody in particular") {
  ZohoDesk desk;
  desk.dealings(desk.person());
  REQUIRE(desk.settle() == "");
  std::string deal;
  desk.edit([&](sandbox::Rows& rows) { deal = rows.all("Deals").front()->id; });
  std::vector<model::Change> changes;
  for (const auto& [kind, id] : {std::pair(Kind::company, desk.firm), std::pair(Kind::opportunity, deal)}) {
    changes.push_back(change(kind, id, Action::note, "Looks for copywriting"));
    changes.push_back(change(kind, id, Action::task, "Ask about copywriting"));
    changes.back().due = desk.clock.now() + 48h;
  }
  CHECK(desk.rig.write(changes).done == 4);
  CHECK(desk.count("Notes") == 3);
  CHECK(desk.count("Tasks") == 3);
  CHECK(desk.settle() == "");
}

TEST_CASE("Zoho: whatever goes wrong in a write, nothing is written twice and nothing is forgotten") {
  const Fault faults[] = {Fault::refused_before_apply,
                          Fault::lost_after_apply,
                          Fault::bad_gateway_after_apply,
                          Fault::slow,
                          Fault::truncated_body,
                          Fault::html_page,
                          Fault::server_error,
                          Fault::token_expired,
                          Fault::throttled,
                          Fault::unavailable,
                          Fault::partial_batch};
  for (const auto fault : faults) {
    INFO("fault " << static_cast<int>(fault));
    ZohoDesk desk;
    const auto ids = desk.persons(4);
    REQUIRE(desk.settle() == "");
    REQUIRE(desk.rig.set_up({"gw:refer"}) == "");
    for (const char* path : {"/crm/v8/Notes", "/crm/v8/Tasks", "/crm/v8/Contacts/actions"})
      desk.crm.add_fault({.fault = fault, .method = "POST", .path_start = path, .delay = 5min});
    desk.crm.add_fault({.fault = fault, .method = "PUT", .delay = 5min});
    std::vector<model::Change> changes;
    for (const auto& id : ids) {
      changes.push_back(change(Kind::contact, id, Action::add_tag, "gw:refer"));
      changes.push_back(change(Kind::contact, id, Action::note, "Looks for copywriting"));
      changes.push_back(change(Kind::contact, id, Action::task, "Ask"));
      changes.back().owner = desk.dev;
      changes.push_back(change(Kind::contact, id, Action::set_field, "North"));
      changes.back().field = "region";
    }
    int failed = desk.rig.write(changes).failed;
    desk.crm.calm();
    for (int i = 0; i < 3; ++i) {
      desk.clock.pass(1h);
      failed += desk.rig.deliver().failed;
    }
    // What the CRM refused for its own reasons is told, two of each kind; all else is there, once. Whom a tag was
    // refused its answer does not say, so that is asked again, and goes well.
    const bool partial = fault == Fault::partial_batch;
    CHECK(failed == (partial ? 6 : 0));
    const int there = partial ? 2 : 4;
    CHECK(desk.count("Notes") == there);
    CHECK(desk.count("Tasks") == there);
    int placed = 0;
    for (const auto& id : ids) {
      CHECK(desk.tags(id) == "Customer;gw:refer");
      placed += desk.get("Contacts", id, "Region").text() == "North" ? 1 : 0;
    }
    CHECK(placed == there);
    CHECK(desk.settle() == "");
    CHECK(desk.crm.faults_fired(fault) == (fault == Fault::refused_before_apply ? 1 : 4));  // that one ends the run
  }
}

TEST_CASE("Zoho: a person's tag between plan and write stays, and whoever is gone is told of") {
  ZohoDesk desk;
  const auto ids = desk.persons(2);
  REQUIRE(desk.settle() == "");
  REQUIRE(desk.rig.set_up({"gw:refer"}) == "");
  desk.edit([&](sandbox::Rows& rows) {
    const auto vip = rows.create("tags", Json::object({{"name", "VIP"}, {"module", "Contacts"}}));
    rows.write("Contacts", ids[0], Json::object({{"Tag", Json::array({Json(desk.customer), Json(vip)})}}));
    rows.erase("Contacts", ids[1]);
  });
  const auto report = desk.rig.write({change(Kind::contact, ids[0], Action::add_tag, "gw:refer"),
                                      change(Kind::contact, ids[1], Action::add_tag, "gw:refer"),
                                      change(Kind::contact, ids[1], Action::note, "Too late")});
  CHECK(report.done == 1);
  CHECK(report.failed == 2);
  CHECK(desk.tags(ids[0]) == "Customer;VIP;gw:refer");
  CHECK(desk.count("Notes") == 0);
}
