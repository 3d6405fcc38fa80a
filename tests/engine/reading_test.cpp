// The ways in which tools of this kind lose records, each switched on in a CRM that is read: nothing is lost, nothing
// is held that is gone. Drawn sequences of all of them are in tests/simulation.
#include "engine/reading_rig.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

#include "base/text.hpp"
#include "sandbox/census.hpp"

using namespace goodword;
using namespace goodword::testing;
using namespace std::chrono_literals;
using sandbox::Fault;
using sandbox::ObjectType;
using Errors = std::vector<std::string>;

namespace {

const std::string search = "POST /crm/v3/objects/contacts/search", list = "GET /crm/v3/objects/contacts",
                  companies_of = "POST /crm/v4/associations/contacts/companies/batch/read";

std::string streams(const std::string& others) {
  return R"({"streams": {"users": null, "deals": null, "notes": null, "tasks": null, "emails": null,
    "calls": null, "meetings": null)" +
         others + "}}";
}
const std::string only_contacts = streams("");
const RigOptions contacts_only = {.change = only_contacts, .clock_ahead = {}, .a_request = {}};

std::vector<std::string> sorted(std::vector<std::string> ids) {
  std::ranges::sort(ids);
  return ids;
}

std::vector<std::string> live_contacts(const sandbox::HubSpot& crm) {
  std::vector<std::string> ids;
  for (const auto& record : sandbox::records_of(crm, ObjectType::contacts)) ids.push_back(record.id);
  return sorted(std::move(ids));
}

int refusals(const sandbox::HubSpot& crm) {
  return static_cast<int>(
      std::ranges::count_if(crm.requests(), [](const auto& request) { return request.status >= 400; }));
}

int searches_with(const sandbox::HubSpot& crm, std::string_view text) {
  return static_cast<int>(std::ranges::count_if(crm.requests(), [&](const auto& request) {
    return request.path.ends_with("/search") && request.body.find(text) != std::string::npos;
  }));
}

int texts_of(const model::Dossier& dossier) { return static_cast<int>(dossier.activities.size()); }

}  // namespace

