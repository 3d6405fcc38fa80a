// Letters as print sheets: one HTML document, a page a letter, to be written by hand from or to be printed. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "engine/personal_letters.hpp"

namespace goodword::engine {

struct PrintSheet {
  PersonalLetter letter;
  std::string note;  ///< for the writer, beside the letter: by when, and what to type once it is written
};

/// A whole document without scripts, links or anything to load; every value escaped.
std::string print_sheets(std::span<const PrintSheet> sheets);

}  // namespace goodword::engine
