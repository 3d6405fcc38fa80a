#include <catch2/catch.hpp>

#include "base/problem.hpp"
#include "base/schema.hpp"

using namespace goodword::base;

namespace {

/// The faults as lines that an operator sees.
std::vector<std::string> faults(std::string_view schema, std::string_view document) {
  const auto parsed_schema = parse_json(schema);
  REQUIRE(parsed_schema);
  const auto parsed = parse_settings_json(document, "f.json");
  REQUIRE(parsed);
  std::vector<std::string> lines;
  for (const Problem& problem : schema_problems(*parsed_schema, "s.json", *parsed, "f.json"))
    lines.push_back(to_text(problem));
  return lines;
}

using Lines = std::vector<std::string>;

constexpr std::string_view crm = R"({
  "type": "object", "additionalProperties": false, "required": ["connector", "apply"],
  "properties": {
    "connector": {"type": "string", "minLength": 1, "description": "which connector"},
    "settings": {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}},
    "apply": {"enum": ["plan_only", "apply"]},
    "most": {"type": "integer", "minimum": 1, "maximum": 99},
    "share": {"type": "number", "exclusiveMinimum": 0, "description": "between 0 and 1"},
    "day": {"type": "string", "format": "date"},
    "code": {"type": "string", "pattern": "^[A-Z]{3}$", "description": "three capital letters"},
    "names": {"type": "array", "items": {"type": "string"}, "uniqueItems": true, "minItems": 1},
    "secret": {"oneOf": [{"$ref": "#/definitions/file"}, {"$ref": "#/definitions/command"}]}
  },
  "definitions": {
    "file": {"type": "object", "additionalProperties": false, "required": ["file"],
             "properties": {"file": {"type": "string"}}},
    "command": {"type": "object", "additionalProperties": false, "required": ["command"],
                "properties": {"command": {"type": "array", "items": {"type": "string"}}}}
  }
})";

}  // namespace

TEST_CASE("a document that fits its schema has no faults") {
  CHECK(faults(crm, R"({"connector": "x", "apply": "apply", "settings": {"a": 1}, "day": "2026-11-03", "code": "EUR",
                        "names": ["a", "b"], "secret": {"command": ["pass", "x"]}, "most": 5, "share": 0.5})") ==
        Lines{});
}

TEST_CASE("every unknown key of an object is named, each with its line and the nearest known key") {
  CHECK(
      faults(crm, "{\n\"conector\": \"x\",\n\"aply\": \"apply\",\n\"zzzzzzzz\": 1\n}") ==
      Lines{"f.json:1: the key \"apply\" is missing", "f.json:1: the key \"connector\" is missing; which connector",
            "f.json:2 /conector: unknown key; did you mean \"connector\"?",
            "f.json:3 /aply: unknown key; did you mean \"apply\"?",
            "f.json:4 /zzzzzzzz: unknown key; known here: \"connector\", \"settings\", \"apply\", \"most\", \"share\", "
            "\"day\", \"code\", \"names\", \"secret\""});
}

TEST_CASE("a wrong type says what was expected and what stands there") {
  CHECK(faults(crm, "{\"connector\": 3, \"apply\": \"apply\",\n\"settings\": {\"a\": [1]},\n\"most\": 1.5}") ==
        Lines{"f.json:1 /connector: expected a text, found a number; which connector",
              "f.json:2 /settings/a: expected a text, a number or true or false, found a list",
              "f.json:3 /most: expected a whole number, found 1.5"});
}

TEST_CASE("a word outside a closed list gets the list and the nearest word") {
  CHECK(faults(crm, R"({"connector": "x", "apply": "plan-only"})") ==
        Lines{"f.json:1 /apply: \"plan-only\" is none of \"plan_only\" and \"apply\"; did you mean \"plan_only\"?"});
}

TEST_CASE("numbers, texts and lists outside their bounds are told with the bound") {
  CHECK(faults(crm,
               R"({"connector": "", "apply": "apply", "most": 100, "share": 0, "code": "eur", "names": ["a", "a"]})") ==
        Lines{"f.json:1 /code: \"eur\" does not have the form that is expected; three capital letters",
              "f.json:1 /connector: the text is empty; which connector", "f.json:1 /most: 100 is more than 99",
              "f.json:1 /names/1: \"a\" is in the list twice",
              "f.json:1 /share: 0 is not more than 0; between 0 and 1"});
}

