// Answers of a live CRM as samples: what is written plays again, and holds nothing of what came.
#include <catch2/catch.hpp>

#include "conformance/recording.hpp"
#include "conformance/rehearsal.hpp"
#include "conformance/sample.hpp"
#include "connector/remote.hpp"
#include "files.hpp"

using namespace goodword;
using namespace goodword::conformance;
using base::Json;

namespace {

const char* const recorded_by = R"({
  "connector": "made", "version": "1.0.0", "title": "Made", "api": "v1", "proven": "none",
  "settings": {"client_id": {"type": "text"}, "client_secret": {"type": "secret"}},
  "origins": {"api": {"url": "${login.api}", "within": ["vendor.example"]}, "login": "https://login.vendor.example"},
  "auth": {"client": {"kind": "oauth2", "grant": "client", "client": "body", "id": "${settings.client_id}", "secret": "${settings.client_secret}",
    "token": {"origin": "login", "path": "/token"}, "keep": {"api": "/instance"}}},
  "streams": {
    "people": {"kind": "contact", "request": {"path": "/people", "query": {"after": "${cursor}"}}, "records": "/data",
      "pages": {"kind": "cursor", "from": "/next"},
      "changes": {"kind": "since", "order": "none", "lag": "1m", "request": {"query": {"since": "${since}"}}},
      "by_id": {"batch": 1, "record": "", "request": {"path": "/people/${id}"}},
      "deleted": {"kind": "feed", "request": {"path": "/gone", "query": {"since": "${since}"}}, "records": "", "id": "/id", "pages": {"kind": "one"}},
      "fields": {"id": "/key", "name": "/name", "emails": "/email", "changed": "/changed"}},
    "events": {"kind": "activity", "request": {"path": "/queue"}, "records": "", "pages": {"kind": "queue", "ends": ["empty_page"], "ack": {"request": {"path": "/ack", "json": {"ids": "${acks}"}}, "from": "/id"}},
      "changes": {"kind": "queue"}, "fields": {"id": "/id", "kind": {"const": "note"}}}}})";

/// A CRM of three people, the last of whom can be asked for by a second page.
class Crm : public ports::HttpClient {
 public:
  std::unique_ptr<ports::PendingResponse> start(ports::HttpRequest request) override {
    class Now : public ports::PendingResponse {
     public:
      explicit Now(std::string body) : body_(std::move(body)) {}
      base::Result<ports::HttpResponse> wait(std::stop_token) override {
        return ports::HttpResponse{
            200, {{"Set-Cookie", "sid=secret-cookie"}, {"Date", "Wed, 25 Nov 2026 09:00:00 GMT"}}, body_, body_.size()};
      }
      std::string body_;
    };
    const auto asks = [&](std::string_view part) { return request.url.find(part) != std::string::npos; };
    const std::string first =
        R"({"key": "joan.ferris", "name": "Joan Ferris", "email": "joan@ferris.example", "changed": "2026-11-20T10:00:00Z"})";
    std::string body =
        R"({"data": [)" + first +
        R"(, {"key": "bob", "name": "Bob", "changed": "2026-11-20T10:00:00Z"}], "next": "cursor-of-Joan"})";
    if (asks("cursor-of-Joan"))
      body =
          R"({"data": [{"key": "eve", "name": "Eve", "email": "JOAN@ferris.example", "changed": "2026-11-20T10:00:00Z"}]})";
    if (asks("since=")) body = R"({"data": []})";
    if (asks("/people/")) body = first;
    if (asks("/token"))
      body =
          R"({"access_token": "real-access-token", "expires_in": 3600, "instance": "https://ferris.vendor.example"})";
    return std::make_unique<Now>(body);
  }
};

struct Recorded {
  Written written;
  RecordingClient::Tape tape;
};

/// What `connector test --record` does with one stream.
Recorded recorded(std::int64_t most_pages) {
  const Json connector = json(recorded_by);
  const Json crm = json(
      R"({"connector": "made", "settings": {"client_id": "app-of-ferris"}, "secrets": {"client_secret": {"file": "/x"}}})");
  auto compiled = connector::compile(connector, "made", crm, "crm");
  REQUIRE(compiled.compiled);
  const auto tape = std::make_shared<RecordingClient::Tape>();
  RecordingClient client(std::make_unique<Crm>(), tape);
  StillClock clock(*base::parse_rfc3339("2026-11-25T09:00:00Z"));
  NoRandom random;
  const auto remote =
      connector::make_remote(*compiled.compiled, {.crm = "live",
                                                  .http = client,
                                                  .clock = clock,
                                                  .random = random,
                                                  .secrets = {{"client_secret", "real-client-secret"}}});
  Recorded made;
  std::vector<RecordedStep> steps;
  Player player(*remote);
  const auto take = [&](Json step) {
    tape->clear();
    Json got = player.play(step);
    std::ranges::copy(*tape, std::back_inserter(made.tape));
    steps.push_back({std::move(step), *tape});
    return got;
  };
  Json pull = json(R"({"do": "pull", "stream": "people", "mode": "full"})").set("most_pages", Json(most_pages));
  const Json got = take(pull);
  CHECK(got.at("/records/0")->text_or("name", "") == "Joan Ferris");
  if (got.boolean_or("complete", false)) take(pull.set("mode", Json("increment")));
  take(json(R"({"do": "read", "stream": "people", "ids": ["joan.ferris"]})"));
  Scrubber scrubber(connector, crm, {});
  made.written = sample_of(connector, {"people.json", "people", "recording", "2026-11-25T09:00:00Z"}, steps, scrubber);
  return made;
}

}  // namespace

