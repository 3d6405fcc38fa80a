// Logins that sign each request: what is signed is what is sent, and the secret is nowhere.
#include <catch2/catch.hpp>

#include "base/digest.hpp"
#include "connector/requests.hpp"
#include "connector/sign.hpp"
#include "made.hpp"

using namespace goodword;
using namespace goodword::connector;
using namespace goodword::connector::test;
using base::Json;

namespace {

const std::string settings_of =
    R"("settings": {"key": {"type": "secret"}, "who": {"type": "text", "default": "firm"}},)";
const std::string usual =
    R"({"kind": "hmac_sha256", "key": "${settings.key}", "over": "${method}\n${path}\n${timestamp}\n${body}", "in": "header:X-Sign", "timestamp": {"from": "header:X-Time"}})";
const std::string rows =
    R"("contacts": {"kind": "contact", "records": "/rows", "request": {"path": "/rows", "query": {"q": "Müller & Söhne", "cursor": "${cursor}"}},
    "pages": {"kind": "cursor", "from": "/next"}, "changes": {"kind": "none"}, "fields": {"id": "/id"}})";

Json signed_file(const std::string& signature, const std::string& auth = "", const std::string& more = "") {
  Json file = made_of(rows, settings_of + more);
  return base::merge_patch(file, settings(R"({"auth": {"none": null, "signed": {"kind": "signed", )" + auth +
                                          R"("signature": )" + signature + "}}}"));
}

Json crm_file() { return settings(R"({"secrets": {"key": {"file": "x"}}})"); }

struct Signing : World {
  explicit Signing(const std::string& signature, const std::string& auth = "", const std::string& more = "")
      : World(signed_file(signature, auth, more), crm_file(), {{"key", "s3cret"}}) {}
};

std::string header(const ports::HttpRequest& request, std::string_view name) {
  return ports::HttpResponse{.headers = request.headers}.header(name);
}

std::string path_of(const ports::HttpRequest& request) { return request.url.substr(request.url.find('/', 8)); }

/// What a CRM would compute from what it got.
std::string expected(const ports::HttpRequest& request) {
  return base::to_hex(base::hmac_sha256(
      "s3cret", request.method + "\n" + path_of(request) + "\n" + header(request, "X-Time") + "\n" + request.body));
}

model::Operation note() {
  model::Operation made;
  made.id = "a";
  made.change.subject = {"main", model::Kind::contact, "7"};
  made.change.action = model::Action::note;
  made.change.body = "Grüße";
  return made;
}
const std::string notes =
    R"("writes": {"note": {"on": {"contact": {}}, "request": {"path": "/notes", "json": {"of": "${id}", "text": "${body}"}}, "results": {"id": "/id"},
    "sameness": {"class": "D", "why": "nothing to look for"}, "undo": {"request": {"method": "DELETE", "path": "/notes/${created}"}}}},)";

std::string code(Sign::Kind kind, Sign::Form form, const std::string& key, const Signable& call,
                 const std::string& over = "${body}") {
  Sign sign;
  sign.kind = kind;
  sign.key = split_placeholders("${settings.key}");
  sign.over = split_placeholders(over);
  Values secrets;
  secrets.set_text("settings.key", key);
  const auto made = code_of(sign, call, secrets);
  return made ? spelled_code(*made, form) : "none";
}

}  // namespace

