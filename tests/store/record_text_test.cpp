// A record's row is written by hand for speed: it must stay what the tree of values would be written as.
#include <catch2/catch.hpp>

#include <limits>
#include <map>
#include <random>

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

TEST_CASE("a record's row holds what its tree would be written as, and its hash tells other contents apart") {
  Draw draw(20261125);
  for (const Kind kind : {Kind::contact, Kind::company, Kind::opportunity, Kind::activity, Kind::user, Kind::hint}) {
    std::map<std::string, std::string> content_by_hash;
    for (int i = 0; i < 500; ++i) {
      const Record record = draw.record(kind);
      REQUIRE(store::text_of(record) == store::body_of(model::to_json(record)));
      auto content = model::to_json(record);
      content.erase("changed");
      const auto text = base::write_canonical(content);
      REQUIRE(content_by_hash.emplace(model::content_hash(record), text).first->second == text);
    }
    CHECK(content_by_hash.size() > 1);
  }
}
