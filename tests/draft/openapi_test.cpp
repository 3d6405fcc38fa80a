#include "made.hpp"

using namespace goodword;
using namespace goodword::draft;
using namespace goodword::draft::test;
using base::Json;

namespace {

/// A document of one list, with parameters and the members of its answer.
std::string document(std::string_view parameters, std::string_view answer, std::string_view more = "") {
  return R"({"openapi": "3.0.1", "info": {"title": "Made Up", "version": "7"}, "servers": [{"url": "https://api.made-up.example/v7/"}],
    "paths": {"/contacts": {"get": {"parameters": [)" +
         std::string(parameters) + R"(], "responses": {"200": {"content": {"application/json": {"schema": )" +
         std::string(answer) + "}}}}}}" + std::string(more) + "}}";
}

const std::string people = R"("data": {"type": "array", "items": {"$ref": "#/components/schemas/Person"}})";
const std::string person = R"("components": {"schemas": {"Person": {"type": "object", "properties": {
  "id": {"type": "integer"}, "first_name": {"type": "string"}, "last_name": {"type": "string"},
  "emails": {"type": "array", "items": {"type": "object", "properties": {"label": {"type": "string"}, "value": {"type": "string"}}}},
  "phone": {"type": "string"}, "job_title": {"type": "string"}, "company": {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}},
  "updated_at": {"type": "string", "format": "date-time"}, "created_at": {"type": "integer", "description": "unix time"}}}}})";

std::string with_people(std::string_view parameters, std::string_view beside = "", std::string_view more_paths = "") {
  std::string text =
      document(parameters, R"({"type": "object", "properties": {)" + people + std::string(beside) + "}}", more_paths);
  text.pop_back();
  return text + ", " + person + "}";
}

Draft drafted(std::string_view text) {
  const Material made = material(text);
  Draft draft = draft_of(made, {"made-up", ""});
  if (!draft.connector.is_null()) CHECK(problems_of(draft, made) == std::vector<std::string>{});
  return draft;
}

const Json& contacts(const Draft& draft) {
  const Json* stream = draft.connector.at("/streams/contacts");
  REQUIRE(stream);
  return *stream;
}

const std::string limit = R"({"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 250}})";

}  // namespace

TEST_CASE("a document's list becomes a stream: where it is, its fields and the forms of its times") {
  const Draft draft = drafted(with_people(limit));
  CHECK(*contacts(draft).find("fields") == json(R"({"id": "/id", "first_name": "/first_name", "last_name": "/last_name",
    "emails": {"from": "/emails", "each": "/value"}, "phones": "/phone", "title": "/job_title", "company": "/company/id",
    "created": {"from": "/created_at", "form": "epoch_s"}, "changed": "/updated_at"})"));
  CHECK(contacts(draft).text_or("records", "?") == "/data");
  CHECK(draft.connector.at("/origins/api")->text() == "https://api.made-up.example/v7");
  CHECK(draft.connector.text_or("title", "") == "Made Up");
  CHECK(draft.connector.text_or("proven", "") == "none");
  CHECK(why(draft, "/streams/contacts/fields/emails") == "a list called \"emails\" with \"value\" in each");
  CHECK(why(draft, "/streams/contacts").starts_with("GET /contacts in api.json:"));
  CHECK(misses(draft, "how deletions are told"));
  CHECK_FALSE(contacts(draft).has("deleted"));
}

