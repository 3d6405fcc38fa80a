// Which words a text must have for an expression to match it, told without compiling the expression.
//
// Compiling takes a thousand times as long as reading, and most expressions of the sign rules never meet a text that
// could match. RE2 tells these words too (FilteredRE2), but only of what it has compiled.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace goodword::rules {

/// Words of which every match has at least one.
using OneOf = std::vector<std::string>;

/// Every match of `expression` (RE2 syntax, case-sensitive) has a word of each list; no lists: nothing is known, as of
/// what is no expression. Words are of `least` characters or more.
std::vector<OneOf> needed_words(std::string_view expression, std::size_t least);

}  // namespace goodword::rules
