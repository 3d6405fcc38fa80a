#include "attio_desk.hpp"

using namespace goodword;
using namespace goodword::dialects;
using namespace std::chrono_literals;
using model::Action;
using model::Kind;
using sandbox::AttioOptions;
using sandbox::Fault;

// The vendor's minimum: pages that are full have one after them, and a list ends with one that is not. Notes stand in
// one list, which three streams read. Records tell no time of change, so this is also what an increment costs when the
// lists are due.
TEST_CASE("Attio: everything is read with the vendor's least number of calls") {
  AttioDesk desk;
  for (const auto& id : desk.persons(7)) desk.dealings(id);
  CHECK(desk.rig.pull(ports::PullMode::full) == "");
  CHECK(desk.difference() == "");
  CHECK(desk.rig.calls() == std::vector<std::string>{
                                "GET /v2/notes: 24", "GET /v2/tasks: 3", "GET /v2/workspace_members: 1",
                                "POST /v2/objects/companies/records/query: 1",
                                "POST /v2/objects/deals/records/query: 3", "POST /v2/objects/people/records/query: 3"});
}

// The minimum: all that is due is read again, each list once an hour, notes every six, members once a day.
TEST_CASE("Attio: an increment reads all again when it is due, and brings what changed and nothing else") {
  AttioDesk desk;
  const auto ids = desk.persons(4);
  for (const auto& id : ids) desk.dealings(id);
  REQUIRE(desk.rig.pull() == "");
  desk.rig.calls();
  desk.set("people", ids[1], "job_title", "Head of operations");
  desk.person("Newcomer");
  desk.clock.pass(20min);
  CHECK(desk.rig.pull() == "");
  CHECK(desk.rig.calls().empty());
  desk.clock.pass(1h);
  CHECK(desk.rig.pull() == "");
  CHECK(desk.difference() == "");
  CHECK(desk.rig.calls() == std::vector<std::string>{"GET /v2/tasks: 2", "POST /v2/objects/companies/records/query: 1",
                                                     "POST /v2/objects/deals/records/query: 2",
                                                     "POST /v2/objects/people/records/query: 2"});
}

TEST_CASE("Attio: who was deleted goes within a day, and so does who was swallowed") {
  AttioDesk desk;
  const auto ids = desk.persons(5);
  for (const auto& id : ids) desk.dealings(id);
  REQUIRE(desk.settle() == "");
  desk.edit([&](sandbox::Rows& rows) {
    rows.erase("people", ids[0]);
    rows.merge("people", ids[1], ids[2], sandbox::Rows::Related::in_silence);
    for (const char* table : {"deals", "tasks", "notes"}) rows.erase(table, rows.all(table).front()->id);
  });
  desk.rig.calls();
  desk.clock.pass(25h);
  CHECK(desk.rig.pull() == "");
  CHECK(desk.difference() == "");
  // Who is missing is asked for by id before it is called gone.
  CHECK(std::ranges::count(desk.rig.calls(), "GET /v2/objects/people/records/" + ids[2] + ": 1") == 1);
}

TEST_CASE("Attio: rows of one moment, more than a page, and rows that show late") {
  AttioDesk desk;
  REQUIRE(desk.settle() == "");
  desk.persons(10);
  desk.edit([](sandbox::Rows& rows) { rows.set_lag(10min); });
  desk.persons(2);
  desk.edit([](sandbox::Rows& rows) { rows.set_lag({}); });
  desk.clock.pass(1s);
  desk.rig.pull(ports::PullMode::full);
  CHECK(desk.difference().starts_with("missing: "));  // they are not there yet
  CHECK(desk.settle() == "");
}

TEST_CASE("Attio: what people do between two pages is not lost") {
  for (const auto notes : {AttioOptions::Notes::newest_first, AttioOptions::Notes::oldest_first}) {
    for (int request = 1; request <= 14; ++request) {
      INFO("before request " << request);
      AttioOptions options;
      options.notes = notes;
      AttioDesk desk(options);
      const auto ids = desk.persons(8);
      for (int i = 0; i < 3; ++i) desk.dealings(ids[static_cast<std::size_t>(i)]);
      REQUIRE(desk.settle() == "");
      desk.clock.pass(25h);
      CHECK(desk.rig.pull_while(request, [&] {
        desk.set("people", ids[1], "job_title", "Director");
        desk.edit([&](sandbox::Rows& rows) {
          rows.erase("people", ids[0]);
          for (const char* table : {"deals", "tasks", "notes"}) rows.erase(table, rows.all(table).front()->id);
        });
        desk.dealings(desk.person("Newcomer"));
      }) == "");
      // Whoever was merely hidden by the page's shift is not taken for gone.
      CHECK(desk.rig.held().contains({Kind::contact, ids[3]}));
      CHECK(desk.settle() == "");
    }
  }
}

