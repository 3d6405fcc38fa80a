#include <catch2/catch.hpp>

#include "world.hpp"

using namespace goodword;
using namespace goodword::connector::test;
using base::Json;
using model::Action;
using model::Outcome;

namespace {

const ports::Headers dated = {{"Date", "Tue, 03 Nov 2026 09:00:00 GMT"}};
const base::Instant told = *base::parse_rfc3339("2026-11-03T09:00:00Z");

struct Hubspot : World {
  Hubspot() : World(shipped("hubspot"), hubspot_crm(), {{"token", "pat-1"}}) {}
};
struct Tryton : World {
  Tryton() : World(shipped("tryton"), tryton_crm(), {{"password", "geheim"}}) {
    crm.replies.push_back(answer(200, R"({"id":1,"result":[7,"tok"]})", dated));
  }
};

model::Operation operation(std::string id, Action action, std::string subject, std::string value) {
  model::Operation made;
  made.id = std::move(id);
  made.change.subject = {"main", model::Kind::contact, std::move(subject)};
  made.change.action = action;
  made.change.value = std::move(value);
  made.marker = "[gw:" + made.id + "]";
  return made;
}

model::Operation note(std::string id, std::string subject, std::string body) {
  auto made = operation(std::move(id), Action::note, std::move(subject), "");
  made.change.body = std::move(body);
  return made;
}

struct Told {
  std::string operation, kind, created, code;
  friend bool operator==(const Told&, const Told&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Told& row) {
    return out << row.operation << " " << row.kind << " " << row.created << " " << row.code;
  }
};

std::vector<Told> in_short(const std::vector<Outcome>& outcomes) {
  std::vector<Told> made;
  for (const auto& outcome : outcomes) {
    made.push_back({outcome.operation, std::string(to_text(outcome.kind)), outcome.created,
                    outcome.error ? outcome.error->code : ""});
  }
  return made;
}

std::string last_path(const World& world) {
  const std::string& url = world.crm.seen.back().url;
  return url.substr(url.find('/', 8));
}

}  // namespace

TEST_CASE("a tag is added to the list as it stands now, and what stands already is not written") {
  Hubspot world;
  world.crm.replies = {
      answer(
          200,
          R"({"results":[{"id":"1","properties":{"gw_tags":"vip"}},{"id":"2","properties":{"gw_tags":"gw:pursue"}}]})",
          dated),
      answer(200, R"({"status":"COMPLETE","results":[{"id":"1"}]})", dated),
  };
  const std::vector<model::Operation> batch = {operation("a", Action::add_tag, "1", "gw:pursue"),
                                               operation("b", Action::add_tag, "2", "gw:pursue"),
                                               operation("c", Action::add_tag, "3", "gw:pursue")};
  const auto outcomes = world.remote->apply(batch, {});
  CHECK(in_short(outcomes) ==
        std::vector<Told>{{"a", "done", "", ""}, {"b", "already", "", ""}, {"c", "gone", "", ""}});
  CHECK(outcomes[0].server_time == told);
  REQUIRE(world.crm.seen.size() == 2);
  CHECK(world.crm.seen[1].url == "https://api.hubapi.com/crm/v3/objects/contacts/batch/update");
  CHECK(world.crm.seen[1].body == R"({"inputs":[{"id":"1","properties":{"gw_tags":"vip;gw:pursue"}}]})");
}

TEST_CASE("two tags for one contact never travel in one batch") {
  Hubspot world;
  world.crm.replies = {
      answer(200, R"({"results":[{"id":"1","properties":{"gw_tags":"a"}}]})"),
      answer(200, R"({"results":[{"id":"1"}]})"),
      answer(200, R"({"results":[{"id":"1","properties":{"gw_tags":"a;x"}}]})"),
      answer(200, R"({"results":[{"id":"1"}]})"),
  };
  const std::vector<model::Operation> batch = {operation("a", Action::add_tag, "1", "x"),
                                               operation("b", Action::add_tag, "1", "y")};
  CHECK(in_short(world.remote->apply(batch, {})) == std::vector<Told>{{"a", "done", "", ""}, {"b", "done", "", ""}});
  CHECK(world.crm.seen[3].body == R"({"inputs":[{"id":"1","properties":{"gw_tags":"a;x;y"}}]})");
}

