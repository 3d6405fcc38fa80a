// Changes whose place the CRM keeps: a mark, a link, a log, a queue; and streams that are asked for per record of
// another.
#include <catch2/catch.hpp>

#include "made.hpp"

using namespace goodword;
using namespace goodword::connector::test;
using namespace std::chrono_literals;
using ports::PullMode;

namespace {

Reply brings(const std::string& body) { return answer(200, body, at_nine); }

/// Contacts that learn of changes so; everything is at /all.
base::Json followed(const std::string& changes, const std::string& more = "") {
  return made_of(
      R"("contacts": {"kind": "contact", "records": "/rows", "request": {"path": "/all", "query": {"page": "${cursor}"}},
      "pages": {"kind": "cursor", "from": "/next"}, "changes": )" +
      changes +
      R"(, "deleted": {"kind": "inline", "when": {"/removed": true}},
      "by_id": {"batch": 2, "records": "/rows", "request": {"path": "/some", "query": {"ids": "${ids}"}}},
      "fields": {"id": "/id", "changed": "/changed"}})" +
      more);
}

const std::string by_mark =
    R"({"kind": "mark", "from": "/sync", "expires": "7d", "request": {"path": "/changed", "query": {"mark": "${mark}"}}})";

struct Followed : World {
  explicit Followed(const std::string& changes, const std::string& more = "")
      : World(followed(changes, more), settings("{}"), {}) {}
  Brought full() { return bring(*remote, "contacts", PullMode::full); }
  Brought later(const std::string& mark) {
    crm.seen.clear();
    return bring(*remote, "contacts", PullMode::increment, mark);
  }
};

}  // namespace

TEST_CASE("a mark is taken from the end of each pass and sent with the next one") {
  Followed world(by_mark);
  world.crm.replies = {brings(R"({"rows":[{"id":"1"}],"next":"p2","sync":"early"})"),
                       brings(R"({"rows":[{"id":"2"}],"sync":"m1"})"),
                       brings(R"({"rows":[{"id":"2"},{"id":"1","removed":true}],"next":"q"})"),
                       brings(R"({"rows":[{"id":"3"}],"sync":"m2"})"),
                       brings(R"({"rows":[]})"),
                       brings(R"({"rows":[],"sync":"m3"})")};
  auto brought = world.full();
  CHECK((brought.records == " 1 | 2" && brought.complete));
  brought = world.later(brought.mark);
  CHECK((brought.records == " 2 -1 | 3" && !brought.complete));
  CHECK(asked(world) == "GET /changed?mark=m1\nGET /changed?page=q&mark=m1");
}

TEST_CASE("an increment that was given no mark leaves the old one, and one that was cut off begins at it again") {
  Followed world(by_mark);
  world.crm.replies = {brings(R"({"rows":[],"sync":"m1"})"), brings(R"({"rows":[{"id":"1"}]})"),
                       brings(R"({"rows":[{"id":"2"}],"next":"q","sync":"m2"})"), answer(200, "cut"),
                       brings(R"({"rows":[{"id":"2"}]})")};
  auto mark = world.later(world.full().mark).mark;
  CHECK(world.later(mark).records == " 2 remote.unavailable");
  auto pull = world.remote->pull("contacts", PullMode::increment, mark);
  REQUIRE(*(*pull)->next({}));
  CHECK(world.crm.seen.back().url == "https://crm.example/changed?mark=m1");
}

TEST_CASE(
    "a mark that is too old, or that the CRM no longer knows, is followed by everything, and what is missing then is "
    "gone") {
  Followed old(by_mark);
  old.crm.replies = {brings(R"({"rows":[{"id":"1"}],"sync":"m1"})"), brings(R"({"rows":[{"id":"1"}],"sync":"m2"})")};
  const auto first = old.full();
  old.clock.time += 24h * 8;
  const auto again = old.later(first.mark);
  CHECK((again.records == " 1" && again.complete));
  CHECK(asked(old) == "GET /all");
  Followed dead(by_mark);
  dead.crm.replies = {brings(R"({"rows":[{"id":"1"}],"sync":"m1"})"), answer(410, "{}"),
                      brings(R"({"rows":[{"id":"2"}],"next":"p"})"), brings(R"({"rows":[{"id":"3"}],"sync":"m2"})"),
                      brings(R"({"rows":[]})")};
  const auto after = dead.later(dead.full().mark);
  CHECK((after.records == " 2 | 3" && after.complete));
  dead.later(after.mark);
  CHECK(asked(dead) == "GET /changed?mark=m2");
  // The engine asks by id for what a complete pass did not show, and reads all where nobody asked for too long.
  CHECK((dead.remote->streams()[0].sweeps && dead.remote->streams()[0].remembers == 24h * 7));
  Followed twice(by_mark);
  twice.crm.replies = {brings(R"({"rows":[],"sync":"m1"})"), answer(410, "{}"), answer(410, "{}")};
  CHECK(twice.later(twice.full().mark).records == "remote.restart");
}

