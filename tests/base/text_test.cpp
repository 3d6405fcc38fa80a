#include <catch2/catch.hpp>
#include <limits>

#include "base/text.hpp"
#include "base/utf8.hpp"

using namespace goodword::base;
using namespace std::string_literals;

TEST_CASE("well-formed UTF-8 is told from what only looks like it") {
  CHECK(valid_utf8(""));
  CHECK(valid_utf8("plain\0text"s));
  CHECK(valid_utf8("\xC2\x80 \xDF\xBF \xE0\xA0\x80 \xEF\xBF\xBF \xF0\x90\x80\x80 \xF4\x8F\xBF\xBF"));
  CHECK(valid_utf8("\xED\x9F\xBF \xEE\x80\x80"));  // the neighbours of the surrogates
  const auto bad =
      GENERATE(as<std::string>(), "\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF",
               "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF4\x90\x80\x80",
               "\xF5\x80\x80\x80", "\xFF", "\xFE", "\xC3", "\xE2\x82", "\xF0\x9F\x98", "\xC3(", "\xE2\x28\xA1");
  CAPTURE(bad);
  CHECK_FALSE(valid_utf8(bad));
  CHECK_FALSE(valid_utf8("ok " + bad + " ok"));
}

TEST_CASE("the valid beginning of a text ends where the first bad byte stands") {
  CHECK(valid_prefix("é\xFFx") == 2);
  CHECK(valid_prefix("ab\xE2\x82") == 2);
  CHECK(valid_prefix("é") == 2);
}

TEST_CASE("cleaning takes away what cannot be seen and keeps what can") {
  CHECK(clean("plain\ttext\n") == "plain\ttext\n");
  CHECK(clean("a\0b\x01\x1B[31mc\x7F\r\n"s) == "ab[31mc\n");
  CHECK(clean("\xEF\xBB\xBFMary") == "Mary");
  CHECK(clean("in\u200Bvis\u200C\u200Dib\u2060le\uFEFF") == "invisible");
  CHECK(clean("\u202Egpj.exe\u202C \u2066x\u2069 \u200E\u200F\u061C") == "gpj.exe x ");
  CHECK(clean("a\u0085b\u2028c\u2029d") == "a\nb\nc\nd");
  CHECK(clean("\u009B31m") == "31m");
  CHECK(clean("a\U000E0041\U000E007Fb") == "ab");
  CHECK(clean("Zoë Müller, 東京 😀") == "Zoë Müller, 東京 😀");
}

TEST_CASE("cleaning marks bytes that are no text") {
  CHECK(clean("a\xFF\xC3z") == "a\uFFFD\uFFFDz");
  CHECK(clean("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");
}

TEST_CASE("trimming takes white space from both ends") {
  CHECK(trim(" \t\r\n a b \n") == "a b");
  CHECK(trim(" \n ") == "");
  CHECK(trim("") == "");
}

TEST_CASE("letters beyond ASCII keep their case") { CHECK(lower("ABZ@É[") == "abz@É["); }

TEST_CASE("splitting keeps empty parts and joining puts them back") {
  CHECK(split("a,,b,", ',') == std::vector<std::string>{"a", "", "b", ""});
  CHECK(split("", ',') == std::vector<std::string>{""});
  CHECK(join(split("a,,b,", ','), ",") == "a,,b,");
  CHECK(join({}, ",") == "");
}

TEST_CASE("a word at the start is a whole word") {
  CHECK(starts_with_word("crm add", "crm"));
  CHECK(starts_with_word("crm", "crm"));
  CHECK(starts_with_word("crm, please", "crm"));
  CHECK_FALSE(starts_with_word("crms", "crm"));
  CHECK_FALSE(starts_with_word("crm_x", "crm"));
  CHECK_FALSE(starts_with_word("cafés", "caf"));
  CHECK_FALSE(starts_with_word("cr", "crm"));
}

TEST_CASE("shortening counts characters and marks the cut") {
  CHECK(shorten("Zoë", 3) == "Zoë");
  CHECK(shorten("Zoës", 3) == "Zo…");
  CHECK(shorten("東京都", 2) == "東…");
  CHECK(shorten("😀😀😀", 2) == "😀…");
  CHECK(shorten("abc", 1) == "…");
  CHECK(shorten("abc", 0) == "");
  CHECK(shorten("", 0) == "");
}

TEST_CASE("characters and words are counted") {
  CHECK(count_characters("Zoë 😀") == 5);
  CHECK(count_characters("\xFF\xFF") == 2);
  CHECK(count_words("") == 0);
  CHECK(count_words("  Tell him,\nplease\u00A0soon  ") == 4);
}

TEST_CASE("a slip of the pen finds the word that was meant") {
  const std::vector<std::string> known = {"accept", "connector", "partner", "plan", "sync"};
  const auto near = [&](std::string_view word) { return nearest(word, known); };
  CHECK(near("conector") == "connector");
  CHECK(near("conncetor") == "connector");
  CHECK(near("Partners") == "partner");
  CHECK(near("snyc") == "sync");
  CHECK(near("plan") == "plan");
  CHECK(near("pla") == "plan");
  CHECK(near("zebra") == "");
  CHECK(near("") == "");
  CHECK(nearest("x", std::vector<std::string>{"y"}) == "");
  CHECK(nearest("a", {}) == "");
}

TEST_CASE("numbers are grouped for people") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1000) == "1,000");
  CHECK(grouped(-1234567) == "-1,234,567");
  CHECK(grouped(-100) == "-100");
  CHECK(grouped(std::numeric_limits<std::int64_t>::min()) == "-9,223,372,036,854,775,808");
}

TEST_CASE("a text becomes one line that is safe in a log") {
  CHECK(escape_line("Zoë 😀 \"q\" \\") == "Zoë 😀 \"q\" \\");
  CHECK(escape_line("a\nb\r\x1B[0m\0"s) == "a\\nb\\x0d\\x1b[0m\\x00");
  CHECK(escape_line("\u009B\x7F\u202E\u2028\U000E0041") == "\\x9b\\x7f\\u202e\\u2028\\U000e0041");
  CHECK(escape_line("\xFFx\xC3") == "\\xffx\\xc3");
}

TEST_CASE("everything but the unreserved characters is percent-encoded") {
  CHECK(percent_encode("AZaz09-._~") == "AZaz09-._~");
  CHECK(percent_encode("a b/ü?&=+%\n") == "a%20b%2F%C3%BC%3F%26%3D%2B%25%0A");
}
