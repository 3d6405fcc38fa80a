#include "rules/book.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "base/schema.hpp"
#include "people.hpp"

using namespace goodword;
using namespace goodword::rules;

namespace {

std::vector<std::string> problems_with(const std::string& text) {
  auto files = shipped_files();
  files.emplace_back("mine.json", base::parse_settings_json(text, "mine.json").value());
  std::vector<std::string> made;
  const auto book = compile_rules(files);
  if (!book) {
    for (const auto& problem : book.error()) made.push_back(base::to_text(problem));
  }
  return made;
}

Finding found(const std::string& condition, const model::Dossier& dossier) {
  auto files = shipped_files();
  const std::string rule =
      R"({"kind": "signs", "rules": [{"id": "mine", "sign": "a", "strength": 0.5, "why": "test", "when": )" +
      condition + R"(, "examples": {"match": ["needle"], "pass": ["hay"]}}]})";
  files.emplace_back("mine.json", base::parse_settings_json(rule, "mine.json").value());
  const auto book = compile_rules(files).value();
  const auto mine = std::find_if(book.rules.begin(), book.rules.end(), [](const Rule& r) { return r.id == "mine"; });
  const auto facts = facts_of(book, dossier, today());
  const auto hearing = hear(book, ottermere(), dossier, "gw:", today());
  return find(mine->when, {facts, hearing.texts, today()});
}

}  // namespace

TEST_CASE("every shipped rule passes its own examples") {
  std::string all;
  for (const auto& problem : check_examples(shipped())) all += base::to_text(problem) + "\n";
  CHECK(all == "");
}

TEST_CASE("an example that its rule does not find is a problem") {
  auto book = shipped();
  book.rules.front().match = {"nothing of the kind"};
  book.rules.front().pass = book.rules.back().pass;
  CHECK(check_examples(book).size() == 1);
}

TEST_CASE("every expression of what is shipped is one") {
  std::string all;
  const auto book = compile_rules(shipped_files());
  if (!book)
    for (const auto& problem : book.error()) all += base::to_text(problem) + "\n";
  CHECK(all == "");
}

TEST_CASE("every shipped file is valid against its schema, and every number has a reason") {
  const auto schema = base::parse_json(read_text(std::string(GOODWORD_SOURCE_DIR) + "/schemas/rules.schema.json"));
  REQUIRE(schema);
  for (const auto& [name, json, patterns] : shipped_files()) {
    std::string all;
    for (const auto& problem : base::schema_problems(*schema, "rules.schema.json", json, name))
      all += base::to_text(problem) + "\n";
    INFO(name);
    CHECK(all == "");
  }
}

TEST_CASE("the book's version follows its content") {
  auto files = shipped_files();
  const auto before = compile_rules(files)->version;
  CHECK(before == compile_rules(files)->version);
  CHECK(before.size() == 12);
  files.emplace_back(
      "mine.json",
      base::parse_json(
          R"({"kind": "deciding", "settings": {"bar.margin": {"value": 0.2, "unit": "share", "why": "calmer"}}})")
          .value());
  const auto mine = compile_rules(files);
  REQUIRE(mine);
  CHECK(mine->version != before);
  CHECK(mine->settings.bar_margin == 0.2);
}

TEST_CASE("all problems of a file are told at once, with line, pointer and the nearest word") {
  const auto made = problems_with(R"({
  "kind": "signs", "language": "en",
  "rules": [
    {"id": "x", "sign": "h", "strength": 2, "why": "w",
     "when": {"fact": "senority", "is": "at_lest", "value": 3}},
    {"id": "x", "sign": "a", "strenght": 0.5, "strength": 0.5, "why": "w",
     "when": {"text": {"patterns": ["(unclosed", "<mnth>"]}}, "examples": {"match": ["m"], "pass": ["p"]}},
    {"id": "y", "sign": "a", "strength": 0.5, "why": "w", "when": {"fact": "title", "is": "less", "value": 3}}
  ]})");
  const auto has = [&](const std::string& part) {
    return std::any_of(made.begin(), made.end(),
                       [&](const std::string& one) { return one.find(part) != std::string::npos; });
  };
  INFO(Catch::Detail::stringify(made));
  CHECK(has("mine.json:4 /rules/0/strength: 2 is outside 0.01 to 1"));
  CHECK(has("mine.json:5 /rules/0/when/fact: unknown fact \"senority\""));
  CHECK(has("did you mean \"seniority\"?"));
  CHECK(has("did you mean \"at_least\"?"));
  CHECK(has("did you mean \"strength\"?"));
  CHECK(has("\"x\" stands here twice"));
  CHECK(has("mine.json:7 /rules/1/when/text/patterns"));
  CHECK(has("(unclosed"));
  CHECK(has("unknown word list \"<mnth>\""));
  CHECK(has("\"title\" is a text: \"less\" does not suit it"));
  CHECK(made.size() >= 9);
}