TEST_CASE("paging is guessed by what the answer tells and what can be asked") {
  struct Row {
    std::string parameters, beside, pages, query;
  };
  const auto named = [](const char* name, const char* more = "") {
    return R"({"name": ")" + std::string(name) + R"(", "in": "query", "schema": {"type": "integer")" + more + "}}";
  };
  const std::vector<Row> rows = {
      {limit + "," + named("after"),
       R"(, "paging": {"type": "object", "properties": {"next": {"type": "object", "properties": {"after": {"type": "string"}}}}})",
       R"({"kind": "cursor", "from": "/paging/next/after", "size": 250})",
       R"({"after": "${cursor}", "limit": "${size}"})"},
      {limit, R"(, "links": {"type": "object", "properties": {"next": {"type": "string", "format": "uri"}}})",
       R"({"kind": "next", "from": "/links/next", "size": 250})", R"({"limit": "${size}"})"},
      {limit + "," + named("offset"), "", R"({"kind": "offset", "first": 0, "size": 250, "ends": ["empty_page"]})",
       R"({"offset": "${offset}", "limit": "${size}"})"},
      {limit + "," + named("offset"), R"(, "has_more": {"type": "boolean"})",
       R"({"kind": "offset", "first": 0, "size": 250, "ends": [{"/has_more": false}]})",
       R"({"offset": "${offset}", "limit": "${size}"})"},
      {named("page", R"(, "minimum": 0)") + "," + named("per_page", R"(, "default": 20)"), "",
       R"({"kind": "number", "first": 0, "size": 20, "ends": ["empty_page"]})",
       R"({"page": "${page}", "per_page": "${size}"})"},
      {named("since_id") + "," + limit, "",
       R"({"kind": "keyset", "from": "/id", "first": 0, "size": 250, "ends": ["empty_page"]})",
       R"({"since_id": "${after_id}", "limit": "${size}"})"},
      {named("page[number]") + "," +
           R"({"name": "page[size]", "in": "query", "description": "How many, up to 1,000 of them", "schema": {"type": "integer"}})",
       "", R"({"kind": "number", "first": 1, "size": 1000, "ends": ["empty_page"]})",
       R"({"page[number]": "${page}", "page[size]": "${size}"})"},
  };
  for (const auto& row : rows) {
    INFO(row.pages);
    const Draft draft = drafted(with_people(row.parameters, row.beside));
    CHECK(*contacts(draft).find("pages") == json(row.pages));
    CHECK(*contacts(draft).at("/request/query") == json(row.query));
    CHECK(why(draft, "/streams/contacts/pages") != "not guessed");
  }
}

TEST_CASE("a list that nobody can ask the next page of is read at once, and that is said") {
  const Draft draft = drafted(with_people("", R"(, "next_cursor": {"type": "string"})"));
  CHECK(*contacts(draft).find("pages") == json(R"({"kind": "one"})"));
  CHECK(misses(draft, "how the next page is asked for: the answer has \"next_cursor\""));
}

TEST_CASE("increments are asked for where a parameter and a field tell of changes") {
  const auto changes = [](std::string_view parameter) {
    return *contacts(drafted(with_people(limit + "," + std::string(parameter)))).find("changes");
  };
  CHECK(
      changes(R"({"name": "updated_since", "in": "query", "schema": {"type": "string", "format": "date-time"}})") ==
      json(R"({"kind": "since", "order": "none", "lag": "5m", "request": {"query": {"updated_since": "${since}"}}})"));
  CHECK(
      changes(R"({"name": "filter[modified_gte]", "in": "query", "schema": {"type": "integer"}})") ==
      json(
          R"({"kind": "since", "order": "none", "lag": "5m", "request": {"query": {"filter[modified_gte]": "${since}"}, "forms": {"since": "epoch_s"}}})"));
  CHECK(
      changes(R"({"name": "If-Modified-Since", "in": "header", "schema": {"type": "string"}})") ==
      json(
          R"({"kind": "since", "order": "none", "lag": "5m", "request": {"headers": {"If-Modified-Since": "${since}"}, "forms": {"since": "http_date"}}})"));
  for (const char* other : {"updated_before", "created_after", "since_when_ever", "update"}) {
    INFO(other);
    CHECK(changes(R"({"name": ")" + std::string(other) + R"(", "in": "query", "schema": {"type": "string"}})") ==
          json(R"({"kind": "none", "every": "24h"})"));
  }
}

