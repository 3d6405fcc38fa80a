// Query languages: whatever a value holds, it stays a value.
#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include "connector/query.hpp"
#include "connector/template.hpp"
#include "made.hpp"

using namespace goodword;
using namespace goodword::connector;
using namespace goodword::connector::test;
using base::Json;

namespace {

const base::Instant moment = *base::parse_rfc3339("2026-11-03T09:00:00Z");

/// The query, "nothing" where it is left out, or the error's words.
std::string filled(const std::string& word, const std::string& text, const Values& values, Spelling spelling = {}) {
  const auto made = make_template(Json::object({{word, Json(text)}}));
  const auto query = fill(made, {values, spelling});
  if (!query) return base::to_text(query.error());
  return *query ? (**query).text() : "nothing";
}

Values with(std::string name, Json value) {
  Values values;
  values.set(std::move(name), Given(std::move(value)));
  return values;
}

/// The text inside of quotes, read as the language reads it; nothing if it is not one literal from end to end.
std::optional<std::string> read_back(std::string_view literal, Query language) {
  if (literal.size() < 2 || literal.front() != '\'' || literal.back() != '\'') return std::nullopt;
  literal = literal.substr(1, literal.size() - 2);
  std::string text;
  for (std::size_t i = 0; i < literal.size(); ++i) {
    char c = literal[i];
    if (c == '\'' || (c == '\\' && language == Query::soql)) {
      const bool doubled = i + 1 < literal.size() && literal[i + 1] == '\'';
      if (c == '\'' && (language == Query::soql || !doubled)) return std::nullopt;
      if (++i == literal.size()) return std::nullopt;
      c = literal[i] == 'n' ? '\n' : literal[i] == 'r' ? '\r' : literal[i] == 't' ? '\t' : literal[i];
    }
    text += c;
  }
  return text;
}

}  // namespace

TEST_CASE("values are quoted by their type, in each language as it has them") {
  Values values;
  const std::vector<std::string> ids = {"1", "O'Neil"}, fields = {"Id", "Account.Name"};
  values.set("since", Given(moment)).set("size", Given(Json(200))).set("after_id", Given(Json(0)));
  values.set_list("ids", ids).set_list("fields", fields).set_text("id", "A\\'1").set("x", Given(Json(true)));
  CHECK(
      filled("$soql", "SELECT ${fields} FROM C WHERE M >= ${since} AND Id IN ${ids} AND a = ${id} LIMIT ${size}",
             values) ==
      R"(SELECT Id, Account.Name FROM C WHERE M >= 2026-11-03T09:00:00Z AND Id IN ('1','O\'Neil') AND a = 'A\\\'1' LIMIT 200)");
  CHECK(filled("$odata", "m ge ${since} and id in ${ids} and a eq ${id} and x eq ${x}", values) ==
        R"(m ge 2026-11-03T09:00:00Z and id in ('1','O''Neil') and a eq 'A\''1' and x eq true)");
  CHECK(filled("$odata", "${fields}", values) == "Id,Account.Name");
  CHECK(filled("$sql", "select ${fields} from N where m >= ${since} and id > ${after_id} and a = ${id}", values) ==
        R"(select Id, Account.Name from N where m >= '2026-11-03T09:00:00Z' and id > 0 and a = 'A\\''1')");
}

TEST_CASE("a moment stands without quotes only where its form is a literal of the language") {
  Values values;
  values.set("since", Given(moment));
  const auto spelled = [&](const std::string& word, Form form) {
    return filled(word, "m > ${since}", values, {.forms = {{"since", form}}, .zone = {}});
  };
  CHECK(spelled("$soql", Form::date) == "m > 2026-11-03");
  CHECK(spelled("$soql", Form::rfc3339_ms) == "m > 2026-11-03T09:00:00.000Z");
  CHECK(spelled("$soql", Form::sql) == "m > '2026-11-03 09:00:00'");
  CHECK(spelled("$odata", Form::epoch_ms) == "m > 1793696400000");
  CHECK(spelled("$sql", Form::date) == "m > '2026-11-03'");
  CHECK(filled("$soql", "y = ${since.year}", values) == "y = 2026");
}

