// Calls that follow a write, versions that guard one, and lists of what is taken back.
#include <catch2/catch.hpp>

#include "made.hpp"

using namespace goodword;
using namespace goodword::connector::test;
using model::Action;
using model::Outcome;

namespace {

/// A note that is made, tied to its record by a link that is read back, and shown to all by a set.
std::string note_file(const std::string& main_class, const std::string& note = "") {
  return R"("writes": {"note": {"on": {"contact": {}}, )" + note +
         R"("request": {"path": "/notes", "json": {"text": "${body} ${marker}"}},
    "results": {"id": "/id"}, "sameness": )" +
         main_class + R"(,
    "then": [
      {"request": {"path": "/links", "json": {"note": "${created}", "to": "${id}"}},
       "sameness": {"class": "B", "read_back": {"request": {"path": "/notes/${created}/links"}, "pages": {"kind": "one"}, "records": "/rows", "id": "/link", "text": "/to"}}},
      {"request": {"method": "PUT", "path": "/notes/${created}/shared"}, "sameness": {"class": "A", "why": "a set"}}],
    "undo": {"request": {"method": "DELETE", "path": "/notes/${created}"}}}},)";
}
const std::string looked_for =
    R"({"class": "B", "read_back": {"request": {"path": "/contacts/${id}/notes"}, "pages": {"kind": "one"}, "records": "/rows", "text": "/text"}})";
const std::string keyed = R"({"class": "A", "why": "the key is unique"})";

const std::string one_stream =
    R"("contacts": {"kind": "contact", "records": "/rows", "request": {"path": "/rows"}, "pages": {"kind": "one"}, "changes": {"kind": "none"},
   "by_id": {"request": {"path": "/rows/${id}"}, "record": ""}, "version": VERSION,
   "fields": {"id": "/id", "title": {"from": "/title", "write": true}, "tags": "/tags"}})";

struct Notes : World {
  explicit Notes(const std::string& main_class, const std::string& note = "")
      : World(
            made_of(
                R"("contacts": {"kind": "contact", "records": "/rows", "request": {"path": "/rows"}, "pages": {"kind": "one"}, "changes": {"kind": "none"}, "fields": {"id": "/id"}})",
                note_file(main_class, note)),
            settings("{}"), {}) {}

  static model::Operation operation(int attempts = 0, const std::string& id = "a") {
    model::Operation made;
    made.id = id;
    made.change.subject = {"main", model::Kind::contact, "7"};
    made.change.action = Action::note;
    made.change.body = "x";
    made.marker = "[gw:" + id + "]";
    made.attempts = attempts;
    return made;
  }
  std::string apply(const model::Operation& operation) {
    crm.seen.clear();
    const auto outcome = remote->apply({&operation, 1}, {})[0];
    return std::string(to_text(outcome.kind)) + " " + outcome.created +
           (outcome.error ? ": " + outcome.error->detail : "");
  }
  std::string look(const model::Operation& operation) {
    crm.seen.clear();
    const auto found = remote->read_back(operation, {});
    if (!found) return found.error().code;
    return found->found == ports::Found::yes  ? "yes " + found->created
           : found->found == ports::Found::no ? "no"
                                              : "cannot tell";
  }
};

const std::string made_it = R"({"id": "n1"})";
const std::string all_three =
    "POST /notes {\"text\":\"x [gw:a]\"}\nPOST /links {\"note\":\"n1\",\"to\":\"7\"}\nPUT /notes/n1/shared";

}  // namespace

TEST_CASE("a write is done when all that follows it is done") {
  Notes world(looked_for);
  world.crm.replies = {answer(201, made_it), answer(201, R"({"id":"l1"})"), answer(204, "")};
  CHECK(world.apply(Notes::operation()) == "done n1");
  CHECK(asked(world) == all_three);
  const std::vector<model::Change> changes = {Notes::operation().change};
  CHECK(world.remote->calls_needed(changes) == 3);
}

TEST_CASE("what follows is not sent where nothing was made") {
  Notes world(looked_for);
  world.crm.replies = {answer(400, "{}")};
  CHECK(world.apply(Notes::operation()).starts_with("failed :"));
  CHECK(world.crm.seen.size() == 1);
}

TEST_CASE("a write whose answer names nothing is looked for where more is to be said about it") {
  for (const auto* body : {"{}", ""}) {
    Notes world(looked_for);
    world.crm.replies = {answer(201, body)};
    CHECK(world.apply(Notes::operation()).starts_with("unknown :"));
    CHECK(world.crm.seen.size() == 1);
  }
}

TEST_CASE("a call that follows and is lost or never left makes the operation unknown, one that is refused is told") {
  for (const Reply& reply : {Reply(base::failure("wire.lost", "reset")), answer(502, ""),
                             Reply(base::failure("wire.not_sent", "no route"))}) {
    Notes world(looked_for);
    world.crm.replies = {answer(201, made_it), reply};
    CHECK(world.apply(Notes::operation())
              .starts_with("unknown n1: it was made in the CRM (n1), but what follows was not confirmed"));
    CHECK(world.crm.seen.size() == 2);
  }
  Notes world(looked_for);
  world.crm.replies = {answer(201, made_it), answer(403, "{}")};
  CHECK(world.apply(Notes::operation())
            .starts_with("failed n1: it was made in the CRM (n1), but what follows was refused"));
}

