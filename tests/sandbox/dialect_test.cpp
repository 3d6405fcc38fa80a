#include "desk.hpp"

using namespace goodword;
using namespace goodword::sandbox;
using namespace std::chrono_literals;

TEST_CASE("a request without the token is refused in the vendor's words") {
  TestDesk desk;
  const auto refused =
      desk.crm.answer({"GET", "https://api.hubapi.com/crm/v3/owners", {{"Authorization", "Bearer wrong"}}, ""});
  CHECK(refused.status == 401);
  auto body = *base::parse_json(refused.body);
  CHECK(body.text_or("correlationId", "").size() == 36);
  body.erase("correlationId");
  CHECK(
      base::write_json(body) ==
      R"({"status":"error","message":"Authentication credentials not found. This API supports OAuth 2.0 authentication and )"
      R"(you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview","category":)"
      R"("INVALID_AUTHENTICATION"})");
  CHECK(refused.header("x-hubspot-auth-failure") == "401 Unauthorized");
}

TEST_CASE("a list has ten records a page unless told, in the order of ids, and a last page without a cursor") {
  TestDesk desk;
  for (int i = 0; i < 13; ++i) desk.make("contacts", R"({"email":"p)" + std::to_string(i) + R"(@x.example"})");
  const Reply first = desk.ask("GET", "/crm/v3/objects/contacts");
  CHECK(first.status == 200);
  CHECK(first.count() == 10);
  CHECK(first.at("/results/0/id") == "101");
  CHECK(first.at("/paging/next/after") == "110");
  CHECK(first.at("/paging/next/link") == "https://api.hubapi.com/crm/v3/objects/contacts?after=110");
  const Reply second = desk.ask("GET", "/crm/v3/objects/contacts?after=110&limit=3");
  CHECK(second.count() == 3);
  CHECK(second.at("/results/2/id") == "113");
  CHECK(second.at("/paging") == "(nothing)");
  CHECK(desk.ask("GET", "/crm/v3/objects/contacts?limit=101").status == 400);
  CHECK(desk.ask("GET", "/crm/v3/objects/contacts?limit=51&propertiesWithHistory=email").status == 400);
}

TEST_CASE("a record shows the properties that are asked for, nulls where there is no value, and no unknown names") {
  TestDesk desk;
  desk.make("contacts", R"({"email":"Joan@Kestrelby.example","firstname":"Joan","jobtitle":"operations lead"})");
  const Reply plain = desk.ask("GET", "/crm/v3/objects/contacts/101");
  CHECK(plain.at("/properties") ==
        R"({"createdate":"2026-11-02T09:00:00Z","email":"joan@kestrelby.example","firstname":"Joan",)"
        R"("hs_object_id":"101","lastmodifieddate":"2026-11-02T09:00:00Z","lastname":null})");
  const Reply named = desk.ask("GET", "/crm/v3/objects/contacts/101?properties=jobtitle,city,no_such_thing");
  CHECK(named.at("/properties") ==
        R"({"city":null,"createdate":"2026-11-02T09:00:00Z","hs_object_id":"101","jobtitle":"operations lead",)"
        R"("lastmodifieddate":"2026-11-02T09:00:00Z"})");
  CHECK(named.at("/createdAt") == "2026-11-02T09:00:00Z");
  CHECK(named.at("/archived") == "false");
}

TEST_CASE("a record can be named by its e-mail address, and only by a unique property") {
  TestDesk desk;
  desk.make("contacts", R"({"email":"joan@x.example"})");
  CHECK(desk.ask("GET", "/crm/v3/objects/contacts/joan%40x.example?idProperty=email").at("/id") == "101");
  CHECK(desk.ask("PATCH", "/crm/v3/objects/contacts/joan@x.example?idProperty=email",
                 R"({"properties":{"city":"Ripon"}})")
            .status == 200);
  CHECK(desk.ask("GET", "/crm/v3/objects/contacts/joan?idProperty=firstname").status == 400);
  const Reply twice = desk.ask("POST", "/crm/v3/objects/contacts", R"({"properties":{"email":"JOAN@x.example"}})");
  CHECK(twice.status == 409);
  CHECK(twice.at("/message") == "Contact already exists. Existing ID: 101");
  CHECK(twice.at("/category") == "CONFLICT");
}

