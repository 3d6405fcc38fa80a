// What the reader takes, what it refuses, and what it says when it refuses.
#include <catch2/catch.hpp>

#include "base/json.hpp"

using namespace goodword::base;

namespace {

/// "code: detail" of a refusal, or the text read, so that a test compares one whole value.
std::string outcome(const Result<Json>& json) {
  return json ? write_json(*json) : json.error().code + ": " + json.error().detail;
}

std::string code_of(const Result<Json>& json) { return json ? "read" : json.error().code; }

}  // namespace

TEST_CASE("JSON is read and written back as it was") {
  const std::string text =
      R"({"a":[1,2.50,1e3,-0,12345678901234567890123],"b":{"c":null,"d":true,"e":false},"f":"é\u0000x"})";
  CHECK(outcome(parse_json(text)) == text);
}

TEST_CASE("white space between tokens is not kept") {
  CHECK(outcome(parse_json(" \r\n\t[ 1 , { \"a\" : [ ] } ] \n")) == R"([1,{"a":[]}])");
}

TEST_CASE("escapes in strings are undone, a pair of surrogates becomes one character") {
  const auto json = parse_json(R"("\" \\ \/ \b \f \n \r \t \u00e9 \ud83d\ude00")");
  REQUIRE(json);
  CHECK(json->text() == "\" \\ / \b \f \n \r \t é 😀");
}

TEST_CASE("a byte order mark before the text is passed over") {
  CHECK(outcome(parse_json("\xEF\xBB\xBF{\"a\":1}")) == R"({"a":1})");
}

TEST_CASE("a scalar alone is JSON") {
  CHECK(outcome(parse_json("null")) == "null");
  CHECK(outcome(parse_json("-12.5e+7")) == "-12.5e+7");
}

TEST_CASE("what is not JSON is refused as bad syntax") {
  const auto text =
      GENERATE(as<std::string>(), "", " ", "{", "[", "[1", "[1,", "[1,]", "{\"a\":1,}", "{a:1}", "{'a':1}", "01", "1.",
               ".5", "+1", "1e", "-", "NaN", "Infinity", "nul", "TRUE", "[1] 2", "\"a", "\"\\x\"", "\"\\u12\"",
               "\"a\nb\"", "// no\n1", "[1 /* no */]", "{\"a\" 1}", "{1:2}", "\"\\ud83d\"", "\"\\ud83dx\"");
  CAPTURE(text);
  CHECK(code_of(parse_json(text)) == "json.syntax");
}

TEST_CASE("a NUL byte does not hide what stands behind it") {
  using namespace std::string_literals;
  CHECK(code_of(parse_json("[1]\0 junk"s)) == "json.syntax");
  CHECK(code_of(parse_json("[1\0]"s)) == "json.syntax");
  CHECK(code_of(parse_json("\"a\0b\""s)) == "json.syntax");
}

TEST_CASE("a syntax error names the line, the reason and the byte") {
  CHECK(outcome(parse_json("{\n  \"a\": 1\n  \"b\": 2\n}")) ==
        "json.syntax: line 3: Missing a comma or '}' after an object member (byte 13)");
  CHECK(outcome(parse_settings_json("{\n  \"a\": 1\n  \"b\": 2\n}", "goodword.json")) ==
        "json.syntax: goodword.json:3: Missing a comma or '}' after an object member (byte 13)");
}

TEST_CASE("bytes that are not UTF-8 are refused at their line") {
  CHECK(outcome(parse_json("{\n\"a\": \"\xC3\x28\"\n}")) == "json.not_utf8: line 2: not UTF-8 (byte 8)");
  CHECK(code_of(parse_json("\"\xED\xA0\x80\"")) == "json.not_utf8");
  CHECK(code_of(parse_json("\"\xC0\xAF\"")) == "json.not_utf8");
  CHECK(code_of(parse_settings_json("// \xFF\n1", "x.json")) == "json.not_utf8");
}

TEST_CASE("an escaped half of a surrogate pair is refused") {
  CHECK(outcome(parse_json("[\n\"\\udc00\"]")) == "json.not_utf8: line 2: an escape names half of a surrogate pair");
  CHECK(code_of(parse_json("{\"\\udfff\":1}")) == "json.not_utf8");
}

TEST_CASE("a key that is there twice is refused at the second one") {
  CHECK(outcome(parse_json("{\n\"a\": 1,\n\"b\": 2,\n\"a\": 3\n}")) ==
        "json.duplicate_key: line 4: the key \"a\" is there twice");
  CHECK(outcome(parse_json(R"({"a":1,"\u0061":2})")) == "json.duplicate_key: line 1: the key \"a\" is there twice");
  CHECK(outcome(parse_json(R"([{"a":1},{"a":2,"b":{"a":3}}])")) == R"([{"a":1},{"a":2,"b":{"a":3}}])");
}