TEST_CASE("ids are written as the file says: digits as numbers, GUIDs bare in OData, and nothing else as a GUID") {
  const auto guid = with("id", Json("6F9619FF-8B86-d011-b42d-00c04fc964ff"));
  const Spelling guids{.forms = {}, .ids_are_guids = true, .zone = {}};
  CHECK(filled("$odata", "a eq ${id}", guid, guids) == "a eq 6F9619FF-8B86-d011-b42d-00c04fc964ff");
  CHECK(filled("$odata", "a eq ${id}", guid) == "a eq '6F9619FF-8B86-d011-b42d-00c04fc964ff'");
  CHECK(filled("$soql", "a = ${id}", guid, guids) == "a = '6F9619FF-8B86-d011-b42d-00c04fc964ff'");
  CHECK_THAT(filled("$odata", "a eq ${id}", with("id", Json("1 or true")), guids), Catch::Contains("is no GUID"));
  CHECK(filled("$sql", "id = ${id}", with("id", Json("17")), {.forms = {{"id", Form::number}}, .zone = {}}) ==
        "id = 17");
  CHECK(filled("$sql", "id = ${id}", with("id", Json("17 or 1=1")), {.forms = {{"id", Form::number}}, .zone = {}}) ==
        "id = '17 or 1=1'");
}

TEST_CASE("what no language has words for is refused, and what has no value yet leaves the query out") {
  const auto told = [](Json value) { return filled("$soql", "Id = ${id}", with("id", std::move(value))); };
  CHECK_THAT(told(Json::array()), Catch::Contains("connector.invalid") && Catch::Contains("is empty") &&
                                      Catch::Contains("putting ${id} into a query"));
  CHECK_THAT(told(Json::object()), Catch::Contains("no words for an object"));
  CHECK_THAT(told(Json("a\x01")), Catch::Contains("a control character"));
  CHECK_THAT(told(Json::array({Json::array({Json(1)})})), Catch::Contains("holds a list"));
  CHECK_THAT(told(Json()), Catch::Contains("has no value"));
  CHECK(filled("$soql", "Id > ${cursor}", {}) == "nothing");
  for (const std::string name : {"Id FROM User--", "a b", "", ".Id", "Id.", "a..b", "1a", "a'"}) {
    CAPTURE(name);
    CHECK_THAT(filled("$soql", "SELECT ${fields}", with("fields", Json::array({Json("Id"), Json(name)}))),
               Catch::Contains("is no name of a field"));
  }
  CHECK_THAT(filled("$soql", "SELECT ${fields}", with("fields", Json::array())),
             Catch::Contains("no field is asked for"));
}

TEST_CASE("whatever a text holds, it is one literal that means that text") {
  rc::prop("quoted", [] {
    const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
        "'", "\\", "\"", "''", "\\'", " or 1=1 --", "é", "日本", "\n", "\t", "%", "x", ")"));
    std::string text;
    for (const auto& piece : pieces) text += piece;
    RC_ASSERT(read_back(*quoted(Json(text), {.language = Query::soql}), Query::soql) == text);
    std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    RC_ASSERT(read_back(*quoted(Json(text), {.language = Query::odata}), Query::odata) == text);
    // A dialect in which a backslash is one, and a dialect in which it hides what follows: neither text ends early.
    const std::string sql = *quoted(Json(text), {.language = Query::sql});
    std::string once;
    for (std::size_t i = 0; i < sql.size(); ++i) {
      if (sql[i] == '\\') RC_ASSERT(sql.at(++i) == '\\');
      once += sql[i];
    }
    RC_ASSERT(read_back(sql, Query::sql).has_value());
    RC_ASSERT(read_back(once, Query::odata) == text);
  });
}

