#include <catch2/catch.hpp>

#include "connector/plan.hpp"
#include "connector/requests.hpp"
#include "made.hpp"

using namespace goodword;
using namespace goodword::connector;
using namespace goodword::connector::test;

TEST_CASE("the shipped connectors compile without a problem") {
  const auto hubspot = compile(shipped("hubspot"), "h", hubspot_crm(), "c");
  CHECK(problems_text(hubspot.problems) == "");
  const auto tryton = compile(shipped("tryton"), "t", tryton_crm(), "c");
  CHECK(problems_text(tryton.problems) == "");
  REQUIRE(hubspot.compiled);
  REQUIRE(tryton.compiled);
  CHECK(origins_of(*hubspot.compiled) == std::vector<std::string>{"https://api.hubapi.com"});
  const auto by_oauth = settings(
      R"({"connector": "hubspot", "login": "oauth", "settings": {"client_id": "us"}, "secrets": {"client_secret": {"file": "x"}}})");
  CHECK(origins_of(compiled(shipped("hubspot"), by_oauth)) ==
        std::vector<std::string>{"https://api.hubapi.com", "https://app.hubspot.com"});
  CHECK(origins_of(*tryton.compiled) == std::vector<std::string>{"http://127.0.0.1:8000"});
}

TEST_CASE("every request can be printed, and no secret stands in one") {
  for (const auto& [name, crm] :
       {std::pair(std::string("hubspot"), hubspot_crm()), std::pair(std::string("tryton"), tryton_crm())}) {
    std::string all;
    for (const auto& request : requests_of(compiled(shipped(name), crm))) {
      CHECK(request.url.starts_with(name == "hubspot" ? "https://api.hubapi.com/" : "http://127.0.0.1:8000/firm/"));
      all += to_text(request) + "\n";
    }
    CHECK(all.find("connector.invalid") == std::string::npos);
    CHECK(all.find("${") == std::string::npos);
    CHECK(all.find(name == "hubspot" ? "Authorization: Bearer ***\n" : "Authorization: Session ***\n") !=
          std::string::npos);
  }
}

TEST_CASE("a field may be written only if the file says so, under the name by which it is asked for") {
  auto crm = hubspot_crm();
  crm.set("change", settings(R"({"streams": {"contacts": {
    "fields": {"city": {"from": "/properties/city", "write": true}, "country": {"from": "/properties/country", "write": false},
               "title": {"from": "/properties/jobtitle", "write": "/elsewhere"}},
    "custom": {"region": {"from": "/properties/region", "type": "text", "write": true},
               "branch": {"from": "/properties/branch", "type": "text", "write": false}}}}})"));
  const auto made = compiled(shipped("hubspot"), crm);
  std::map<std::string, std::string> written;
  for (const auto& field : stream_named(made.plan(), "contacts")->shape.fields)
    if (!field.write.empty()) written[field.name] = field.write;
  CHECK(written ==
        std::map<std::string, std::string>{{"city", "/city"}, {"title", "/elsewhere"}, {"region", "/region"}});
}

TEST_CASE("a null takes away what is further below, through patterns that are like others and in the operator's file") {
  const std::string patterns = R"("patterns": {
    "list": {"kind": "contact", "records": "/rows", "pages": {"kind": "one"}, "request": {"query": {"all": "yes"}},
      "deleted": {"kind": "feed", "request": {"path": "/deleted"}, "records": "/rows", "id": "/id"}},
    "feed": {"like": "list", "changes": {"kind": "since", "lag": "0s", "request": {"query": null, "json": {"since": "${since}"}}}},
    "more": {"like": "feed", "where": {"/hidden": null}}},)";
  const auto file = made_of(
      R"("contacts": {"like": "more", "request": {"path": "/contacts"}, "fields": {"id": "/id", "changed": "/changed"}})",
      patterns);
  const auto made = compiled(file, settings("{}"));
  const auto& stream = *stream_named(made.plan(), "contacts");
  CHECK(stream.request.query.size() == 1);
  CHECK(stream.changes.request.query.empty());
  CHECK(stream.shape.where.size() == 1);
  CHECK(stream.deleted);
  const auto changed =
      compiled(file, settings(R"({"change": {"streams": {"contacts": {"deleted": null, "where": {"/hidden": true}}},
    "patterns": {"feed": {"request": {"query": null}}, "more": {"where": null}}}})"));
  const auto& own = *stream_named(changed.plan(), "contacts");
  CHECK_FALSE(own.deleted);
  CHECK(own.request.query.empty());
  CHECK(own.shape.where.size() == 1);
}