TEST_CASE("more than ten thousand changes in one window are all read, and no query asks beyond its end") {
  Rig rig(contacts_only);
  rig.make_contacts(1);
  rig.pull();
  for (int i = 0; i < 10'050; ++i) {
    rig.clock.pass(1ms);
    rig.make_contacts(1);
  }
  rig.clock.pass(1min);
  rig.pull();
  CHECK(rig.errors == Errors{});
  CHECK(refusals(rig.crm) == 0);
  CHECK(searches_with(rig.crm, "\"after\"") == 0);
  CHECK(rig.ids(model::Kind::contact).size() == 10'051);
  CHECK(rig.ids(model::Kind::contact) == live_contacts(rig.crm));
}

TEST_CASE("more than ten thousand records with one time are walked by id, and the walk ends") {
  Rig rig(contacts_only);
  rig.make_contacts(1);
  rig.pull();
  rig.clock.pass(1min);
  rig.make_contacts(10'050);
  rig.clock.pass(1min);
  rig.pull();
  CHECK(rig.errors == Errors{});
  CHECK(refusals(rig.crm) == 0);
  CHECK(searches_with(rig.crm, "\"EQ\"") == 51);
  CHECK(rig.ids(model::Kind::contact) == live_contacts(rig.crm));
}

TEST_CASE("ties larger than a page lose nothing at their ends") {
  Rig rig(contacts_only);
  rig.make_contacts(1);
  rig.pull();
  for (const int tie : {150, 450, 60, 201}) {
    rig.clock.pass(1min);
    rig.make_contacts(tie);
  }
  rig.clock.pass(1min);
  rig.pull();
  CHECK(rig.errors == Errors{});
  CHECK(rig.ids(model::Kind::contact) == live_contacts(rig.crm));
}

TEST_CASE("a process that ends in the middle of a tie loses nothing of it") {
  for (int page = 1; page <= 4; ++page) {
    Rig rig(contacts_only);
    rig.make_contacts(1);
    rig.pull();
    rig.clock.pass(1min);
    rig.make_contacts(450);
    rig.clock.pass(1min);
    rig.make_contacts(1);
    rig.clock.pass(1min);
    rig.pull_and_die_at(page);
    CHECK(rig.ids(model::Kind::contact) != live_contacts(rig.crm));
    rig.pull();
    CAPTURE(page);
    CHECK(rig.errors == Errors{});
    CHECK(rig.ids(model::Kind::contact) == live_contacts(rig.crm));
  }
}

TEST_CASE("pages wait to be stored together, neither many rows nor for long") {
  using Commits = std::vector<std::size_t>;
  const auto [rows, a_request, commits] = GENERATE(table<std::size_t, base::Duration, Commits>(
      {{1, 0s, {1, 1, 1, 1, 1}}, {250, 0s, {3, 2}}, {2000, 0s, {5}}, {2000, 600ms, {3, 2}}, {2000, 1min, {2, 2, 1}}}));
  Rig rig({.change = only_contacts, .clock_ahead = {}, .a_request = a_request, .rows_a_commit = rows});
  rig.make_contacts(450);
  const auto report = rig.pull();
  CHECK(rig.commits == commits);
  CHECK(rig.ids(model::Kind::contact) == live_contacts(rig.crm));
  const auto contacts = std::ranges::find(report.streams, "contacts", &engine::StreamReport::stream);
  REQUIRE(contacts != report.streams.end());
  CHECK(contacts->pages == 5);
  CHECK(contacts->counts.added == 450);
}

TEST_CASE("pages that wait when the CRM fails are kept, and the next pull goes on behind them") {
  auto options = contacts_only;
  options.rows_a_commit = 2000;
  Rig rig(options);
  rig.make_contacts(450);
  rig.crm.add_fault(
      {.fault = Fault::repeated_page, .method = "GET", .path_start = "/crm/v3/objects/contacts", .nth = 4});
  rig.pull();
  CHECK(rig.errors == Errors{"contacts connector.repeated_page"});
  CHECK(rig.commits == std::vector<std::size_t>{3});
  CHECK(rig.ids(model::Kind::contact).size() == 300);
  rig.pull();
  CHECK(rig.errors == Errors{});
  CHECK(rig.ids(model::Kind::contact) == live_contacts(rig.crm));
}

TEST_CASE("a change that search shows after a later one is read all the same") {
  Rig rig(contacts_only);
  rig.make_contacts(1);
  rig.pull();
  rig.clock.pass(1min);
  rig.crm.set_index_lag(20s);
  const auto early = rig.make_contacts(1).front();
  rig.crm.set_index_lag(0s);
  rig.clock.pass(5s);
  const auto late = rig.make_contacts(1).front();
  rig.pull();
  CHECK(std::ranges::count(rig.ids(model::Kind::contact), late) == 1);
  CHECK(std::ranges::count(rig.ids(model::Kind::contact), early) == 0);
  rig.clock.pass(20s);
  rig.pull();
  CHECK(rig.ids(model::Kind::contact) == live_contacts(rig.crm));
}

TEST_CASE("records that change while they are read hold their newest values after the next pull") {
  for (int request = 2; request <= 5; ++request) {
    Rig rig({.change = only_contacts, .clock_ahead = {}, .a_request = 200ms});
    const auto ids = rig.make_contacts(450);
    const auto edit = [&](const std::string& city) {
      return [&rig, &ids, city] {
        for (const auto at : {0U, 199U, 200U, 399U, 449U})
          rig.dev.set_property(ObjectType::contacts, ids[at], "city", city);
        rig.dev.remove(ObjectType::contacts, ids[city == "York" ? 10 : 11]);
      };
    };
    rig.pull_while(request, edit("York"));
    rig.clock.pass(1min);
    for (const auto& id : ids) {
      if (id != ids[10]) rig.dev.set_property(ObjectType::contacts, id, "phone", "+44 1");
    }
    rig.pull_while(request, edit("Ripon"));
    CHECK(rig.errors == Errors{});
    rig.clock.pass(1min);
    rig.pull();
    CAPTURE(request);
    for (const auto at : {0U, 199U, 200U, 399U, 449U})
      CHECK(rig.dossier(ids[at]).contact.text(model::contact::city) == "Ripon");
    for (const auto at : {1U, 198U, 201U, 398U, 400U})
      CHECK(rig.dossier(ids[at]).contact.texts(model::contact::phones) == std::vector<std::string>{"+44 1"});
    rig.clock.pass(25h);
    rig.pull();
    CHECK(rig.ids(model::Kind::contact) == live_contacts(rig.crm));
  }
}

TEST_CASE("archived records go, with the next look at the CRM's list of them") {
  Rig rig(contacts_only);
  const auto ids = rig.make_contacts(3);
  rig.dev.remove(ObjectType::contacts, ids[0]);
  rig.pull();
  CHECK(rig.ids(model::Kind::contact) == std::vector<std::string>{ids[1], ids[2]});
  rig.dev.remove(ObjectType::contacts, ids[1]);
  rig.clock.pass(25h);
  rig.pull();
  CHECK(rig.ids(model::Kind::contact) == std::vector<std::string>{ids[2]});
}

TEST_CASE("a merged contact is found by both ids, and what hung on either hangs on the survivor at once") {
  Rig rig;
  const auto ids = rig.make_contacts(3);
  for (const auto& id : ids) rig.dev.write_note(id, "Said by " + id);
  rig.pull();
  rig.clock.pass(1min);
  rig.dev.merge(ObjectType::contacts, ids[0], ids[1]);
  rig.clock.pass(1min);
  rig.pull();
  CHECK(rig.ids(model::Kind::contact) == std::vector<std::string>{ids[0], ids[2]});
  CHECK(rig.dossier(ids[1]).contact.id() == ids[0]);
  CHECK(texts_of(rig.dossier(ids[0])) == 2);
  // The survivor is swallowed by a third, and that one is archived before anybody looked.
  rig.dev.merge(ObjectType::contacts, ids[2], ids[0]);
  rig.clock.pass(1min);
  rig.pull();
  CHECK(rig.dossier(ids[1]).contact.id() == ids[2]);
  CHECK(texts_of(rig.dossier(ids[1])) == 3);
  const auto fourth = rig.make_contacts(1).front();
  rig.dev.merge(ObjectType::contacts, fourth, ids[2]);
  rig.dev.remove(ObjectType::contacts, fourth);
  rig.clock.pass(25h);
  rig.pull();
  CHECK(rig.ids(model::Kind::contact).empty());
}

TEST_CASE("a merged company is the survivor to those who work there") {
  Rig rig;
  const auto contact = rig.make_contacts(1).front();
  const auto kept = rig.dev.create(ObjectType::companies, {{"name", "Kestrelby"}});
  const auto gone = rig.dev.create(ObjectType::companies, {{"name", "Kestrelby Ltd"}});
  rig.dev.associate(ObjectType::contacts, contact, ObjectType::companies, gone);
  rig.pull();
  rig.clock.pass(1min);
  rig.dev.merge(ObjectType::companies, kept, gone);
  rig.clock.pass(1min);
  rig.pull();
  CHECK(rig.ids(model::Kind::company) == std::vector<std::string>{kept});
  REQUIRE(rig.dossier(contact).company);
  CHECK(rig.dossier(contact).company->text(model::company::name) == "Kestrelby");
}

TEST_CASE("only the CRM's clock counts, however wrong ours is") {
  for (const base::Duration ahead : {base::Duration(3h), base::Duration(-3h), base::Duration(-48h)}) {
    Rig rig({.change = only_contacts, .clock_ahead = ahead, .a_request = 200ms});
    const auto first = rig.make_contacts(250);
    rig.pull_while(3, [&] { rig.dev.set_property(ObjectType::contacts, first[0], "city", "York"); });
    const auto began = *base::parse_rfc3339(base::parse_json(rig.mark("contacts"))->text_or("at", ""));
    CHECK(began <= rig.clock.now() + ahead);
    CHECK(began > rig.clock.now() + ahead - 5s);
    const auto second = rig.make_contacts(3);
    rig.clock.pass(2s);
    rig.pull();
    CAPTURE(base::to_text(ahead));
    CHECK(rig.errors == Errors{});
    CHECK(rig.dossier(first[0]).contact.text(model::contact::city) == "York");
    CHECK(rig.ids(model::Kind::contact) == live_contacts(rig.crm));
  }
}

TEST_CASE("a cursor that the CRM no longer knows: the pull begins again and ends whole") {
  Rig rig(contacts_only);
  rig.make_contacts(350);
  rig.pull_and_die_at(3);
  CHECK(rig.ids(model::Kind::contact).size() == 200);
  rig.crm.add_fault({.fault = Fault::cursor_expired, .method = "GET"});
  rig.pull();
  CHECK(rig.crm.faults_fired(Fault::cursor_expired) == 1);
  CHECK(rig.errors == Errors{});
  CHECK(rig.calls(list) == 1 + 4);
  CHECK(rig.ids(model::Kind::contact) == live_contacts(rig.crm));
}

TEST_CASE("a page that is as full as it can be and the last one is the last one") {
  Rig rig(contacts_only);
  const auto ids = rig.make_contacts(200);
  rig.pull();
  CHECK(rig.calls(list) == 2);
  rig.clock.pass(1min);
  for (const auto& id : ids) rig.dev.set_property(ObjectType::contacts, id, "city", "York");
  rig.clock.pass(1min);
  rig.pull();
  CHECK(rig.calls(search) == 1);
  CHECK(rig.dossier(ids.back()).contact.text(model::contact::city) == "York");
}

TEST_CASE("custom fields beyond the first hundred arrive, though no address could hold all their names") {
  std::string custom;
  for (int i = 0; i < 150; ++i) {
    const std::string name = "a_rather_long_name_of_a_property_of_this_firm_" + std::to_string(i);
    custom += (i ? ", \"" : "\"") + ("field_" + std::to_string(i)) + R"(": {"from": "/properties/)" + name +
              R"(", "type": "text", "class": "business"})";
  }
  Rig rig({.change = streams(R"(, "contacts": {"custom": {)" + custom + "}}"), .clock_ahead = {}, .a_request = {}});
  rig.crm.with_world([&](sandbox::World& world) {
    for (int i = 0; i < 150; ++i) {
      sandbox::Property property;
      property.name = "a_rather_long_name_of_a_property_of_this_firm_" + std::to_string(i);
      world.catalogue().put(ObjectType::contacts, property);
    }
  });
  const auto ids = rig.make_contacts(2);
  for (int i = 0; i < 150; ++i) {
    rig.dev.set_property(ObjectType::contacts, ids[1],
                         "a_rather_long_name_of_a_property_of_this_firm_" + std::to_string(i),
                         "value " + std::to_string(i));
  }
  rig.pull();
  CHECK(rig.errors == Errors{});
  const auto contact = rig.dossier(ids[1]).contact;
  REQUIRE(contact.custom.size() == 150);
  for (int i = 0; i < 150; ++i) {
    const auto* value = contact.custom_value("field_" + std::to_string(i));
    REQUIRE(value);
    CHECK(value->value == model::Value("value " + std::to_string(i)));
  }
  for (const auto& request : rig.crm.requests()) CHECK(request.query.size() < 7000);
}

TEST_CASE("a page that comes twice, or a cursor that does, stops the stream, says so, and is not taken for progress") {
  for (const int nth : {2, 3}) {  // the page that was the last one; one whose cursor was followed before
    Rig rig(contacts_only);
    rig.make_contacts(350);
    rig.crm.add_fault(
        {.fault = Fault::repeated_page, .method = "GET", .path_start = "/crm/v3/objects/contacts", .nth = nth});
    rig.pull();
    CAPTURE(nth);
    CHECK(rig.crm.faults_fired(Fault::repeated_page) == 1);
    CHECK(rig.errors == Errors{"contacts connector.repeated_page"});
    CHECK(rig.ids(model::Kind::contact).size() == static_cast<std::size_t>(nth - 1) * 100);
    rig.pull();
    CHECK(rig.errors == Errors{});
    CHECK(rig.ids(model::Kind::contact) == live_contacts(rig.crm));
  }
}

TEST_CASE("half an enumeration marks nothing as deleted") {
  const std::string sweep = R"({"patterns": {"object": {"deleted": {"kind": "sweep", "every": "1h", "request": null,
      "records": null, "id": null, "at": null, "pages": null, "retention": null}}},
    "streams": {"users": null, "notes": null, "tasks": null, "emails": null, "calls": null, "meetings": null,
      "deals": null, "companies": {"deleted": null}, "contacts": {"related": null, "deleted": null}}})";
  for (const auto fault : {Fault::truncated_body, Fault::repeated_page, Fault::token_expired}) {
    Rig rig({.change = sweep, .clock_ahead = {}, .a_request = {}});
    const auto ids = rig.make_contacts(250);
    rig.pull();
    rig.dev.remove(ObjectType::contacts, ids[0]);
    rig.clock.pass(2h);
    rig.crm.add_fault(
        {.fault = fault, .method = "GET", .path_start = "/crm/v3/objects/contacts", .nth = 2, .times = -1});
    rig.pull();
    CHECK_FALSE(rig.errors.empty());
    CHECK(rig.ids(model::Kind::contact).size() == 250);
    rig.crm.calm();
    rig.clock.pass(2h);
    rig.pull();  // goes on from where it was cut off, and so has not seen everything
    CHECK(rig.ids(model::Kind::contact).size() == 250);
    rig.clock.pass(2h);
    rig.pull();
    CHECK(rig.errors == Errors{});
    CHECK(rig.ids(model::Kind::contact) == live_contacts(rig.crm));
  }
}