TEST_CASE("codes are those of the standards' and the vendors' own examples") {
  using enum Sign::Kind;
  const auto hex = Sign::Form::hex, base64 = Sign::Form::base64;
  const std::string asked = "what do ya want for nothing?";
  // RFC 4231, case 2; RFC 2202, case 2
  CHECK(code(hmac_sha256, hex, "Jefe", {"", "", asked}) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(code(hmac_sha1, hex, "Jefe", {"", "", asked}) == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  // docs.github.com, validating webhook deliveries
  CHECK(code(hmac_sha256, hex, "It's a Secret to Everybody", {"", "", "Hello, World!"}) ==
        "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
  // docs.aws.amazon.com, signing REST requests of S3 (version 2): object GET
  CHECK(code(hmac_sha1, base64, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
             {"GET", "https://awsexamplebucket1.us-west-1.s3.amazonaws.com/photos/puppy.jpg", "",
              "Tue, 27 Mar 2007 19:36:42 +0000"},
             "${method}\n\n\n${timestamp}\n/awsexamplebucket1${path}") == "qgk2+6Sv9/oM7G3qLEjTH1a1l1g=");
  CHECK(code(hmac_sha256, hex, "k", {"GET", "https://crm.example", ""}, "${path}|${url}") ==
        base::to_hex(base::hmac_sha256("k", "/|https://crm.example")));
  CHECK(code(hmac_sha256, hex, "k", {"GET", "https://crm.example?a=1", ""}, "${path}") ==
        base::to_hex(base::hmac_sha256("k", "/?a=1")));
  CHECK(code(hmac_sha256, hex, "", {"", "", "x"}) == "none");
}

TEST_CASE("each request is signed as it goes out: method, encoded path and query, body and time") {
  Signing world(usual, R"("send": {"headers": {"X-Who": "${settings.who}"}, "query": {"v": "2"}}, )", notes);
  world.crm.replies = {answer(200, R"({"rows":[{"id":"1"}],"next":"a b/ü"})"), answer(200, R"({"rows":[]})"),
                       answer(201, R"({"id":"n1"})")};
  const auto brought = bring(*world.remote, "contacts", ports::PullMode::full);
  CHECK(brought.complete);
  const auto operation = note();
  CHECK(world.remote->apply({&operation, 1}, {})[0].kind == model::Outcome::Kind::done);
  REQUIRE(world.crm.seen.size() == 3);
  CHECK(path_of(world.crm.seen[1]) == "/rows?q=M%C3%BCller%20%26%20S%C3%B6hne&cursor=a%20b%2F%C3%BC&v=2");
  CHECK(world.crm.seen[2].body == R"({"of":"7","text":"Grüße"})");
  for (const auto& request : world.crm.seen) {
    CAPTURE(request.url);
    CHECK(header(request, "X-Sign") == expected(request));
    CHECK(header(request, "X-Who") == "firm");
    CHECK(header(request, "X-Time") == "1793696400");
  }
  // Computed apart from this program, of the first request.
  CHECK(header(world.crm.seen[0], "X-Sign") == "3a04c899eca4ed7a7636c1246009e7ace7cbca89cb290b0248c5ffdd83255068");
}

TEST_CASE("a request that is sent again is dated and signed anew") {
  Signing world(usual);
  world.crm.replies = {answer(429, "", {{"Retry-After", "30"}}), answer(200, R"({"rows":[]})")};
  CHECK(bring(*world.remote, "contacts", ports::PullMode::full).complete);
  REQUIRE(world.crm.seen.size() == 2);
  CHECK(header(world.crm.seen[0], "X-Time") == "1793696400");
  CHECK(header(world.crm.seen[1], "X-Time") == "1793696430");
  CHECK(header(world.crm.seen[1], "X-Sign") == expected(world.crm.seen[1]));
}

TEST_CASE("the time of a signature is the CRM's, as its answers tell it") {
  Signing world(usual);
  const ports::Headers ahead = {{"Date", "Tue, 03 Nov 2026 09:10:00 GMT"}};
  world.crm.replies = {answer(200, R"({"rows":[{"id":"1"}],"next":"2"})", ahead), answer(200, R"({"rows":[]})", ahead)};
  CHECK(bring(*world.remote, "contacts", ports::PullMode::full).complete);
  REQUIRE(world.crm.seen.size() == 2);
  CHECK(header(world.crm.seen[1], "X-Time") == "1793697000");
}

TEST_CASE("a signature stands as its connector spells it: by SHA-1, in base64, behind a scheme and who signs") {
  Signing world(
      R"({"kind": "hmac_sha1", "key": "${settings.key}", "over": "${url}${timestamp}", "in": "header:Authorization", "form": "base64", "prefix": "HMAC ${settings.who}:",
      "timestamp": {"from": "header:Date", "form": "http_date"}})");
  world.crm.replies = {answer(200, R"({"rows":[]})")};
  CHECK(bring(*world.remote, "contacts", ports::PullMode::full).complete);
  const auto& request = world.crm.seen.at(0);
  CHECK(header(request, "Date") == "Tue, 03 Nov 2026 09:00:00 GMT");
  CHECK(header(request, "Authorization") ==
        "HMAC firm:" + base::to_base64(base::hmac_sha1("s3cret", request.url + "Tue, 03 Nov 2026 09:00:00 GMT")));
}

TEST_CASE("a login that is refused although it is signed ends, and an empty secret sends nothing") {
  Signing world(usual);
  world.crm.replies = {answer(401, "{}")};
  CHECK(bring(*world.remote, "contacts", ports::PullMode::full).records.find("remote.login") != std::string::npos);
  CHECK(world.crm.seen.size() == 1);
  World empty(signed_file(usual), crm_file(), {{"key", ""}});
  CHECK(bring(*empty.remote, "contacts", ports::PullMode::full).records.find("connector.invalid") != std::string::npos);
  CHECK(empty.crm.seen.empty());
}

TEST_CASE("printed requests show where the signature stands and not what it is") {
  const auto result = compile(
      signed_file(
          R"({"kind": "hmac_sha256", "key": "${settings.key}", "over": "${method}${path}${timestamp}${body}", "in": "header:X-Sign", "prefix": "v1=",
      "timestamp": {"from": "header:X-Time"}})",
          "", notes),
      "c", crm_file(), "crm.json");
  REQUIRE(result.compiled);
  std::string text;
  for (const auto& request : requests_of(*result.compiled)) text += to_text(request);
  CHECK_THAT(text, Catch::Contains("X-Sign: v1=***\n") && Catch::Contains("X-Time: 1793696400\n"));
  const auto signatures = text.find("X-Sign: v1=***"), any = text.find("X-Sign: ");
  CHECK(signatures == any);
  CHECK(text.find("s3cret") == std::string::npos);
}