TEST_CASE("a recording plays offline as it is written, on invented values that are equal where the real ones were") {
  const auto [written, tape] = recorded(10);
  CHECK(written.problems == std::vector<std::string>{});
  const Json& sample = written.sample;
  CHECK(*sample.at("/crm/settings") == json(R"({"client_id": "client_id"})"));
  CHECK(
      *sample.at("/steps/0/expect/records/0") ==
      json(
          R"({"id": "id-1", "name": "Name 1", "emails": ["person1@example.com"], "changed": "2026-11-20T10:00:00Z"})"));
  CHECK(*sample.at("/steps/0/exchanges/0/request/form/client_secret") == Json("secret-of-client_secret"));
  CHECK(*sample.at("/steps/0/exchanges/1/request/url") == Json("https://crm.vendor.example/people"));
  CHECK(*sample.at("/steps/0/exchanges/2/request/query") == json(R"({"after": "Text 1"})"));
  CHECK(*sample.at("/steps/0/expect/pages") == Json(2));
  CHECK(*sample.at("/steps/2/exchanges/0/request/url") == Json("https://crm.vendor.example/people/id-1"));
  CHECK(*sample.at("/steps/2/ids") == json(R"(["id-1"])"));
}

TEST_CASE("nothing of a real person, account or secret is in a recording") {
  const auto [written, tape] = recorded(10);
  const std::string text = base::write_json(written.sample);
  for (const char* real :
       {"Joan", "joan", "JOAN", "Ferris", "ferris", "Bob", "Eve", "real-", "secret-cookie", "Cookie", "bob", "eve"}) {
    INFO(real);
    CHECK(text.find(real) == std::string::npos);
  }
  const auto secrets = secrets_on(tape, json(recorded_by));
  for (const char* secret : {"real-access-token", "real-client-secret"})
    CHECK(std::ranges::count(secrets, secret) == 1);
}

TEST_CASE("a recording may stop early: the page that was already asked for is lost") {
  const auto [written, tape] = recorded(1);
  CHECK(written.problems == std::vector<std::string>{});
  CHECK(*written.sample.at("/steps/0/expect/pages") == Json(1));
  CHECK(*written.sample.at("/steps/0/exchanges/2/response") == json(R"({"lost": true})"));
  CHECK(written.sample.find("steps")->items().size() == 2);
}

TEST_CASE("answers that lead elsewhere once they are scrubbed are not written as if they played") {
  const Json connector = json(recorded_by);
  Scrubber scrubber(connector, json(R"({"settings": {"client_id": "x"}})"), {});
  RecordedStep step{json(R"({"do": "pull", "stream": "people", "mode": "full"})"), {}};
  step.taken.push_back(
      {{.url = "https://ferris.vendor.example/people"}, ports::HttpResponse{.status = 200, .body = R"({"data": []})"}});
  step.taken.push_back(
      {{.url = "https://ferris.vendor.example/people"}, ports::HttpResponse{.status = 200, .body = R"({"data": []})"}});
  const auto written =
      sample_of(connector, {"people.json", "people", "recording", "2026-11-25T09:00:00Z"}, {step}, scrubber);
  REQUIRE(written.problems.size() == 1);
  INFO(written.problems[0]);
  CHECK(written.problems[0].find("1 requests are others than those that were recorded") != std::string::npos);
}

TEST_CASE("what reading would take from the CRM is not recorded") {
  const auto compiled = connector::compile(json(recorded_by), "made", Json(), "");
  REQUIRE(compiled.compiled);
  const auto found = recordable(*compiled.compiled);
  REQUIRE(found.streams.size() == 2);
  CHECK(found.streams[0].name == "people");
  CHECK(found.streams[0].increments);
  CHECK(found.streams[0].by_id);
  CHECK(found.streams[1].name == "people.deleted");
  REQUIRE(found.left_out.size() == 1);
  CHECK(found.left_out[0].starts_with("events: it is a queue"));
}
