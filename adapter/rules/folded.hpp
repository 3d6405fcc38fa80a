// Text made comparable: lower case, without accents (ä becomes ae), without apostrophes, with plain dashes and spaces.
//
// Patterns and texts go through the same folding, so that "für", "fuer" and "FÜR" are one word, and so are "don't",
// "don’t" and "dont". Evidence quotes the original, never the folded text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace goodword::rules {

std::string folded(std::string_view text);
/// The same for a pattern: letters with accents and apostrophes only, because \B and \b differ by case.
std::string folded_pattern(std::string_view pattern);
/// Letters and digits, in order.
std::vector<std::string> words_of(std::string_view folded_text);

}  // namespace goodword::rules