TEST_CASE("logins come from the security schemes, the one that is at hand first") {
  const std::string schemes =
      R"({"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "servers": [{"url": "https://x.example"}],
    "components": {"securitySchemes": {
      "OAuth2": {"type": "oauth2", "flows": {"authorizationCode": {"authorizationUrl": "https://in.x.example/authorize", "tokenUrl": "https://x.example/oauth/token", "scopes": {"contacts.read": ""}}}},
      "apiKey": {"type": "apiKey", "in": "header", "name": "X-Api-Key"}, "Basic Auth": {"type": "http", "scheme": "basic"}}},
    "paths": {"/users": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "array", "items": {"properties": {"id": {"type": "string"}}}}}}}}}},
              "/me": {"get": {"responses": {}}}}})";
  const Draft draft = drafted(schemes);
  CHECK(*draft.connector.find("auth") == json(R"({
    "api_key": {"kind": "key", "send": {"headers": {"X-Api-Key": "${settings.key}"}}},
    "basic_auth": {"kind": "basic", "user": "${settings.user}", "password": "${settings.password}"},
    "oauth2": {"kind": "oauth2", "grant": "code", "client": "body", "id": "${settings.client_id}", "secret": "${settings.client_secret}",
      "authorize": {"origin": "login", "path": "/authorize"}, "rotates": true, "token": {"origin": "api", "path": "/oauth/token"}, "ask_scopes": ["contacts.read"]}})"));
  CHECK(*draft.connector.find("origins") == json(R"({"api": "https://x.example", "login": "https://in.x.example"})"));
  CHECK(draft.connector.at("/settings/key")->text_or("type", "") == "secret");
  CHECK(draft.connector.at("/settings/client_id")->text_or("for", "") == "oauth2");
  CHECK(*draft.connector.find("check") == json(R"({"request": {"path": "/me"}})"));
  CHECK(draft.connector.at("/streams/users/records")->text().empty());
  CHECK(misses(draft, "contacts: no list of them was found"));
}

TEST_CASE("a document without a login or an address asks for both") {
  const Draft draft = drafted(
      R"({"openapi": "3.0.0", "info": {"title": "x", "version": "1"}, "servers": [{"url": "/api/v2"}], "paths": {"/people":
    {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "array", "items": {"properties": {"uuid": {"type": "string"}}}}}}}}}}}})");
  CHECK(draft.connector.at("/origins/api")->text() == "${settings.site}/api/v2");
  CHECK(draft.connector.at("/settings/site/type")->text() == "url");
  CHECK(draft.connector.at("/auth/token/send/headers/Authorization")->text() == "Bearer ${settings.token}");
  CHECK(misses(draft, "how to log in"));
  CHECK(misses(draft, "people: where the e-mail addresses are"));
}

TEST_CASE("variables of an address become settings") {
  const Draft draft = drafted(
      R"({"openapi": "3.0.0", "info": {"title": "x", "version": "1"}, "servers": [{"url": "https://{region}.x.example/{Version}", "variables":
    {"region": {"default": "eu", "enum": ["eu", "us"]}, "Version": {"default": "v3"}}}], "paths": {"/contacts":
    {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "array", "items": {"properties": {"id": {"type": "string"}}}}}}}}}}}})");
  CHECK(draft.connector.at("/origins/api")->text() == "https://${settings.region}.x.example/${settings.version}");
  CHECK(
      *draft.connector.at("/settings/region") ==
      json(
          R"({"type": "choice", "of": ["eu", "us"], "default": "eu", "say": "part of the address: https://{region}.x.example/{Version}"})"));
}

TEST_CASE("Swagger 2.0 tells the same in its own words") {
  const Draft draft = drafted(
      R"({"swagger": "2.0", "info": {"title": "Old", "version": "2"}, "host": "old.example", "basePath": "/api", "schemes": ["https"],
    "securityDefinitions": {"key": {"type": "apiKey", "in": "query", "name": "api_key"}},
    "definitions": {"Deal": {"type": "object", "properties": {"id": {"type": "integer"}, "title": {"type": "string"}, "value": {"type": "number"}, "currency": {"type": "string"},
      "status": {"type": "string", "enum": ["open", "won", "lost"]}, "person_id": {"type": "integer"}, "expected_close_date": {"type": "string", "format": "date"}}}},
    "paths": {"/deals": {"get": {"parameters": [{"name": "start", "in": "query", "type": "integer"}, {"name": "limit", "in": "query", "type": "integer", "maximum": 100}],
      "responses": {"200": {"schema": {"type": "object", "properties": {"data": {"type": "array", "items": {"$ref": "#/definitions/Deal"}}}}}}}},
      "/deals/{id}": {"get": {"responses": {"200": {"schema": {"type": "object", "properties": {"data": {"$ref": "#/definitions/Deal"}}}}}}}}})");
  CHECK(draft.connector.at("/origins/api")->text() == "https://old.example/api");
  CHECK(*draft.connector.at("/auth/key/send") == json(R"({"query": {"api_key": "${settings.key}"}})"));
  CHECK(*draft.connector.at("/streams/deals/by_id") ==
        json(R"({"batch": 1, "record": "/data", "request": {"path": "/deals/${id}"}})"));
  CHECK(*draft.connector.at("/streams/deals/fields") ==
        json(R"({"id": "/id", "name": "/title", "amount": {"from": "/value", "currency": "/currency"},
    "contacts": "/person_id", "close_date": "/expected_close_date", "state": {"from": "/status", "words": {"won": "won", "lost": "lost", "*": "open"}}})"));
}