TEST_CASE("writing moves the modification time, associating does not") {
  TestDesk desk;
  const auto contact = desk.make("contacts", R"({"email":"joan@x.example"})");
  const auto company = desk.make("companies", R"({"name":"Kestrelby Dairy"})");
  desk.pass(1h);
  desk.ask("PUT", "/crm/v4/objects/contacts/" + contact + "/associations/default/companies/" + company);
  CHECK(desk.ask("GET", "/crm/v3/objects/contacts/" + contact).at("/updatedAt") == "2026-11-02T09:00:00Z");
  const Reply written = desk.ask("PATCH", "/crm/v3/objects/companies/" + company, R"({"properties":{"city":"Ripon"}})");
  CHECK(written.at("/updatedAt") == "2026-11-02T10:00:00Z");
  CHECK(written.at("/properties/hs_lastmodifieddate") == "2026-11-02T10:00:00Z");
  CHECK(written.at("/createdAt") == "2026-11-02T09:00:00Z");
}

TEST_CASE("values that do not fit are refused, each with its reason, and nothing is written") {
  TestDesk desk;
  desk.define_tags();
  desk.make("contacts", R"({"email":"joan@x.example"})");
  struct Row {
    const char* properties;
    const char* code;
  };
  const Row rows[] = {
      {R"({"nothing":"x"})", "PROPERTY_DOESNT_EXIST"},      {R"({"gw_tags":"gw:refer;gw:unknown"})", "INVALID_OPTION"},
      {R"({"lifecyclestage":"friend"})", "INVALID_OPTION"}, {R"({"lead_score":"asd000"})", "INVALID_LONG"},
      {R"({"closedate":"soon"})", "INVALID_DATE"},          {R"({"email":"000"})", "INVALID_EMAIL"},
      {R"({"hubspot_owner_id":"99"})", "INVALID_OWNER_ID"}, {R"({"hs_object_id":"7"})", "READ_ONLY_VALUE"},
      {R"({"hs_email_optout":"yes"})", "INVALID_BOOLEAN"}};
  const std::string before = digest_of(desk.crm);
  for (const auto& row : rows) {
    const Reply refused =
        desk.ask("PATCH", "/crm/v3/objects/contacts/101", R"({"properties":)" + std::string(row.properties) + "}");
    INFO(row.properties << " " << refused.response.body);
    CHECK(refused.status == 400);
    CHECK(refused.at("/category") == "VALIDATION_ERROR");
    CHECK(refused.at("/errors/0/code") == row.code);
    CHECK(refused.at("/message").starts_with("Property values were not valid: [{\"isValid\":false"));
  }
  CHECK(digest_of(desk.crm) == before);
}

TEST_CASE("property values are text, numbers and nulls are refused") {
  TestDesk desk;
  CHECK(desk.ask("POST", "/crm/v3/objects/deals", R"({"properties":{"amount":6000}})").status == 400);
  CHECK(desk.ask("POST", "/crm/v3/objects/deals", R"({"properties":{"amount":null}})").status == 400);
  CHECK(desk.ask("POST", "/crm/v3/objects/deals", R"({"properties":{"amount":"6000"}})").status == 201);
}

TEST_CASE("in a multi-checkbox property a leading semicolon appends, without one the value is replaced") {
  TestDesk desk;
  desk.define_tags();
  const auto id = desk.make("contacts", R"({"email":"joan@x.example","gw_tags":"gw:nurture"})");
  const auto write = [&](const std::string& value) {
    return desk.ask("PATCH", "/crm/v3/objects/contacts/" + id, R"({"properties":{"gw_tags":")" + value + "\"}}")
        .at("/properties/gw_tags");
  };
  CHECK(write(";gw:refer") == "gw:nurture;gw:refer");
  CHECK(write(";gw:refer;gw:prospect-yes") == "gw:nurture;gw:refer;gw:prospect-yes");
  CHECK(write("gw:refer") == "gw:refer");
  CHECK(write("") == "null");
}

