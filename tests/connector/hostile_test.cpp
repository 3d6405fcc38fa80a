// Answers that are wrong, late, hostile or refuse: each a clear error or a reject, never a crash, never a second try
// too many.
#include <catch2/catch.hpp>

#include "world.hpp"

using namespace goodword;
using namespace goodword::connector::test;
using namespace std::chrono_literals;
using base::Json;
using ports::PullMode;

namespace {

const ports::Headers date_of_crm = {{"Date", "Tue, 03 Nov 2026 09:00:00 GMT"}};

/// Where each kind of page stands in the query.
std::string query_for(const std::string& pages) {
  for (const auto& [kind, query] :
       {std::pair("cursor", R"({"from": "${cursor}"})"), std::pair("number", R"({"page": "${page}"})"),
        std::pair("offset", R"({"offset": "${offset}"})")}) {
    if (pages.find("\"kind\": \"" + std::string(kind)) != std::string::npos) return query;
  }
  return "{}";
}

Json small_connector(const std::string& pages, const std::string& more = "") {
  return settings(R"({"connector": "small", "version": "1", "settings": {"key": {"type": "secret"}},
    "origins": {"api": "https://crm.example/api"}, "auth": {"key": {"kind": "key", "send": {"headers": {"X-Key": "${settings.key}"}}}},
    "message": ["/message"], "answers": [], )" +
                  more + R"(
    "streams": {"contacts": {"kind": "contact", "records": "/rows", "request": {"path": "/rows", "query": )" +
                  query_for(pages) + R"(},
      "pages": )" +
                  pages + R"(, "changes": {"kind": "none"},
      "fields": {"id": "/id", "name": "/name", "emails": "/email", "created": {"from": "/made", "form": ["rfc3339", "epoch_ms"]}, "title": {"from": "/a/b"}}}}})");
}
const std::string cursor_pages = R"({"kind": "cursor", "from": "/next"})";
const std::string next_pages = R"({"kind": "next", "from": "/next"})";

struct Small : World {
  explicit Small(const std::string& pages = cursor_pages, const std::string& more = "")
      : World(small_connector(pages, more), settings(R"({"secrets": {"key": {"file": "x"}}})"), {{"key", "k-1"}}) {}
};

/// The first error of a pull, or the pages there were.
std::string told(ports::Remote& remote, std::string_view stream = "contacts") {
  auto pull = remote.pull(stream, PullMode::full, "");
  if (!pull) return pull.error().code;
  for (int pages = 0;; ++pages) {
    auto page = (*pull)->next({});
    if (!page) return page.error().code;
    if (!*page) return std::to_string(pages) + " pages";
  }
}

ports::PulledPage one_page(ports::Remote& remote) {
  auto pull = remote.pull("contacts", PullMode::full, "");
  auto page = (*pull)->next({});
  if (!page) throw std::runtime_error(base::to_text(page.error()));
  return std::move(**page);
}

}  // namespace

