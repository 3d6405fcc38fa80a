// What is left of an answer after scrubbing: nothing of anybody, and all that the connector file needs.
#include <catch2/catch.hpp>

#include "conformance/scrub.hpp"
#include "files.hpp"

using namespace goodword;
using namespace goodword::conformance;
using base::Json;

namespace {

const char* const scrubbed_by = R"({
  "settings": {"site": {"type": "url"}, "database": {"type": "text"}, "tag_field": {"type": "text", "default": "gw_tags"}},
  "origins": {"api": "https://api.vendor.example/v1"},
  "answers": [{"when": {"/code": "TOO_FAST"}, "do": "throttled"}, {"when": {"/message": {"has": "by the day"}}, "do": "throttled"},
              {"when": {"/policy": {"match": "(?i)^secondly$"}}, "do": "throttled", "wait": "header:X-Reset"}],
  "streams": {
    "people": {"kind": "contact", "fields": {"id": "/id", "first_name": "/properties/firstname", "last_name": "/properties/lastname", "emails": {"from": "/mails", "each": "/address"},
      "phones": "/tel", "title": "/job", "company": "/org_id/value", "changed": "/touched", "stage": {"from": "/stage", "words": {"customer": "won", "*": "open"}}}},
    "deals": {"kind": "opportunity", "fields": {"id": "/id", "name": "/title", "amount": {"from": "/value", "currency": "/currency"}, "loss_reason": "/reason"}}}})";

/// As text, so that a difference can be seen.
std::string text(std::string_view json_text) { return base::write_canonical(json(json_text)); }

std::string scrubbed(std::string_view body, const Json& crm = Json()) {
  Scrubber scrubber(json(scrubbed_by), crm, {"gw:refer"});
  ports::HttpResponse response{.status = 200};
  response.body = body;
  const Json made = scrubber.answer(response);
  REQUIRE(made.find("json"));
  return base::write_canonical(*made.find("json"));
}

}  // namespace

TEST_CASE("mapped fields become invented values of their kind, and equal ones stay equal") {
  CHECK(scrubbed(R"({"data": [
    {"id": 20417, "properties": {"firstname": "Joan", "lastname": "Ferris"}, "mails": [{"address": "joan@ferris.example"}, {"address": "j@home.example"}],
     "tel": "+44 20 1234 5678", "job": "Head of Things", "org_id": {"value": 9, "name": "Ferris & Co"}, "touched": "2026-01-02T03:04:05Z", "stage": "customer"},
    {"id": 20418, "properties": {"firstname": "Joan", "lastname": null}, "mails": [{"address": "joan@ferris.example"}], "tel": 442012345678, "stage": "new one"}]})") ==
        text(R"({"data": [
    {"id": 20417, "properties": {"firstname": "First1", "lastname": "Last1"}, "mails": [{"address": "person1@example.com"}, {"address": "person2@example.com"}],
     "tel": "+999 555 000001", "job": "Text 1", "org_id": {"value": 9, "name": "Name 1"}, "touched": "2026-01-02T03:04:05Z", "stage": "customer"},
    {"id": 20418, "properties": {"firstname": "First1", "lastname": null}, "mails": [{"address": "person1@example.com"}], "tel": 900000000001, "stage": "Text 2"}]})"));
}

TEST_CASE("money and what deals are about is invented, currencies and dates stay") {
  CHECK(
      scrubbed(
          R"([{"id": "55", "title": "Ferris wants it all", "value": "1250.75", "currency": "GBP", "reason": "too dear for Joan"},
                     {"id": "56", "title": "Ferris wants it all", "value": 98000, "currency": "GBP"}])") ==
      text(R"([{"id": "55", "title": "Text 1", "value": "1.5", "currency": "GBP", "reason": "Text 2"},
                 {"id": "56", "title": "Text 1", "value": 90001, "currency": "GBP"}])"));
}

