// Drafts of mails, lists and ties: what is sent, how it is resolved, and how it is taken back.
#include <catch2/catch.hpp>

#include "connector/requests.hpp"
#include "made.hpp"

using namespace goodword;
using namespace goodword::connector;
using namespace goodword::connector::test;
using base::Json;
using Deed = model::Action;

namespace {

const std::string contacts =
    R"("contacts": {"kind": "contact", "records": "/rows", "request": {"path": "/rows"}, "pages": {"kind": "one"}, "changes": {"kind": "none"}, "fields": {"id": "/id"}})";

const std::string draft_on = R"("draft_email": {"on": {"contact": {}}, )";
const std::string draft_sent =
    R"("request": {"path": "/mails", "json": {"status": "draft", "to": ["${to}"], "subject": "${title}", "text": "${body}", "ref": "${marker}", "by": "${owner}"}}, "results": {"id": "/id"}, )";
const std::string draft_looked =
    R"("sameness": {"class": "B", "read_back": {"request": {"path": "/rows/${id}/mails"}, "pages": {"kind": "one"}, "records": "/rows", "text": "/ref"}}, )";
const std::string draft_back = R"("undo": {"request": {"method": "DELETE", "path": "/mails/${created}"}}})";
const std::string draft = draft_on + draft_sent + draft_looked + draft_back;

const std::string list =
    R"("list_add": {"on": {"contact": {}}, "batch": 3, "group": ["list"], "request": {"path": "/lists/${list}/members", "json": {"add": "${ids}"}},
    "results": {"confirm": "/added", "message": "/error"}, "sameness": {"class": "A", "why": "a member once more is a member"},
    "undo": {"request": {"method": "DELETE", "path": "/lists/${list}/members/${id}"}}})";

const std::string tie =
    R"("associate": {"on": {"contact": {"from": "people"}}, "request": {"method": "PUT", "path": "/${with.from}/${id}/ties/${other_kind}/${other}"}, "results": {"id": "/tie"},
    "sameness": {"class": "A", "why": "the same tie once more is that tie"}, "undo": {"request": {"method": "DELETE", "path": "/ties/${created}"}}})";

Json file_with(const std::string& write) { return made_of(contacts, "\"writes\": {" + write + "},"); }

struct Verbs : World {
  explicit Verbs(const std::string& writes, const std::string& crm_file = "{}")
      : World(file_with(writes), settings(crm_file), {}) {}

  std::string apply(const std::vector<model::Operation>& batch) {
    crm.seen.clear();
    std::string text;
    for (const auto& outcome : remote->apply(batch, {})) {
      text += (text.empty() ? "" : ", ") + outcome.operation + " " + std::string(to_text(outcome.kind));
      if (!outcome.created.empty()) text += " " + outcome.created;
      if (outcome.error) text += ": " + outcome.error->detail;
    }
    return text;
  }
};

model::Operation operation(const std::string& id, Deed action, const std::string& subject, const std::string& value) {
  model::Operation made;
  made.id = id;
  made.change.subject = {"main", model::Kind::contact, subject};
  made.change.action = action;
  made.change.value = value;
  made.marker = "[gw:" + id + "]";
  return made;
}

model::Operation mail() {
  auto made = operation("a", Deed::draft_email, "7", "");
  made.change.to = "joan@example.com";
  made.change.title = "An introduction";
  made.change.body = "Dear Joan,\nyours";
  return made;
}

}  // namespace

TEST_CASE("a mail is drafted with receiver, subject, text and marker, and nobody is not written to") {
  Verbs world(draft);
  world.crm.replies = {answer(201, R"({"id":"m1"})"), answer(204, "")};
  CHECK(world.apply({mail()}) == "a done m1");
  CHECK(
      asked(world) ==
      R"(POST /mails {"status":"draft","to":["joan@example.com"],"subject":"An introduction","text":"Dear Joan,\nyours","ref":"[gw:a]"})");
  CHECK(world.apply({operation("b", Deed::remove_draft, "7", "m1")}) == "b done");
  CHECK(asked(world) == "DELETE /mails/m1");
  std::vector<std::string> able;
  for (const auto& ability : world.remote->abilities()) able.emplace_back(to_text(ability.action));
  CHECK(able == std::vector<std::string>{"remove_draft", "draft_email"});
}