TEST_CASE("query parameters and body keys that the vendor does not document are refused") {
  TestDesk desk;
  CHECK(desk.ask("GET", "/crm/v3/objects/contacts?count=5").status == 400);
  CHECK(desk.ask("GET", "/crm/v3/objects/contacts/1?limit=5").status == 400);
  CHECK(desk.ask("POST", "/crm/v3/objects/contacts", R"({"properties":{},"tags":[]})").status == 400);
  CHECK(desk.ask("POST", "/crm/v3/objects/contacts/search", R"({"filters":[]})").status == 400);
  CHECK(desk.ask("POST", "/crm/v3/objects/contacts", "{not json").status == 400);
  CHECK(desk.ask("GET", "/crm/v3/objects/contacts", "{\"a\":1}").status == 400);
  CHECK(desk.ask("GET", "/crm/v3/objects/gadgets").status == 404);
}

TEST_CASE("archived records leave lists and answer only where archived ones are asked for") {
  TestDesk desk;
  const auto id = desk.make("contacts", R"({"email":"joan@x.example"})");
  desk.make("contacts", R"({"email":"rob@x.example"})");
  desk.pass(1h);
  CHECK(desk.ask("DELETE", "/crm/v3/objects/contacts/" + id).status == 204);
  CHECK(desk.ask("DELETE", "/crm/v3/objects/contacts/" + id).status == 204);
  CHECK(desk.ask("GET", "/crm/v3/objects/contacts/" + id).status == 404);
  CHECK(desk.ask("GET", "/crm/v3/objects/contacts").count() == 1);
  const Reply gone = desk.ask("GET", "/crm/v3/objects/contacts?archived=true");
  CHECK(gone.count() == 1);
  CHECK(gone.at("/results/0/archived") == "true");
  CHECK(gone.at("/results/0/archivedAt") == "2026-11-02T10:00:00Z");
  // The address is free again.
  desk.make("contacts", R"({"email":"joan@x.example"})");
}

TEST_CASE("a swallowed record answers by its survivor, which holds its values, associations and number") {
  TestDesk desk;
  const auto kept = desk.make("contacts", R"({"email":"joan@x.example","firstname":"Joan"})");
  const auto gone = desk.make("contacts", R"({"firstname":"J","city":"Ripon"})");
  const auto note = desk.make("notes", R"({"hs_timestamp":"1793610000000","hs_note_body":"hello"})");
  desk.ask("PUT", "/crm/v4/objects/notes/" + note + "/associations/default/contacts/" + gone);
  const Reply merged = desk.ask("POST", "/crm/v3/objects/contacts/merge",
                                R"({"primaryObjectId":")" + kept + R"(","objectIdToMerge":")" + gone + "\"}");
  CHECK(merged.status == 200);
  const Reply asked = desk.ask(
      "GET", "/crm/v3/objects/contacts/" + gone + "?properties=firstname,city,hs_merged_object_ids&associations=notes");
  CHECK(asked.at("/id") == kept);
  CHECK(asked.at("/properties/firstname") == "Joan");
  CHECK(asked.at("/properties/city") == "Ripon");
  CHECK(asked.at("/properties/hs_merged_object_ids") == gone);
  CHECK(asked.at("/associations/notes/results") == R"([{"id":")" + note + R"(","type":"contact_to_note"}])");
  CHECK(desk.ask("GET", "/crm/v3/objects/contacts").count() == 1);
  CHECK(desk.ask("GET", "/crm/v3/objects/contacts?archived=true").count() == 0);
}

TEST_CASE("the history of a property names who wrote each value and when, newest first") {
  TestDesk desk;
  const auto id = desk.make("contacts", R"({"email":"joan@x.example","city":"York"})");
  desk.pass(1h);
  Person(desk.crm, "71").set_property(ObjectType::contacts, id, "city", "Ripon");
  desk.pass(1h);
  Person(desk.crm, "72", Means::import_file).set_property(ObjectType::contacts, id, "city", "Leeds");
  const Reply history = desk.ask("GET", "/crm/v3/objects/contacts/" + id + "?propertiesWithHistory=city");
  CHECK(
      history.at("/propertiesWithHistory/city") ==
      R"([{"value":"Leeds","timestamp":"2026-11-02T11:00:00Z","sourceType":"IMPORT","sourceId":"72","updatedByUserId":72},)"
      R"({"value":"Ripon","timestamp":"2026-11-02T10:00:00Z","sourceType":"CRM_UI","sourceId":"71","updatedByUserId":71},)"
      R"({"value":"York","timestamp":"2026-11-02T09:00:00Z","sourceType":"INTEGRATION","sourceId":"private-app"}])");
}

