#include "desk.hpp"

using namespace goodword;
using namespace goodword::sandbox;

TEST_CASE("a batch creates records and answers in another order than it was asked") {
  TestDesk desk;
  const Reply made = desk.ask(
      "POST", "/crm/v3/objects/companies/batch/create",
      R"({"inputs":[{"properties":{"name":"bossa","domain":"bossa.example"}},{"properties":{"name":"samba"}}]})");
  CHECK(made.status == 201);
  CHECK(made.at("/status") == "COMPLETE");
  CHECK(made.at("/results/0/properties/name") == "samba");
  CHECK(made.at("/results/1/properties") ==
        R"({"createdate":"2026-11-02T09:00:00Z","domain":"bossa.example","hs_lastmodifieddate":"2026-11-02T09:00:00Z",)"
        R"("hs_object_id":"101","name":"bossa","website":"bossa.example"})");
}

TEST_CASE("without trace ids one bad input costs the whole batch") {
  TestDesk desk;
  const Reply refused =
      desk.ask("POST", "/crm/v3/objects/contacts/batch/create",
               R"({"inputs":[{"properties":{"email":"good@x.example"}},{"properties":{"nothing":"x"}}]})");
  CHECK(refused.status == 400);
  CHECK(desk.ask("GET", "/crm/v3/objects/contacts").count() == 0);
}

TEST_CASE("with trace ids a bad input costs only itself, and the answer says which") {
  TestDesk desk;
  const Reply mixed = desk.ask("POST", "/crm/v3/objects/contacts/batch/create",
                               R"({"inputs":[{"objectWriteTraceId":"a","properties":{"email":"good@x.example"}},
                               {"objectWriteTraceId":"b","properties":{"nothing":"x"}},
                               {"objectWriteTraceId":"c","properties":{"email":"fine@x.example"}}]})");
  CHECK(mixed.status == 207);
  CHECK(mixed.at("/numErrors") == "1");
  CHECK(mixed.at("/errors/0/context") == R"({"objectWriteTraceId":["b"]})");
  CHECK(mixed.at("/errors/0/category") == "VALIDATION_ERROR");
  CHECK(mixed.at("/results/0/objectWriteTraceId") == "c");
  CHECK(mixed.at("/results/1/objectWriteTraceId") == "a");
}

TEST_CASE("an update of records of which one is missing writes the others") {
  TestDesk desk;
  const auto id = desk.make("contacts", R"({"email":"joan@x.example"})");
  const Reply mixed = desk.ask(
      "POST", "/crm/v3/objects/contacts/batch/update",
      R"({"inputs":[{"id":")" + id + R"(","properties":{"city":"Ripon"}},{"id":"999","properties":{"city":"York"}}]})");
  CHECK(mixed.status == 207);
  CHECK(mixed.at("/errors/0/category") == "OBJECT_NOT_FOUND");
  CHECK(mixed.at("/errors/0/context/ids") == R"(["999"])");
  CHECK(mixed.at("/results/0/properties/city") == "Ripon");
  CHECK(record_of(desk.crm, ObjectType::contacts, id)->value("city") == "Ripon");
}

TEST_CASE("a batch read gives what there is, once each, and names what there is not") {
  TestDesk desk;
  const auto id = desk.make("contacts", R"({"email":"joan@x.example","city":"Ripon"})");
  const Reply read =
      desk.ask("POST", "/crm/v3/objects/contacts/batch/read",
               R"({"properties":["city"],"inputs":[{"id":")" + id + R"("},{"id":")" + id + R"("},{"id":"7"}]})");
  CHECK(read.status == 207);
  CHECK(read.count() == 1);
  CHECK(read.at("/results/0/properties/city") == "Ripon");
  CHECK(read.at("/errors/0/context/ids") == R"(["7"])");
  CHECK(desk.ask("POST", "/crm/v3/objects/contacts/batch/read",
                 R"({"idProperty":"email","properties":["city"],"inputs":[{"id":"joan@x.example"}]})")
            .status == 200);
}

TEST_CASE("a batch takes at most a hundred inputs, and archiving says nothing about strangers") {
  TestDesk desk;
  std::string inputs;
  for (int i = 0; i < 101; ++i) inputs += std::string(i ? "," : "") + R"({"id":"1"})";
  CHECK(desk.ask("POST", "/crm/v3/objects/contacts/batch/archive", R"({"inputs":[)" + inputs + "]}").status == 400);
  const auto id = desk.make("contacts", R"({"email":"joan@x.example"})");
  CHECK(desk.ask("POST", "/crm/v3/objects/contacts/batch/archive", R"({"inputs":[{"id":")" + id + R"("},{"id":"7"}]})")
            .status == 204);
  CHECK(desk.ask("GET", "/crm/v3/objects/contacts").count() == 0);
}

TEST_CASE("a note is created with its associations, and wrong ones are refused") {
  TestDesk desk;
  const auto contact = desk.make("contacts", R"({"email":"joan@x.example"})");
  const auto note = [&](const std::string& to, int type) {
    return desk.ask(
        "POST", "/crm/v3/objects/notes",
        R"({"properties":{"hs_timestamp":"2026-11-02T09:00:00Z","hs_note_body":"hello"},"associations":[{"to":{"id":")" +
            to + R"("},"types":[{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":)" + std::to_string(type) +
            "}]}]}");
  };
  CHECK(note(contact, 202).status == 201);
  CHECK(note(contact, 204).status == 400);
  CHECK(note("999", 202).status == 400);
  const auto notes = activities_of(desk.crm, ObjectType::notes, contact);
  REQUIRE(notes.size() == 1);
  CHECK(notes[0].value("hs_note_body") == "hello");
}
