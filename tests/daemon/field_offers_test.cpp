#include "daemon/field_offers.hpp"

#include <catch2/catch.hpp>

using namespace goodword;
using namespace goodword::daemon;

namespace {

using Values = std::vector<std::string>;

const base::Date today = *base::parse_date("2026-11-03");

SeenField seen(const std::string& label, Values values, std::size_t looked_at = 40) {
  return {.field = {"contacts", label, "/properties/" + label},
          .kind = model::Kind::contact,
          .values = std::move(values),
          .looked_at = looked_at};
}

FieldOffer judged(Values values, std::size_t looked_at = 40) {
  const std::vector<SeenField> one = {seen("field", std::move(values), looked_at)};
  return field_offers(one, today).at(0);
}

/// "type: what it holds".
std::string words_for(Values values, std::size_t looked_at = 40) {
  const auto offer = judged(std::move(values), looked_at);
  return offer.type + ": " + offer.say;
}

}  // namespace

TEST_CASE("a field is of use where its values can be counted or compared") {
  CHECK(words_for({"true", "false", "true"}) == "boolean: yes or no");
  CHECK(words_for({"12", "3.5", "-4"}) == "number: a number");
  CHECK(words_for({"2026-01-31", "2027-05-01", "2025-01-01"}) == "date: a day");
  CHECK(words_for({"gold", "silver", "gold", "gold"}) == "text: one of 2 words");
  CHECK(words_for({"gold", "gold", "gold"}) == "text: always the same word");
}

TEST_CASE("what names a person, or tells a rule nothing, is of no use") {
  CHECK(words_for({"Joan", "Rob", "Ruth", "Ian"}) == "text: ");
  CHECK(words_for({"a@b.example", "a@b.example", "a@b.example", "a@b.example"}) == "text: ");
  CHECK(words_for({"https://x.example", "https://x.example"}) == "text: ");
  const std::string prose = "They would rather be called in the morning than written to";
  CHECK(words_for({prose, prose, prose, prose}) == "text: ");
  CHECK(words_for({"1961-04-02", "1975-12-30", "2026-01-01"}) == "date: ");
  CHECK(words_for({"01904123456", "01904123457", "01904123458"}) == "text: ");  // no JSON numbers: a zero leads
  CHECK(words_for({"4471234", "4471235", "4471236"}) == "number: ");
  CHECK(words_for({"447123", "447123", "447123"}) == "number: a number");
  CHECK(words_for({"gold", "gold"}) == "text: ");
  CHECK(words_for({"1", "2", "3"}, 61) == "text: ");
  CHECK(words_for({"1", "2", "3"}, 60) == "number: a number");
  CHECK(words_for({}) == "text: ");
}

TEST_CASE("an offer counts and holds no value") {
  const auto offer = judged({"gold", "silver", "gold", "silver"});
  CHECK(offer == FieldOffer{"contacts", "field", "/properties/field", "field", "text", "one of 2 words", 4, 40});
}

TEST_CASE("names for rules are plain, and no field of ours or of theirs has them") {
  const std::vector<SeenField> fields = {seen("Lead source (own)", {}), seen("Stage", {}), seen("lead-source own", {}),
                                         seen("線", {}), seen("a\nb", {})};
  Values names;
  for (const auto& offer : field_offers(fields, today)) names.push_back(offer.name);
  CHECK(names == Values{"lead_source_own", "stage_2", "lead_source_own_2", "field", "a_b"});
  CHECK(field_offers(fields, today)[4].label.find('\n') == std::string::npos);
}

TEST_CASE("the change maps what was chosen, and free text is called that") {
  const std::vector<SeenField> fields = {seen("tier", {"gold", "gold", "gold"}),
                                         seen("hobby", {"chess", "golf", "tea"})};
  const auto change = change_for(field_offers(fields, today));
  CHECK(change == *base::parse_json(R"({"streams": {"contacts": {"custom": {
    "tier": {"from": "/properties/tier", "type": "text", "class": "business"},
    "hobby": {"from": "/properties/hobby", "type": "text", "class": "free_text"}}}}})"));
  CHECK(change_for({}).is_null());
}

TEST_CASE("to look, each field has a name by its place") {
  const std::vector<ports::OwnField> fields = {{"contacts", "A", "/a"}, {"deals", "B", "/b"}};
  CHECK(change_to_look(fields) == *base::parse_json(R"({"streams": {
    "contacts": {"custom": {"own_0": {"from": "/a", "type": "text", "class": "free_text"}}},
    "deals": {"custom": {"own_1": {"from": "/b", "type": "text", "class": "free_text"}}}}})"));
  CHECK(name_to_look(1) == "own_1");
}