TEST_CASE("what the file does not map is judged by its name, and whatever is not known is replaced") {
  CHECK(
      scrubbed(
          R"({"home_phone": "020 1234", "mobile": "07700900123", "birthday": "1961-05-04", "zip": "10115", "iban": "DE02120300000000202051",
    "given_name": "Joan", "fullName": "Joan Ferris", "note": "call Joan", "website": "https://ferris.example/joan", "lat": 51.507351,
    "created": "2026-01-02 03:04:05", "count": 12, "open": true, "nothing": null, "user_id": "user_xhXnktGFdVl33c53eEWvOWp", "owner_id": "joan.ferris",
    "next_cursor": "am9hbkBmZXJyaXM=", "json": "{\"mail\": \"joan@ferris.example\"}", "both": "joan@ferris.example; j@home.example", "told": "write to joan@ferris.example now"})") ==
      text(
          R"({"home_phone": "+999 555 000001", "mobile": "+999 555 000002", "birthday": "1970-01-01", "zip": "90001", "iban": "Text 1",
    "given_name": "First1", "fullName": "Name 1", "note": "Text 2", "website": "https://site1.example", "lat": 1.5,
    "created": "2026-01-02 03:04:05", "count": 12, "open": true, "nothing": null, "user_id": "user_xhXnktGFdVl33c53eEWvOWp", "owner_id": "id-1",
    "next_cursor": "id-2", "json": "{\"mail\":\"person1@example.com\"}", "both": "person1@example.com;person2@example.com", "told": "Text 3"})"));
}

TEST_CASE("words of the file, our own tags and what it looks for in texts stay") {
  CHECK(
      scrubbed(
          R"({"code": "TOO_FAST", "tags": "gw:refer", "message": "Joan asked too much by the day", "policy": "SECONDLY", "other": "secondly Joan"})") ==
      text(
          R"({"code": "TOO_FAST", "tags": "gw:refer", "message": "Text 1 by the day", "policy": "Text 2 SECONDLY", "other": "Text 3"})"));
}

TEST_CASE("names of members stay, but those that people made up") {
  CHECK(scrubbed(R"({"joan@ferris.example": 1, "Favourite dish of Joan": 2, "cf_12.add": 3, "@odata.count": 4})") ==
        text(R"({"Text 1": 1, "Text 2": 2, "cf_12.add": 3, "@odata.count": 4})"));
}

TEST_CASE("addresses keep the vendor's host, the firm's becomes another, and both lose what stands in them") {
  const Json crm = json(
      R"({"settings": {"site": "https://crm.ferris.example/base", "database": "ferris", "tag_field": "our_tags"}, "login": "key",
    "change": {"origins": {"api": "https://crm.ferris.example"}}, "secrets": {"key": {"file": "/x"}}})");
  Scrubber scrubber(json(scrubbed_by), crm, {});
  CHECK(scrubber.crm() == json(R"({"login": "key", "change": {"origins": {"api": "https://crm1.example"}},
    "settings": {"site": "https://crm1.example/base", "database": "database", "tag_field": "our_tags"}})"));
  CHECK(
      scrubbed(
          R"({"next": "https://api.vendor.example/v1/people/joan@ferris.example?page=2&token=abcJoan", "own": "https://crm.ferris.example/v1/2",
    "path": "/v1/query/01gRM000-Joan", "our_tags": "our_tags"})",
          crm) ==
      text(
          R"({"next": "https://api.vendor.example/v1/people/id-1?page=2&token=id-2", "own": "https://crm1.example/v1/2",
    "path": "/v1/id-3/id-4", "our_tags": "Text 1"})"));
}

TEST_CASE("of headers only those stay that the file looks at and those that say nothing") {
  Scrubber scrubber(json(scrubbed_by), Json(), {});
  ports::HttpResponse response{.status = 429};
  response.headers = {
      {"Set-Cookie", "session=joan"},
      {"Authorization", "Bearer joan"},
      {"X-Reset", "12"},
      {"X-Trace", "joan"},
      {"Date", "Wed, 09 Feb 2022 15:58:35 GMT"},
      {"Link", "<https://api.vendor.example/v1/people?after=Joan>; rel=\"next\", <https://x.example>; rel=\"last\""}};
  response.body = "<html>Joan</html>";
  CHECK(scrubber.answer(response) ==
        json(R"({"status": 429, "headers": {"X-Reset": "12", "Date": "Wed, 09 Feb 2022 15:58:35 GMT",
    "Link": "<https://api.vendor.example/v1/people?after=id-1>; rel=\"next\""}, "body": "what was no JSON"})"));
}

TEST_CASE("an id that was replaced is told, one that tells nothing is as it was") {
  Scrubber scrubber(json(scrubbed_by), Json(), {});
  ports::HttpResponse response{.status = 200};
  response.body = R"([{"id": "Joan Ferris"}, {"id": "20417"}])";
  scrubber.answer(response);
  CHECK(scrubber.id("Joan Ferris") == "id-1");
  CHECK(scrubber.id("20417") == "20417");
}
