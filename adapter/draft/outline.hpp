// What is known of an answer: each place in it, with what stands there. It is had from a vendor's schema or from an
// answer itself, and whoever guesses need not know from which. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace goodword::draft {

/// Tokens from the answer's root; "*" is each element of a list.
using Place = std::vector<std::string>;

struct Seen {
  enum class What { unknown, text, number, truth, list, object };
  Place place = {};
  What what = What::unknown;
  std::string format = {};              ///< as a schema says it: "date-time", "email", "uri"
  std::string example = {};             ///< a value, where one is known
  std::string about = {};               ///< the schema's words
  std::vector<std::string> words = {};  ///< the only values there are
  bool open = false;                    ///< an object whose members the schema does not name
};

/// In the order of the schema or the answer; whatever holds others comes before them.
using Outline = std::vector<Seen>;

/// Of an answer: the first of each kind of element stands for all, with what the further ones have beside it.
Outline outline_of(const base::Json& answer);

bool begins_with(const Place& place, const Place& start);
/// The part of a place after a start, as an RFC 6901 pointer; "*" becomes 0, the first element.
std::string pointer_of(const Place& place, std::size_t start = 0);
/// Letters and digits alone, small: "First_Name" and "firstName" are one word.
std::string folded(std::string_view name);

}  // namespace goodword::draft
