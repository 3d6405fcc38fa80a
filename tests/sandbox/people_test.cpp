#include "desk.hpp"

#include <thread>

using namespace goodword;
using namespace goodword::sandbox;
using namespace std::chrono_literals;

TEST_CASE("a person's edits carry the person's id and move the modification time") {
  TestDesk desk;
  desk.define_tags();
  const auto id = desk.make("contacts", R"({"email":"joan@x.example","gw_tags":"gw:nurture"})");
  desk.pass(1h);
  Person dev(desk.crm, "71");
  dev.add_tag(id, "gw_tags", "gw:prospect-yes");
  CHECK(tags_of(desk.crm, id, "gw_tags") == std::vector<std::string>{"gw:nurture", "gw:prospect-yes"});
  dev.remove_tag(id, "gw_tags", "gw:nurture");
  CHECK(tags_of(desk.crm, id, "gw_tags") == std::vector<std::string>{"gw:prospect-yes"});
  CHECK(record_of(desk.crm, ObjectType::contacts, id)->last_writer == "71");
  CHECK(desk.ask("GET", "/crm/v3/objects/contacts/" + id).at("/updatedAt") == "2026-11-02T10:00:00Z");
}

TEST_CASE("a person cannot do what the screen does not offer") {
  TestDesk desk;
  desk.define_tags();
  const auto id = desk.make("contacts", R"({"email":"joan@x.example"})");
  Person dev(desk.crm, "71");
  CHECK_THROWS_AS(dev.add_tag(id, "gw_tags", "gw:unknown"), std::invalid_argument);
  CHECK_THROWS_AS(dev.remove_tag(id, "gw_tags", "gw:refer"), std::invalid_argument);
  CHECK_THROWS_AS(dev.write_note("999", "x"), std::invalid_argument);
  CHECK_THROWS_AS(dev.set_property(ObjectType::contacts, id, "nothing", "x"), std::invalid_argument);
}

TEST_CASE("a person writes notes, completes tasks, makes deals, deletes and merges") {
  TestDesk desk;
  const auto id = desk.make("contacts", R"({"email":"joan@x.example","firstname":"Joan","lastname":"Marsh"})");
  const auto twin = desk.make("contacts", R"({"firstname":"Joan"})");
  Person dev(desk.crm, "71");
  dev.write_note(id, "gw: prospect-yes by phone\n<b>");
  const auto notes = activities_of(desk.crm, ObjectType::notes, id);
  REQUIRE(notes.size() == 1);
  CHECK(notes[0].value("hs_note_body") == "<p>gw: prospect-yes by phone<br>&lt;b&gt;</p>");
  CHECK(notes[0].value("hubspot_owner_id") == "71");
  const auto task =
      dev.create(ObjectType::tasks, {{"hs_timestamp", "2026-11-05T09:00:00Z"}, {"hs_task_subject", "ask Joan"}});
  dev.complete_task(task);
  CHECK(record_of(desk.crm, ObjectType::tasks, task)->value("hs_task_status") == "COMPLETED");
  CHECK(record_of(desk.crm, ObjectType::tasks, task)->value("hs_task_completion_date") == "2026-11-02T09:00:00Z");
  dev.create_deal(id, "Website and brochure", "qualifiedtobuy", "6000");
  CHECK(activities_of(desk.crm, ObjectType::deals, id).size() == 1);
  dev.merge(ObjectType::contacts, id, twin);
  CHECK(record_of(desk.crm, ObjectType::contacts, twin)->id == id);
  CHECK(contact_id(desk.crm, "Joan Marsh") == id);
  dev.remove(ObjectType::contacts, id);
  CHECK(!record_of(desk.crm, ObjectType::contacts, id));
}

TEST_CASE("the census counts marked texts, doubled texts and requests") {
  TestDesk desk;
  const auto id = desk.make("contacts", R"({"email":"joan@x.example"})");
  Person dev(desk.crm, "71");
  dev.write_note(id, "Goodword suggests asking Joan");
  CHECK(doubled_texts(desk.crm).empty());
  dev.write_note(id, "Goodword suggests asking Joan");
  CHECK(doubled_texts(desk.crm) == std::vector<std::string>{"<p>Goodword suggests asking Joan</p>\n"});
  CHECK(holders_of(desk.crm, "Goodword") == 2);
  desk.ask("GET", "/crm/v3/objects/contacts/" + id);
  desk.ask("GET", "/crm/v3/objects/contacts/" + id);
  CHECK(request_counts(desk.crm) ==
        std::map<std::string, int>{{"GET /crm/v3/objects/contacts/{id}", 2}, {"POST /crm/v3/objects/contacts", 1}});
}

TEST_CASE("the digest is that of the contents, not of the times") {
  TestDesk desk;
  const auto id = desk.make("contacts", R"({"email":"joan@x.example","city":"York"})");
  const std::string before = digest_of(desk.crm);
  Person dev(desk.crm, "71");
  desk.pass(1h);
  dev.set_property(ObjectType::contacts, id, "city", "Ripon");
  CHECK(digest_of(desk.crm) != before);
  dev.set_property(ObjectType::contacts, id, "city", "York");
  CHECK(digest_of(desk.crm) == before);
}

TEST_CASE("several threads may talk to the CRM at once") {
  TestDesk desk;
  desk.crm.set_limits({Limits::Mode::off});
  {
    std::vector<std::jthread> clients;
    for (int i = 0; i < 4; ++i) {
      clients.emplace_back([&desk] {
        for (int k = 0; k < 50; ++k) {
          desk.crm.answer({"POST",
                           "https://api.hubapi.com/crm/v3/objects/companies",
                           {{"Authorization", "Bearer pat-eu1-sandbox"}},
                           R"({"properties":{"name":"C"}})"});
        }
      });
    }
  }
  CHECK(records_of(desk.crm, ObjectType::companies).size() == 200);
}
