// Pages by more than one rule, pages that need a word before the first, and places that grow old.
#include <catch2/catch.hpp>

#include "made.hpp"

using namespace goodword;
using namespace goodword::connector::test;
using ports::PullMode;

namespace {

std::string paged(const std::string& pages, const std::string& query,
                  const std::string& changes = R"({"kind": "none"})") {
  return R"("contacts": {"kind": "contact", "records": "/rows", "request": {"path": "/rows", "query": )" + query +
         R"(}, "pages": )" + pages + R"(, "changes": )" + changes +
         R"(, "fields": {"id": "/id", "changed": "/changed"}})";
}

const std::string token_then_number =
    R"([{"kind": "cursor", "from": "/token", "size": 2, "ends": [{"/more": false}, {"status": 204}]},
  {"kind": "number", "first": 1, "size": 2, "ends": [{"/more": false}, {"status": 204}]}])";
const std::string both = R"({"page": "${page}", "token": "${cursor}", "per_page": "${size}"})";

}  // namespace

TEST_CASE("pages are counted until the CRM gives a token, then asked by token, an end of either ends all") {
  World world(made_of(paged(token_then_number, both)), settings("{}"), {});
  world.crm.replies = {answer(200, R"({"rows":[{"id":"1"}],"more":true})", at_nine),
                       answer(200, R"({"rows":[{"id":"2"}],"more":true,"token":"t1"})", at_nine),
                       answer(200, R"({"rows":[{"id":"3"}],"more":true,"token":"t2"})", at_nine),
                       answer(200, R"({"rows":[{"id":"4"}],"more":false,"token":"t3"})", at_nine)};
  CHECK(bring(*world.remote, "contacts", PullMode::full).records == " 1 | 2 | 3 | 4");
  CHECK(asked(world) ==
        "GET /rows?page=1&per_page=2\nGET /rows?page=2&per_page=2\nGET /rows?token=t1&per_page=2\n"
        "GET /rows?token=t2&per_page=2");
}

TEST_CASE("a list of kinds counts on where tokens end, and stops at an empty page whatever it says") {
  World world(made_of(paged(token_then_number, both)), settings("{}"), {});
  world.crm.replies = {answer(200, R"({"rows":[{"id":"1"}],"more":true,"token":"t1"})", at_nine),
                       answer(200, R"({"rows":[{"id":"2"}],"more":true})", at_nine),
                       answer(200, R"({"rows":[],"more":true})", at_nine)};
  CHECK(bring(*world.remote, "contacts", PullMode::full).records == " 1 | 2 |");
  CHECK(asked(world) == "GET /rows?page=1&per_page=2\nGET /rows?token=t1&per_page=2\nGET /rows?page=3&per_page=2");
}

TEST_CASE("a pull by token goes on from its token after a crash, and a token that came before is refused") {
  World world(made_of(paged(token_then_number, both)), settings("{}"), {});
  world.crm.replies = {answer(200, R"({"rows":[{"id":"1"}],"more":true,"token":"t1"})", at_nine),
                       answer(200, R"({"rows":[{"id":"2"}],"more":true,"token":"t2"})", at_nine),
                       answer(200, R"({"rows":[{"id":"3"}],"more":true,"token":"t2"})", at_nine),
                       answer(200, R"({"rows":[{"id":"4"}],"more":true,"token":"t2"})", at_nine)};
  auto pull = world.remote->pull("contacts", PullMode::full, "");
  const auto page = *(*pull)->next({});
  world.crm.seen.clear();
  CHECK(bring(*world.remote, "contacts", PullMode::increment, page->mark).records == " 3 connector.repeated_page");
  CHECK(world.crm.seen.at(0).url == "https://crm.example/rows?token=t1&per_page=2");
}

TEST_CASE("a page equal to the last is an error in a list of kinds, too") {
  World world(made_of(paged(token_then_number, both)), settings("{}"), {});
  for (int i = 0; i < 2; ++i) world.crm.replies.push_back(answer(200, R"({"rows":[{"id":"1"}],"more":true})", at_nine));
  CHECK(bring(*world.remote, "contacts", PullMode::full).records == " 1 connector.repeated_page");
}

