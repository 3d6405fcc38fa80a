// The small parts: forms, templates, picks and tests, answer rules, results, the reader. Plain values only.
#include <catch2/catch.hpp>

#include "connector/answers.hpp"
#include "connector/mapping.hpp"
#include "connector/request.hpp"
#include "connector/results.hpp"
#include "connector/template.hpp"
#include "connector/walk.hpp"
#include "world.hpp"

using namespace goodword;
using namespace goodword::connector;
using namespace goodword::connector::test;
using namespace std::chrono_literals;
using base::Json;

namespace {

base::Instant at(const char* text) { return *base::parse_rfc3339(text); }

std::string filled(const char* tmpl, const Values& values, const Spelling& spelling = {},
                   std::vector<Values> items = {}) {
  for (auto& item : items) item.see_behind(&values);
  const auto made = fill(make_template(settings(tmpl)), {values, spelling, items});
  if (!made) return made.error().detail;
  return *made ? base::write_json(**made) : "left out";
}

}  // namespace

TEST_CASE("instants are read and written in every form") {
  const auto moment = at("2026-11-03T09:12:05.250001Z");
  const std::vector<std::pair<Form, std::string>> written = {
      {Form::rfc3339, R"("2026-11-03T09:12:05.250001Z")"},
      {Form::rfc3339_ms, R"("2026-11-03T09:12:05.250Z")"},
      {Form::rfc3339_s, R"("2026-11-03T09:12:05Z")"},
      {Form::epoch_s, "1793697125"},
      {Form::epoch_ms, "1793697125250"},
      {Form::sql, R"("2026-11-03 09:12:05")"},
      {Form::http_date, R"("Tue, 03 Nov 2026 09:12:05 GMT")"},
      {Form::date, R"("2026-11-03")"},
      {Form::dmy, R"("03/11/2026")"},
      {Form::mdy, R"("11/03/2026")"},
      {Form::parts, R"({"year":2026,"month":11,"day":3,"hour":9,"minute":12,"second":5,"microsecond":250001})"}};
  for (const auto& [form, text] : written) {
    const Json spelled = spell_instant(moment, form);
    CHECK(base::write_json(spelled) == text);
    const auto read = read_instant(spelled, form);
    REQUIRE(read);
    CHECK(moment - *read < step_of(form));
    CHECK(*read <= moment);
  }
  CHECK(read_instant(Json("2026-11-03 09:12:05"), Form::sql, model::Zone(2h)) == at("2026-11-03T07:12:05Z"));
  CHECK(read_instant(Json("1793697125250"), Form::epoch_ms) == at("2026-11-03T09:12:05.25Z"));
  for (const char* odd : {"", "yesterday", "99999999999999999999", "-", "0x10"}) {
    CHECK_FALSE(read_instant(Json(odd), Form::epoch_ms));
    CHECK_FALSE(read_instant(Json(odd), Form::rfc3339));
  }
  CHECK_FALSE(read_instant(settings(R"({"year": 2026, "month": 13, "day": 1})"), Form::parts));
  CHECK_FALSE(read_instant(settings(R"({"year": 2026, "month": 2, "day": 30})"), Form::parts));
  CHECK(spell_instant(base::from_micros(-1), Form::epoch_s) == Json(-1));
  for (const auto* far : {"-9223372036854775808", "9223372036854775807", "-253402300800", "253402300800"})
    CHECK_FALSE(read_instant(Json::number(far), Form::epoch_s));
}

TEST_CASE("numbers, money, lists and sites are read as vendors write them") {
  CHECK(read_number("1.234,5", Form::decimal_comma) == 1234.5);
  CHECK_FALSE(read_number("12x", Form::plain));
  CHECK_FALSE(read_number("nan", Form::plain));
  CHECK(read_money("1250", Form::minor, "EUR") == base::Money{1250, "EUR"});
  CHECK(read_money("12,5", Form::decimal_comma, "EUR") == base::Money{1250, "EUR"});
  CHECK(read_list("^a^,^b^", Form::caret) == std::vector<std::string>{"a", "b"});
  CHECK(read_list("; a;;b ;", Form::semicolon) == std::vector<std::string>{"a", "b"});
  CHECK(host_of_site("https://user@WWW.Acme.example:8080/x?y") == "acme.example");
  const std::vector<std::string> tags = {"a", "b"};
  CHECK(spell_list(tags, Form::caret) == Json("^a^,^b^"));
}