TEST_CASE("an answer that is no proper page is an error of its stream") {
  const std::vector<std::pair<std::string, std::string>> bodies = {
      {R"({"rows":[{"id":"1"})", "remote.unavailable"},
      {"<html><body>Sorry, we are down</body></html>", "remote.unavailable"},
      {R"({"rows":{"id":"1"}})", "remote.unavailable"},
      {R"({"message":"nothing here"})", "remote.unavailable"},
      {R"([1,2,3])", "remote.unavailable"},
      {"", "remote.unavailable"},
      {std::string(100'000, '['), "json.too_deep"},
      {R"({"rows":[{"id":"1","a":)" + std::string(500'000, '[') + "]}", "json.too_deep"},
      {R"({"rows":[]} trailing)", "remote.unavailable"},
  };
  for (const auto& [body, code] : bodies) {
    Small world;
    world.crm.replies = {answer(200, body, date_of_crm)};
    CAPTURE(body.substr(0, 60));
    CHECK(told(*world.remote) == code);
    CHECK(world.crm.seen.size() == 1);
  }
}

TEST_CASE("odd records and odd values cost themselves, not the page") {
  Small world;
  const std::string long_text(1'100'000, 'x');
  world.crm.replies = {answer(
      200,
      R"({"rows":[{"id":"1","name":"Ann\u0000a","email":"a@x.example","a":{"b":"t"}},{"name":"nobody"},7,null,"x",["y"],
    {"id":"2","name":")" +
          long_text +
          R"(","email":["b@x.example",{"no":1}]},{"id":"3","name":"half \ud83d","made":"yesterday"},{"id":"4","name":")"
          "\xff\xfe"
          R"(ok"},
    {"id":"1","name":"Later Ann"},{"id":"5","name":["a","b"],"made":"1767322800000"}]})",
      date_of_crm)};
  const auto page = one_page(*world.remote);
  std::vector<std::string> records, rejects;
  for (const auto& record : page.records) records.push_back(base::write_canonical(model::to_json(record)));
  for (const auto& reject : page.rejects)
    rejects.push_back(reject.record_id + " " + reject.pointer + " " + reject.reason);
  CHECK(records == std::vector<std::string>{R"({"id":"1","name":"Later Ann"})",
                                            R"({"emails":["b@x.example"],"id":"2"})",
                                            "{\"id\":\"3\",\"name\":\"half \xEF\xBF\xBD\"}",
                                            "{\"id\":\"4\",\"name\":\"\xEF\xBF\xBD\xEF\xBF\xBDok\"}",
                                            R"({"created":"2026-01-02T03:00:00Z","id":"5"})"});
  CHECK(rejects == std::vector<std::string>{
                       "1 /name cleaned: the text holds control characters or is not valid UTF-8",
                       "  the record has no id", "  the record has no id", "  the record has no id",
                       "  the record has no id", "  the record has no id", "2 /name \"name\" is longer than 1 MiB",
                       "2 /email \"emails\" is not text",
                       "3 /made \"created\" is not a time of the form the connector states",
                       "4 /name cleaned: the text holds control characters or is not valid UTF-8",
                       "1  one page names this record twice; the last one was taken", "5 /name \"name\" is not text"});
}

TEST_CASE("paging that cannot end is stopped") {
  Small same;
  same.crm.replies = {answer(200, R"({"rows":[{"id":"1"}],"next":"a"})"),
                      answer(200, R"({"rows":[{"id":"1"}],"next":"b"})")};
  CHECK(told(*same.remote) == "connector.repeated_page");
  Small cursor;
  cursor.crm.replies = {answer(200, R"({"rows":[{"id":"1"}],"next":"a"})"),
                        answer(200, R"({"rows":[{"id":"2"}],"next":"b"})"),
                        answer(200, R"({"rows":[{"id":"3"}],"next":"a"})")};
  CHECK(told(*cursor.remote) == "connector.repeated_page");
  Small many(R"({"kind": "cursor", "from": "/next", "most": 2})");
  many.crm.replies = {answer(200, R"({"rows":[{"id":"1"}],"next":"a"})"),
                      answer(200, R"({"rows":[{"id":"2"}],"next":"b"})")};
  CHECK(told(*many.remote) == "connector.repeated_page");
}

TEST_CASE("a next page on another host is refused, and nothing is sent there") {
  for (const std::string next :
       {"https://evil.example/rows?p=2", "http://crm.example/rows", "https://crm.example.evil.example/",
        "//evil.example/rows", "https://crm.example@evil.example/", "https://crm.example:444/rows", "rows?p=2",
        "https://crm.example/rows\\r\\nX: y"}) {
    Small world(next_pages);
    world.crm.replies = {answer(200, R"({"rows":[{"id":"1"}],"next":")" + next + "\"}")};
    CAPTURE(next);
    CHECK(told(*world.remote) == "wire.refused_origin");
    CHECK(world.crm.seen.size() == 1);
  }
  Small world(next_pages);
  world.crm.replies = {answer(200, R"({"rows":[{"id":"1"}],"next":"https://CRM.example:443/other?p=2"})"),
                       answer(200, R"({"rows":[{"id":"2"}],"next":"/third"})"), answer(200, R"({"rows":[]})")};
  CHECK(told(*world.remote) == "3 pages");
  CHECK(world.crm.seen[1].url == "https://CRM.example:443/other?p=2");
  CHECK(world.crm.seen[2].url == "https://crm.example/third");
}

TEST_CASE("every kind of page and every kind of end") {
  const auto walk = [](const std::string& pages, std::vector<std::string> bodies) {
    Small world(pages);
    for (auto& body : bodies) world.crm.replies.push_back(answer(200, body));
    std::string text = told(*world.remote);
    for (const auto& request : world.crm.seen) text += " " + request.url.substr(request.url.find("/rows") + 5);
    return text;
  };
  const std::string two = R"({"rows":[{"id":"1"},{"id":"2"}],"total":3,"pages":2,"more":true})",
                    one = R"({"rows":[{"id":"3"}],"total":3,"pages":2,"more":false})";
  CHECK(walk(R"({"kind": "number", "first": 1, "size": 2, "ends": ["short_page"]})", {two, one}) ==
        "2 pages ?page=1 ?page=2");
  CHECK(walk(R"({"kind": "number", "first": 0, "ends": [{"/more": false}]})", {two, one}) == "2 pages ?page=0 ?page=1");
  CHECK(walk(R"({"kind": "number", "first": 1, "pages": "/pages"})", {two, one}) == "2 pages ?page=1 ?page=2");
  CHECK(walk(R"({"kind": "offset", "first": 0, "total": "/total"})", {two, one}) == "2 pages ?offset=0 ?offset=2");
  CHECK(walk(R"({"kind": "offset", "ends": ["empty_page"]})", {two, one, R"({"rows":[]})"}) ==
        "3 pages ?offset=0 ?offset=2 ?offset=3");
  CHECK(walk(R"({"kind": "cursor", "from": "/next"})",
             {R"({"next":"a b&c","rows":[{"id":"1"}]})", R"({"next":null,"rows":[]})"}) == "2 pages  ?from=a%20b%26c");
}

TEST_CASE("reads are repeated after faults of the server, with growing waits, and not for ever") {
  Small world;
  world.random.value = ~0ULL >> 1;
  world.crm.replies = {answer(503, "busy"), answer(500, "x"), base::failure("wire.lost", "reset"),
                       answer(200, R"({"rows":[]})")};
  CHECK(told(*world.remote) == "1 pages");
  CHECK(world.crm.seen.size() == 4);
  CHECK(world.clock.waits.size() == 3);
  Small down;
  for (int i = 0; i < 20; ++i) down.crm.replies.push_back(answer(503, "busy"));
  CHECK(told(*down.remote) == "remote.unavailable");
  CHECK(down.crm.seen.size() == 6);
  Small gone;
  for (int i = 0; i < 20; ++i) gone.crm.replies.push_back(base::failure("wire.not_sent", "no such host"));
  CHECK(told(*gone.remote) == "wire.not_sent");
  CHECK(gone.crm.seen.size() == 4);
}

TEST_CASE("a wait that the CRM asks for is kept, and one that is too long ends the run with the time to come back") {
  const std::vector<std::pair<std::string, base::Duration>> waits = {
      {"7", 7s}, {"Tue, 03 Nov 2026 09:00:20 GMT", 20s}, {"1793696430", 30s}, {"0", 200ms}};
  for (const auto& [header, wait] : waits) {
    Small world;
    world.crm.replies = {answer(429, "{}", {{"Retry-After", header}}), answer(200, R"({"rows":[]})")};
    CHECK(told(*world.remote) == "1 pages");
    CHECK(world.clock.waits == std::vector<base::Duration>{wait});
  }
  Small world;
  world.crm.replies = {answer(429, R"({"message":"come back later"})", {{"Retry-After", "3600"}})};
  auto pull = world.remote->pull("contacts", PullMode::full, "");
  const auto page = (*pull)->next({});
  REQUIRE_FALSE(page);
  CHECK(page.error().code == "remote.rate_limited");
  CHECK(page.error().retry == base::Retry::at);
  CHECK(page.error().at == world.clock.time + 1h);
  CHECK(world.clock.waits.empty());
}

TEST_CASE("a key that is refused stops the CRM at the first 401, and nothing is sent after it") {
  Small world;
  world.crm.replies = {answer(401, R"({"message":"bad key"})")};
  auto pull = world.remote->pull("contacts", PullMode::full, "");
  const auto page = (*pull)->next({});
  REQUIRE_FALSE(page);
  CHECK(page.error().code == "remote.login");
  CHECK(page.error().scope == base::Scope::crm);
  CHECK(page.error().detail.find("k-1") == std::string::npos);
  CHECK(told(*world.remote) == "remote.login");
  CHECK(world.crm.seen.size() == 1);
}

TEST_CASE("a refused session login is tried once, whatever is asked for afterwards") {
  for (const Reply& refusal : {answer(401, "<html>Unauthorized</html>"), answer(429, "Too many"), answer(403, ""),
                               answer(200, R"({"id":1,"result":null})"),
                               answer(200, R"({"error":["LoginException",["password"]]})"), answer(302, "")}) {
    World world(shipped("tryton"), tryton_crm(), {{"password", "wrong"}});
    world.crm.replies = {refusal};
    const auto checked = world.remote->check({});
    REQUIRE_FALSE(checked);
    CHECK(checked.error().code == "remote.login");
    CHECK(told(*world.remote) == "remote.login");
    model::Operation note;
    note.id = "a";
    note.change.subject = {"main", model::Kind::contact, "1"};
    note.change.action = model::Action::note;
    CHECK(world.remote->apply({&note, 1}, {})[0].kind == model::Outcome::Kind::not_sent);
    CHECK(world.crm.seen.size() == 1);
  }
}

TEST_CASE("an expired session is renewed once, a write that met it is sent again, for the CRM did not take it") {
  World world(shipped("tryton"), tryton_crm(), {{"password", "p"}});
  world.crm.replies = {answer(200, R"({"result":[7,"old"]})"), answer(401, ""), answer(200, R"({"result":[7,"new"]})"),
                       answer(200, R"({"result":[31]})")};
  model::Operation note;
  note.id = "a";
  note.marker = "[gw:a]";
  note.change.subject = {"main", model::Kind::contact, "1"};
  note.change.action = model::Action::note;
  note.change.body = "x";
  const auto outcome = world.remote->apply({&note, 1}, {})[0];
  CHECK(outcome.kind == model::Outcome::Kind::done);
  CHECK(outcome.created == "31");
  CHECK(world.crm.seen.size() == 4);
  World twice(shipped("tryton"), tryton_crm(), {{"password", "p"}});
  twice.crm.replies = {answer(200, R"({"result":[7,"old"]})"), answer(401, ""), answer(200, R"({"result":[7,"new"]})"),
                       answer(401, "")};
  CHECK(twice.remote->apply({&note, 1}, {})[0].error->code == "remote.login");
  CHECK(twice.crm.seen.size() == 4);
}

TEST_CASE("budgets hold calls back before the CRM has to, and believe its headers") {
  const std::string sliding = R"("budgets": {"burst": {"kind": "sliding", "most": 2, "per": "10s"}},)";
  Small world(cursor_pages, sliding);
  for (int i = 0; i < 5; ++i)
    world.crm.replies.push_back(
        answer(200, R"({"rows":[{"id":")" + std::to_string(i) + R"("}],"next":")" + std::to_string(i) + "\"}"));
  world.crm.replies.push_back(answer(200, R"({"rows":[]})"));
  CHECK(told(*world.remote) == "6 pages");
  CHECK(world.clock.waits == std::vector<base::Duration>{10s, 10s});
  const std::string day =
      R"("budgets": {"day": {"kind": "window", "most": 10, "per": "24h", "reserve": "50%", "learn": {"left": "header:X-Left"}}},)";
  Small spent(cursor_pages, day);
  spent.crm.replies = {answer(200, R"({"rows":[{"id":"1"}],"next":"a"})", {{"X-Left", "4"}})};
  CHECK(told(*spent.remote) == "remote.rate_limited");
  CHECK(spent.crm.seen.size() == 1);
}

TEST_CASE("a budget is learned from a text that holds what is used and the limit") {
  const std::string day =
      R"x("budgets": {"day": {"kind": "window", "most": 1000, "per": "24h", "learn": {"used_of": "header:X-Usage", "match": "api-usage=(\\d+)/(\\d+)"}}},)x";
  const auto pages = [&](const std::string& usage) {
    Small world(cursor_pages, day);
    world.crm.replies = {answer(200, R"({"rows":[{"id":"1"}],"next":"a"})", {{"X-Usage", usage}}),
                         answer(200, R"({"rows":[]})")};
    return told(*world.remote);
  };
  CHECK(pages("per-app=1/2, api-usage=17/18") == "2 pages");
  CHECK(pages("api-usage=18/18") == "remote.rate_limited");
  CHECK(pages("api-usage=19/18") == "remote.rate_limited");
  CHECK(pages("nothing of it") == "2 pages");
  CHECK(pages("api-usage=99999999999999999999/18") == "remote.rate_limited");
}

TEST_CASE("a lost place begins again from the start, once") {
  Small world;
  world.crm.replies = {answer(200, R"({"rows":[{"id":"1"}],"next":"a"})"), answer(410, "{}"),
                       answer(200, R"({"rows":[{"id":"1"}]})")};
  CHECK(told(*world.remote) == "2 pages");
  Small twice;
  twice.crm.replies = {answer(410, "{}"), answer(410, "{}")};
  CHECK(told(*twice.remote) == "remote.restart");
}

TEST_CASE("a stop is noticed while waiting") {
  Small world;
  world.crm.replies = {answer(503, "")};
  std::stop_source stop;
  stop.request_stop();
  auto pull = world.remote->pull("contacts", PullMode::full, "");
  const auto page = (*pull)->next(stop.get_token());
  REQUIRE_FALSE(page);
  CHECK(page.error().code == "wire.stopped");
}
