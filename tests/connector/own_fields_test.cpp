// Fields that people made at the CRM: listed by a table, without the vendor's own and without those that are mapped.
#include <catch2/catch.hpp>

#include "made.hpp"

using namespace goodword;
using namespace goodword::connector;
using namespace goodword::connector::test;

namespace {

using Fields = std::vector<ports::OwnField>;

const char* const table =
    R"("tables": {"people_fields": {"request": {"path": "/fields", "query": {"at": "${cursor}"}}, "records": "/rows", "id": "/code",
    "label": "/says", "where": {"/ours": [null, false]}, "pages": {"kind": "cursor", "from": "/next"}}},)";

std::string stream(const std::string& own = R"({"table": "people_fields", "under": "/more"})") {
  return R"("people": {"kind": "contact", "records": "/rows", "request": {"path": "/people"}, "pages": {"kind": "one"},
    "changes": {"kind": "none"}, "own_fields": )" +
         own + R"(, "fields": {"id": "/id", "title": "/more/job"}})";
}

}  // namespace

TEST_CASE("own fields are listed over all pages, but those of the vendor and those that are mapped") {
  World world(made_of(stream(), table), settings("{}"), {});
  world.crm.replies = {
      answer(200, R"({"rows": [{"code": "job", "says": "Job"}, {"code": "id", "says": "Id", "ours": true},
                                      {"code": "a/b", "says": "Seats", "ours": false}], "next": "2"})"),
      answer(200, R"({"rows": [{"code": 7}]})")};
  const auto found = world.remote->own_fields({});
  REQUIRE(found);
  CHECK(*found == Fields{{"people", "Seats", "/more/a~1b"}, {"people", "7", "/more/7"}});
  // What the operator maps is not offered again, and the list is kept for a day.
  REQUIRE(world.remote->own_fields({}));
  CHECK(world.crm.seen.size() == 2);
  World mapped(made_of(stream(), table),
               settings(R"({"change": {"streams": {"people": {"custom": {"seats": {"from": "/more/a~1b", "type": "text",
                 "class": "business"}}}}}})"),
               {});
  mapped.crm.replies = {answer(200, R"({"rows": [{"code": "a/b", "says": "Seats"}]})")};
  CHECK(*mapped.remote->own_fields({}) == Fields{});
}

TEST_CASE("the name of an own field may stand inside its place") {
  const auto places = [](const std::string& under) {
    World world(made_of(stream(R"({"table": "people_fields", "under": ")" + under + R"("})"), table), settings("{}"),
                {});
    world.crm.replies = {answer(200, R"({"rows": [{"code": "a/b", "says": "Seats"}]})")};
    return world.remote->own_fields({})->at(0).pointer;
  };
  CHECK(places("/values/*/0/value") == "/values/a~1b/0/value");
  CHECK(places("/custom.*") == "/custom.a~1b");
  CHECK(places("") == "/a~1b");
  CHECK(faults_of(made_of(stream(R"({"table": "people_fields", "under": "/a/*/*"})"), table)) != "");
}

TEST_CASE("a CRM that does not list them is not asked, and one that refuses says so") {
  World silent(made_of(stream("null"), table), settings("{}"), {});
  CHECK(*silent.remote->own_fields({}) == Fields{});
  CHECK(silent.crm.seen.empty());
  World refusing(made_of(stream(), table), settings("{}"), {});
  refusing.crm.replies = {answer(403, "{}")};
  const auto refused = refusing.remote->own_fields({});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().detail.find("people_fields") != std::string::npos);
}

TEST_CASE("a table of own fields that is not there, and a row told by its status, are faults") {
  CHECK(faults_of(made_of(stream(), table)).empty());
  const auto unknown = faults_of(made_of(stream(R"({"table": "fields", "under": "/more"})"), table));
  CHECK(unknown.find("/streams/people/own_fields/table") != std::string::npos);
  CHECK(unknown.find("people_fields") != std::string::npos);
  std::string by_status = table;
  by_status.replace(by_status.find("/ours"), 5, "status");
  CHECK(faults_of(made_of(stream(), by_status)).find("picked from the row") != std::string::npos);
}
