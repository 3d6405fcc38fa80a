#include "rules/pattern.hpp"

#include <catch2/catch.hpp>

#include "base/problem.hpp"

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
  CHECK_THROWS_WITH(wrong.found_in("fine"), Catch::Contains("(unclosed"));
  CHECK_THROWS_WITH(wrong.found_in("fine"), Catch::Contains("(unclosed"));
}

TEST_CASE("the alternative that is no expression is named") {
  const auto made = Pattern::compile({"fine", "(unclosed"});
  REQUIRE_FALSE(made);
  CHECK(goodword::base::to_text(made.error()).find("(unclosed") != std::string::npos);
}