TEST_CASE("notes carry their marker and key, what a partial answer does not name is unknown") {
  Hubspot world;
  world.crm.replies = {answer(207, R"({"results":[{"id":"901","objectWriteTraceId":"a"}],"numErrors":1,
    "errors":[{"message":"contact 2 is odd","context":{"objectWriteTraceId":["b"]}}]})",
                              dated)};
  const std::vector<model::Operation> batch = {note("a", "1", "Fish & <b>chips</b>"), note("b", "2", "x"),
                                               note("c", "3", "y")};
  const auto outcomes = world.remote->apply(batch, {});
  CHECK(in_short(outcomes) == std::vector<Told>{{"a", "done", "901", ""},
                                                {"b", "failed", "", "remote.rejected"},
                                                {"c", "unknown", "", "wire.lost"}});
  CHECK(outcomes[1].error->detail == "the CRM refused it: \"contact 2 is odd\"");
  CHECK(outcomes[2].error->detail ==
        "the CRM's answer does not name contact 3, so nobody knows whether it was written");
  const auto body = *base::parse_json(world.crm.seen[0].body);
  CHECK(
      base::write_json(body.find("inputs")->items()[0]) ==
      R"({"objectWriteTraceId":"a","properties":{"hs_timestamp":"2026-11-03T09:00:00Z","hs_note_body":"Fish &amp; &lt;b&gt;chips&lt;/b&gt; [gw:a]"},)"
      R"("associations":[{"to":{"id":"1"},"types":[{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":202}]}]})");
}

TEST_CASE("an answer that was lost, cut off or a server's fault leaves a write unknown, and it is never sent again") {
  const std::vector<Reply> lost = {base::failure("wire.lost", "reset"),
                                   answer(502, "<html>bad gateway</html>"),
                                   answer(200, R"({"results":[{"id":"9)"),
                                   base::failure("wire.too_large", "x"),
                                   base::failure("wire.stopped", "x"),
                                   answer(200, "[]"),
                                   answer(200, "")};
  for (const auto& reply : lost) {
    Hubspot world;
    world.crm.replies = {reply};
    const std::vector<model::Operation> batch = {note("a", "1", "x")};
    CHECK(world.remote->apply(batch, {})[0].kind == Outcome::Kind::unknown);
    CHECK(world.crm.seen.size() == 1);
  }
}

TEST_CASE("what never left this machine may be tried again") {
  Hubspot world;
  world.crm.replies = {base::failure("wire.not_sent", "refused")};
  const std::vector<model::Operation> batch = {note("a", "1", "x")};
  CHECK(in_short(world.remote->apply(batch, {})) == std::vector<Told>{{"a", "not_sent", "", "wire.not_sent"}});
}

TEST_CASE("a batch refused as a whole is halved until the one that is to blame stands alone") {
  World world(shipped("hubspot"), hubspot_crm(), {{"token", "pat-1"}}, [](const ports::HttpRequest& request) {
    const auto body = *base::parse_json(request.body);
    Json results = Json::array();
    for (const auto& input : body.find("inputs")->items()) {
      const std::string text = input.at("/properties/hs_note_body")->text();
      if (text.find("poison") != std::string::npos) return answer(400, R"({"message":"no poison here"})");
      results.push(Json::object({{"id", "n" + input.text_or("objectWriteTraceId", "")},
                                 {"objectWriteTraceId", *input.find("objectWriteTraceId")}}));
    }
    return answer(201, base::write_json(Json::object({{"results", results}})));
  });
  const std::vector<model::Operation> batch = {note("a", "1", "x"), note("b", "2", "x"), note("c", "3", "poison"),
                                               note("d", "4", "x")};
  const auto outcomes = world.remote->apply(batch, {});
  CHECK(in_short(outcomes) == std::vector<Told>{{"a", "done", "na", ""},
                                                {"b", "done", "nb", ""},
                                                {"c", "failed", "", "remote.rejected"},
                                                {"d", "done", "nd", ""}});
  CHECK(outcomes[2].error->detail == "writing: the CRM answered 400, \"no poison here\"");
  CHECK(world.crm.seen.size() == 5);
}

TEST_CASE(
    "Tryton: contacts that get one tag travel together, by the label's id, a missing label is not made in passing") {
  Tryton world;
  world.crm.replies.push_back(answer(200, R"({"id":2,"result":[{"id":5,"name":"gw:pursue"}]})"));
  world.crm.replies.push_back(answer(200, R"({"id":3,"result":null})", dated));
  const std::vector<model::Operation> batch = {operation("a", Action::add_tag, "11", "gw:pursue"),
                                               operation("b", Action::add_tag, "12", "gw:pursue"),
                                               operation("c", Action::add_tag, "11", "gw:new")};
  CHECK(in_short(world.remote->apply(batch, {})) ==
        std::vector<Told>{{"a", "done", "", ""}, {"b", "done", "", ""}, {"c", "not_sent", "", "remote.refused"}});
  CHECK(world.crm.seen.back().body ==
        R"({"id":3,"method":"model.party.party.write","params":[[11,12],{"categories":[["add",[5]]]},{}]})");
}

