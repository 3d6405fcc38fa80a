#include "made.hpp"

using namespace goodword;
using namespace goodword::draft;
using base::Json;
using goodword::draft::test::json;

namespace {

Json yaml(std::string_view text) {
  auto made = parse_yaml(text, "api.yml");
  INFO((made ? std::string() : base::to_text(made.error())));
  REQUIRE(made);
  return *std::move(made);
}

}  // namespace

TEST_CASE("YAML says the same as JSON: mappings, lists, texts in all their styles") {
  CHECK(yaml(R"(openapi: 3.0.1
paths:
  /contacts:
    get:
      parameters:
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
        - name: 'it''s'
      description: |
        two
        lines
      summary: >-
        one
        line
)") == json(R"({"openapi": "3.0.1", "paths": {"/contacts": {"get": {
  "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100}}, {"name": "it's"}],
  "description": "two\nlines\n", "summary": "one line"}}}})"));
}

TEST_CASE("an unquoted word is a number, a truth or nothing only where YAML 1.2 says so") {
  CHECK(
      yaml("[1, -2.5, 1e3, 007, 0x1F, +1, .5, true, False, yes, no, null, ~, '1', \"true\", 2.0, 1.2.3, 2024-01-02]") ==
      json(
          R"([1, -2.5, 1e3, "007", "0x1F", "+1", ".5", true, false, "yes", "no", null, null, "1", "true", 2.0, "1.2.3", "2024-01-02"])"));
  CHECK(yaml("a:\nb: ''") == json(R"({"a": null, "b": ""})"));
  CHECK(yaml("responses: {200: {x: 1}}") == json(R"({"responses": {"200": {"x": 1}}})"));
  CHECK(yaml("") == Json());
}

TEST_CASE("what is anchored is repeated, and laid under by << wherever that stands") {
  CHECK(yaml("base: &b {x: 1, y: 2}\nuse:\n  <<: *b\n  y: 3\nlist: [*b]\n") ==
        json(R"({"base": {"x": 1, "y": 2}, "use": {"y": 3, "x": 1}, "list": [{"x": 1, "y": 2}]})"));
  CHECK(yaml("a: &a {x: 1}\nb: &b {z: 1}\nuse: {<<: [*a, *b]}") ==
        json(R"({"a": {"x": 1}, "b": {"z": 1}, "use": {"x": 1, "z": 1}})"));
}

TEST_CASE("each value knows its line") {
  const Json made = yaml("a: 1\nb:\n  - x\n  - y\n");
  CHECK(made.at("/b/1")->line() == 4);
  CHECK(made.find("a")->line() == 1);
}

TEST_CASE("what is no YAML is refused with file and line, and what would never end is refused, too") {
  const auto fault = [](std::string_view text) {
    const auto made = parse_yaml(text, "api.yml");
    return made ? std::string("read") : made.error().code + " " + made.error().detail.substr(0, 10);
  };
  CHECK(fault("a: [1, 2\nb: }\n") == "json.syntax api.yml:2:");
  CHECK(fault("a: *nowhere") == "json.syntax api.yml:1:");
  CHECK(fault("? [a, b]\n: c\n") == "json.syntax api.yml:1:");
  CHECK(fault(std::string(200, '[') + std::string(200, ']')).starts_with("json.too_deep"));
  // A billion of laughter in ten lines.
  std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int n = 1; n < 10; ++n) laughs += ", " + before;
    laughs += "]\n";
  }
  CHECK(fault(laughs).starts_with("json.too_large"));
}
