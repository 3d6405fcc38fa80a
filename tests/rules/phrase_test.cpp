#include "rules/phrase.hpp"

#include <catch2/catch.hpp>

#include "rules/pattern.hpp"

using namespace goodword::rules;

namespace {

bool found(const std::string& phrase, const std::string& folded) {
  const auto pattern = Pattern::compile({pattern_of_phrase(phrase)});
  REQUIRE(pattern);
  return pattern->found_in(folded);
}

}  // namespace

TEST_CASE("a phrase is found word by word, whatever punctuation stands between") {
  CHECK(found("~the board decides", "then, the board: \"decides\"."));
  CHECK(found("~board", "board"));
  CHECK_FALSE(found("~board", "boarder"));
  CHECK_FALSE(found("~board", "aboard"));
  CHECK_FALSE(found("~the board decides", "the board\ndecides"));
}

TEST_CASE("the gaps of a phrase hold up to three and up to eight words, or none") {
  CHECK(found("~we .. sign", "we sign"));
  CHECK(found("~we .. sign", "we will all gladly sign"));
  CHECK_FALSE(found("~we .. sign", "we will all most gladly sign"));
  CHECK(found("~we ... sign", "we one two three four five six seven eight sign"));
  CHECK_FALSE(found("~we ... sign", "we one two three four five six seven eight nine sign"));
  CHECK_FALSE(found("~we .. sign", "we do\nnot sign"));
}

TEST_CASE("words of a phrase may be one of several, longer, or missing") {
  CHECK(found("~(we|the firm) sign*", "the firm, signatory"));
  CHECK(found("~we [all|both of us] sign", "we sign"));
  CHECK(found("~we [all|both of us] sign", "we both of us sign"));
  CHECK_FALSE(found("~we [all|both of us] sign", "we never sign"));
  CHECK(found("~we .. [all] .. sign", "we sign"));
  CHECK(found("~(we .. sign|they) now", "we will sign now"));
  CHECK(found(R"(~chef\w* sagt)", "der chef sagt"));
}

TEST_CASE("a phrase can hold to the ends of a sentence and reach into the next") {
  CHECK(found("~^ pass", "\"pass\", he said"));
  CHECK_FALSE(found("~^ pass", "we pass"));
  CHECK(found("~nothing $", "he said nothing."));
  CHECK_FALSE(found("~nothing $", "nothing said"));
  CHECK(found("~when // pass", "when do they choose?\nhe said: pass."));
  CHECK_FALSE(found("~when // pass", "when do they pass?"));
}