TEST_CASE("a page of an increment by mark that is lost begins the increment again, not everything") {
  Followed world(by_mark);
  world.crm.replies = {brings(R"({"rows":[],"sync":"m1"})"), brings(R"({"rows":[{"id":"1"}],"next":"q"})"),
                       answer(410, "{}"), brings(R"({"rows":[{"id":"1"}],"sync":"m2"})")};
  CHECK(world.later(world.full().mark).records == " 1 | 1");
  CHECK(asked(world) == "GET /changed?mark=m1\nGET /changed?page=q&mark=m1\nGET /changed?mark=m1");
}

TEST_CASE("a link is followed to what changed, on the CRM's own host only") {
  const std::string by_link =
      R"({"kind": "link", "from": "/delta", "pages": {"kind": "next", "from": "/more"}, "request": {"query": {"page": null}, "headers": {"Prefer": "delta"}}})";
  Followed world(by_link);
  world.crm.replies = {brings(R"({"rows":[{"id":"1"}],"delta":"https://crm.example/delta?t=1"})"),
                       brings(R"({"rows":[{"id":"2"}],"more":"/delta?t=1&p=2"})"),
                       brings(R"({"rows":[{"id":"3"}],"delta":"https://evil.example/delta?t=2"})")};
  const auto brought = world.later(world.full().mark);
  CHECK(brought.records == " 2 | 3");
  CHECK(asked(world) == "GET /delta?t=1\nGET /delta?t=1&p=2");
  CHECK(world.crm.seen[0].headers.at(1) == std::pair<std::string, std::string>("Prefer", "delta"));
  CHECK(world.later(brought.mark).records == "wire.refused_origin");
  CHECK(world.crm.seen.empty());
}

TEST_CASE("a log names who changed: they are read by id, once, and who is not there any more is gone") {
  const std::string by_log = R"({"kind": "log", "lag": "1m", "records": "/events", "id": "/object/id", "by": "/at",
      "request": {"path": "/log", "query": {"after": "${since}"}}})";
  Followed world(by_log);
  world.crm.replies = {
      brings(R"({"rows":[{"id":"1"},{"id":"2"}]})"),
      brings(
          R"({"events":[{"object":{"id":"2"},"at":"2026-11-03T08:59:30Z"},{"object":{"id":"3"},"at":"2026-11-03T08:59:40Z"},
                         {"object":{"id":"2"},"at":"2026-11-03T08:59:50Z"},{"object":{},"at":"x"},{"object":{"id":9},"at":"2026-11-03T08:59:00Z"}],"next":"n"})"),
      brings(R"({"events":[]})"),
      brings(R"({"rows":[{"id":"2"}]})"),
      brings(R"({"rows":[]})"),
      brings(R"({"events":[]})")};
  const auto first = world.full();
  CHECK((first.records == " 1 2" && first.complete));
  const auto brought = world.later(first.mark);
  CHECK(brought.records == " 2 -3 -9 |");
  // The next page is on the wire while records are read.
  CHECK(asked(world) ==
        "GET /log?after=2026-11-03T08%3A59%3A00Z\nGET /log?page=n&after=2026-11-03T08%3A59%3A00Z\n"
        "GET /some?ids=2,3\nGET /some?ids=9");
  world.later(brought.mark);
  CHECK(asked(world) == "GET /log?after=2026-11-03T08%3A59%3A00Z");
}