TEST_CASE("an association that changed without its record is found by the daily second look") {
  Rig rig;
  const auto contact = rig.make_contacts(1).front();
  const auto company = rig.dev.create(ObjectType::companies, {{"name", "Kestrelby"}});
  rig.clock.pass(2min);
  rig.pull();
  rig.dev.associate(ObjectType::contacts, contact, ObjectType::companies, company);
  rig.clock.pass(1h);
  rig.pull();
  CHECK_FALSE(rig.dossier(contact).company);
  rig.clock.pass(24h);
  rig.pull();
  REQUIRE(rig.dossier(contact).company);
  CHECK(rig.dossier(contact).company->id() == company);
}

TEST_CASE("deletions that the CRM has forgotten are found by a whole pass, once") {
  Rig rig(contacts_only);
  const auto ids = rig.make_contacts(50);
  /// How many contacts the next pull reads, so many hours on.
  const auto read_after = [&](base::Duration time) {
    rig.clock.pass(time);
    const auto report = rig.pull();
    const auto row = std::ranges::find(report.streams, "contacts", &engine::StreamReport::stream);
    REQUIRE(row != report.streams.end());
    return row->read;
  };
  CHECK(read_after(2min) == 50);
  CHECK(read_after(25h) == 0);
  CHECK(read_after(80 * 24h) == 0);  // within the 90 days
  rig.dev.remove(ObjectType::contacts, ids[7]);
  rig.crm.with_world([](sandbox::World& world) { world.purge(ObjectType::contacts); });
  CHECK(read_after(91 * 24h) == 49);
  CHECK(rig.errors == Errors{});
  CHECK(rig.ids(model::Kind::contact) == live_contacts(rig.crm));
  CHECK(read_after(25h) == 0);
}