TEST_CASE("a placeholder alone keeps its type, members without a value are left out, others refuse the request") {
  Values values;
  values.set_text("id", "7")
      .set_text("tag", "a \"b\"")
      .set("since", Given(at("2026-11-03T09:00:00Z")))
      .set_text("marker", "[gw:1]")
      .set_text("body", "x < y");
  values.set("owner", Given{}).set("size", Given(Json(50)));
  const std::vector<std::string> list = {"7", "x8"};
  values.set_list("ids", list);
  Spelling spelling;
  spelling.ids_are_numbers = true;
  spelling.forms = {{"since", Form::epoch_ms}, {"body", Form::html}};
  CHECK(
      filled(
          R"({"a": "${id}", "b": "no ${id}", "c": ["${ids}", "${owner}", 1], "d": "${owner}", "e": "by ${owner}", "f": "${size}"})",
          values, spelling) == R"({"a":7,"b":"no 7","c":[[7,"x8"],1],"f":50})");
  CHECK(filled(R"({"t": "${tag}", "s": {"$text": "${since}"}, "n": "${since}", "y": "${since.year}"})", values,
               spelling) == R"({"t":"a \"b\"","s":"1793696400000","n":1793696400000,"y":2026})");
  CHECK(filled(R"("${body} ${marker}")", values, spelling) == R"("x &lt; y [gw:1]")");
  CHECK(filled(R"({"x": "${cursor}"})", values) == "{}");
  // A member loses its object with all that stood in it; one that was written empty stays.
  CHECK(filled(R"({"Owner": {"id": "${owner}"}, "config": {}, "list": [], "at": {"by": "${owner}", "n": 1}})",
               values) == R"({"config":{},"list":[],"at":{"n":1}})");
  CHECK(filled(R"({"x": "${label}"})", values) == "the placeholder ${label} has no value, so the request was not sent");
  Values one, two;
  one.set_text("key", "k1");
  two.set_text("key", "k2").set_text("owner", "9");
  CHECK(filled(R"({"inputs": {"$each": {"key": "${key}", "owner": "${owner}"}}})", values, {}, {one, two}) ==
        R"({"inputs":[{"key":"k1"},{"key":"k2","owner":"9"}]})");
  spelling.forms = {{"since", Form::parts}};
  CHECK(filled(R"({"__class__": "datetime", "...": "${since}"})", values, spelling) ==
        R"({"__class__":"datetime","year":2026,"month":11,"day":3,"hour":9,"minute":0,"second":0,"microsecond":0})");
  CHECK(base::write_json(*value_of({.text = "", .name = "id", .part = ""},
                                   {values, Spelling{.forms = {{"id", Form::text}}, .ids_are_numbers = true}})
                              .value()) == R"("7")");
}

TEST_CASE("what a value holds cannot change the shape of an address") {
  Request request;
  request.path = split_placeholders("/a/${id}/b");
  request.query = {{"q", make_template(Json("${tag}"))},
                   {"list", make_template(settings(R"({"$repeat": "${ids}"})"))},
                   {"joined", make_template(Json("${ids}"))}};
  Values values;
  values.set_text("id", "../x?y#z").set_text("tag", "a&b=c d");
  const std::vector<std::string> ids = {"1,2", "3"};
  values.set_list("ids", ids);
  const Spelling spelling;
  const auto made = build(request, {values, spelling}, {{"api", "https://crm.example/v1"}});
  REQUIRE(made);
  CHECK(made->url == "https://crm.example/v1/a/..%2Fx%3Fy%23z/b?q=a%26b%3Dc%20d&list=1%2C2&list=3&joined=1%2C2,3");
  ports::HttpRequest carrier;
  values.set_text("id", "a\r\nX-Evil: 1");
  CHECK_FALSE(add_login(
      carrier,
      {.headers = {{.name = "X", .scheme = "", .base64 = false, .text = split_placeholders("${id}")}}, .query = {}},
      values));
  CHECK(carrier.headers.empty());
}