TEST_CASE("after a crash between a write and what follows, the write is found and only what is missing is sent") {
  Notes neither(looked_for);
  neither.crm.replies = {answer(200, R"({"rows":[{"id":"n1","text":"x [gw:a]"}]})"),
                         answer(200, R"({"rows":[{"to":"70"},{"to":"17"}]})"), answer(201, "{}"), answer(204, "")};
  CHECK(neither.look(Notes::operation(1)) == "yes n1");
  CHECK(asked(neither) ==
        "GET /contacts/7/notes\nGET /notes/n1/links\nPOST /links {\"note\":\"n1\",\"to\":\"7\"}\nPUT /notes/n1/shared");
  Notes linked(looked_for);
  linked.crm.replies = {answer(200, R"({"rows":[{"id":"n1","text":"x [gw:a]"}]})"),
                        answer(200, R"({"rows":[{"to":7}]})"), answer(204, "")};
  CHECK(linked.look(Notes::operation(1)) == "yes n1");
  CHECK(asked(linked) == "GET /contacts/7/notes\nGET /notes/n1/links\nPUT /notes/n1/shared");
  Notes absent(looked_for);
  absent.crm.replies = {answer(200, R"({"rows":[]})")};
  CHECK(absent.look(Notes::operation(1)) == "no");
  CHECK(absent.crm.seen.size() == 1);
}

TEST_CASE(
    "what is lost while it is looked after stays unknown and is looked for again, what nobody can tell is a person's") {
  const std::string found = R"({"rows":[{"id":"n1","text":"x [gw:a]"}]})";
  Notes lost(looked_for);
  lost.crm.replies = {answer(200, found), answer(200, R"({"rows":[]})"), base::failure("wire.lost", "reset")};
  CHECK(lost.look(Notes::operation(1)) == "wire.lost");
  Notes hidden(looked_for);
  hidden.crm.replies = {answer(200, found), answer(403, "{}")};
  CHECK(hidden.look(Notes::operation(1)) == "cannot tell");
  Notes refused(looked_for);
  refused.crm.replies = {answer(200, found), answer(200, R"({"rows":[]})"), answer(422, "{}")};
  CHECK(refused.look(Notes::operation(1)) == "cannot tell");
}

TEST_CASE("a write that is sent again as a whole looks for what followed it the first time") {
  Notes first(keyed);
  first.crm.replies = {answer(201, made_it), answer(201, "{}"), answer(204, "")};
  CHECK(first.apply(Notes::operation()) == "done n1");
  CHECK(asked(first) == all_three);
  Notes again(keyed);
  again.crm.replies = {answer(200, made_it), answer(200, R"({"rows":[{"to":"7"}]})"), answer(204, "")};
  CHECK(again.apply(Notes::operation(1)) == "done n1");
  CHECK(asked(again) == "POST /notes {\"text\":\"x [gw:a]\"}\nGET /notes/n1/links\nPUT /notes/n1/shared");
  Notes blind(keyed);
  blind.crm.replies = {answer(200, made_it), answer(500, ""), answer(500, ""), answer(500, ""),
                       answer(500, ""),      answer(500, ""), answer(500, "")};
  CHECK(blind.apply(Notes::operation(1)).starts_with("unknown n1"));
}

TEST_CASE("a batch's further calls go out for those that were made, in batches of their own") {
  const std::string writes = R"("writes": {"note": {"on": {"contact": {}}, "batch": 10,
    "request": {"path": "/notes", "json": {"all": {"$each": {"text": "${body} ${marker}", "key": "${key}"}}}},
    "results": {"items": "/all", "match": {"key": "/key"}, "ok": {"/ok": true}, "id": "/id"}, "sameness": {"class": "A", "why": "a key"},
    "then": [{"batch": 2, "request": {"path": "/links", "json": {"$each": {"from": "${created}", "to": "${id}"}}}, "sameness": {"class": "A", "why": "a set"}}],
    "undo": {"batch": 10, "request": {"method": "DELETE", "path": "/notes", "query": {"ids": "${created_ids}"}}}}},)";
  World world(
      made_of(
          R"("contacts": {"kind": "contact", "records": "/rows", "request": {"path": "/rows"}, "pages": {"kind": "one"}, "changes": {"kind": "none"}, "fields": {"id": "/id"}})",
          writes),
      settings("{}"), {});
  world.crm.replies = {
      answer(
          200,
          R"({"all":[{"key":"a","ok":true,"id":1},{"key":"b","ok":false},{"key":"c","ok":true,"id":3},{"key":"d","ok":true,"id":4}]})"),
      answer(204, ""), answer(204, ""), answer(204, "")};
  std::vector<model::Operation> batch;
  for (const char* id : {"a", "b", "c", "d"}) batch.push_back(Notes::operation(0, id));
  std::string became;
  for (const auto& outcome : world.remote->apply(batch, {}))
    became += std::string(to_text(outcome.kind)) + " " + outcome.created + ", ";
  CHECK(became == "done 1, failed , done 3, done 4, ");
  for (auto& operation : batch) {
    operation.change.action = Action::remove_note;
    operation.change.value = "n/" + operation.id;
  }
  CHECK(world.remote->apply(batch, {})[3].kind == Outcome::Kind::done);
  world.crm.seen.erase(world.crm.seen.begin());
  CHECK(asked(world) ==
        "POST /links [{\"from\":\"1\",\"to\":\"7\"},{\"from\":\"3\",\"to\":\"7\"}]\nPOST /links "
        "[{\"from\":\"4\",\"to\":\"7\"}]\n"
        "DELETE /notes?ids=n%2Fa,n%2Fb,n%2Fc,n%2Fd");
}