TEST_CASE("a place that is older than the CRM keeps one is not asked for: the pull begins anew") {
  const std::string pages = R"({"kind": "cursor", "from": "/token", "expires": "1h"})";
  World world(made_of(paged(pages, R"({"token": "${cursor}"})")), settings("{}"), {});
  const auto cut_off = [&] {
    world.crm.replies = {answer(200, R"({"rows":[{"id":"1"}],"token":"t1"})", at_nine), answer(503, "")};
    auto pull = world.remote->pull("contacts", PullMode::full, "");
    return (*(*pull)->next({}))->mark;
  };
  const auto go_on = [&](const std::string& mark, base::Duration later) {
    world.crm.seen.clear();
    world.crm.replies = {answer(200, R"({"rows":[{"id":"2"}]})", at_nine)};
    world.clock.time += later;
    const auto brought = bring(*world.remote, "contacts", PullMode::increment, mark);
    return asked(world) + (brought.complete ? " complete" : "");
  };
  CHECK(go_on(cut_off(), std::chrono::minutes(59)) == "GET /rows?token=t1");
  world.clock.time = *base::parse_rfc3339("2026-11-03T09:00:00Z");
  CHECK(go_on(cut_off(), std::chrono::minutes(61)) == "GET /rows complete");
}

TEST_CASE("what is asked before the first page is asked once a pass, and its answer stands in every page") {
  const std::string pages =
      R"({"kind": "cursor", "from": "/token", "begin": {"request": {"path": "/search", "json": {"all": true}}, "keep": {"sid": "/id"}}})";
  const std::string query = R"({"search": "${begin.sid}", "token": "${cursor}"})";
  World world(
      made_of(paged(pages, query, R"({"kind": "since", "lag": "0s", "request": {"query": {"since": "${since}"}}})")),
      settings("{}"), {});
  world.crm.replies = {
      answer(200, R"({"id":"s1"})", at_nine),           answer(200, R"({"rows":[{"id":"1"}],"token":"t"})", at_nine),
      answer(200, R"({"rows":[{"id":"2"}]})", at_nine), answer(200, R"({"id":"s2"})", at_nine),
      answer(200, R"({"rows":[]})", at_nine),           answer(200, R"({"other":"s2"})", at_nine)};
  const auto first = bring(*world.remote, "contacts", PullMode::full);
  CHECK(first.records == " 1 | 2");
  bring(*world.remote, "contacts", PullMode::increment, first.mark);
  CHECK(asked(world) ==
        "POST /search {\"all\":true}\nGET /rows?search=s1\nGET /rows?search=s1&token=t\n"
        "POST /search {\"all\":true}\nGET /rows?search=s2&since=2026-11-03T09%3A00%3A00Z");
  CHECK(bring(*world.remote, "contacts", PullMode::increment, first.mark).records == "remote.refused");
}

TEST_CASE("a long list of fields is asked for by number of names, and joined by id") {
  World world(made_of(R"("contacts": {"kind": "contact", "records": "/rows", "chunk": {"fields": 3},
      "request": {"path": "/rows", "query": {"fields": "${fields}"}}, "pages": {"kind": "one"}, "changes": {"kind": "none"},
      "by_id": {"batch": 10, "records": "/rows", "request": {"path": "/some", "query": {"ids": "${ids}", "fields": "${fields}"}}},
      "fields": {"id": "/Id", "name": "/Name", "title": "/Title", "city": "/City", "country": "/Country", "changed": "/Changed"}})"),
              settings("{}"), {});
  world.crm.replies = {answer(200, R"({"rows":[{"Id":"1","Name":"Ada"},{"Id":"2"}]})", at_nine),
                       answer(200, R"({"rows":[{"Id":"1","Title":"CEO"},{"Id":"2"}]})", at_nine),
                       answer(200, R"({"rows":[{"Id":"2","City":"Köln"}]})", at_nine),
                       answer(200, R"({"rows":[{"Id":"1","Country":"DE"}]})", at_nine)};
  auto pull = world.remote->pull("contacts", PullMode::full, "");
  const auto page = *(*pull)->next({});
  REQUIRE(page->records.size() == 2);
  CHECK(base::write_canonical(model::to_json(page->records[0])) ==
        R"({"country":"DE","id":"1","name":"Ada","title":"CEO"})");
  CHECK(base::write_canonical(model::to_json(page->records[1])) == R"({"city":"Köln","id":"2"})");
  CHECK(asked(world) ==
        "GET /rows?fields=Id,Changed,Name\nGET /some?ids=1,2&fields=Id,Changed,Title\n"
        "GET /some?ids=1,2&fields=Id,Changed,City\nGET /some?ids=1,2&fields=Id,Changed,Country");
}
