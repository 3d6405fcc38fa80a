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

const std::string three_labels =
    R"({"rows":[{"id":1,"name":"Customer"},{"id":12,"name":"gw:refer"},{"id":13,"name":"2024"}]})";

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
  CHECK(world.write(Action::add_tag, "2025") ==
        "GET /people/7\nPATCH /people/7 {\"labels\":[\"2024\",\"2025\"]}\ndone");
}

TEST_CASE("an id without a label is a person's and stays in the list that is written") {
  People world;
  world.crm.replies = {answer(200, three_labels), answer(200, R"({"id":7,"labels":[1,99]})"), answer(200, three_labels),
                       answer(200, "{}")};
  CHECK(world.write(Action::add_tag, "gw:refer") ==
        "GET /labels\nGET /people/7\nGET /labels\nPATCH /people/7 {\"labels\":[1,99,12]}\ndone");
  world.crm.replies = {answer(200, R"({"id":7,"labels":[1,99,12]})"), answer(200, "{}")};
  CHECK(world.write(Action::remove_tag, "gw:refer") ==
        "GET /people/7\nPATCH /people/7 {\"labels\":[1,99]}\ndone");  // 99 was asked about once
  world.crm.replies = {answer(200, R"({"id":7,"labels":[98,99]})"), answer(200, three_labels), answer(200, "{}"),
                       answer(200, R"({"id":7,"labels":[99,98]})"), answer(200, "{}")};
  CHECK(world.write(Action::add_tag, "gw:refer") ==
        "GET /people/7\nGET /labels\nPATCH /people/7 {\"labels\":[98,99,12]}\ndone");
  CHECK(world.write(Action::add_tag, "gw:refer") == "GET /people/7\nPATCH /people/7 {\"labels\":[99,98,12]}\ndone");
}

TEST_CASE("a label made meanwhile is known before the list is judged, and one of two of the same name is not lost") {
  People world;
  world.crm.replies = {
      answer(200, three_labels), answer(200, R"({"id":7,"labels":[14,15,1]})"),
      answer(200, R"({"rows":[{"id":1,"name":"Customer"},{"id":14,"name":"Customer"},{"id":15,"name":"gw:client"}]})")};
  CHECK(world.write(Action::add_tag, "gw:client") == "GET /labels\nGET /people/7\nGET /labels\nalready");
  world.crm.replies = {answer(200, R"({"id":7,"labels":[14,15,1]})"), answer(200, "{}")};
  CHECK(world.write(Action::remove_tag, "gw:client") == "GET /people/7\nPATCH /people/7 {\"labels\":[14,1]}\ndone");
}

TEST_CASE("a label that is not there is not sent by its name, and set-up offers to make it") {
  People world;
  world.crm.replies = {answer(200, three_labels), answer(200, R"({"id":7,"labels":[1]})")};
  CHECK(world.write(Action::add_tag, "gw:new") ==
        "GET /labels\nGET /people/7\nnot_sent: the CRM has no tag \"gw:new\" yet; goodword setup makes it");
  const std::vector<std::string> tags = {"gw:refer", "gw:new"};
  const auto missing = world.remote->missing_setup(tags, {});
  REQUIRE((missing && missing->size() == 1));
  CHECK(((*missing)[0].name == "table:labels" && (*missing)[0].say == "labels: gw:new" && (*missing)[0].can_create));
}

TEST_CASE("a label that set-up made since is found, however long the table is kept") {
  People world;
  world.crm.replies = {answer(200, three_labels), answer(200, R"({"id":7,"labels":[1]})")};
  CHECK(world.write(Action::add_tag, "gw:new").find("not_sent") != std::string::npos);
  world.clock.time += std::chrono::minutes(2);
  world.crm.replies = {answer(200, R"({"id":7,"labels":[1]})"),
                       answer(200, R"({"rows":[{"id":1,"name":"Customer"},{"id":16,"name":"gw:new"}]})"),
                       answer(200, "{}")};
  CHECK(world.write(Action::add_tag, "gw:new") ==
        "GET /people/7\nGET /labels\nPATCH /people/7 {\"labels\":[1,16]}\ndone");
}

TEST_CASE("nothing is written where the labels that a list names cannot be read") {
  People world;
  world.crm.replies = {answer(200, three_labels), answer(200, R"({"id":7,"labels":[99]})"), answer(403, "{}")};
  CHECK(world.write(Action::add_tag, "gw:refer") ==
        "GET /labels\nGET /people/7\nGET /labels\nnot_sent: reading the table labels: the CRM answered 403");
}

TEST_CASE("tags that the CRM does not tell, or that cannot be read, are not written over") {
  const std::string kept =
      "GET /people/7\nfailed: the CRM did not tell all tags of the record, and to write the list "
      "would lose the others";
  for (const auto* record : {R"({"id":7})", R"({"id":7,"labels":["a",{"b":1}]})", R"({"id":7,"labels":{"a":1}})"}) {
    People world(R"("/labels")");
    world.crm.replies = {answer(200, record), answer(200, "{}")};
    CHECK(world.write(Action::add_tag, "gw:refer") == kept);
  }
  People world(R"("/labels")");
  world.crm.replies = {answer(200, R"({"id":7,"labels":null})"), answer(200, "{}")};
  CHECK(world.write(Action::add_tag, "gw:refer") == "GET /people/7\nPATCH /people/7 {\"labels\":[\"gw:refer\"]}\ndone");
}

TEST_CASE("a list of tags is written whole only where it is read whole, from one place") {
  const auto faults = [](const std::string& tags) { return faults_of(made_of(people_stream(tags), tags_file())); };
  CHECK(faults(R"({"from": "/labels", "table": "labels"})").empty());
  CHECK(faults(R"(null)").find("maps none") != std::string::npos);
  CHECK(faults(R"("/labels")").empty());
  for (const auto* several : {R"([{"from": "/labels", "table": "labels"}, "/more"])", R"(["/labels", "/more"])",
                              R"({"all": ["/labels", "/more"]})", R"({"from": "/labels", "words": {"a": "b"}})",
                              R"({"from": "/labels", "strip": "x:"})"})
    CHECK(faults(several).find("made of several") != std::string::npos);
}