TEST_CASE("Tryton: an error in an answer of status 200 is no success, and one missing party does not cost the others") {
  Tryton world;
  world.crm.replies.push_back(answer(200, R"({"id":2,"result":[{"id":5,"name":"t"}]})"));
  world.crm.replies.push_back(answer(
      200,
      R"({"id":3,"error":["UserError",["You are trying to read records \"12\" of \"Party\" that don't exist anymore.","",null]]})"));
  world.crm.replies.push_back(answer(200, R"({"id":4,"result":null})"));
  world.crm.replies.push_back(answer(
      200,
      R"({"id":5,"error":["UserError",["You are trying to read records \"12\" of \"Party\" that don't exist anymore.","",null]]})"));
  const std::vector<model::Operation> batch = {operation("a", Action::add_tag, "11", "t"),
                                               operation("b", Action::add_tag, "12", "t")};
  CHECK(in_short(world.remote->apply(batch, {})) ==
        std::vector<Told>{{"a", "done", "", ""}, {"b", "gone", "", "remote.gone"}});
}

TEST_CASE("Tryton: a note is read back through its party by its marker, and taken back by its id") {
  Tryton world;
  world.crm.replies.push_back(
      answer(200, R"({"id":2,"result":[{"id":3,"message":"else"},{"id":4,"message":"Hello [gw:a]"}]})"));
  world.crm.replies.push_back(answer(200, R"({"id":3,"result":[]})"));
  world.crm.replies.push_back(answer(200, R"({"id":4,"result":null})"));
  const auto found = world.remote->read_back(note("a", "11", "Hello"), {});
  REQUIRE(found);
  CHECK((found->found == ports::Found::yes && found->created == "4"));
  CHECK(
      world.crm.seen.back().body ==
      R"({"id":2,"method":"model.ir.note.search_read","params":[[["resource","=","party.party,11"]],0,null,null,["message"],{}]})");
  const auto absent = world.remote->read_back(note("a", "11", "Hello"), {});
  REQUIRE(absent);
  CHECK(absent->found == ports::Found::no);
  const std::vector<model::Operation> back = {operation("u", Action::remove_note, "11", "4")};
  CHECK(in_short(world.remote->apply(back, {})) == std::vector<Told>{{"u", "done", "", ""}});
  CHECK(world.crm.seen.back().body == R"({"id":4,"method":"model.ir.note.delete","params":[[4],{}]})");
}

TEST_CASE("HubSpot: reading back walks all pages of associations and looks for the marker in the notes themselves") {
  Hubspot world;
  world.crm.replies = {
      answer(200, R"({"results":[{"from":{"id":"1"},"to":[{"toObjectId":501}],"paging":{"next":{"after":"x"}}}]})"),
      answer(200, R"({"results":[{"id":"501","properties":{"hs_note_body":"<p>other</p>"}}]})"),
      answer(200, R"({"results":[{"from":{"id":"1"},"to":[{"toObjectId":502}]}]})"),
      answer(200, R"({"results":[{"id":"502","properties":{"hs_note_body":"<p>ours [gw:a]</p>"}}]})"),
  };
  const auto found = world.remote->read_back(note("a", "1", "ours"), {});
  REQUIRE(found);
  CHECK((found->found == ports::Found::yes && found->created == "502"));
  CHECK(world.crm.seen[2].body == R"({"inputs":[{"id":"1","after":"x"}]})");
}

TEST_CASE("reading back cannot tell where the CRM refuses to show the list") {
  Hubspot world;
  world.crm.replies = {answer(403, R"({"message":"no scope"})")};
  const auto found = world.remote->read_back(note("a", "1", "ours"), {});
  REQUIRE(found);
  CHECK(found->found == ports::Found::cannot_tell);
}

TEST_CASE("set-up says what is missing, makes it only when told, and keeps options of others") {
  Hubspot world;
  const std::vector<std::string> tags = {"gw:pursue", "gw:refer"};
  world.crm.replies = {answer(404, R"({"message":"no such property"})"), answer(404, "{}"), answer(201, "{}")};
  const auto missing = world.remote->missing_setup(tags, {});
  REQUIRE(missing);
  REQUIRE(missing->size() == 1);
  CHECK((*missing)[0].name == "tag_property");
  REQUIRE(world.remote->create_setup((*missing)[0], tags, {}));
  CHECK(last_path(world) == "/crm/v3/properties/contacts");
  CHECK(
      base::write_json(*base::parse_json(world.crm.seen.back().body)->find("options")) ==
      R"([{"label":"gw:pursue","value":"gw:pursue","hidden":false},{"label":"gw:refer","value":"gw:refer","hidden":false}])");
  world.crm.replies = {answer(200, R"({"options":[{"value":"mine"},{"value":"gw:refer"}]})"),
                       answer(200, R"({"options":[{"value":"mine"},{"value":"gw:refer"}]})"), answer(200, "{}")};
  const auto lacking = world.remote->missing_setup(tags, {});
  REQUIRE(lacking);
  REQUIRE(lacking->size() == 1);
  REQUIRE(world.remote->create_setup((*lacking)[0], tags, {}));
  CHECK(world.crm.seen.back().method == "PATCH");
  CHECK(
      world.crm.seen.back().body ==
      R"({"options":[{"label":"mine","value":"mine","hidden":false},{"label":"gw:refer","value":"gw:refer","hidden":false},{"label":"gw:pursue","value":"gw:pursue","hidden":false}]})");
}

