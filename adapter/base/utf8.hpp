// Code points of UTF-8 text, one at a time. What text.hpp offers is built on this; most callers want text.hpp.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace goodword::base {

constexpr char32_t replacement_character = 0xFFFD;

struct Character {
  char32_t code = 0;
  std::size_t bytes = 0;  ///< how long it is in the text, at least 1
  bool valid = false;     ///< else `code` is U+FFFD and stands for one byte that belongs to no character
};

/// The first character of a text that is not empty. Overlong forms, surrogates and values over U+10FFFF are not valid.
Character first_character(std::string_view text);

/// Takes the first character away from the front of `text`.
Character take_character(std::string_view& text);

/// Appends UTF-8; values that are no character (surrogates, too large) are appended as U+FFFD.
void append_character(std::string& text, char32_t code);

/// Length of the longest valid beginning; the text's own length if all of it is valid.
std::size_t valid_prefix(std::string_view text);

}  // namespace goodword::base