TEST_CASE("a search by POST is taken where no list is, and what it requires is sent") {
  const Draft draft = drafted(
      R"({"openapi": "3.0.0", "info": {"title": "x", "version": "1"}, "servers": [{"url": "https://x.example"}], "paths": {
    "/contacts": {"post": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "array", "items": {"properties": {"id": {"type": "string"}}}}}}}}}},
    "/contacts/search": {"post": {"requestBody": {"content": {"application/json": {"schema": {"type": "object", "required": ["limit", "view", "secret"],
        "properties": {"limit": {"type": "integer"}, "skip": {"type": "integer"}, "view": {"type": "string", "enum": ["all", "mine"]}, "secret": {"type": "string"}}}}}},
      "responses": {"200": {"content": {"application/json": {"schema": {"type": "object", "properties": {"results": {"type": "array", "items": {"properties": {"id": {"type": "string"}}}}}}}}}}}}}})");
  CHECK(
      *contacts(draft).find("request") ==
      json(
          R"({"path": "/contacts/search", "method": "POST", "json": {"skip": "${offset}", "limit": "${size}", "view": "all"}})"));
  CHECK(misses(draft, "what to send as \"secret\" (json), which the document requires"));
}

TEST_CASE("fields that a document does not name are said to be missing") {
  const Draft draft = drafted(document(
      limit,
      R"({"type": "object", "properties": {"results": {"type": "array", "items": {"type": "object", "properties": {
    "id": {"type": "string"}, "properties": {"type": "object", "additionalProperties": {"type": "string"}}}}}}})"));
  CHECK(misses(draft, "the fields in /properties, which the document does not name"));
}

TEST_CASE("references are followed into other files, and a ring of them ends") {
  const Documents documents = {
      {"api.json", json(document(limit, R"({"$ref": "./types.json#/List"})"))},
      {"types.json",
       json(R"({"List": {"type": "object", "properties": {"items": {"type": "array", "items": {"$ref": "#/One"}}}},
        "One": {"properties": {"id": {"type": "string"}, "email": {"type": "string"}, "parent": {"$ref": "#/One"}, "loop": {"$ref": "#/Ring"}}},
        "Ring": {"$ref": "#/Ring"}})")}};
  CHECK(files_referred_to(documents.at("api.json")) == std::vector<std::string>{"types.json"});
  const auto made = material_of(documents, "api.json");
  REQUIRE(made);
  const Draft draft = draft_of(*made, {"made-up", ""});
  CHECK(*contacts(draft).find("fields") == json(R"({"id": "/id", "emails": "/email"})"));
}

TEST_CASE("a list without a telling name is known by the path that reads one, and one that is not described is said") {
  const std::string list =
      R"("get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "array", "items": {"properties": {"id": {"type": "string"}}}}}}}}})";
  const Draft draft = drafted(
      R"({"openapi": "3.0.0", "info": {"title": "x", "version": "1"}, "servers": [{"url": "https://x.example"}], "paths": {
    "/objects/0-3": {)" +
      list + R"(}, "/objects/0-3/{dealId}": {"get": {}}, "/objects/0-4": {)" + list +
      R"(}, "/contacts": {"get": {"responses": {"200": {}}}}}})");
  REQUIRE(draft.connector.find("streams")->members().size() == 1);
  CHECK(draft.connector.at("/streams/deal/request/path")->text() == "/objects/0-3");
  CHECK(misses(draft, "GET /contacts may list contacts, but the document does not say what its answer holds"));
}