TEST_CASE("Attio: whatever goes wrong in a pull, in the end all is held") {
  for (const auto fault : faults_of_a_pull) {
    if (fault == Fault::cursor_expired) continue;  // pages are counted here
    for (const int nth : {1, 2, 4}) {
      INFO("fault " << static_cast<int>(fault) << " at " << nth);
      AttioDesk desk;
      const auto ids = desk.persons(10);
      desk.dealings(ids[0]);
      const sandbox::FaultRule rule{.fault = fault,
                                    .method = "POST",
                                    .path_start = "/v2/objects/people/records/query",
                                    .nth = nth,
                                    .delay = 5min};
      desk.crm.add_fault(rule);
      desk.rig.pull();
      CHECK(desk.settle() == "");
      for (const auto& id : ids) desk.set("people", id, "job_title", "Manager");
      desk.crm.add_fault(rule);
      desk.clock.pass(2h);
      desk.rig.pull();
      CHECK(desk.settle() == "");
      CHECK(desk.crm.faults_fired(fault) == 2);
    }
  }
}

TEST_CASE("Attio: a hundred reads and twenty-five writes a second are not exceeded") {
  AttioOptions options;
  options.reads = 7;  // as many as fit into a second of this clock, and fewer than the connector believes in
  options.writes = 1;
  AttioDesk desk(options);
  for (const auto& id : desk.persons(7)) desk.dealings(id);
  CHECK(desk.rig.pull() == "");
  CHECK(desk.difference() == "");
  CHECK(desk.rig.set_up({"gw:refer", "gw:prospect"}) == "");
}

TEST_CASE("Attio: 429 names the second from which it may go on, and it does") {
  AttioDesk desk;
  desk.persons(7);
  desk.crm.add_fault({.fault = Fault::throttled, .times = 3});
  CHECK(desk.rig.pull() == "");
  CHECK(desk.difference() == "");
  CHECK(desk.crm.faults_fired(Fault::throttled) == 3);
}

// The minimum: no batches, so a write for each person, read before it: what an attribute has is not told by a change.
TEST_CASE("Attio: tags go out once each, and undo takes them off") {
  for (const auto option : {AttioOptions::Option::once, AttioOptions::Option::each_time}) {
    AttioOptions options;
    options.option = option;
    AttioDesk desk(options);
    const auto ids = desk.persons(5);
    REQUIRE(desk.settle() == "");
    CHECK(desk.rig.set_up({"gw:refer"}) == "");
    desk.rig.calls();
    std::vector<model::Change> changes;
    for (const auto& id : ids) changes.push_back(change(Kind::contact, id, Action::add_tag, "gw:refer"));
    CHECK(desk.rig.write(changes).done == 5);
    std::vector<std::string> calls;
    for (const char* method : {"GET", "PATCH"}) {
      for (const auto& id : ids) calls.push_back(std::string(method) + " /v2/objects/people/records/" + id + ": 1");
    }
    CHECK(desk.rig.calls() == calls);
    CHECK(desk.tags(ids[3]) == "Customer;gw:refer");
    REQUIRE(desk.settle() == "");
    CHECK(desk.rig.undo().done == 5);
    CHECK(desk.tags(ids[3]) == "Customer");
    CHECK(desk.settle() == "");
  }
}

TEST_CASE("Attio: set-up makes the attribute and its options, once") {
  AttioDesk desk;
  desk.edit([](sandbox::Rows& rows) {
    for (const auto* row : rows.all("attributes")) {
      if ((*row)["api_slug"].text() == "gw_tags") {
        rows.erase("attributes", row->id);
        break;
      }
    }
  });
  CHECK(desk.rig.set_up({"gw:refer", "gw:prospect"}) == "");
  CHECK(desk.count("options") == 1 + 2);  // one is of the attribute that was deleted
  desk.rig.calls();
  CHECK(desk.rig.set_up({"gw:refer", "gw:prospect"}) == "");
  CHECK(desk.rig.calls().size() == 1);
  CHECK(desk.count("options") == 3);
}

