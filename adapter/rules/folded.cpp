#include "rules/folded.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "base/utf8.hpp"

namespace goodword::rules {
namespace {

using Row = std::pair<char32_t, std::string_view>;

// Sorted by code point; upper and lower case become the same.
constexpr auto foldings = std::to_array<Row>({
    {0x00A0, " "},  {0x00C0, "a"},  {0x00C1, "a"},  {0x00C2, "a"},   {0x00C3, "a"},  {0x00C4, "ae"}, {0x00C5, "a"},
    {0x00C6, "ae"}, {0x00C7, "c"},  {0x00C8, "e"},  {0x00C9, "e"},   {0x00CA, "e"},  {0x00CB, "e"},  {0x00CC, "i"},
    {0x00CD, "i"},  {0x00CE, "i"},  {0x00CF, "i"},  {0x00D1, "n"},   {0x00D2, "o"},  {0x00D3, "o"},  {0x00D4, "o"},
    {0x00D5, "o"},  {0x00D6, "oe"}, {0x00D8, "o"},  {0x00D9, "u"},   {0x00DA, "u"},  {0x00DB, "u"},  {0x00DC, "ue"},
    {0x00DD, "y"},  {0x00DF, "ss"}, {0x00E0, "a"},  {0x00E1, "a"},   {0x00E2, "a"},  {0x00E3, "a"},  {0x00E4, "ae"},
    {0x00E5, "a"},  {0x00E6, "ae"}, {0x00E7, "c"},  {0x00E8, "e"},   {0x00E9, "e"},  {0x00EA, "e"},  {0x00EB, "e"},
    {0x00EC, "i"},  {0x00ED, "i"},  {0x00EE, "i"},  {0x00EF, "i"},   {0x00F1, "n"},  {0x00F2, "o"},  {0x00F3, "o"},
    {0x00F4, "o"},  {0x00F5, "o"},  {0x00F6, "oe"}, {0x00F8, "o"},   {0x00F9, "u"},  {0x00FA, "u"},  {0x00FB, "u"},
    {0x00FC, "ue"}, {0x00FD, "y"},  {0x0104, "a"},  {0x0105, "a"},   {0x0106, "c"},  {0x0107, "c"},  {0x010C, "c"},
    {0x010D, "c"},  {0x0118, "e"},  {0x0119, "e"},  {0x011A, "e"},   {0x011B, "e"},  {0x0141, "l"},  {0x0142, "l"},
    {0x0143, "n"},  {0x0144, "n"},  {0x0152, "oe"}, {0x0153, "oe"},  {0x0158, "r"},  {0x0159, "r"},  {0x015A, "s"},
    {0x015B, "s"},  {0x0160, "s"},  {0x0161, "s"},  {0x016E, "u"},   {0x016F, "u"},  {0x0179, "z"},  {0x017A, "z"},
    {0x017B, "z"},  {0x017C, "z"},  {0x017D, "z"},  {0x017E, "z"},   {0x1E9E, "ss"}, {0x2009, " "},  {0x2010, "-"},
    {0x2011, "-"},  {0x2012, "-"},  {0x2013, "-"},  {0x2014, "-"},   {0x2018, ""},   {0x2019, ""},   {0x201A, ""},
    {0x201C, "\""}, {0x201D, "\""}, {0x201E, "\""}, {0x2026, "..."}, {0x202F, " "},
});

std::string_view folding(char32_t code, std::string_view original) {
  const auto row = std::ranges::lower_bound(foldings, code, {}, &Row::first);
  return row != foldings.end() && row->first == code ? row->second : original;
}

enum class Case { lowered, kept };

std::string fold(std::string_view text, Case letters) {
  std::string made;
  made.reserve(text.size());
  while (!text.empty()) {
    const auto next = base::first_character(text);
    if (next.bytes == 1) {
      const auto byte = static_cast<unsigned char>(text[0]);
      if (byte != '\'' && byte != '`') {
        made += letters == Case::lowered ? static_cast<char>(std::tolower(byte)) : static_cast<char>(byte);
      }
    } else {
      made += folding(next.code, text.substr(0, next.bytes));
    }
    text.remove_prefix(next.bytes);
  }
  return made;
}

}  // namespace

std::string folded(std::string_view text) { return fold(text, Case::lowered); }
std::string folded_pattern(std::string_view pattern) { return fold(pattern, Case::kept); }

std::vector<std::string> words_of(std::string_view folded_text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : folded_text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || byte >= 0x80) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  if (!word.empty()) words.push_back(word);
  return words;
}

}  // namespace goodword::rules
