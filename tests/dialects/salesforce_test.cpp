#include "salesforce_desk.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>

using namespace goodword;
using namespace goodword::dialects;
using namespace std::chrono_literals;
using model::Action;
using model::Kind;
using sandbox::Fault;

namespace {

const std::string data = "/services/data/v60.0/";

sandbox::SalesforceOptions pages_of(std::size_t rows, sandbox::SalesforceOptions::Pages pages = {}) {
  sandbox::SalesforceOptions options;
  options.page = rows;
  options.pages = pages;
  return options;
}

std::string rsa_key() {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_RSA_gen(2048), &EVP_PKEY_free);
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_PrivateKey(text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(text.get(), &bytes);
  return std::string(bytes, static_cast<std::size_t>(size));
}

/// What the pull itself gets over: the others stop a stream until the next one.
bool heals(Fault fault) {
  static const std::set<Fault> ends_a_pull = {Fault::truncated_body, Fault::bad_json,      Fault::html_page,
                                              Fault::repeated_page,  Fault::duplicate_ids, Fault::forbidden};
  return !ends_a_pull.contains(fault);
}

}  // namespace

// The vendor's minimum: for each object as many pages as its rows fill, and in each of five one look for what was
// deleted meanwhile.
TEST_CASE("Salesforce: everything is read with the vendor's least number of calls") {
  SalesforceDesk desk(pages_of(3));
  for (const auto& id : desk.persons(10)) desk.dealings(id);
  CHECK(desk.rig.pull(ports::PullMode::full) == "");
  CHECK(desk.difference() == "");
  int queries = 0, more = 0, deleted = 0, all = 0;
  for (const auto& request : desk.crm.requests()) {
    ++all;
    queries += request.path == data + "query" ? 1 : 0;
    more += request.path.starts_with(data + "query/") ? 1 : 0;
    deleted += request.path.ends_with("/deleted/") || request.path == data + "queryAll" ? 1 : 0;
  }
  CHECK(queries == 6);   // users, accounts, contacts, opportunities, tasks, events
  CHECK(more == 4 * 3);  // 10 rows are 4 pages: contacts, opportunities, tasks, events
  CHECK(deleted == 5);   // users cannot be deleted
  CHECK(all == 6 + 12 + 5);
}

// The minimum: one query an object, and one look for what was deleted in each of five, when that is due.
TEST_CASE("Salesforce: an increment is one query an object, and brings what changed") {
  SalesforceDesk desk;
  const auto ids = desk.persons(4);
  for (const auto& id : ids) desk.dealings(id);
  desk.clock.pass(20min);
  REQUIRE(desk.rig.pull() == "");
  desk.clock.pass(20min);
  desk.rig.calls();
  desk.set("Contact", ids[1], "Title", "Head of operations");
  desk.person("Newcomer");
  desk.clock.pass(2s);
  CHECK(desk.rig.pull() == "");
  CHECK(desk.difference() == "");
  CHECK(desk.rig.calls() == std::vector<std::string>{"GET " + data + "query: 6"});
  desk.clock.pass(7h);
  CHECK(desk.rig.pull() == "");
  CHECK(desk.rig.calls() == std::vector<std::string>{"GET " + data + "query: 6", "GET " + data + "queryAll: 2",
                                                     "GET " + data + "sobjects/Event/deleted/: 1",
                                                     "GET " + data + "sobjects/Opportunity/deleted/: 1",
                                                     "GET " + data + "sobjects/Task/deleted/: 1"});
}

TEST_CASE("Salesforce: who was deleted goes, and who was swallowed is found under the survivor") {
  SalesforceDesk desk;
  const auto ids = desk.persons(4);
  for (const auto& id : ids) desk.dealings(id);
  REQUIRE(desk.settle() == "");
  desk.clock.pass(20min);
  desk.edit([&](sandbox::Rows& rows) {
    rows.erase("Contact", ids[0]);
    rows.merge("Contact", ids[1], ids[2], sandbox::Rows::Related::touched);
    for (const char* table : {"Opportunity", "Task", "Event"}) rows.erase(table, rows.all(table).front()->id);
  });
  CHECK(desk.settle() == "");
  CHECK(desk.rig.found_as(ids[0]) == "");
  CHECK(desk.rig.found_as(ids[1]) == ids[1]);
  CHECK(desk.rig.found_as(ids[2]) == ids[1]);
}

TEST_CASE("Salesforce: what left the recycle bin unseen is found by the weekly look at all ids") {
  SalesforceDesk desk;
  const auto ids = desk.persons(3);
  REQUIRE(desk.settle() == "");
  desk.edit([&](sandbox::Rows& rows) {
    rows.erase("Contact", ids[0]);
    rows.purge("Contact");
  });
  desk.clock.pass(24h * 8);
  CHECK(desk.settle() == "");
}

