// Clauses as the unit of a text test, patterns that must stand together in any order, and answers to quoted questions.
#include <catch2/catch.hpp>

#include "people.hpp"
#include "rules/compile.hpp"
#include "rules/folded.hpp"
#include "rules/heard.hpp"
#include "rules/wordlists.hpp"

using namespace goodword;
using namespace goodword::rules;

namespace {

struct Compiled {
  Condition condition;
  std::vector<std::string> problems;
};

Compiled compiled(const std::string& text_test) {
  const auto written = base::parse_settings_json(R"({"text": )" + text_test + "}", "mine.json").value();
  std::vector<base::Problem> problems;
  const auto json = with_words(Node(written, "mine.json", "", problems));
  Compiled made{compile_condition(Node(json, "mine.json", "", problems), ""), {}};
  for (const auto& problem : problems) made.problems.push_back(problem.message);
  return made;
}

/// What a text test finds in a text, as written; empty where it finds nothing.
std::string found(const std::string& text_test, const std::string& text) {
  const auto [condition, problems] = compiled(text_test);
  REQUIRE(problems.empty());
  const auto sentences = sentences_of(text), clauses = clauses_of(sentences);
  return found_in(condition.text, condition.text.clauses > 0 ? clauses : sentences).value_or("");
}

std::vector<std::string> clauses(const std::string& text) {
  std::vector<std::string> made;
  for (const auto& one : clauses_of(sentences_of(text))) made.push_back(one.words);
  return made;
}

Hearing heard(const std::string& kind, const std::string& title, const std::string& text) {
  auto dossier = joan();
  auto one = activity("1", kind, text);
  one.values[model::activity::title] = title;
  dossier.activities = {one};
  return hear(shipped(), ottermere(), dossier, "gw:", today());
}

}  // namespace

TEST_CASE("clauses are cut at commas, colons, dashes, brackets and quotation marks, not within figures and words") {
  CHECK(clauses("Wann, fragte ich: „Größe 1,5 um 8:30“ – (Kick-off) offen.") ==
        std::vector<std::string>{"Wann", "fragte ich", "Größe 1,5 um 8:30", "Kick-off", "offen."});
  const auto made = clauses_of(sentences_of("Who, then, decides? He, they say."));
  REQUIRE(made.size() == 5);
  CHECK(made[0].question);
  CHECK(made[2].question);
  CHECK_FALSE(made[3].question);
  CHECK(made[4].part_of == "he, they say.");
}

TEST_CASE("a sentence ends before a mark that closes a quotation") {
  CHECK(sentences_of("„Was soll es?“ Ich weiß es.").size() == 2);
  CHECK(sentences_of("“What for?” I know.").front().question);
}

TEST_CASE("patterns that must stand together are found in any order, and only in one passage") {
  const std::string test = R"({"patterns": ["~boss"], "with": [{"patterns": ["~not"]}, {"patterns": ["~call*"]}]})";
  CHECK(found(test, "Do not call the boss.") == "Do not call the boss.");
  CHECK(found(test, "The boss is not to be called.") == "The boss is not to be called.");
  CHECK(found(test, "Call the boss.") == "");
  CHECK(found(test, "Do not wait. Call the boss.") == "");
}

TEST_CASE("so many clauses are read as one, across the ends of sentences") {
  const auto test = [](int clauses) {
    return R"({"clauses": )" + std::to_string(clauses) +
           R"(, "patterns": ["~when"], "with": [{"patterns": ["~dunno"]}]})";
  };
  CHECK(found(test(1), "When it starts, dunno.") == "");
  CHECK(found(test(2), "When it starts, dunno.") == "When it starts dunno.");
  CHECK(found(test(2), "He will say when. Dunno!") == "He will say when. Dunno!");
  CHECK(found(test(2), "When it starts, he said, dunno.") == "");
  CHECK(found(test(3), "When it starts, he said, dunno.") == "When it starts he said dunno.");
}

TEST_CASE("other people's stories are told by the whole sentence, everything else by the clauses alone") {
  const std::string test =
      R"({"clauses": 1, "patterns": ["~decides"], "unless": ["~not"], "unless_sentence": ["~neighbour"]})";
  CHECK(found(test, "She decides, not he.") == "She decides");
  CHECK(found(test, "She decides not.") == "");
  CHECK(found(test, "At the neighbour, she says, nobody decides.") == "");
  CHECK(found(test, "He has a neighbour. She decides.") == "She decides.");
}

TEST_CASE("a test that mixes clauses and sentences is a problem") {
  CHECK(compiled(R"({"clauses": 2, "sentences": 2, "patterns": ["x"]})").problems.size() == 1);
  CHECK(compiled(R"({"clauses": 2, "in": "title", "patterns": ["x"]})").problems.size() == 1);
  CHECK(compiled(R"({"patterns": ["x"], "unless_sentence": ["y"]})").problems.size() == 1);
  CHECK(compiled(R"({"patterns": ["x"], "with": [{"patterns": []}]})").problems.size() == 1);
  CHECK(compiled(R"({"patterns": ["x"], "with": [{"pattern": ["y"]}]})").problems.size() >= 1);
}

TEST_CASE("our question that an answer quotes is read with the answer and is no evidence itself") {
  const auto hearing =
      heard("email_in", "AW: Fragen", "> Danke. Was kostet es heute?\n> Gruß\nNein, das weiß ich nicht.");
  REQUIRE(hearing.texts.size() == 1);
  const auto& sentences = hearing.texts[0].sentences;
  REQUIRE(sentences.size() == 2);
  CHECK(sentences[0].words == "Was kostet es heute?");
  CHECK(sentences[0].quoted);
  CHECK_FALSE(sentences[1].quoted);
  const auto test = [](const std::string& more, const std::string& pattern) {
    return compiled("{" + more + R"("questions": "included", "patterns": [")" + pattern + "\"]}").condition.text;
  };
  CHECK_FALSE(found_in(test("", "~kostet"), sentences));
  CHECK(found_in(test(R"("sentences": 2, )", "~kostet // nicht"), sentences) ==
        "Was kostet es heute? Nein, das weiß ich nicht.");
  CHECK(found_in(test(R"("clauses": 2, )", "~kostet // nein"), hearing.texts[0].clauses) ==
        "Was kostet es heute? Nein");
}

TEST_CASE("automatic replies and rehearsals are not heard") {
  CHECK(heard("email_in", "Automatic reply: Your offer", "We do not know who decides.").texts.empty());
  CHECK(heard("meeting", "Rollenspiel mit Nadia", "Er weiß nicht, wer entscheidet.").texts.empty());
  CHECK(heard("email_in", "Your offer", "We do not know who decides.").texts.size() == 1);
}