TEST_CASE("only https, or this machine, may carry secrets") {
  for (const char* good : {"https://a.example", "https://a.example:8443/x", "http://127.0.0.1:80",
                           "http://localhost:8000/db", "http://[::1]:9/"})
    CHECK(may_carry_secrets(good));
  for (const char* bad : {"http://a.example", "http://127.0.0.1.evil.example@x", "ftp://a", "a.example", "",
                          "http://localhost.evil.example", "https://user@a.example"})
    CHECK_FALSE(may_carry_secrets(bad));
}

TEST_CASE("expectations hold as the format says") {
  const Json body = settings(
      R"({"n": 5, "t": "your secondly limit", "list": ["x", ["don't exist anymore"]], "null": null, "b": true})");
  const Seen seen{.status = 429, .headers = nullptr, .body = &body};
  const auto holds = [&](const char* test) {
    Test made;
    const Json json = settings(test);
    for (const auto& [word, expected] : json.members())
      made.parts.emplace_back(*pick_of(word), *expectation_of(expected));
    return made.holds(seen);
  };
  for (const char* yes :
       {R"({"status": 429})", R"({"status": [403, 429], "/b": true})", R"({"/t": {"has": "secondly"}})",
        R"({"/list": {"has": "exist anymore"}})", R"({"/null": null, "/missing": null})", R"({"/n": {"over": 4}})",
        R"({"/t": {"match": "^your .* limit$"}})", R"({"/n": {"present": true}})", "{}"}) {
    CAPTURE(yes);
    CHECK(holds(yes));
  }
  for (const char* no : {R"({"status": 200})", R"({"status": 429, "/b": false})", R"({"/t": "secondly"})",
                         R"({"/missing": {"present": true}})", R"({"/null": {"present": true}})", R"({"/n": null})",
                         R"({"/n": {"over": 5}})", R"({"/n": "5"})", R"({"/missing": {"has": ""}})"}) {
    CAPTURE(no);
    CHECK_FALSE(holds(no));
  }
  CHECK(next_link(R"(<https://a/1>; rel="prev", <https://a/3>; rel="next")") == "https://a/3");
  CHECK(next_link("<https://a/1>; rel=last") == "");
}

TEST_CASE("the built-in answers, for reads and for writes") {
  const auto told = [](int status, Purpose purpose) {
    return std::string(to_text(classify({}, {.status = status, .headers = nullptr}, purpose, {}).action));
  };
  std::string reads, writes;
  for (const int status : {200, 201, 204, 207, 302, 304, 400, 401, 403, 404, 408, 409, 410, 412, 413, 429, 500, 503}) {
    reads += told(status, Purpose::page) + " ";
    writes += told(status, Purpose::write) + " ";
  }
  CHECK(reads ==
        "ok ok empty ok stop_stream no_change stop_stream login stop_stream stop_stream retry stop_stream restart "
        "stop_stream split throttled retry retry ");
  CHECK(writes ==
        "ok ok empty ok unknown no_change quarantine login stop_stream gone unknown quarantine gone changed split "
        "throttled unknown unknown ");
  CHECK(told(404, Purpose::by_id) == "gone");
}

TEST_CASE("results are matched by order, id or key, what is not named is unknown") {
  const std::vector<ItemKey> items = {{"1", "a"}, {"2", "b"}, {"3", "c"}};
  using K = ItemResult::Kind;
  Results order;
  order.has_items = true;
  order.items = "";
  order.ok = Test{{{*pick_of("/success"), *expectation_of(Json(true))}}};
  order.id = "/id";
  order.message = "/errors";
  CHECK(
      match_results(
          order,
          settings(R"([{"success": true, "id": 11}, {"success": false, "errors": ["no", "way"]}, {"success": true}])"),
          items) == std::vector<ItemResult>{{K::done, "11", ""}, {K::failed, "", "no"}, {K::unknown, "", ""}});
  Results by_id;
  by_id.has_items = by_id.has_errors = true;
  by_id.items = "/results";
  by_id.match = {Match::By::id, "/id"};
  by_id.error_items = "/errors";
  by_id.error_match = {Match::By::id, "/context/ids"};
  by_id.error_message = "/message";
  CHECK(
      match_results(
          by_id,
          settings(
              R"({"results": [{"id": "3"}, {"id": "99"}], "errors": [{"context": {"ids": ["1", "2"]}, "message": "odd"}, {"message": "nobody"}]})"),
          items) == std::vector<ItemResult>{{K::failed, "", "odd"}, {K::failed, "", "odd"}, {K::done, "", ""}});
  CHECK(match_results(by_id, settings("[]"), items) == std::vector<ItemResult>(3));
  // A refusal without a name is about the only one that was sent; a yes without a name is nobody's.
  by_id.ok = Test{{{*pick_of("/code"), *expectation_of(Json("SUCCESS"))}}};
  by_id.message = "/message";
  const auto odd = settings(R"({"results": [{"code": "INVALID_DATA", "message": "odd"}]})");
  CHECK(match_results(by_id, odd, items) == std::vector<ItemResult>(3));
  const std::vector<ItemKey> alone = {{"1", "a"}};
  CHECK(match_results(by_id, odd, alone) == std::vector<ItemResult>{{K::failed, "", "odd"}});
  CHECK(match_results(by_id, settings(R"({"results": [{"code": "SUCCESS"}]})"), alone) == std::vector<ItemResult>(1));
}

TEST_CASE("results that lack our key are matched by our marker in what was made") {
  const std::vector<ItemKey> items = {
      {"1", "a", "[gw:aa]"}, {"1", "b", "[gw:bb]"}, {"2", "c", "[gw:cc]"}, {"2", "d", ""}};
  using K = ItemResult::Kind;
  Results notes;
  notes.has_items = true;
  notes.items = "/results";
  notes.match = {Match::By::key, "/trace", "/text"};
  notes.id = "/id";
  const auto answer =
      settings(R"({"results": [{"id": "7", "text": "x [gw:bb]"}, {"id": "8", "trace": "a", "text": "[gw:cc]"},
                                               {"id": "9", "text": "nobody's"}, {"id": "10"}]})");
  CHECK(match_results(notes, answer, items) ==
        std::vector<ItemResult>{{K::done, "8", ""}, {K::done, "7", ""}, {K::unknown, "", ""}, {K::unknown, "", ""}});
  notes.match.marker.clear();
  CHECK(match_results(notes, answer, items) ==
        std::vector<ItemResult>{{K::done, "8", ""}, {K::unknown, "", ""}, {K::unknown, "", ""}, {K::unknown, "", ""}});
}