TEST_CASE("Salesforce: rows of one moment, more than a page, and rows that show late") {
  SalesforceDesk desk(pages_of(3));
  REQUIRE(desk.settle() == "");
  const auto ids = desk.persons(10);  // one second
  desk.edit([](sandbox::Rows& rows) { rows.set_lag(4min); });
  desk.persons(2);
  desk.edit([](sandbox::Rows& rows) { rows.set_lag({}); });
  desk.clock.pass(3min);
  desk.set("Contact", ids[0], "Title", "Manager");  // newer than what shows late
  desk.clock.pass(2s);
  CHECK(desk.rig.pull() == "");
  CHECK(desk.difference().starts_with("missing: "));  // they are not there yet
  CHECK(desk.settle() == "");
}

TEST_CASE("Salesforce: what people do between two pages is not lost") {
  using enum sandbox::SalesforceOptions::Pages;
  for (const auto pages : {as_they_are, of_one_moment}) {
    for (const int request : {1, 3, 4, 5, 6, 8, 10}) {
      INFO("before request " << request);
      SalesforceDesk desk(pages_of(2, pages));
      const auto ids = desk.persons(7);
      REQUIRE(desk.settle() == "");
      for (const auto& id : ids) {
        desk.clock.pass(1s);
        desk.set("Contact", id, "Title", "Manager");
      }
      desk.clock.pass(1min);
      CHECK(desk.rig.pull_while(request, [&] {
        desk.set("Contact", ids[1], "Title", "Director");
        desk.edit([&](sandbox::Rows& rows) { rows.erase("Contact", ids[4]); });
        desk.person("Newcomer");
      }) == "");
      CHECK(desk.settle() == "");
    }
  }
}

TEST_CASE("Salesforce: whatever goes wrong in a pull, in the end all is held") {
  for (const auto fault : faults_of_a_pull) {
    for (const int nth : {1, 5}) {
      INFO("fault " << static_cast<int>(fault) << " at " << nth);
      SalesforceDesk desk(pages_of(2));
      const auto ids = desk.persons(5);
      desk.dealings(ids[0]);
      desk.crm.add_fault({.fault = fault, .method = "GET", .path_start = data + "query", .nth = nth, .delay = 5min});
      const auto wrong = desk.rig.pull();
      INFO(wrong);
      CHECK(wrong.empty() == (heals(fault) || (nth == 1 && fault == Fault::repeated_page)));
      CHECK(desk.settle() == "");
      desk.crm.add_fault({.fault = fault, .method = "GET", .path_start = data + "query", .nth = nth, .delay = 5min});
      for (const auto& id : ids) desk.set("Contact", id, "Title", "Manager");
      desk.rig.pull();
      CHECK(desk.settle() == "");
      CHECK(desk.crm.faults_fired(fault) >= 1);
    }
  }
}

TEST_CASE("Salesforce: a session that ends between two pages is renewed once, also where refresh tokens are spent") {
  for (const auto refresh : {sandbox::Logins::Refresh::stays, sandbox::Logins::Refresh::rotates}) {
    auto options = pages_of(2);
    options.refresh = refresh;
    SalesforceDesk desk(options);
    desk.persons(7);
    CHECK(desk.rig.pull_while(5, [&] { desk.crm.end_sessions(); }) == "");
    CHECK(desk.difference() == "");
    CHECK(desk.crm.renewals() == 1);
    desk.crm.end_sessions();
    CHECK(desk.rig.pull() == "");
    CHECK(desk.crm.renewals() == 2);
    CHECK(desk.crm.families_ended() == 0);
  }
}

TEST_CASE("Salesforce: a machine comes in by a signed claim") {
  sandbox::SalesforceOptions options;
  options.private_key = rsa_key();
  const char* file =
      R"({"connector": "salesforce", "login": "server", "settings": {"consumer_key": "3MVG9.sandbox", "currency": "GBP",
    "username": "goodword@north.example"}, "secrets": {"private_key": {"file": "x"}}})";
  SalesforceDesk desk(options, file, options.private_key);
  desk.persons(2);
  CHECK(desk.rig.check() == "");
  CHECK(desk.rig.pull() == "");
  SalesforceDesk other(options, file, rsa_key());
  CHECK(other.rig.pull().find("invalid assertion") != std::string::npos);
}