TEST_CASE("a value that was cleared in the CRM is cleared here") {
  Rig rig(contacts_only);
  const auto contact = rig.make_contacts(1).front();
  rig.dev.set_property(ObjectType::contacts, contact, "city", "York");
  rig.dev.set_property(ObjectType::contacts, contact, "phone", "+44 1");
  rig.pull();
  CHECK(rig.dossier(contact).contact.text(model::contact::city) == "York");
  rig.clock.pass(1min);
  rig.dev.set_property(ObjectType::contacts, contact, "city", "");
  rig.dev.set_property(ObjectType::contacts, contact, "phone", "");
  rig.clock.pass(1min);
  rig.pull();
  CHECK_FALSE(rig.dossier(contact).contact.has(model::contact::city));
  CHECK_FALSE(rig.dossier(contact).contact.has(model::contact::phones));
}

TEST_CASE("a first pull makes the calls it must, and not one more") {
  Rig rig;
  rig.make_contacts(250);
  for (int i = 0; i < 100; ++i) rig.dev.create(ObjectType::companies, {{"name", "Firm " + std::to_string(i)}});
  rig.pull();
  CHECK(rig.errors == Errors{});
  CHECK(rig.all_calls() == std::vector<std::string>{"GET /crm/v3/objects/0-3: 1", "GET /crm/v3/objects/calls: 1",
                                                    "GET /crm/v3/objects/companies: 1",
                                                    "GET /crm/v3/objects/contacts: 3", "GET /crm/v3/objects/emails: 1",
                                                    "GET /crm/v3/objects/meetings: 1", "GET /crm/v3/objects/notes: 1",
                                                    "GET /crm/v3/objects/tasks: 1", "GET /crm/v3/owners: 1",
                                                    "GET /crm/v3/pipelines/deals: 1"});
}