TEST_CASE("a property is made once, its list of choices is replaced as a whole, and it can be archived") {
  TestDesk desk;
  CHECK(desk.ask("GET", "/crm/v3/properties/contacts/gw_tags").status == 404);
  desk.define_tags();
  const Reply made = desk.ask("GET", "/crm/v3/properties/contacts/gw_tags");
  CHECK(made.at("/fieldType") == "checkbox");
  CHECK(made.at("/options/1/value") == "gw:nurture");
  CHECK(made.at("/hubspotDefined") == "false");
  const std::string again =
      R"({"name":"gw_tags","label":"x","type":"enumeration","fieldType":"checkbox","groupName":"contactinformation"})";
  CHECK(desk.ask("POST", "/crm/v3/properties/contacts", again).status == 409);
  const Reply changed = desk.ask("PATCH", "/crm/v3/properties/contacts/gw_tags",
                                 R"({"options":[{"label":"keep","value":"gw:keep","hidden":false}]})");
  CHECK(changed.at("/options") == R"([{"label":"keep","value":"gw:keep","displayOrder":-1,"hidden":false}])");
  CHECK(desk.ask("DELETE", "/crm/v3/properties/contacts/gw_tags").status == 204);
  CHECK(desk.ask("GET", "/crm/v3/properties/contacts/gw_tags").status == 404);
  CHECK(desk.ask("DELETE", "/crm/v3/properties/contacts/email").status == 400);
  CHECK(desk.ask("GET", "/crm/v3/properties/deals").count() > 10);
}

TEST_CASE("owners, stages of deals and the account can be read") {
  TestDesk desk;
  const Reply owners = desk.ask("GET", "/crm/v3/owners?limit=1");
  CHECK(owners.at("/results/0/email") == "dev@firm.example");
  CHECK(owners.at("/paging/next/after") == "71");
  CHECK(desk.ask("GET", "/crm/v3/owners?limit=1&after=71").at("/results/0/firstName") == "Priya");
  CHECK(desk.ask("GET", "/crm/v3/owners?email=priya@firm.example").at("/results/0/id") == "72");
  CHECK(desk.ask("GET", "/crm/v3/owners/72").at("/userId") == "9072");
  const Reply pipelines = desk.ask("GET", "/crm/v3/pipelines/deals");
  CHECK(pipelines.at("/results/0/stages/5/id") == "closedwon");
  CHECK(pipelines.at("/results/0/stages/5/metadata") == R"({"isClosed":"true","probability":"1.0"})");
  const Reply account = desk.ask("GET", "/account-info/v3/details");
  CHECK(account.at("/companyCurrency") == "GBP");
  CHECK(account.at("/timeZone") == "Europe/London");
}

TEST_CASE("an activity without its time is refused, dates are kept in one form whatever was given") {
  TestDesk desk;
  CHECK(desk.ask("POST", "/crm/v3/objects/notes", R"({"properties":{"hs_note_body":"x"}})").status == 400);
  const auto note = desk.make("notes", R"({"hs_timestamp":"1793610000000","hs_note_body":"x"})");
  CHECK(desk.ask("GET", "/crm/v3/objects/notes/" + note + "?properties=hs_timestamp").at("/properties/hs_timestamp") ==
        "2026-11-02T09:00:00Z");
  const auto task = desk.make("tasks", R"({"hs_timestamp":"2026-11-05T09:00:00Z","hs_task_subject":"ask Joan"})");
  CHECK(desk.ask("GET", "/crm/v3/objects/tasks/" + task + "?properties=hs_timestamp").at("/properties/hs_timestamp") ==
        "2026-11-05T09:00:00Z");
}

TEST_CASE("times have three decimals, and none where the second is whole") {
  TestDesk desk;
  desk.pass(std::chrono::microseconds(250700));
  const auto id = desk.make("companies", R"({"name":"Kestrelby Dairy"})");
  CHECK(desk.ask("GET", "/crm/v3/objects/companies/" + id).at("/createdAt") == "2026-11-02T09:00:00.250Z");
  desk.pass(std::chrono::microseconds(749300));
  CHECK(desk.ask("PATCH", "/crm/v3/objects/companies/" + id, R"({"properties":{"city":"Ripon"}})").at("/updatedAt") ==
        "2026-11-02T09:00:01Z");
}