TEST_CASE("a log of bare ids that says up to when it tells is asked from there the next time") {
  const std::string by_log =
      R"({"kind": "log", "lag": "0s", "records": "/ids", "id": "", "from": "/upTo", "pages": {"kind": "one", "from": null},
      "request": {"path": "/updated", "query": {"page": null, "start": "${since}", "end": "${until}"}}})";
  Followed world(by_log);
  world.crm.replies = {brings(R"({"rows":[]})"), brings(R"({"ids":["1"],"upTo":"2026-11-03T08:30:00Z"})"),
                       brings(R"({"rows":[{"id":"1"}]})"), brings(R"({"ids":[],"upTo":"2026-11-03T10:30:00Z"})"),
                       brings(R"({"ids":[]})")};
  auto brought = world.later(world.full().mark);
  CHECK(brought.records == " 1");
  brought = world.later(brought.mark);
  CHECK(world.crm.seen[0].url.find("start=2026-11-03T09%3A00%3A00Z&end=") != std::string::npos);
  world.later(brought.mark);
  CHECK(world.crm.seen[0].url.find("start=2026-11-03T10%3A30%3A00Z&end=") != std::string::npos);
}

TEST_CASE("a log that names the same record on two pages is read on, and one that does not go on is stopped") {
  const std::string by_log = R"({"kind": "log", "lag": "0s", "records": "/events", "id": "/id", "by": "/at",
      "request": {"path": "/log", "query": {"after": "${since}"}}})";
  const auto named = [](const std::string& next) {
    return brings(R"({"events":[{"id":"2","at":"2026-11-03T08:59:30Z"}],"next":")" + next + "\"}");
  };
  Followed world(by_log);
  world.crm.replies = {brings(R"({"rows":[{"id":"2"}]})"), named("n"), named(""), brings(R"({"rows":[{"id":"2"}]})"),
                       brings(R"({"rows":[{"id":"2"}]})")};
  CHECK(world.later(world.full().mark).records == " 2 | 2");
  Followed stuck(by_log);
  stuck.crm.replies = {brings(R"({"rows":[{"id":"2"}]})"), named("n"), named("n"), brings(R"({"rows":[{"id":"2"}]})")};
  CHECK(stuck.later(stuck.full().mark).records == " 2 connector.repeated_page");
}

TEST_CASE("a log kept by mark is read from its beginning where there is no mark yet") {
  const std::string by_log =
      R"({"kind": "log", "records": "/events", "id": "/id", "from": "/cursor", "pages": {"kind": "one", "from": null},
      "request": {"path": "/log", "query": {"page": null, "from": "${mark}"}}})";
  Followed world(by_log);
  world.crm.replies = {brings(R"({"rows":[{"id":"1"}]})"), brings(R"({"events":[{"id":"1"}],"cursor":"c1"})"),
                       brings(R"({"rows":[{"id":"1"}]})"), brings(R"({"events":[],"cursor":"c2"})")};
  auto brought = world.later(world.full().mark);
  CHECK(asked(world) == "GET /log\nGET /some?ids=1");
  world.later(brought.mark);
  CHECK(asked(world) == "GET /log?from=c1");
}

namespace {

const std::string by_queue = R"("contacts": {"kind": "contact", "records": "/items", "where": {"/type": "contact"},
    "request": {"path": "/sync/${begin.sid}/queue", "headers": {"X-Device": "goodword"}},
    "pages": {"kind": "queue", "ends": [{"status": 204}], "begin": {"request": {"path": "/sync/start", "method": "POST"}, "keep": {"sid": "/id"}},
      "ack": {"request": {"path": "/sync/ack", "json": {"session": "${begin.sid}", "keys": "${acks}"}}, "from": "/key"}},
    "changes": {"kind": "queue"}, "fields": {"id": "/data/id"}})";

}  // namespace