TEST_CASE("a refused key is shown on one line and not at full length") {
  const std::string key(500, 'k');
  const auto json = parse_json("{\"\\n" + key + "\":1,\"\\n" + key + "\":2}");
  CHECK(outcome(json) == "json.duplicate_key: line 1: the key \"\\n" + std::string(38, 'k') + "…\" is there twice");
}

TEST_CASE("sixty-four levels are read and sixty-five are not") {
  const auto nested = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
  CHECK(outcome(parse_json(nested(64))) == nested(64));
  CHECK(outcome(parse_json(nested(65))) == "json.too_deep: line 1: nested deeper than 64 levels");
}

TEST_CASE("half a million opening brackets are refused and do no harm") {
  CHECK(code_of(parse_json(std::string(500'000, '['))) == "json.too_deep");
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  CHECK(code_of(parse_json(objects)) == "json.too_deep");
  // Raising our own limit shows that the reader itself does not recurse.
  CHECK(code_of(parse_json(std::string(500'000, '['), {.depth = 1'000})) == "json.too_deep");
  CHECK(code_of(parse_json(std::string(900, '['), {.depth = 1'000})) == "json.syntax");
}

TEST_CASE("a string may have a million bytes and not one more") {
  const std::string most(1u << 20, 'x');
  const auto json = parse_json("[\"" + most + "\"]");
  REQUIRE(json);
  CHECK(json->items().at(0).text() == most);
  CHECK(outcome(parse_json("[\n\"" + most + "x\"]")) == "json.too_large: line 2: a text is longer than 1048576 bytes");
  CHECK(code_of(parse_json("{\"" + most + "x\":1}")) == "json.too_large");
}

TEST_CASE("a text larger than allowed is refused before it is read") {
  CHECK(outcome(parse_json("[1,2,3]", {.bytes = 6})) == "json.too_large: larger than 6 bytes");
  CHECK(outcome(parse_json("[1,2,3]", {.bytes = 7})) == "[1,2,3]");
}

TEST_CASE("JSON that was cut off anywhere is refused") {
  const std::string text = R"({"a":[1,true,"x\u00e9"],"b":{"c":null}})";
  REQUIRE(outcome(parse_json(text)) != "");
  for (std::size_t length = 0; length < text.size(); ++length) {
    CAPTURE(text.substr(0, length));
    CHECK(code_of(parse_json(text.substr(0, length))) == "json.syntax");
  }
}

TEST_CASE("each value knows the line on which it began") {
  const auto json = parse_json("{\n \"a\": 1,\n \"b\": [\n  true,\n  {\"c\":\n   \"x\"}\n ]\n}");
  REQUIRE(json);
  const auto line_at = [&](std::string_view pointer) { return json->at(pointer)->line(); };
  CHECK(line_at("") == 1);
  CHECK(line_at("/a") == 2);
  CHECK(line_at("/b") == 3);
  CHECK(line_at("/b/0") == 4);
  CHECK(line_at("/b/1") == 5);
  CHECK(line_at("/b/1/c") == 6);
}

TEST_CASE("settings may hold comments and trailing commas") {
  const auto json =
      parse_settings_json("// our firm\n{\n \"a\": [1, 2,], /* two\n lines */ \"b\": \"x // y\",\n}\n", "f.json");
  CHECK(outcome(json) == R"({"a":[1,2],"b":"x // y"})");
  REQUIRE(json);
  CHECK(json->at("/b")->line() == 4);
}

TEST_CASE("settings are otherwise as strict as any JSON") {
  CHECK(code_of(parse_settings_json("{\"a\":1,\"a\":2}", "f.json")) == "json.duplicate_key");
  CHECK(code_of(parse_settings_json("{\"a\":1,,}", "f.json")) == "json.syntax");
  CHECK(code_of(parse_settings_json("{a:1}", "f.json")) == "json.syntax");
  CHECK(code_of(parse_settings_json("/* open", "f.json")) == "json.syntax");
  CHECK(code_of(parse_settings_json("", "f.json")) == "json.syntax");
}

TEST_CASE("a very wide object is read in reasonable time and still checked for duplicates") {
  std::string text = "{";
  for (int i = 0; i < 100'000; ++i) text += "\"k" + std::to_string(i) + "\":0,";
  CHECK(code_of(parse_json(text + "\"z\":0}")) == "read");
  CHECK(code_of(parse_json(text + "\"k7\":0}")) == "json.duplicate_key");
}
