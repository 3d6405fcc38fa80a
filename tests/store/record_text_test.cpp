// A record's row is written by hand for speed: it must stay what the tree of values would be written as.
#include <catch2/catch.hpp>

#include <limits>
#include <map>
#include <random>
#include <set>

#include "store/body.hpp"
#include "store/record_text.hpp"

using namespace goodword;
using model::Kind;
using model::Record;

namespace {

class Draw {
 public:
  explicit Draw(unsigned seed) : engine_(seed) {}

  Record record(Kind kind) {
    Record made(kind);
    const auto fields = model::fields_of(kind);
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (below(3) > 0) made.values[i] = value(fields[i]);
    }
    if (below(4) == 0) made.custom.push_back({"own field", model::FieldClass::business, text()});
    return made;
  }

 private:
  std::size_t below(std::size_t most) { return engine_() % most; }

  std::string text() {
    static const std::vector<std::string> texts = {
        "",
        "Joan",
        "\"quoted\" \\ / back",
        "line\nbreak\ttab\r\b\f",
        std::string("nought\0 \x01\x1f", 10),
        "Zoë 😀",
        "\x7f\xc3",
        "\xff\xfe",
        "changed",
        "~tilde",
    };
    return texts[below(texts.size())];
  }

  model::Value value(const model::FieldRow& field) {
    if (field.list) {
      std::vector<std::string> list(below(4));
      for (auto& item : list) item = text();
      return list;
    }
    static const std::vector<double> numbers = {
        0, -0.0, 1.5, 1e300, -3e-9, 12345678901234567.0, 100, std::numeric_limits<double>::infinity()};
    static const std::vector<std::int64_t> moments = {0, 1'793'697'125'250'000, -1, 999'999, 253'402'300'799'000'000};
    switch (field.type) {
      case model::Type::instant: return base::from_micros(moments[below(moments.size())]);
      case model::Type::date: return base::date_of(base::from_micros(moments[below(moments.size())]));
      case model::Type::number: return numbers[below(numbers.size())];
      case model::Type::boolean: return below(2) == 0;
      case model::Type::money: return base::Money{static_cast<std::int64_t>(below(1'000'000)) - 500, text()};
      default: return text();
    }
  }

  std::mt19937 engine_;
};

}  // namespace

TEST_CASE("a record's row holds what its tree would be written as, and its number tells contents apart") {
  Draw draw(20261125);
  for (const Kind kind : {Kind::contact, Kind::company, Kind::opportunity, Kind::activity, Kind::user, Kind::hint}) {
    std::map<std::int64_t, std::string> content_by_number;
    std::set<std::string> contents;
    for (int i = 0; i < 500; ++i) {
      Record record = draw.record(kind);
      record.values[0] = std::string("1");
      REQUIRE(store::text_of(record) == store::body_of(model::to_json(record)));
      auto content = model::to_json(record);
      content.erase("changed");
      const auto text = base::write_canonical(content);
      const auto number = store::content_number(store::text_of(record));
      REQUIRE(content_by_number.emplace(number, text).first->second == text);
      contents.insert(text);
    }
    CHECK(content_by_number.size() == contents.size());
    CHECK(contents.size() > 1);
  }
}

TEST_CASE("equal content has the same number whatever the CRM's clock says, and nothing else of it is left out") {
  using model::contact::changed, model::contact::title;
  const auto number_of = [](const Record& record) { return store::content_number(store::text_of(record)); };
  Record one(Kind::contact);
  one.values[model::contact::id] = std::string("1");
  one.values[model::contact::tags] = std::vector<std::string>{"a", "b"};
  Record two = one;
  two.values[changed] = base::from_micros(1);
  CHECK(number_of(one) == number_of(two));
  one.values[changed] = base::from_micros(2'000'000);
  CHECK(number_of(one) == number_of(two));
  two.values[model::contact::tags] = std::vector<std::string>{"a,b"};
  CHECK(number_of(one) != number_of(two));
  two = one;
  // Words of the operator's own that look like ours.
  const std::string tricky = R"(","changed":"2026-11-04T00:00:00Z","city":")";
  for (const auto* end : {"", "x"}) {
    two.values[title] = tricky + end;
    CHECK(number_of(one) != number_of(two));
    one = two;
  }
  one.custom = {{"changed", model::FieldClass::business, std::string("a")}, {"b", model::FieldClass::business, 1.0}};
  two = one;
  std::swap(two.custom[0], two.custom[1]);
  CHECK(number_of(one) == number_of(two));
  for (auto* record : {&one, &two}) record->values[changed] = model::Value();
  CHECK(number_of(one) == number_of(two));
  two.custom[1].value = std::string("b");
  CHECK(number_of(one) != number_of(two));
  two = one;
  two.custom[0].cls = model::FieldClass::free_text;
  CHECK(number_of(one) != number_of(two));
}