TEST_CASE("edges with a node in each are records, too") {
  const Draft draft = drafted(document(
      limit + R"(, {"name": "starting_after", "in": "query", "schema": {"type": "string"}})",
      R"({"properties": {"data": {"properties": {"people": {"properties": {"edges": {"type": "array", "items": {"properties": {"node": {"properties":
      {"id": {"type": "string"}, "name": {"properties": {"firstName": {"type": "string"}}}}}}}}, "pageInfo": {"properties": {"endCursor": {"type": "string"}}}}}}}}})"));
  CHECK(*contacts(draft).find("fields") == json(R"({"id": "/node/id", "first_name": "/node/name/firstName"})"));
  CHECK(*contacts(draft).find("pages") ==
        json(R"({"kind": "cursor", "from": "/data/people/pageInfo/endCursor", "size": 250})"));
}

TEST_CASE("what is no OpenAPI document is refused, and one without a list says what is missing") {
  CHECK(material_of(Documents{{"a.json", json("{}")}}, "a.json").error().code == "usage");
  CHECK(material_of(Documents{{"a.json", json(R"({"openapi": "4.0.0", "paths": {}})")}}, "a.json").error().code ==
        "usage");
  const Draft draft = drafted(
      R"({"openapi": "3.0.0", "info": {"title": "x", "version": "1"}, "paths": {"/lists/{id}/contacts": {"get": {}}, "/contacts": {"post": {}}}})");
  CHECK(draft.connector.is_null());
  CHECK(misses(draft, "a list to begin with: no request in api.json"));
}

TEST_CASE("each guess stands as a comment beside what it says, and the file can be read") {
  const Material made = material(with_people(limit));
  const Draft draft = draft_of(made, {"made-up", "../connector.schema.json"});
  const std::string text = connector_text(draft, made);
  std::size_t comments = 0;
  for (auto at = text.find("// guessed: "); at != std::string::npos; at = text.find("// guessed: ", at + 1)) ++comments;
  std::set<std::string> places;
  for (const auto& guess : draft.guesses) places.insert(guess.pointer);
  CHECK(comments == places.size());
  CHECK(text.find("\"phones\": \"/phone\", // guessed: it is called \"phone\"\n") != std::string::npos);
  CHECK(json(text) == draft.connector);
  const std::string readme = readme_text(draft, made);
  for (const auto& guess : draft.guesses) CHECK(readme.find("| " + guess.pointer + " | ") != std::string::npos);
  for (const auto& one : draft.missing) CHECK(readme.find("- " + one.substr(0, 40)) != std::string::npos);
}

TEST_CASE("several documents make one connector, and of several lists of a kind the likeliest is taken") {
  Material leads = material(
      R"({"openapi": "3.0.0", "info": {"title": "Leads", "version": "1"}, "servers": [{"url": "https://x.example"}], "paths": {"/leads":
    {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "array", "items": {"properties": {"id": {"type": "string"}}}}}}}}}}}})");
  const Material both = together({leads, material(with_people(limit))});
  CHECK(both.title == "Leads");
  REQUIRE(both.lists.size() == 1);
  CHECK(both.lists[0].path == "/contacts");
}