TEST_CASE("a signed login that cannot be run is refused where the file is wrong") {
  const auto faults = [](const std::string& signature) {
    return problems_text(compile(signed_file(signature), "c", crm_file(), "crm.json").problems);
  };
  const auto with = [](const std::string& more) {
    return R"({"kind": "hmac_sha256", "key": "${settings.key}", "over": "${body}", "in": "header:X", )" + more + "}";
  };
  CHECK(faults(usual).empty());
  struct Row {
    std::string signature, said;
  };
  const std::vector<Row> table = {
      {R"({"kind": "token", "key": "${settings.key}", "in": "header:X"})",
       "a login is signed by hmac_sha256 or hmac_sha1"},
      {R"({"kind": "hmac_sha256", "key": "${settings.key}", "in": "header:X"})", "nothing says what is signed"},
      {R"({"kind": "hmac_sha256", "key": "${settings.key}", "over": "${body}", "in": "/x"})",
       "our signature stands in a header"},
      {R"({"kind": "hmac_sha256", "key": "${settings.key}", "over": "${body}"})", "where the signature stands"},
      {R"({"kind": "hmac_sha256", "over": "${body}", "in": "header:X"})", "a signature is made with a key"},
      {with(R"("form": "raw")"), "bytes as they are cannot stand in a header"},
      {with(R"("timestamp": {"from": "/at"})"), "a time that is not signed"},
      {R"({"kind": "hmac_sha256", "key": "${settings.key}", "over": "${timestamp}", "in": "header:X", "timestamp": {"from": "/at"}})",
       "the time of our signature stands in a header"},
      {R"({"kind": "hmac_sha256", "key": "${settings.key}", "over": "${timestamp}", "in": "header:X", "timestamp": {"from": "header:T", "form": "html"}})",
       "this is no form of a time"},
      {with(R"("tolerance": "5m")"), "\"tolerance\" is for what the CRM signs"},
      {with(R"("prefix": "${id}")"), "id"},
  };
  for (const auto& [signature, said] : table) {
    CAPTURE(signature);
    CHECK_THAT(faults(signature), Catch::Contains(said));
  }
  const Json hooked = made_of(
      rows,
      settings_of +
          R"("webhooks": {"signature": {"kind": "hmac_sha256", "key": "${settings.key}", "over": "${body}", "in": "header:X", "prefix": "v1="},
      "events": null, "type": "/t", "id": "/id", "hints": {"c": "contacts"}},)");
  CHECK_THAT(problems_text(compile(hooked, "c", crm_file(), "crm.json").problems),
             Catch::Contains("\"prefix\" is for signatures of ours"));
}