namespace {

struct Versioned : World {
  explicit Versioned(const std::string& version)
      : World(made_of(base_with(version), R"("writes": {"set_field": {"on": {"contact": {}}, "guard": "version",
          "request": {"method": "PATCH", "path": "/rows/${id}", "headers": {"If-Match": "${version}"}, "json": "${changes}"},
          "sameness": {"class": "A", "why": "a set"}}},)"),
              settings("{}"), {}) {}
  static std::string base_with(const std::string& version) {
    std::string text = one_stream;
    return text.replace(text.find("VERSION"), 7, "\"" + version + "\"");
  }
  std::string apply() {
    model::Operation made;
    made.id = "a";
    made.change.subject = {"main", model::Kind::contact, "7"};
    made.change.action = Action::set_field;
    made.change.field = "title";
    made.change.prior = "old";
    made.change.value = "new";
    const auto outcome = remote->apply({&made, 1}, {})[0];
    return std::string(to_text(outcome.kind)) + (outcome.error ? ": " + outcome.error->detail : "");
  }
  std::string match() const {
    ports::HttpResponse view;
    view.headers = crm.seen.back().headers;
    return view.header("If-Match");
  }
};

}  // namespace

TEST_CASE("a write that is guarded by a version names the one that was read, and gives way to who was faster") {
  Versioned world("/etag");
  world.crm.replies = {answer(200, R"({"id":7,"title":"old","etag":"W/\"1\""})"), answer(200, "{}")};
  CHECK(world.apply() == "done");
  CHECK(world.match() == "W/\"1\"");
  CHECK(world.crm.seen.back().body == R"({"title":"new"})");
  Versioned faster("/etag");
  faster.crm.replies = {answer(200, R"({"id":7,"title":"old","etag":"1"})"), answer(412, "{}")};
  CHECK(faster.apply() == "changed");
  Versioned edited("/etag");
  edited.crm.replies = {answer(200, R"({"id":7,"title":"theirs","etag":"1"})")};
  CHECK(edited.apply() == "changed");
  CHECK(edited.crm.seen.size() == 1);
}

TEST_CASE("a version may stand in a header of the answer, without one nothing is written") {
  Versioned world("header:ETag");
  world.crm.replies = {answer(200, R"({"id":7,"title":"old"})", {{"ETag", "\"5\""}}), answer(200, "{}")};
  CHECK(world.apply() == "done");
  CHECK(world.match() == "\"5\"");
  Versioned without("header:ETag");
  without.crm.replies = {answer(200, R"({"id":7,"title":"old"})")};
  CHECK(without.apply() == "failed: the CRM told no version of the record, so that it cannot be guarded");
  CHECK(without.crm.seen.size() == 1);
}

TEST_CASE(
    "an amount's currency may be a fact that the CRM is asked for, and the survivor of a merge may be named by its "
    "deletion") {
  World world(
      made_of(
          R"("deals": {"kind": "opportunity", "records": "/rows", "request": {"path": "/deals"}, "pages": {"kind": "one"},
      "changes": {"kind": "since", "lag": "0s", "request": {"query": {"since": "${since}"}}},
      "deleted": {"kind": "feed", "request": {"path": "/deleted"}, "records": "/rows", "id": "/id", "merged_into": "/into"},
      "fields": {"id": "/id", "changed": "/changed", "amount": {"from": "/amount", "currency": "${fact.currency}"}}})",
          R"("facts": {"currency": {"request": {"path": "/firm"}, "take": "/code", "else": "USD"}},)"),
      settings("{}"), {});
  world.crm.replies = {answer(200, R"({"code":"CHF"})"), answer(200, R"({"rows":[{"id":"1","amount":"2.50"}]})"),
                       answer(200, R"({"rows":[{"id":"1"},{"id":"2","into":"3"}]})")};
  auto pull = world.remote->pull("deals", ports::PullMode::full, "");
  const auto page = *(*pull)->next({});
  CHECK(base::write_json(*model::to_json(page->records.at(0)).find("amount")).find("CHF") != std::string::npos);
  pull = world.remote->pull("deals.deleted", ports::PullMode::full, "");
  const auto gone = *(*pull)->next({});
  CHECK(gone->gone == std::vector<std::string>{"1"});
  CHECK(gone->merged == std::vector<std::pair<std::string, std::string>>{{"2", "3"}});
}
