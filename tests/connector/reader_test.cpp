// The reader takes texts out of their escapes where they stand: what it hands out must not show it.
#include <catch2/catch.hpp>

#include "connector/reader.hpp"

using namespace goodword;
using namespace goodword::connector;

namespace {

struct Kept : Rows {
  std::vector<std::string> values, payloads;

  void begin() override {}
  void row(const Row& row) override {
    for (const auto& cell : row.cells) values.push_back(cell.present ? base::write_json(cell.json()) : "-");
    payloads.emplace_back(row.payload);
  }
};

Shape shape_of(std::string records, std::vector<std::string> slots) {
  Shape shape;
  shape.records = std::move(records);
  shape.slots = std::move(slots);
  return shape;
}

std::string fault_of(const base::Result<Reading>& reading) { return reading ? "" : reading.error().code; }

}  // namespace

TEST_CASE("a record's payload is shown as it came, escapes and all") {
  const Shape shape = shape_of("/rows", {"/a", "/b"});
  Kept kept;
  REQUIRE(
      read_answer(Layout(shape), R"({"rows": [ {"a": "\u00e9\n\"", "b":-1.50e2 } ,{"b":"","a":"\\u0041"}]})", kept));
  CHECK(kept.payloads == std::vector<std::string>{R"({"a": "\u00e9\n\"", "b":-1.50e2 })", R"({"b":"","a":"\\u0041"})"});
  CHECK(kept.values == std::vector<std::string>{R"("é\n\"")", "-1.50e2", R"("\\u0041")", R"("")"});
}

TEST_CASE("names are found in whatever order a record has them, and whatever other names it has") {
  const Shape shape = shape_of("/rows", {"/a", "/b/c"});
  Kept kept;
  REQUIRE(
      read_answer(Layout(shape),
                  R"({"rows": [{"x":0,"a":1,"b":{"c":2}},{"b":{"y":0,"c":3},"a":4},{"a":5},{"aa":6,"x":7,"b":{"c":8}},)"
                  R"({"x":0,"a":9,"b":{"c":10}}]})",
                  kept));
  CHECK(kept.values == std::vector<std::string>{"1", "2", "4", "3", "5", "-", "-", "8", "9", "10"});
}

TEST_CASE("a record that is no object is handed out too") {
  const Shape shape = shape_of("/rows", {"/id"});
  Kept kept;
  const auto reading = read_answer(Layout(shape), R"({"rows": [17, "text", null, {"id": 1}]})", kept);
  REQUIRE(reading);
  CHECK(reading->rows == 4);
  CHECK(kept.values == std::vector<std::string>{"-", "-", "-", "1"});
}

TEST_CASE("what follows a whole answer makes it no answer, a zero byte too") {
  const Shape shape = shape_of("/rows", {"/id"});
  const Layout layout(shape);
  Kept kept;
  const std::string whole = R"({"rows": [{"id": 1}]})";
  CHECK(fault_of(read_answer(layout, whole + " \n", kept)).empty());
  CHECK(fault_of(read_answer(layout, whole + "x", kept)) == "json.syntax");
  CHECK(fault_of(read_answer(layout, whole + std::string("\0", 1), kept)) == "json.syntax");
  CHECK(fault_of(read_answer(layout, whole + std::string("\0{}", 3), kept)) == "json.syntax");
  CHECK(fault_of(read_answer(layout, std::string(R"({"rows": [{"id": ")") + '\0' + R"("}]})", kept)) == "json.syntax");
  CHECK(fault_of(read_answer(layout, "", kept)) == "json.syntax");
  CHECK(fault_of(read_answer(layout, whole.substr(0, whole.size() - 1), kept)) == "json.syntax");
  CHECK(fault_of(read_answer(layout, std::string(100, '['), kept)) == "json.too_deep");
}

TEST_CASE("texts of every length are whole wherever they stand, and end at a quotation mark, an escape or the answer") {
  const Shape shape = shape_of("/rows", {"/a"});
  const Layout layout(shape);
  for (std::size_t before = 0; before < 17; ++before) {
    for (std::size_t length = 0; length < 40; ++length) {
      CAPTURE(before, length);
      const std::string front = R"({"rows":[{"a":")", text(length, '\xC3'), space(before, ' ');
      const auto wrap = [&](const std::string& value) { return space + front + value + R"("}]})"; };
      Kept kept;
      REQUIRE(read_answer(layout, wrap(text), kept));
      REQUIRE(read_answer(layout, wrap(text + R"(\n)" + text), kept));
      CHECK(kept.values == std::vector<std::string>{'"' + text + '"', '"' + text + R"(\n)" + text + '"'});
      CHECK(fault_of(read_answer(layout, space + front + text, kept)) == "json.syntax");
      CHECK(fault_of(read_answer(layout, wrap(text + '\x1F'), kept)) == "json.syntax");
      CHECK(fault_of(read_answer(layout, wrap(text + '\x7F'), kept)).empty());
    }
  }
}