TEST_CASE("a queue is asked until it is empty, and told what was stored only when it is stored") {
  World world(made_of(by_queue), settings("{}"), {});
  world.crm.replies = {
      brings(R"({"id":"s1"})"),
      brings(R"({"items":[{"type":"contact","data":{"id":1},"key":"k1"},{"type":"deal","key":"k2"}]})"),
      answer(202, "", at_nine),
      brings(R"({"items":[{"type":"contact","data":{"id":2},"key":"k3"}]})"),
      answer(202, "", at_nine),
      answer(204, "", at_nine)};
  auto pull = world.remote->pull("contacts", PullMode::full, "");
  auto page = *(*pull)->next({});
  CHECK((page->records.size() == 1 && !page->more_soon && !page->complete));
  CHECK(asked(world) == "POST /sync/start\nGET /sync/s1/queue");
  page = *(*pull)->next({});
  CHECK(page->records.at(0).id() == "2");
  page = *(*pull)->next({});
  CHECK((page && page->records.empty() && !page->complete));
  CHECK_FALSE(*(*pull)->next({}));
  CHECK(asked(world) ==
        "POST /sync/start\nGET /sync/s1/queue\nPOST /sync/ack {\"session\":\"s1\",\"keys\":[\"k1\",\"k2\"]}\n"
        "GET /sync/s1/queue\nPOST /sync/ack {\"session\":\"s1\",\"keys\":[\"k3\"]}\nGET /sync/s1/queue");
}

TEST_CASE(
    "a queue with nothing in it is not opened, one that gives again what was confirmed is stopped, a crash confirms "
    "nothing") {
  World idle(made_of(by_queue), settings("{}"), {});
  idle.crm.replies = {answer(204, "", at_nine)};
  CHECK(bring(*idle.remote, "contacts", PullMode::increment, R"({"at":"2026-11-03T08:00:00Z"})").records.empty());
  CHECK(asked(idle) == "POST /sync/start");
  World stuck(made_of(by_queue), settings("{}"), {});
  const std::string same = R"({"items":[{"type":"contact","data":{"id":1},"key":"k1"}]})";
  stuck.crm.replies = {brings(R"({"id":"s1"})"), brings(same), answer(202, ""), brings(same)};
  CHECK(bring(*stuck.remote, "contacts", PullMode::full).records == " 1 connector.repeated_page");
  World lively(made_of(by_queue), settings("{}"), {});
  lively.crm.replies = {
      brings(R"({"id":"s1"})"), brings(same),
      answer(202, ""),          brings(R"({"items":[{"type":"contact","data":{"id":1},"key":"k2"}]})"),
      answer(202, ""),          answer(204, "")};
  CHECK(bring(*lively.remote, "contacts", PullMode::full).records == " 1 | 1 |");
  World killed(made_of(by_queue), settings("{}"), {});
  killed.crm.replies = {brings(R"({"id":"s1"})"), brings(same),   brings(R"({"id":"s2"})"), brings(same),
                        answer(202, ""),          answer(204, "")};
  { REQUIRE(*(*killed.remote->pull("contacts", PullMode::full, ""))->next({})); }
  CHECK(bring(*killed.remote, "contacts", PullMode::full).records == " 1 |");
  CHECK(killed.crm.seen.at(3).url == "https://crm.example/sync/s2/queue");
}

namespace {

base::Json lists_and_members(const std::string& only, const std::string& changes) {
  return made_of(
      R"("lists": {"kind": "company", "records": "/rows", "request": {"path": "/lists", "query": {"p": "${cursor}"}},
      "pages": {"kind": "cursor", "from": "/next"}, "changes": {"kind": "since", "lag": "0s", "request": {"query": {"since": "${since}"}}},
      "related": {"owners": {"batch": 1, "request": {"path": "/owners/${id}"}, "records": "/rows", "fields": {"owner": "/id"}}},
      "fields": {"id": "/id", "changed": "/changed"}},
    "members": {"kind": "contact", "under": {"stream": "lists", "only": ")" +
      only + R"("}, "records": "/rows",
      "request": {"path": "/lists/${parent.id}/members", "query": {"p": "${cursor}"}}, "pages": {"kind": "cursor", "from": "/next"},
      "changes": )" +
      changes + R"(, "fields": {"id": "/id", "company": "parent:id", "changed": "/changed"}})");
}

}  // namespace