TEST_CASE("Attio: notes, tasks and an attribute go out once each, and undo takes them back") {
  AttioDesk desk;
  const auto ids = desk.persons(3);
  REQUIRE(desk.settle() == "");
  std::vector<model::Change> changes;
  for (const auto& id : ids) {
    changes.push_back(change(Kind::contact, id, Action::note, "Looks for copywriting"));
    changes.push_back(change(Kind::contact, id, Action::task, "Ask about copywriting"));
    changes.back().due = desk.clock.now() + 48h;
    changes.push_back(change(Kind::contact, id, Action::set_field, "North"));
    changes.back().field = "region";
  }
  CHECK(desk.rig.write(changes).done == 9);
  CHECK(desk.count("notes") == 3);
  CHECK(desk.count("tasks") == 3);
  CHECK(desk.get("people", ids[0], "region").text() == "North");
  REQUIRE(desk.settle() == "");
  CHECK(desk.rig.undo().done == 9);
  CHECK(desk.count("notes") == 0);
  CHECK(desk.count("tasks") == 0);
  CHECK(desk.settle() == "");
}

TEST_CASE("Attio: whatever goes wrong in a write, nothing is written twice and nothing is forgotten") {
  const Fault faults[] = {Fault::refused_before_apply,
                          Fault::lost_after_apply,
                          Fault::bad_gateway_after_apply,
                          Fault::slow,
                          Fault::truncated_body,
                          Fault::html_page,
                          Fault::server_error,
                          Fault::throttled,
                          Fault::unavailable};
  for (const auto fault : faults) {
    INFO("fault " << static_cast<int>(fault));
    AttioDesk desk;
    const auto ids = desk.persons(3);
    REQUIRE(desk.settle() == "");
    REQUIRE(desk.rig.set_up({"gw:refer"}) == "");
    for (const char* path : {"/v2/notes", "/v2/tasks"})
      desk.crm.add_fault({.fault = fault, .method = "POST", .path_start = path, .nth = 2, .delay = 5min});
    desk.crm.add_fault({.fault = fault, .method = "PATCH", .nth = 2, .delay = 5min});
    std::vector<model::Change> changes;
    for (const auto& id : ids) {
      changes.push_back(change(Kind::contact, id, Action::add_tag, "gw:refer"));
      changes.push_back(change(Kind::contact, id, Action::note, "Looks for copywriting"));
      changes.push_back(change(Kind::contact, id, Action::task, "Ask"));
      changes.back().due = desk.clock.now() + 48h;
    }
    int failed = desk.rig.write(changes).failed;
    desk.crm.calm();
    for (int i = 0; i < 3; ++i) {
      desk.clock.pass(1h);
      failed += desk.rig.deliver().failed;
    }
    CHECK(failed == 0);
    CHECK(desk.count("notes") == 3);
    CHECK(desk.count("tasks") == 3);
    for (const auto& id : ids) CHECK(desk.tags(id) == "Customer;gw:refer");
    CHECK(desk.settle() == "");
    CHECK(desk.crm.faults_fired(fault) == (fault == Fault::refused_before_apply ? 1 : 3));  // that one ends the run
  }
}

TEST_CASE("Attio: a person's tag between plan and write stays, and whoever is gone is told of") {
  AttioDesk desk;
  const auto ids = desk.persons(2);
  REQUIRE(desk.settle() == "");
  REQUIRE(desk.rig.set_up({"gw:refer"}) == "");
  const auto vip = desk.crm.add_option("people", "gw_tags", "VIP");
  desk.set("people", ids[0], "gw_tags", Json::array({Json(desk.customer), Json(vip)}));
  desk.edit([&](sandbox::Rows& rows) { rows.erase("people", ids[1]); });
  auto report = desk.rig.write({change(Kind::contact, ids[0], Action::add_tag, "gw:refer"),
                                change(Kind::contact, ids[1], Action::add_tag, "gw:refer"),
                                change(Kind::contact, ids[1], Action::note, "Too late")});
  CHECK(report.done == 1);
  CHECK(report.failed == 2);
  CHECK(desk.tags(ids[0]) == "Customer;VIP;gw:refer");
  CHECK(desk.count("notes") == 0);
  CHECK(desk.rig.write({change(Kind::contact, ids[0], Action::remove_tag, "gw:refer")}).done == 1);
  CHECK(desk.tags(ids[0]) == "Customer;VIP");
}
