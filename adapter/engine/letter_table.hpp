// Every template that is shipped, and the values it may name: what `validate` and `render` hold a template to.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace goodword::engine {

struct LetterRow {
  std::string_view name;    ///< of the file, without language and ending: "introduction-prospect"
  std::string_view values;  ///< separated by spaces; each also as has_VALUE
};
std::span<const LetterRow> letter_table();
/// Nullptr where no letter has that name.
const LetterRow* letter_row(std::string_view name);

/// What is wrong with a template's text: it does not parse, or names a value that is not among `values` (names,
/// separated by spaces). Empty: nothing.
std::string fault_in(const std::string& source, std::string_view values);

/// What is wrong with the template of that name, as an operator may have written it: also that no letter is called so.
/// Empty: nothing.
std::string fault_in_letter(std::string_view name, const std::string& source);

}  // namespace goodword::engine
