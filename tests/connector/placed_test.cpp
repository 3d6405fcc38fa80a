// Writes that place another field of the record they are about.
#include <catch2/catch.hpp>

#include "connector/requests.hpp"
#include "made.hpp"

using namespace goodword;
using namespace goodword::connector::test;
using model::Action;

namespace {

const std::string one = R"({"id": "/id"})", many = R"({"items": "", "match": "order", "id": "/id"})";

std::string note_file(const std::string& request, const std::string& more) {
  const std::string& results = more.empty() ? one : many;
  return R"("ids": "number", "writes": {"note": {"on": {"contact": {}}, )" + more + R"("request": )" + request +
         R"(, "results": )" + results + R"(, "sameness": {"class": "A", "why": "the key is unique"},
    "undo": {"request": {"method": "DELETE", "path": "/notes/${created}"}}}},)";
}
const std::string people =
    R"("people": {"kind": "contact", "records": "/rows", "request": {"path": "/people"}, "pages": {"kind": "one"}, "changes": {"kind": "none"},
   "by_id": {"batch": 2, "request": {"path": "/people", "query": {"ids": "${ids}"}}, "records": "/rows"},
   "fields": {"id": "/id", "company": "/company", "title": "/title", "emails": "/emails", "changed": {"from": "/changed", "form": "epoch_s"}}})";
const std::string about_company =
    R"({"path": "/companies/${record.company}/notes", "json": {"company": "${record.company}", "about": "${id}", "role": "${record.title}", "text": "${body}"}})";

base::Json file(const std::string& request, const std::string& more = "") {
  return made_of(people, note_file(request, more));
}

struct Notes : World {
  explicit Notes(const std::string& request, const std::string& more = "")
      : World(file(request, more), settings("{}"), {}) {}

  std::string write(std::vector<std::string> subjects) {
    std::vector<model::Operation> batch;
    for (const auto& subject : subjects) {
      model::Operation made;
      made.id = "n" + subject;
      made.change.subject = {"main", model::Kind::contact, subject};
      made.change.action = Action::note;
      made.change.body = "x";
      batch.push_back(made);
    }
    std::string text;
    for (const auto& outcome : remote->apply(batch, {}))
      text += "\n" + std::string(to_text(outcome.kind)) + (outcome.error ? ": " + outcome.error->detail : "");
    return asked(*this) + text;
  }
};

}  // namespace

TEST_CASE("a write may place fields of its record, read by id just before, ids as the CRM spells them") {
  Notes world(about_company);
  world.crm.replies = {answer(200, R"({"rows":[{"id":7,"company":31,"title":"Head"}]})"),
                       answer(201, R"({"id":"n1"})")};
  CHECK(world.write({"7"}) ==
        "GET /people?ids=7\nPOST /companies/31/notes "
        "{\"company\":31,\"about\":7,\"role\":\"Head\",\"text\":\"x\"}\ndone");
  model::Change change;
  change.subject = {"main", model::Kind::contact, "7"};
  change.action = Action::note;
  CHECK(world.remote->calls_needed({&change, 1}) == 2);
}

TEST_CASE("where the record lacks the field, or is gone, nothing is sent") {
  Notes world(about_company);
  world.crm.replies = {answer(200, R"({"rows":[{"id":7,"company":null,"title":"Head"}]})"),
                       answer(200, R"({"rows":[]})")};
  CHECK(world.write({"7", "8"}) ==
        "GET /people?ids=7\nGET /people?ids=8\n"
        "failed: the record has no \"company\" in the CRM, and without it this cannot be written there\ngone");
}

TEST_CASE("in a batch every item has the fields of its own record, lists and times keep their form") {
  Notes world(
      R"({"path": "/notes", "json": {"$each": {"to": "${record.company}", "mail": "${record.emails}", "seen": "${record.changed}"}}})",
      R"("batch": 2, )");
  world.crm.replies = {
      answer(
          200,
          R"({"rows":[{"id":8,"company":32,"emails":["b@firm.example"],"changed":1700000000},{"id":7,"company":31,"emails":["a@firm.example","c@firm.example"],"changed":1700000000}]})"),
      answer(201, R"([{"id":"n1"},{"id":"n2"}])")};
  const std::string told = world.write({"7", "8"});
  CHECK(told ==
        "GET /people?ids=7,8\nPOST /notes "
        R"([{"to":31,"mail":["a@firm.example","c@firm.example"],"seen":"2023-11-14T22:13:20Z"},)"
        R"({"to":32,"mail":["b@firm.example"],"seen":"2023-11-14T22:13:20Z"}])"
        "\ndone\ndone");
}

TEST_CASE("a field that the stream does not map, or that stands where it is not read, is found before anything runs") {
  const auto faults = [](const std::string& request, const std::string& more = "") {
    return faults_of(file(request, more));
  };
  CHECK(faults(about_company).empty());
  CHECK(faults(R"({"path": "/notes", "json": {"to": "${record.owner}", "text": "${body}"}})").find("record.owner") !=
        std::string::npos);
  CHECK(faults(R"({"path": "/notes", "json": {"to": "${record.compny}", "text": "${body}"}})").find("record.company") !=
        std::string::npos);
  CHECK(faults(R"({"path": "/notes", "query": {"q": "role:${record.title}"}, "json": {"text": "${body}"}})")
            .find("free text") != std::string::npos);
  CHECK(faults(about_company, R"("batch": 2, )").find("is of one record") != std::string::npos);
  CHECK(faults(about_company,
               R"("then": [{"request": {"path": "/${record.company}"}, "sameness": {"class": "A", "why": "a set"}}], )")
            .find("record.company") != std::string::npos);
}

TEST_CASE("the requests that are shown say that the record is read first") {
  std::string text;
  model::Operation operation;
  operation.change.subject = {"main", model::Kind::contact, "7"};
  operation.change.action = Action::note;
  operation.change.body = "x";
  for (const auto& request : connector::requests_of(compiled(file(about_company), settings("{}")), operation))
    text += request.url + " " + request.body + "\n";
  CHECK(text ==
        "https://crm.example/people?ids=7 \nhttps://crm.example/companies/3001/notes "
        "{\"company\":3001,\"about\":7,\"role\":\"their title\",\"text\":\"x\"}\n");
}
