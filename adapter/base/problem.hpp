// A fault in a file that a person wrote: where it is, what it is, what to do. All faults of all files are gathered and
// shown together, so that nobody mends one to meet the next.
#pragma once

#include <string>
#include <vector>

#include "base/json.hpp"

namespace goodword::base {

struct Problem {
  std::string file;
  int line = 0;         ///< from 1; 0: the whole file
  std::string pointer;  ///< RFC 6901
  std::string message;  ///< what is wrong, with the value
  std::string advice;   ///< what to do; names the nearest known word where a word is unknown

  friend bool operator==(const Problem&, const Problem&) = default;
};

/// "crms/main.json:12 /settings/tokn: unknown key; did you mean \"token\"?"
std::string to_text(const Problem& problem);

}  // namespace goodword::base