TEST_CASE("a draft whose answer was lost is looked for by its marker") {
  Verbs world(draft);
  world.crm.replies = {base::failure("wire.lost", "cut")};
  CHECK(world.apply({mail()}).starts_with("a unknown"));
  world.crm.replies = {answer(200, R"({"rows":[{"id":"m9","ref":"x [gw:a]"}]})"), answer(200, R"({"rows":[]})")};
  const auto found = world.remote->read_back(mail(), {});
  REQUIRE(found);
  CHECK(found->found == ports::Found::yes);
  CHECK(found->created == "m9");
  const auto missing = world.remote->read_back(mail(), {});
  REQUIRE(missing);
  CHECK(missing->found == ports::Found::no);
}

TEST_CASE("who goes on the same list goes together, only those whose id the answer confirms are done") {
  Verbs world(list);
  const std::vector<model::Operation> batch = {
      operation("a", Deed::list_add, "1", "51"), operation("b", Deed::list_add, "2", "51"),
      operation("c", Deed::list_add, "3", "52"), operation("d", Deed::list_add, "4", "51")};
  world.crm.replies = {answer(200, R"({"added":[4,"1"]})"), answer(200, R"({"added":"3"})")};
  const auto told = world.apply(batch);
  CHECK(told ==
        "a done, b unknown: the CRM's answer does not name contact 2, so nobody knows whether it was written, c done, "
        "d done");
  CHECK(asked(world) ==
        "POST /lists/51/members {\"add\":[\"1\",\"2\",\"4\"]}\nPOST /lists/52/members {\"add\":[\"3\"]}");
  world.crm.replies = {answer(200, "{}")};
  CHECK(world.apply({batch[0]}).starts_with("a unknown"));
  world.crm.replies = {answer(204, "")};
  CHECK(world.apply({operation("e", Deed::list_remove, "1", "51")}) == "e done");
  CHECK(asked(world) == "DELETE /lists/51/members/1");
}

TEST_CASE("keys of operations confirm, too, and what an answer calls wrong is not done whatever it lists") {
  std::string keyed = list;
  keyed.replace(keyed.find("\"message\""), 0, R"("ok": {"/fine": true}, )");
  keyed.replace(keyed.find(R"("${ids}")"), 8, R"({"$each": "${key}"})");
  Verbs world(keyed);
  world.crm.replies = {answer(200, R"({"fine":true,"added":["a"]})"),
                       answer(200, R"({"fine":false,"added":["a"],"error":"full"})")};
  CHECK(world.apply({operation("a", Deed::list_add, "1", "51")}) == "a done");
  CHECK(asked(world) == R"(POST /lists/51/members {"add":["a"]})");
  CHECK(world.apply({operation("a", Deed::list_add, "1", "51")}) == "a failed: the CRM refused it: \"full\"");
}

TEST_CASE("two records are tied by kind and id, and untied by the tie's own id") {
  Verbs world(tie);
  auto made = operation("a", Deed::associate, "7", "30");
  made.change.field = "company";
  world.crm.replies = {answer(200, R"({"tie":"t5"})"), answer(204, "")};
  CHECK(world.apply({made}) == "a done t5");
  CHECK(asked(world) == "PUT /people/7/ties/company/30");
  auto back = made;
  back.id = "b";
  back.change.action = Deed::dissociate;
  back.change.prior = "t5";
  CHECK(world.apply({back}) == "b done");
  CHECK(asked(world) == "DELETE /ties/t5");
  back.change.prior.clear();
  CHECK(world.apply({back}).find("created") != std::string::npos);
  CHECK(world.crm.seen.empty());
}