TEST_CASE("a field is written only where it still holds what the plan was made from") {
  auto settings_json = hubspot_crm();
  settings_json.set(
      "change",
      settings(
          R"({"streams": {"contacts": {"custom": {"state": {"from": "/properties/gw_state", "type": "text", "write": true},
    "budget": {"from": "/properties/yearly", "type": "number", "write": true}, "seen": {"from": "/properties/seen", "type": "text"}}}}})"));
  World world(shipped("hubspot"), settings_json, {{"token", "pat-1"}});
  const auto field = [](std::string id, std::string subject, std::string name, std::string prior, std::string value) {
    auto made = operation(std::move(id), Action::set_field, std::move(subject), std::move(value));
    made.change.field = std::move(name);
    made.change.prior = std::move(prior);
    return made;
  };
  world.crm.replies = {
      answer(
          200,
          R"({"results":[{"id":"1","properties":{"gw_state":"old"}},{"id":"2","properties":{"gw_state":"edited"}},{"id":"3","properties":{"gw_state":"new"}},
        {"id":"4","properties":{"yearly":"1.5"}},{"id":"5","properties":{}},{"id":"6","properties":{}}]})"),
      answer(200, R"({"results":[{"id":"1"},{"id":"4"},{"id":"6"}]})")};
  const std::vector<model::Operation> batch = {
      field("a", "1", "state", "old", "new"), field("b", "2", "state", "old", "new"),
      field("c", "3", "state", "old", "new"), field("d", "4", "budget", "1.5", "2.5"),
      field("e", "5", "seen", "", "x"),       field("f", "6", "state", "", "first")};
  CHECK(in_short(world.remote->apply(batch, {})) == std::vector<Told>{{"a", "done", "", ""},
                                                                      {"b", "changed", "", ""},
                                                                      {"c", "already", "", ""},
                                                                      {"d", "done", "", ""},
                                                                      {"e", "failed", "", "connector.unsupported"},
                                                                      {"f", "done", "", ""}});
  CHECK(
      world.crm.seen.back().body ==
      R"({"inputs":[{"id":"1","properties":{"gw_state":"new"}},{"id":"4","properties":{"yearly":2.5}},{"id":"6","properties":{"gw_state":"first"}}]})");
}

TEST_CASE("what an operation takes is known before it is sent") {
  Hubspot hubspot;
  Tryton tryton;
  std::vector<model::Change> tags, notes;
  for (int i = 0; i < 250; ++i) {
    tags.push_back(operation("x", Action::add_tag, std::to_string(i), i % 2 ? "gw:a" : "gw:b").change);
    notes.push_back(note("x", std::to_string(i), "x").change);
  }
  CHECK(hubspot.remote->calls_needed(tags) == 6);  // three batches of 100, each read again first
  CHECK(hubspot.remote->calls_needed(notes) == 3);
  CHECK(tryton.remote->calls_needed(tags) == 2);  // one call a tag
  CHECK(tryton.remote->calls_needed(notes) == 250);
  std::vector<std::string> can;
  for (const auto& ability : tryton.remote->abilities()) {
    can.push_back(std::string(to_text(ability.action)) + " " + std::string(to_text(ability.kind)) + " " +
                  std::string(to_text(ability.sameness)) + " " + std::to_string(ability.batch));
  }
  for (const char* expected :
       {"add_tag contact A 200", "remove_tag contact A 200", "note contact B 1", "remove_note contact A 1"}) {
    CAPTURE(expected);
    CHECK(std::ranges::find(can, expected) != can.end());
  }
  CHECK(std::ranges::none_of(can, [](const auto& one) { return one.starts_with("task"); }));
}

TEST_CASE("an operation the connector does not have fails by name, and is not sent") {
  Tryton world;
  const std::vector<model::Operation> batch = {operation("a", Action::task, "1", "")};
  CHECK(in_short(world.remote->apply(batch, {})) == std::vector<Told>{{"a", "failed", "", "connector.unsupported"}});
  CHECK(world.crm.seen.empty());
}