TEST_CASE("of several forms only the one that was meant is explained") {
  CHECK(faults(crm, R"({"connector": "x", "apply": "apply", "secret": {"command": "pass x"}})") ==
        Lines{"f.json:1 /secret/command: expected a list, found a text"});
  CHECK(faults(crm, R"({"connector": "x", "apply": "apply", "secret": {"fil": "x"}})") ==
        Lines{"f.json:1 /secret: the key \"file\" is missing",
              "f.json:1 /secret/fil: unknown key; did you mean \"file\"?"});
  CHECK(faults(crm, R"({"connector": "x", "apply": "apply", "secret": "hunter2"})") ==
        Lines{"f.json:1 /secret: expected an object, found a text"});
}

TEST_CASE("a choice between types names them all") {
  CHECK(faults(R"({"anyOf": [{"type": "string"}, {"type": "array"}]})", "3") ==
        Lines{"f.json:1: expected a text or a list, found a number"});
}

TEST_CASE("conditions, dependencies and key names are explained") {
  constexpr std::string_view schema = R"({
    "propertyNames": {"pattern": "^[a-z]+$", "description": "small letters"},
    "dependencies": {"from": ["until"]},
    "if": {"properties": {"kind": {"const": "number"}}, "required": ["kind"]},
    "then": {"required": ["first"]}, "else": {"properties": {"first": false}}})";
  CHECK(faults(schema, R"({"kind": "number", "first": 1})") == Lines{});
  CHECK(faults(schema, R"({"kind": "number"})") == Lines{"f.json:1: the key \"first\" is missing"});
  CHECK(faults(schema, R"({"kind": "cursor", "first": 1})") == Lines{"f.json:1 /first: nothing may stand here"});
  CHECK(faults(schema, R"({"from": 1, "B": 2})") ==
        Lines{"f.json:1: the key \"until\" is missing",
              "f.json:1 /B: the key \"B\" does not have the form that is expected; small letters"});
}

TEST_CASE("a keyword that only valijson knows is told in valijson's words") {
  CHECK(faults(crm, R"({"connector": "x", "apply": "apply", "day": "tomorrow"})") ==
        Lines{"f.json:1 /day: String should be a valid date"});
}

TEST_CASE("a number where a date belongs is a wrong type, not a crash") {
  CHECK(faults(crm, R"({"connector": "x", "apply": "apply", "day": 3})") ==
        Lines{"f.json:1 /day: expected a text, found a number"});
}

TEST_CASE("a text of a megabyte under a pattern is refused without being searched") {
  CHECK(faults(crm, R"({"connector": "x", "apply": "apply", "code": ")" + std::string(1'000'000, 'A') + "\"}") ==
        Lines{"f.json:1 /code: the text has 1,000,000 characters, far more than belong here; three capital letters"});
}

TEST_CASE("a number too large for a double is a fault") {
  const auto problems =
      schema_problems(*parse_json(R"({"type": "number"})"), "s.json", Json::number("1e999"), "f.json");
  REQUIRE(problems.size() == 1);
  CHECK(to_text(problems[0]) == "f.json: 1e999 is too large a number");
}

TEST_CASE("a schema that refers to itself is followed as deep as the document goes") {
  constexpr std::string_view schema =
      R"({"definitions": {"tree": {"type": "object", "additionalProperties": {"$ref": "#/definitions/tree"}}},
                                          "$ref": "#/definitions/tree"})";
  CHECK(faults(schema, R"({"a": {"b": {"c": {}}}})") == Lines{});
  CHECK(faults(schema, R"({"a": {"b": {"c": 1}}})") == Lines{"f.json:1 /a/b/c: expected an object, found a number"});
}

TEST_CASE("a broken schema is one problem of the schema") {
  const auto problems = schema_problems(*parse_json(R"({"type": 3})"), "s.json", Json(1), "f.json");
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].file == "s.json");
}
