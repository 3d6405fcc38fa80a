// Tags that the CRM keeps as a list of ids: the whole list is written, and what a person put there stays.
#include <catch2/catch.hpp>

#include "made.hpp"

using namespace goodword;
using namespace goodword::connector::test;
using model::Action;

namespace {

std::string tags_file(const std::string& body = R"({"labels": "${tags}"})") {
  const std::string write = R"({"on": {"contact": {}}, "effect": "whole", "guard": "reread",
    "request": {"method": "PATCH", "path": "/people/${id}", "json": )" +
                            body + R"(}, "sameness": {"class": "A", "why": "a set"}})";
  return R"("ids": "number", "tables": {"labels": {"request": {"path": "/labels"}, "records": "/rows", "label": "/name",
      "create": {"request": {"path": "/labels", "json": {"name": "${label}"}}, "id": "/id"}}},
    "writes": {"add_tag": )" +
         write + R"(, "remove_tag": )" + write + "},";
}

std::string people_stream(const std::string& tags) {
  return R"("people": {"kind": "contact", "records": "/rows", "request": {"path": "/people"}, "pages": {"kind": "one"},
    "changes": {"kind": "none"}, "by_id": {"request": {"path": "/people/${id}"}, "record": ""},
    "fields": {"id": "/id", "tags": )" +
         tags + "}}";
}

struct People : World {
  explicit People(const std::string& tags = R"({"from": "/labels", "table": "labels"})")
      : World(made_of(people_stream(tags), tags_file()), settings("{}"), {}) {}

  /// What was asked, one a line, and what became of it.
  std::string write(Action action, const std::string& tag) {
    crm.seen.clear();
    model::Operation made;
    made.id = "a";
    made.change.subject = {"main", model::Kind::contact, "7"};
    made.change.action = action;
    made.change.value = tag;
    const auto outcome = remote->apply({&made, 1}, {})[0];
    return asked(*this) + "\n" + std::string(to_text(outcome.kind)) +
           (outcome.error ? ": " + outcome.error->detail : "");
  }
};

const std::string three_labels = R"({"rows":[{"id":1,"name":"Customer"},{"id":12,"name":"gw:refer"},{"id":13,"name":"2024"}]})";

}  // namespace

TEST_CASE("a whole list of tags that are looked up is written as ids, as the CRM spells them") {
  People world;
  world.crm.replies = {answer(200, three_labels), answer(200, R"({"id":7,"labels":[1]})"), answer(200, "{}")};
  CHECK(world.write(Action::add_tag, "gw:refer") ==
        "GET /labels\nGET /people/7\nPATCH /people/7 {\"labels\":[1,12]}\ndone");
}

TEST_CASE("tags that are texts stay texts, digits or not") {
  People world(R"("/labels")");
  world.crm.replies = {answer(200, R"({"id":7,"labels":["2024"]})"), answer(200, "{}")};
  CHECK(world.write(Action::add_tag, "2025") == "GET /people/7\nPATCH /people/7 {\"labels\":[\"2024\",\"2025\"]}\ndone");
}
