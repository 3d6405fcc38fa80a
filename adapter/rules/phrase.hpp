// Phrases: patterns of whole words, without the signs of RE2. "~<decider> .. (signs|approves)" is found in "the board
// itself always signs".
//
//   ~            begins a phrase; each word after it is found as a whole, whatever punctuation stands between
//   <name>       any word of the list "name" (wordlists.hpp)
//   (a|b c)      one of these
//   [a|b c]      may be missing
//   word*        also longer: sign* is found in "signature"
//   ..  ...      up to three, up to eight words between
//   //           the next sentence, where a rule reads several as one
//   ^  $         begins, ends the sentence
#pragma once

#include <string>
#include <string_view>

namespace goodword::rules {

bool is_phrase(std::string_view pattern);
/// The RE2 expression of a phrase; names of lists stay as they are.
std::string pattern_of_phrase(std::string_view phrase);

}  // namespace goodword::rules
