// A compiled pattern of a rule file: several alternatives, matched against folded text (folded.hpp) without regard to
// case.
//
// The only place of the room that knows RE2, whose running time is linear in the text: rule files may come from
// strangers. Patterns are folded as texts are, so "größer" and "don't" may be written as people write them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace goodword::rules {

class Pattern {
 public:
  /// Matches nothing.
  Pattern() = default;
  /// The error names the first alternative that is not valid RE2 syntax.
  static base::Result<Pattern> compile(const std::vector<std::string>& alternatives);

  bool found_in(std::string_view folded) const;
  /// The first group of the first match, or the whole match where it has no group; empty if there is none.
  std::string first_in(std::string_view folded) const;
  explicit operator bool() const { return alternatives_ != nullptr; }

 private:
  struct Alternatives;
  std::shared_ptr<const Alternatives> alternatives_;  // shared by copies of the book: matching changes nothing in it
};

/// `text` as a pattern that matches exactly these words.
std::string quoted(std::string_view text);

}  // namespace goodword::rules
