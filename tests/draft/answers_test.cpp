#include "made.hpp"

using namespace goodword;
using namespace goodword::draft;
using namespace goodword::draft::test;
using base::Json;

namespace {

Heard heard(std::string_view url, std::string_view body) {
  auto made = heard_from(json(body), "answer.json", url);
  REQUIRE(made);
  return *std::move(made);
}

Draft drafted(const std::vector<Heard>& answers) {
  const Material made = material_of(answers);
  Draft draft = draft_of(made, {"made-up", ""});
  if (!draft.connector.is_null()) CHECK(problems_of(draft, made) == std::vector<std::string>{});
  return draft;
}

}  // namespace

TEST_CASE("an answer tells where records are, what they hold, and how times are spelled") {
  const Draft draft = drafted({heard("https://x.example/api/v2/people?limit=2&start=0", R"({"success": true, "data": [
    {"id": 7, "name": "A B", "email": [{"value": "a@b.example", "primary": true}], "org_id": {"value": 3, "name": "C"},
     "add_time": "2026-01-02 03:04:05", "update_time": 1767322800000, "owner_id": {"id": 4}},
    {"id": 8, "phone": [{"value": "+44"}]}], "more_items_in_collection": true})")});
  INFO(base::write_json(*draft.connector.at("/streams/people")));
  CHECK(*draft.connector.at("/streams/people") == json(R"({"kind": "contact",
    "request": {"path": "/api/v2/people", "query": {"start": "${offset}", "limit": "${size}"}}, "records": "/data",
    "pages": {"kind": "offset", "first": 0, "size": 2, "ends": [{"/more_items_in_collection": false}]}, "changes": {"kind": "none", "every": "24h"},
    "fields": {"id": "/id", "name": "/name", "emails": {"from": "/email", "each": "/value"}, "phones": {"from": "/phone", "each": "/value"},
      "company": "/org_id/value", "owner": "/owner_id/id", "created": {"from": "/add_time", "form": "sql"}, "changed": {"from": "/update_time", "form": "epoch_ms"}}})"));
  CHECK(draft.connector.at("/origins/api")->text() == "https://x.example");
  CHECK(why(draft, "/streams/people/pages/size") == "as it was asked for, or is by default; more may be allowed");
}

TEST_CASE("the address of the next page is found in the answer or in its header") {
  const Draft inside =
      drafted({heard("https://x.example/contacts",
                     R"({"contacts": [{"id": "1"}], "meta": {"next": "https://x.example/contacts?page=2"}})")});
  CHECK(*inside.connector.at("/streams/contacts/pages") == json(R"({"kind": "next", "from": "/meta/next"})"));
  Heard beside = heard("https://x.example/contacts?per_page=50", R"([{"id": "1"}])");
  beside.headers = {{"Link", "<https://x.example/contacts?page=2>; rel=\"next\""}};
  const Draft header = drafted({beside});
  CHECK(*header.connector.at("/streams/contacts/pages") ==
        json(R"({"kind": "next", "from": "link:next", "size": 50})"));
  CHECK(header.connector.at("/streams/contacts/records")->text().empty());
}

TEST_CASE("an exchange as samples have it needs no address beside it") {
  const auto made = heard_from(
      json(R"({"request": {"url": "https://x.example/deals/search", "json": {"limit": 5}}, "response": {"status": 200,
    "headers": {"X-A": "b"}, "json": {"deals": []}}})"),
      "a.json", "");
  REQUIRE(made);
  CHECK(made->method == "POST");
  CHECK(made->sent == json(R"({"limit": 5})"));
  CHECK(made->headers == std::vector<std::pair<std::string, std::string>>{{"X-A", "b"}});
  CHECK(made->body == json(R"({"deals": []})"));
  const auto lost = heard_from(json(R"({"data": []})"), "a.json", "");
  REQUIRE_FALSE(lost);
  CHECK(lost.error().detail.find("--url") != std::string::npos);
}

TEST_CASE("what an answer shows goes before what the document says, and the document completes it") {
  const Material said = material(
      R"({"openapi": "3.0.0", "info": {"title": "X", "version": "1"}, "servers": [{"url": "https://x.example/v1"}], "paths": {
    "/contacts": {"get": {"parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 80}}, {"name": "modified_since", "in": "query", "schema": {"type": "string"}}],
      "responses": {"200": {"content": {"application/json": {"schema": {"type": "object", "properties": {"results": {"type": "array", "items": {"properties": {"id": {"type": "string"},
        "properties": {"type": "object", "additionalProperties": {"type": "string"}}}}}}}}}}}}},
    "/contacts/{id}": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"properties": {"id": {"type": "string"}}}}}}}}}}})");
  const Material shown =
      material_of({heard("https://x.example/v1/contacts?limit=1", R"({"results": [{"id": "1", "properties":
    {"email": "a@b.example", "lastmodifieddate": "2026-01-01T00:00:00Z"}}]})")},
                  "https://x.example/v1");
  const Material both = together({shown, said});
  const Draft draft = draft_of(both, {"made-up", ""});
  CHECK(problems_of(draft, both) == std::vector<std::string>{});
  CHECK(*draft.connector.at("/streams/contacts/fields") ==
        json(R"({"id": "/id", "emails": "/properties/email", "changed": "/properties/lastmodifieddate"})"));
  CHECK(draft.connector.at("/streams/contacts/pages/kind")->text() == "one");
  CHECK(draft.connector.at("/streams/contacts/changes/kind")->text() == "since");
  CHECK(draft.connector.at("/streams/contacts/by_id/request/path")->text() == "/contacts/${id}");
  CHECK(draft.connector.at("/origins/api")->text() == "https://x.example/v1");
}

TEST_CASE("an answer that says nothing of its kind is one of people if they have addresses, else it is said") {
  CHECK(drafted({heard("https://x.example/q", R"([{"id": 1, "email": "a@b.example"}])")})
            .connector.at("/streams/contacts") != nullptr);
  const Draft none = drafted({heard("https://x.example/q", R"([{"id": 1}])")});
  CHECK(none.connector.is_null());
  CHECK(misses(none, "neither its address /q nor its records say what is listed"));
  CHECK(misses(drafted({heard("https://x.example/contacts", R"({"a": 1})")}), "holds no list of records with an id"));
}

TEST_CASE("the list that an answer belongs to is found again") {
  const std::vector<Heard> both = {heard("https://x.example/contacts?page=1", R"([{"id": 1}])"),
                                   heard("https://x.example/users", R"([{"id": 1}])")};
  const Material made = material_of(both);
  REQUIRE(list_of(made, both[1]));
  CHECK(list_of(made, both[1])->stream == "users");
  CHECK(list_of(made, heard("https://x.example/deals", "[]")) == nullptr);
}

TEST_CASE("names are folded and pointers escaped") {
  CHECK(folded("First_Name") == "firstname");
  CHECK(pointer_of({"a/b", "*", "c~d"}) == "/a~1b/0/c~0d");
  CHECK(named_by("/crm/v3/objects/Contacts/search")->stream == "contacts");
  CHECK(named_by("/activity/note/")->activity == "note");
  CHECK_FALSE(named_by("/contacts/{id}"));
  CHECK_FALSE(named_by("/pipelines"));
}