namespace {

Json soql_file(const std::string& query, const std::string& more = "") {
  return made_of(R"("contacts": {"kind": "contact", "with": {"object": "Contact"}, "records": "/records",
      "request": {"path": "/query", "query": {"$q": {"$soql": ")" +
                     query + R"("}}}, "pages": {"kind": "next", "from": "/next"},
      "changes": {"kind": "since", "lag": "5m", "request": {"query": {"$q": {"$soql": "SELECT ${fields} FROM ${with.object} WHERE Stamp >= ${since}"}}}},
      "by_id": {"batch": 2, "records": "/records", "request": {"path": "/query", "query": {"$q": {"$soql": "SELECT ${fields} FROM Contact WHERE Id IN ${ids}"}}}},
      "fields": {"id": "/Id", "company": "/Account/Name", "changed": "/Stamp"}})",
                 more);
}

}  // namespace

TEST_CASE("a stream asks in a query language: everything, what changed, and records by id") {
  World world(soql_file("SELECT ${fields} FROM ${with.object}"), settings("{}"), {});
  world.crm.replies = {answer(200, R"({"records":[{"Id":"1"}]})", {{"Date", "Tue, 03 Nov 2026 09:00:00 GMT"}}),
                       answer(200, R"({"records":[]})"), answer(200, R"({"records":[{"Id":"it's"}]})")};
  const auto first = bring(*world.remote, "contacts", ports::PullMode::full);
  bring(*world.remote, "contacts", ports::PullMode::increment, first.mark);
  const std::vector<std::string> ids = {"it's"};
  REQUIRE(world.remote->read("contacts", ids, {}));
  CHECK(
      asked(world) ==
      "GET /query?%24q=SELECT%20Id%2C%20Account%2C%20Stamp%20FROM%20Contact\n"
      "GET "
      "/query?%24q=SELECT%20Id%2C%20Account%2C%20Stamp%20FROM%20Contact%20WHERE%20Stamp%20%3E%3D%202026-11-03T08%3A55%"
      "3A00Z\n"
      "GET /query?%24q=SELECT%20Id%2C%20Account%2C%20Stamp%20FROM%20Contact%20WHERE%20Id%20IN%20%28%27it%5C%27s%27%29");
}

TEST_CASE("queries that could be broken open are found when the file is loaded") {
  CHECK(faults_of(soql_file("SELECT ${fields} FROM ${with.object}")) == "");
  CHECK_THAT(faults_of(soql_file("SELECT ${fields} FROM C WHERE x = '${size}'")),
             Catch::Contains("${size} stands between quotes in a query"));
  CHECK(faults_of(soql_file("SELECT ${fields} FROM C WHERE x = 'a\\\\'b' AND y = ${size}")) == "");
  CHECK_THAT(faults_of(soql_file("SELECT ${sice} FROM C")), Catch::Contains("\"sice\" is no known placeholder here"));
  const std::string setting = R"("settings": {"field": {"type": "text", "default": "Tags__c"}},)";
  CHECK(faults_of(soql_file("SELECT ${fields}, ${settings.field} FROM C", setting)) == "");
  CHECK_THAT(faults_of(soql_file("SELECT ${fields}, ${settings.field} FROM C",
                                 R"("settings": {"field": {"type": "text", "default": "Tags FROM User"}},)")),
             Catch::Contains("the constant ${settings.field} stands in a query, and \"Tags FROM User\" is no name"));
  const auto body = [](const std::string& json) {
    return faults_of(made_of(R"("contacts": {"kind": "contact", "records": "", "request": {"path": "/x", "json": )" +
                             json +
                             R"(}, "pages": {"kind": "one"}, "changes": {"kind": "none"}, "fields": {"id": "/id"}})"));
  };
  CHECK_THAT(body(R"({"q": {"$soqll": "x"}})"), Catch::Contains("did you mean \"$soql\"?"));
  CHECK_THAT(body(R"({"q": {"$soql": "x", "y": 1}})"), Catch::Contains("$soql stands alone in its object"));
  CHECK_THAT(body(R"({"q": {"$sql": ["x"]}})"), Catch::Contains("$sql stands alone in its object, and around a text"));
  CHECK(body(R"({"$se_module": "Contacts", "x": 1})") == "");
}
