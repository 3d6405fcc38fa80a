#include "rules/pattern.hpp"

#include <algorithm>

#include <rapidcheck.h>
#include <re2/re2.h>
#include <catch2/catch.hpp>

#include "base/problem.hpp"
#include "base/text.hpp"
#include "rules/needed.hpp"

using namespace goodword::rules;

namespace {

Pattern pattern(const std::vector<std::string>& alternatives) {
  auto made = Pattern::compile(alternatives);
  REQUIRE(made);
  return *made;
}

}  // namespace

TEST_CASE("a pattern is found where one alternative is, and only there") {
  const auto three = pattern({"the board (?:signs|decides)", "no", R"(^ja\b)"});
  CHECK(three.found_in("then the board decides"));
  CHECK(three.found_in("oh no"));
  CHECK(three.found_in("nein,\nja, doch"));
  CHECK_FALSE(three.found_in("the board meets, then decides"));
  CHECK_FALSE(three.found_in("then the board"));
  CHECK_FALSE(three.found_in("ach ja"));
  CHECK_FALSE(three.found_in(""));
  CHECK_FALSE(Pattern().found_in("the board decides"));
}

TEST_CASE("capitals of a pattern do not matter, those of its signs do") {
  CHECK(pattern({"The BOARD"}).found_in("the board"));
  CHECK(pattern({R"(board\W+signs)"}).found_in("board: signs"));
  CHECK_FALSE(pattern({R"(board\W+signs)"}).found_in("boardwsigns"));
  CHECK(pattern({R"(\x42oard)"}).found_in("board"));
  CHECK(pattern({"Правление"}).found_in("ПРАВЛЕНИЕ решает"));
  CHECK(pattern({R"(\pLlan\w+)"}).found_in("they have plans"));
  CHECK(pattern({"(?P<Who>Anna) signs"}).first_in("so anna signs") == "anna");
}

TEST_CASE("the first passage in the text is told, whichever alternative finds it") {
  const auto two = pattern({"second|third", "(first) of all"});
  CHECK(two.first_in("first of all the second") == "first");
  CHECK(two.first_in("the third, first of all") == "third");
  CHECK(two.first_in("neither").empty());
}

TEST_CASE("a pattern compiled at its first use finds the same, and then says what is no expression") {
  const auto late = Pattern::at_first_use({"the board (?:signs|decides)", "no"});
  CHECK(late.found_in("then the board decides"));
  CHECK_FALSE(late.found_in("then the board"));
  CHECK_FALSE(Pattern::at_first_use({}).found_in("no"));
  const auto wrong = Pattern::at_first_use({"fine", "(unclosed"});
  CHECK(wrong.found_in("fine"));
  CHECK_THROWS_WITH(wrong.found_in("not so"), Catch::Contains("(unclosed"));
  CHECK_THROWS_WITH(wrong.found_in("not so"), Catch::Contains("(unclosed"));
}

TEST_CASE("what an expression needs is told, and nothing where it is not sure") {
  const auto needs = [](std::string_view expression) { return needed_words(expression, 3); };
  using Lists = std::vector<OneOf>;
  CHECK(needs("the board") == Lists{{"the board"}});
  CHECK(needs(R"(\bboard\W+signs\b)") == Lists{{"board"}, {"signs"}});
  CHECK(needs("(?:board|chair|ceo) signs?") == Lists{{"board", "chair", "ceo"}, {" sign"}});
  CHECK(needs("(?:board|it) signs") == Lists{{" signs"}});
  CHECK(needs("board|it").empty());
  CHECK(needs("(?:big )?board(?:room)*") == Lists{{"board"}});
  CHECK(needs("(?:board ){0,2}signs") == Lists{{"signs"}});
  CHECK(needs("boards+ign") == Lists{{"boards"}, {"ign"}});
  CHECK(needs("(?:board(?: or chair)|chair) signs") == Lists{{" or chair", "chair"}, {" signs"}});
  CHECK(needs("(first) of [^]abc]*all[[:alpha:]]this") == Lists{{"first"}, {" of "}, {"all"}, {"this"}});
  CHECK(needs(R"(4\.50 each)") == Lists{{"4.50 each"}});
  for (const auto* unsure :
       {"(?i)board", "(?P<x>board)", R"(\x42oard)", R"(\pLboard)", "(board", "board)", "*board", "[board", "board\\"})
    CHECK(needs(unsure).empty());
}

namespace {

/// Drawn expressions of the letters a and b, with every sign that may make a letter dispensable.
rc::Gen<std::string> expressions(int depth) {
  const auto letter = rc::gen::element<std::string>("ab", "b", "ab", "bab", "ba", ".", "[ab]", R"(\b)", "^", R"(\w)");
  const auto thing =
      depth == 0 ? letter : rc::gen::oneOf(letter, rc::gen::map(expressions(depth - 1), [](std::string inner) {
                                             return "(?:" + std::move(inner) + ")";
                                           }));
  const auto counted =
      rc::gen::apply([](const std::string& one, const std::string& times) { return one + times; }, thing,
                     rc::gen::element<std::string>("", "", "", "?", "*", "+", "{0,2}", "{2}", "+?"));
  const auto row = rc::gen::map(rc::gen::resize(4, rc::gen::container<std::vector<std::string>>(counted)),
                                [](const std::vector<std::string>& parts) { return goodword::base::join(parts, ""); });
  return rc::gen::map(rc::gen::resize(3, rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(row))),
                      [](const std::vector<std::string>& rows) { return goodword::base::join(rows, "|"); });
}

}  // namespace

TEST_CASE("an expression never matches a text without the words it is said to need") {
  int matched = 0, known = 0;
  const bool held = rc::check([&] {
    const auto text = *rc::gen::resize(30, rc::gen::container<std::string>(rc::gen::element('a', 'b', ' ')));
    for (const auto& expression : *rc::gen::container<std::vector<std::string>>(20, expressions(1))) {
      const RE2 compiled("(?m)(?:" + expression + ")", RE2::Quiet);
      if (!compiled.ok() || !RE2::PartialMatch(text, compiled)) continue;
      const auto lists = needed_words(expression, 2);
      ++matched;
      known += lists.empty() ? 0 : 1;
      for (const auto& list : lists)
        RC_ASSERT(std::ranges::any_of(list, [&](const auto& word) { return text.find(word) != std::string::npos; }));
    }
  });
  CHECK(held);
  CHECK(matched > 400);
  CHECK(known > 50);
}

TEST_CASE("the alternative that is no expression is named") {
  const auto made = Pattern::compile({"fine", "(unclosed"});
  REQUIRE_FALSE(made);
  CHECK(goodword::base::to_text(made.error()).find("(unclosed") != std::string::npos);
}