TEST_CASE("a pull of changes asks once for each kind, and more only for what there is") {
  Rig rig;
  const auto ids = rig.make_contacts(1000);
  rig.clock.pass(2min);
  rig.pull();
  rig.clock.pass(1h);
  rig.pull();
  std::vector<std::string> idle;
  for (const auto* kind : {"0-3", "calls", "companies", "contacts", "emails", "meetings", "notes", "tasks"})
    idle.push_back("POST /crm/v3/objects/" + std::string(kind) + "/search: 1");
  CHECK(rig.all_calls() == idle);
  rig.clock.pass(1h);
  for (std::size_t i = 0; i < 150; ++i) {
    rig.clock.pass(1ms);
    rig.dev.set_property(ObjectType::contacts, ids[i], "city", "York");
  }
  rig.dev.create_deal(ids[0], "Brochure", "qualifiedtobuy", "100");
  rig.clock.pass(2min);
  rig.pull();
  auto some = idle;
  some.insert(some.begin(), "GET /crm/v3/pipelines/deals: 1");
  some.push_back("POST /crm/v4/associations/0-3/contacts/batch/read: 1");
  some.push_back(companies_of + ": 2");
  CHECK(rig.all_calls() == some);
  rig.clock.pass(1h);
  for (const auto& id : ids) {
    rig.clock.pass(1ms);
    rig.dev.set_property(ObjectType::contacts, id, "city", "Ripon");
  }
  rig.clock.pass(2min);
  rig.pull();
  // Each page after the first begins with the last record of the one before: 200 + 199 + 199 + 199 + 199 + 4.
  CHECK(rig.calls(search) == 6);
  CHECK(rig.calls(companies_of) == 11);
}