TEST_CASE("a stream under another one is read record by record of that one, whose id its records carry") {
  World world(lists_and_members("all", R"({"kind": "none"})"), settings("{}"), {});
  world.crm.replies = {brings(R"({"rows":[{"id":"a/b"},{"id":"gone"}],"next":"2"})"),
                       brings(R"({"rows":[{"id":"c"}]})"),
                       brings(R"({"rows":[{"id":"1"}],"next":"x"})"),
                       brings(R"({"rows":[{"id":"2"}]})"),
                       answer(404, "{}"),
                       brings(R"({"rows":[{"id":"1"}]})")};
  auto pull = world.remote->pull("members", PullMode::full, "");
  std::string text;
  bool complete = false;
  while (true) {
    auto page = (*pull)->next({});
    REQUIRE(page);
    if (!*page) break;
    for (const auto& record : (*page)->records)
      text += record.id() + " of " + record.text(model::contact::company) + ", ";
    complete = (*page)->complete;
  }
  CHECK(text == "1 of a/b, 2 of a/b, 1 of c, ");
  CHECK(complete);
  // The other stream's relations are not asked for.
  CHECK(asked(world) ==
        "GET /lists\nGET /lists?p=2\nGET /lists/a%2Fb/members\nGET /lists/a%2Fb/members?p=x\n"
        "GET /lists/gone/members\nGET /lists/c/members");
}

TEST_CASE("increments look at all records of the other stream for what changed, or at those alone that changed") {
  World all(lists_and_members("all", R"({"kind": "since", "lag": "0s", "request": {"query": {"since": "${since}"}}})"),
            settings("{}"), {});
  all.crm.replies = {brings(R"({"rows":[{"id":"a"}]})"), brings(R"({"rows":[{"id":"1"}]})"),
                     brings(R"({"rows":[{"id":"a"}]})"), brings(R"({"rows":[{"id":"2"}]})")};
  const auto first = bring(*all.remote, "members", PullMode::full);
  all.crm.seen.clear();
  const auto second = bring(*all.remote, "members", PullMode::increment, first.mark);
  CHECK((second.records == " 2 |" && !second.complete));
  CHECK(all.crm.seen.at(0).url == "https://crm.example/lists");
  CHECK(all.crm.seen.at(1).url.starts_with("https://crm.example/lists/a/members?since=2026-11-03T0"));
  World changed(lists_and_members("changed", R"({"kind": "none"})"), settings("{}"), {});
  changed.crm.replies = {brings(R"({"rows":[{"id":"a"},{"id":"b"}]})"), brings(R"({"rows":[{"id":"1"}]})"),
                         brings(R"({"rows":[]})"), brings(R"({"rows":[{"id":"b"}]})"),
                         brings(R"({"rows":[{"id":"2"}]})")};
  const auto whole = bring(*changed.remote, "members", PullMode::full);
  CHECK(whole.complete);
  changed.crm.seen.clear();
  const auto some = bring(*changed.remote, "members", PullMode::increment, whole.mark);
  CHECK((some.records == " 2 |" && !some.complete));
  CHECK(asked(changed) == "GET /lists?since=2026-11-03T09%3A00%3A00Z\nGET /lists/b/members");
}

TEST_CASE("a pull of members that was cut off goes on with the page of lists in which it stood, and is not complete") {
  World world(lists_and_members("all", R"({"kind": "none"})"), settings("{}"), {});
  const auto script = [&](std::deque<Reply> replies) {
    world.crm.replies = std::move(replies), world.crm.seen.clear();
  };
  script({brings(R"({"rows":[{"id":"a"}],"next":"2"})"), brings(R"({"rows":[{"id":"b"}]})"),
          brings(R"({"rows":[{"id":"1"}]})"), answer(403, "{}")});
  const auto cut = bring(*world.remote, "members", PullMode::full);
  CHECK(cut.records == " 1 | remote.refused");
  // What changed of the lists since their pull began is looked at, too: its first part is old by now.
  script({brings(R"({"rows":[{"id":"b"}]})"), brings(R"({"rows":[]})"), brings(R"({"rows":[{"id":"2"}]})")});
  const auto rest = bring(*world.remote, "members", PullMode::increment, cut.mark);
  CHECK((rest.records.starts_with(" 2 |") && !rest.complete));
  CHECK(asked(world) == "GET /lists?p=2\nGET /lists?since=2026-11-03T09%3A00%3A00Z\nGET /lists/b/members");
}