TEST_CASE("what these operations must say is asked for when the file is loaded") {
  const auto faults = [](const std::string& write) { return faults_of(file_with(write)); };
  const auto without = [](std::string text, const std::string& part, const std::string& by = "") {
    const auto at = text.find(part);
    REQUIRE(at != std::string::npos);
    return text.replace(at, part.size(), by);
  };
  CHECK(faults(draft).empty());
  CHECK(faults(list).empty());
  CHECK(faults(tie).empty());
  struct Row {
    std::string write, said;
  };
  const std::vector<Row> table = {
      {draft_on + draft_sent + draft_looked.substr(0, draft_looked.size() - 2) + "}",
       "a draft_email says how it is taken back"},
      {without(draft, R"("to": ["${to}"], )"), "does not place ${to}"},
      {without(draft, R"("text": "${body}", )"), "does not place ${body}"},
      {without(draft, R"("ref": "${marker}", )"), "what is read back carries our ${marker}"},
      {without(draft, R"("results": {"id": "/id"}, )"), "${created} is what the answer calls it"},
      {without(draft, R"("${title}")", R"("${due}")"), "due"},
      {without(draft, "\"/mails\"", "\"/mails/to-${to}\""), "the free text ${to} stands inside other text"},
      {without(list, "/lists/${list}/members\", \"json\"", "/members\", \"json\""), "does not place ${list}"},
      {without(list, R"("group": ["list"])", R"("group": ["tag"])"), "has no \"tag\" to share"},
      {without(list, R"("group": ["list"], )"), "a batch needs $each, or ${ids} with \"group\""},
      {without(list, R"("confirm": "/added")", R"("confirm": "/added", "items": "/rows")"), "both say which were done"},
      {without(list, R"("confirm": "/added")", R"("confirm": "/added", "id": "/id")"), "does not name what was made"},
      {without(list, "/members/${id}", "/members/${other}"), "other"},
      {without(tie, "/${other}\"", "\""), "does not place ${other}"},
      {without(tie, "\"results\": {\"id\": \"/tie\"},", ""), "${created} is what the answer calls it"},
      {"\"list_remove\": " + list.substr(list.find('{')), "list_remove"},
  };
  for (const auto& [write, said] : table) {
    CAPTURE(write);
    CHECK_THAT(faults(write), Catch::Contains(said));
  }
}

TEST_CASE("an operator switches a draft off, and printed requests show all that may be sent") {
  Verbs world(draft + ", " + list, R"({"change": {"writes": {"draft_email": null}}})");
  for (const auto& ability : world.remote->abilities()) CHECK(ability.action != Deed::draft_email);
  const auto result = compile(file_with(draft + ", " + list + ", " + tie), "c", settings("{}"), "crm.json");
  REQUIRE(result.compiled);
  std::string text;
  for (const auto& request : requests_of(*result.compiled)) {
    text += request.purpose + " | " + request.method + " " + request.url.substr(request.url.find('/', 8)) + " " +
            request.body + "\n";
  }
  for (
      const std::string line :
      {R"(draft_email on contact | POST /mails {"status":"draft","to":["joan@example.com"],"subject":"Call them","text":"An invented note.","ref":"[gw:0123456789ab]","by":"17"})",
       R"(list_add on contact | POST /lists/51/members {"add":["1001","1002"]})",
       "list_remove on contact | DELETE /lists/51/members/1001",
       "associate on contact | PUT /people/1001/ties/company/3001", "dissociate on contact | DELETE /ties/9001",
       "remove_draft on contact | DELETE /mails/9001",
       "draft_email on contact, whether it arrived | GET /rows/1001/mails"}) {
    CAPTURE(line);
    CHECK_THAT(text, Catch::Contains(line));
  }
}