TEST_CASE("Salesforce: the day's calls are spent as 403, and the pull says so and goes on later") {
  sandbox::SalesforceOptions options;
  options.daily = 3;
  SalesforceDesk desk(options);
  desk.persons(3);
  desk.rig.pull();
  desk.crm.set_daily(100'000);
  desk.clock.pass(25h);
  CHECK(desk.settle() == "");
}

// The minimum: 200 records a call; the picklist is one value, so it is read before in calls of 200 ids.
TEST_CASE("Salesforce: tags go out 200 to a call, once, and undo takes them off") {
  SalesforceDesk desk;
  const auto ids = desk.persons(250);
  REQUIRE(desk.settle() == "");
  CHECK(desk.rig.set_up({"gw:refer"}) == "");
  desk.rig.calls();
  std::vector<model::Change> changes;
  for (const auto& id : ids) changes.push_back(change(Kind::contact, id, Action::add_tag, "gw:refer"));
  CHECK(desk.rig.write(changes).done == 250);
  CHECK(desk.rig.calls() ==
        std::vector<std::string>{"GET " + data + "query: 2", "PATCH " + data + "composite/sobjects: 2"});
  CHECK(desk.get("Contact", ids[7], "Goodword_Tags__c") == "Customer;gw:refer");
  REQUIRE(desk.settle() == "");
  CHECK(desk.rig.undo().done == 250);
  CHECK(desk.get("Contact", ids[7], "Goodword_Tags__c") == "Customer");
  CHECK(desk.settle() == "");
}

TEST_CASE("Salesforce: notes, tasks and a field go out once each, and undo takes them back") {
  SalesforceDesk desk;
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
  CHECK(desk.rig.calls() ==
        std::vector<std::string>{"GET " + data + "query: 1",  // the field, read before it is written
                                 "PATCH " + data + "composite/sobjects: 1", "POST " + data + "composite/sobjects: 2"});
  CHECK(desk.count("Task") == 6);
  CHECK(desk.get("Contact", ids[0], "Region__c") == "North");
  REQUIRE(desk.settle() == "");
  CHECK(desk.rig.undo().done == 9);
  CHECK(desk.count("Task") == 0);
  CHECK(desk.settle() == "");
}

TEST_CASE("Salesforce: whatever goes wrong in a write, nothing is written twice and nothing is forgotten") {
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
                          Fault::unavailable,
                          Fault::partial_batch};
  for (const auto fault : faults) {
    INFO("fault " << static_cast<int>(fault));
    SalesforceDesk desk;
    const auto ids = desk.persons(4);
    REQUIRE(desk.settle() == "");
    for (const char* method : {"POST", "PATCH"})
      desk.crm.add_fault({.fault = fault, .method = method, .path_start = data, .times = 1, .delay = 5min});
    std::vector<model::Change> changes;
    for (const auto& id : ids) {
      changes.push_back(change(Kind::contact, id, Action::add_tag, "gw:refer"));
      changes.push_back(change(Kind::contact, id, Action::note, "Looks for copywriting"));
    }
    int failed = desk.rig.write(changes).failed;
    desk.crm.calm();
    for (int i = 0; i < 3; ++i) {
      desk.clock.pass(1h);
      failed += desk.rig.deliver().failed;
    }
    // What the CRM refused for its own reasons is told; all else is there, once.
    CHECK(failed == (fault == Fault::partial_batch ? 4 : 0));
    CHECK(desk.count("Task") == 4 - failed / 2);
    int tagged = 0;
    for (const auto& id : ids) tagged += desk.get("Contact", id, "Goodword_Tags__c") == "Customer;gw:refer" ? 1 : 0;
    CHECK(tagged == 4 - failed / 2);
    CHECK(desk.settle() == "");
    CHECK(desk.crm.faults_fired(fault) >= 1);
  }
}

TEST_CASE("Salesforce: a person's edit between plan and write stays, and whoever is gone is told of") {
  SalesforceDesk desk;
  const auto ids = desk.persons(2);
  REQUIRE(desk.settle() == "");
  desk.set("Contact", ids[0], "Goodword_Tags__c", "Customer;VIP");
  desk.edit([&](sandbox::Rows& rows) { rows.erase("Contact", ids[1]); });
  const auto report = desk.rig.write({change(Kind::contact, ids[0], Action::add_tag, "gw:refer"),
                                      change(Kind::contact, ids[1], Action::add_tag, "gw:refer"),
                                      change(Kind::contact, ids[1], Action::note, "Too late")});
  CHECK(report.done == 1);
  CHECK(report.failed == 2);
  CHECK(desk.get("Contact", ids[0], "Goodword_Tags__c") == "Customer;VIP;gw:refer");
  CHECK(desk.count("Task") == 0);
}