TEST_CASE("a rule for a sign that does not exist and a setting nobody knows are problems") {
  const auto made = problems_with(
      R"({"kind": "signs", "rules": [{"id": "z", "sign": "acces", "strength": 0.5, "why": "w", "when": {"fact": "title", "is": "known"}}]})");
  REQUIRE(made.size() == 1);
  CHECK(made[0].find("did you mean \"access\"?") != std::string::npos);
  const auto other =
      problems_with(R"({"kind": "deciding", "settings": {"bar.margn": {"value": 0.2, "unit": "share", "why": "w"}}})");
  REQUIRE(other.size() == 1);
  CHECK(other[0].find("did you mean \"bar.margin\"?") != std::string::npos);
  CHECK(problems_with(R"({"kind": "decidin"})").size() == 1);
  const auto terms = problems_with(R"({"kind": "chance", "terms": [
    {"name": "a", "as": "number", "facts": ["industry"], "why": "w"}, {"name": "b", "as": "category", "facts": ["tags"], "why": "w"},
    {"name": "c", "as": "category", "facts": ["industri"], "why": "w"}, {"name": "d", "as": "word", "facts": ["service"], "why": "w"},
    {"name": "e", "as": "number", "facts": ["service"], "why": "w"}, {"name": "f", "as": "number", "facts": [], "why": "w"},
    {"name": "no power", "as": "category", "facts": ["custom.x", "service", "no_mail"], "why": "w"}]})");
  REQUIRE(terms.size() == 7);
  const std::vector<std::string> parts = {"is a text: no number",
                                          "is a list: no category",
                                          "did you mean \"industry\"?",
                                          "unknown word \"word\"",
                                          "unknown fact \"service\"",
                                          "names no fact",
                                          "a sign are both named \"no power\""};
  for (std::size_t i = 0; i < parts.size(); ++i) CHECK(terms[i].find(parts[i]) != std::string::npos);
}

TEST_CASE("without the file of thresholds every one of them is missed") {
  auto files = shipped_files();
  std::erase_if(files, [](const RuleFile& file) { return file.name == "deciding.json"; });
  const auto book = compile_rules(files);
  REQUIRE_FALSE(book);
  CHECK(book.error().size() == setting_table().size());
}

TEST_CASE("a comparison with a fact that is not known makes no rule fire, not even turned round") {
  const auto nobody = joan();
  CHECK(found(R"({"fact": "deal_size", "is": "at_least", "value": 1})", nobody).truth == Truth::unknown);
  CHECK(found(R"({"not": {"fact": "deal_size", "is": "at_least", "value": 1}})", nobody).truth == Truth::unknown);
  CHECK(found(R"({"not": {"fact": "deal_size", "is": "known"}})", nobody).truth == Truth::yes);
  auto dossier = joan();
  dossier.opportunities = {deal("1", "Layout", 6000)};
  CHECK(found(R"({"fact": "deal_size", "is": "at_least", "value": 6000})", dossier).truth == Truth::yes);
  CHECK(found(R"({"fact": "deal_size", "is": "more", "value": 6000})", dossier).truth == Truth::no);
  CHECK(
      found(
          R"({"any": [{"fact": "title", "is": "known"}, {"fact": "stage_kind", "is": "one_of", "value": ["discovery"]}]})",
          dossier)
          .truth == Truth::yes);
  CHECK(found(R"({"all": [{"fact": "title", "is": "known"}, {"fact": "stage", "is": "matches", "value": ["^disc"]}]})",
              dossier)
            .truth == Truth::no);
}

TEST_CASE("counts look at a window and name the newest") {
  auto dossier = joan();
  dossier.activities = {activity("1", "note", "A needle.", 40), activity("2", "note", "A needle.", 9),
                        activity("3", "note", "Hay.", 5), activity("4", "note", "A needle!", 2)};
  const auto made = found(
      R"({"count": {"text": {"patterns": ["needle"]}, "within_days": 21}, "is": "at_least", "value": 2})", dossier);
  CHECK(made.truth == Truth::yes);
  CHECK(made.witnesses ==
        std::vector<Witness>{{{"main", model::Kind::activity, "4"}, "count", "", "2 in 21 days", days_ago(2)}});
  CHECK(found(R"({"count": {"text": {"patterns": ["needle"]}, "within_days": 21}, "is": "at_least", "value": 3})",
              dossier)
            .truth == Truth::no);
  CHECK(found(R"({"count": {"kinds": ["meeting"], "within_days": 90}, "is": "at_most", "value": 0})", dossier).truth ==
        Truth::yes);
}
