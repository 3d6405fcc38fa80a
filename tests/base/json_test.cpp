// The value: making, finding, comparing, patching and writing it.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "base/json.hpp"

using namespace goodword::base;

namespace {

Json read(std::string_view text) {
  auto json = parse_json(text);
  INFO(text);
  REQUIRE(json);
  return *std::move(json);
}

}  // namespace

TEST_CASE("values made in the program are written as JSON") {
  CHECK(write_json(Json()) == "null");
  CHECK(write_json(nullptr) == "null");
  CHECK(write_json(true) == "true");
  CHECK(write_json(-7) == "-7");
  CHECK(write_json(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
  CHECK(write_json(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
  CHECK(write_json(0.1) == "0.1");
  CHECK(write_json(0.1 + 0.2) == "0.30000000000000004");
  CHECK(write_json(std::nan("")) == "null");
  CHECK(write_json(std::numeric_limits<double>::infinity()) == "null");
  CHECK(write_json("a\"b\\c\n\x01é") == "\"a\\\"b\\\\c\\n\\u0001é\"");
  CHECK(write_json(Json::object()) == "{}");
  CHECK(write_json(Json::array()) == "[]");
  CHECK(write_json(Json::Array{1, "x", Json()}) == R"([1,"x",null])");
}

TEST_CASE("a number is written by the digits it came with") {
  const auto digits =
      GENERATE(as<std::string>(), "0", "-0", "1.50", "1e3", "1E-3", "12345678901234567890.10", "0.30000000000000004");
  CHECK(write_json(Json::number(digits)) == digits);
  CHECK(Json::number(digits).is_number());
}

TEST_CASE("text that is no number cannot pass as one") {
  const auto text =
      GENERATE(as<std::string>(), "", "-", "1,\"a\":2", "01", "1.", ".5", "1e", "1e+", "0x10", "NaN", " 1", "+1");
  CHECK(Json::number(text) == Json(text));
}

TEST_CASE("whole numbers are read where nothing is lost") {
  CHECK(read("9223372036854775807").integer() == std::numeric_limits<std::int64_t>::max());
  CHECK(read("-9223372036854775808").integer() == std::numeric_limits<std::int64_t>::min());
  CHECK(read("9223372036854775808").integer() == std::nullopt);
  CHECK(read("5.0").integer() == 5);
  CHECK(read("1e3").integer() == 1000);
  CHECK(read("5.5").integer() == std::nullopt);
  CHECK(read("1e300").integer() == std::nullopt);
  CHECK(read("\"5\"").integer() == std::nullopt);
  CHECK(read("true").integer() == std::nullopt);
}

TEST_CASE("numbers are read as doubles too") {
  CHECK(read("-12.5").real() == -12.5);
  CHECK(read("0.1").real() == 0.1);
  CHECK(read("\"1\"").real() == std::nullopt);
  CHECK(read("null").real() == std::nullopt);
}

TEST_CASE("members are found by key, with a fallback where they are missing") {
  const Json json = read(R"({"text":"x","empty":"","nothing":null,"n":3,"r":2.5,"yes":true,"list":["a","b"]})");
  CHECK(json.text_or("text", "-") == "x");
  CHECK(json.text_or("empty", "-") == "");
  CHECK(json.text_or("nothing", "-") == "-");
  CHECK(json.text_or("absent", "-") == "-");
  CHECK(json.text_or("n", "-") == "3");
  CHECK(json.integer_or("n", 9) == 3);
  CHECK(json.integer_or("text", 9) == 9);
  CHECK(json.integer_or("absent", 9) == 9);
  CHECK(json.real_or("r", 9) == 2.5);
  CHECK(json.real_or("nothing", 9) == 9);
  CHECK(json.boolean_or("yes", false));
  CHECK(json.boolean_or("absent", true));
  CHECK_FALSE(json.boolean_or("text", false));
  CHECK(json.texts("list") == std::vector<std::string>{"a", "b"});
  CHECK(json.texts("absent").empty());
  CHECK(json.has("nothing"));
  CHECK_FALSE(json.has("absent"));
  CHECK(read("[1]").find("a") == nullptr);
}

TEST_CASE("a text that says true is no boolean") {
  CHECK_FALSE(read(R"({"a":"true"})").boolean_or("a", false));
  CHECK(read(R"({"a":"true"})") != read(R"({"a":true})"));
}

TEST_CASE("members are set, replaced, appended and erased") {
  Json json;
  json.set("a", 1).set("b", "x").set("a", 2);
  json.set("list", Json().push(1).push("y"));
  CHECK(write_json(json) == R"({"a":2,"b":"x","list":[1,"y"]})");
  json.erase("b");
  json.erase("absent");
  CHECK(write_json(json) == R"({"a":2,"list":[1,"y"]})");
  CHECK_THROWS_AS(Json(1).set("a", 1), std::logic_error);
  CHECK_THROWS_AS(Json("x").push(1), std::logic_error);
}

TEST_CASE("comparing looks at structure and text, not at lines or the order of members") {
  CHECK(read("{\"a\":1,\"b\":[2]}") == read("{\n\"b\":[\n2],\"a\":1}"));
  CHECK(read("[1,2]") != read("[2,1]"));
  CHECK(read("1") != read("1.0"));
  CHECK(read("1") != read("\"1\""));
  CHECK(read("{}") != read("[]"));
  CHECK(read("{\"a\":1}") != read("{\"a\":1,\"b\":1}"));
  CHECK(read("{\"a\":1}") != read("{\"b\":1}"));
}

TEST_CASE("the canonical form sorts members bytewise at every level and keeps lists as they are") {
  const Json json = read(R"({ "b": [3, 1, {"y":1,"x":2}], "a": {"é":1,"z":2,"Z":3,"":4} })");
  CHECK(write_canonical(json) == R"({"a":{"":4,"Z":3,"z":2,"é":1},"b":[3,1,{"x":2,"y":1}]})");
  CHECK(write_canonical(read(write_canonical(json))) == write_canonical(json));
}

TEST_CASE("the form for people is indented by two") {
  CHECK(write_pretty(read(R"({"a":[1,{}],"b":"x"})")) == "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": \"x\"\n}");
}

TEST_CASE("pointers find what RFC 6901 says they find") {
  const Json json =
      read(R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8})");
  const auto at = [&](std::string_view pointer) -> std::string {
    const Json* found = json.at(pointer);
    return found ? write_json(*found) : "nothing";
  };
  CHECK(at("") == write_json(json));
  CHECK(at("/foo") == R"(["bar","baz"])");
  CHECK(at("/foo/0") == "\"bar\"");
  CHECK(at("/") == "0");
  CHECK(at("/a~1b") == "1");
  CHECK(at("/c%d") == "2");
  CHECK(at("/e^f") == "3");
  CHECK(at("/g|h") == "4");
  CHECK(at("/i\\j") == "5");
  CHECK(at("/k\"l") == "6");
  CHECK(at("/ ") == "7");
  CHECK(at("/m~0n") == "8");
}

TEST_CASE("pointers to nothing find nothing") {
  const Json json = read(R"({"foo":["bar"],"m~n":8,"x":"y"})");
  const auto pointer = GENERATE(as<std::string>(), "foo", "/bar", "/foo/1", "/foo/-", "/foo/00", "/foo/ 0", "/foo/0/x",
                                "/foo/", "/m~n", "/m~2n", "/m~", "/x/y", "/foo/99999999999999999999999");
  CAPTURE(pointer);
  CHECK(json.at(pointer) == nullptr);
}

TEST_CASE("a name with a slash or a tilde is escaped for a pointer") {
  CHECK(pointer_escape("a/b~c~1") == "a~1b~0c~01");
  const Json json = read(R"({"a/b~c~1":1})");
  CHECK(json.at("/" + pointer_escape("a/b~c~1")) != nullptr);
}

TEST_CASE("merging follows the examples of RFC 7386") {
  struct Example {
    const char* target;
    const char* patch;
    const char* result;
  };
  const auto example = GENERATE(values<Example>({
      {R"({"a":"b"})", R"({"a":"c"})", R"({"a":"c"})"},
      {R"({"a":"b"})", R"({"b":"c"})", R"({"a":"b","b":"c"})"},
      {R"({"a":"b"})", R"({"a":null})", R"({})"},
      {R"({"a":"b","b":"c"})", R"({"a":null})", R"({"b":"c"})"},
      {R"({"a":["b"]})", R"({"a":"c"})", R"({"a":"c"})"},
      {R"({"a":"c"})", R"({"a":["b"]})", R"({"a":["b"]})"},
      {R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})", R"({"a":{"b":"d"}})"},
      {R"({"a":[{"b":"c"}]})", R"({"a":[1]})", R"({"a":[1]})"},
      {R"(["a","b"])", R"(["c","d"])", R"(["c","d"])"},
      {R"({"a":"b"})", R"(["c"])", R"(["c"])"},
      {R"({"a":"foo"})", R"(null)", R"(null)"},
      {R"({"a":"foo"})", R"("bar")", R"("bar")"},
      {R"({"e":null})", R"({"a":1})", R"({"e":null,"a":1})"},
      {R"([1,2])", R"({"a":"b","c":null})", R"({"a":"b"})"},
      {R"({})", R"({"a":{"bb":{"ccc":null}}})", R"({"a":{"bb":{}}})"},
  }));
  CAPTURE(example.target, example.patch);
  CHECK(write_json(merge_patch(read(example.target), read(example.patch))) == example.result);
}
