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

/// When the expressions of a file are compiled. Those we ship are checked by our tests, and compiling all of them takes
/// longer than most commands.
enum class Patterns { checked, at_first_use };

class Pattern {
 public:
  /// Matches nothing.
  Pattern() = default;
  /// The error names the first alternative that is not valid RE2 syntax.
  static base::Result<Pattern> compile(std::vector<std::string> alternatives);

  /// For alternatives known to be valid: each is compiled when the first text comes that it could match, and a
  /// std::logic_error then if it is not.
  static Pattern at_first_use(std::vector<std::string> alternatives);

  bool found_in(std::string_view folded) const;
  /// The first group of the first match, or the whole match where it has no group; empty if there is none.
  std::string first_in(std::string_view folded) const;
  explicit operator bool() const { return alternatives_ != nullptr; }

 private:
  class Alternatives;
  std::shared_ptr<Alternatives> alternatives_;  // shared by copies of the book: matching changes nothing that shows
};

/// `text` as a pattern that matches exactly these words.
std::string quoted(std::string_view text);

}  // namespace goodword::rules