TEST_CASE("the reader picks what stands before and after the records in one pass") {
  Shape shape;
  shape.records = "/data/rows";
  shape.slots = {"/id", "/p/a", "/p", "/list/1", "/deep/x/y"};
  shape.outside = {"/next", "/data/total", "/error/0", "/error"};
  const Layout layout(shape);
  struct Kept : Rows {
    std::vector<std::string> rows;
    void begin() override {}
    void row(const Row& row) override {
      std::string text;
      for (const auto& cell : row.cells) text += (cell.present ? base::write_json(cell.json()) : "-") + " ";
      rows.push_back(text + std::string(row.payload));
    }
  } kept;
  const auto reading = read_answer(
      layout,
      R"({"next": "n1", "data": {"rows": [{"p": {"a": 1, "b": [2]}, "id": 1.50, "list": [1, "two"]}, {"id": "x", "p": "flat", "deep": {"x": {"y": null}}}],
    "total": 2}, "error": ["E", {"rows": []}]})",
      kept);
  REQUIRE(reading);
  CHECK(kept.rows == std::vector<std::string>{
                         R"(1.50 1 {"a":1,"b":[2]} "two" - {"p": {"a": 1, "b": [2]}, "id": 1.50, "list": [1, "two"]})",
                         R"("x" - "flat" - null {"id": "x", "p": "flat", "deep": {"x": {"y": null}}})"});
  std::string outside;
  for (const auto& [pointer, value] : reading->outside) outside += pointer + "=" + base::write_json(value) + " ";
  CHECK(outside == R"(/next="n1" /data/total=2 /error/0="E" /error=["E",{"rows":[]}] )");
  CHECK(mend_half_characters(R"(ok \ud83d\ude00 \\ud83d)") == std::nullopt);
  CHECK(mend_half_characters(R"(bad \ud83d and \ude00)") == R"(bad \uFFFD and \uFFFD)");
}
