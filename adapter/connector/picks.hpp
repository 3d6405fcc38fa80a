// Picks say where a value is in an answer; tests say what is expected there. Nothing else reaches into answers.
//
// A pick is a JSON Pointer, `status`, `header:NAME` or `link:next`. A test holds when all of its expectations do; it
// serves answer rules, ends of pages, filters, set-up and results. Compiled once, pure, safe to share.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "ports/http_client.hpp"

namespace re2 {
class RE2;
}

namespace goodword::connector {

struct Pick {
  enum class Kind { pointer, status, header, link_next };
  Kind kind = Kind::pointer;
  std::string text;  ///< the pointer or the header's name

  friend bool operator==(const Pick&, const Pick&) = default;
};

/// Nothing where the word is none of the four, or the pointer is not RFC 6901 or has a wildcard.
std::optional<Pick> pick_of(std::string_view word);
bool valid_pointer(std::string_view pointer);
/// The tokens of a valid pointer, unescaped.
std::vector<std::string> pointer_tokens(std::string_view pointer);

/// What can be picked from: a parsed body, or what a streaming reader kept of one.
struct Seen {
  int status = 0;
  const ports::Headers* headers = nullptr;
  const base::Json* body = nullptr;
  const std::vector<std::pair<std::string, base::Json>>* outside = nullptr;  ///< pointer and value

  const base::Json* at(std::string_view pointer) const;
  std::string header(std::string_view name) const;
};

/// Nothing where there is no value or null.
std::optional<base::Json> pick(const Pick& pick, const Seen& seen);
/// The address with rel=next of a Link header (RFC 8288), or empty.
std::string next_link(std::string_view header);
/// The first text in a value that says something: itself, or the first such item of a list.
std::string words_in(const base::Json& value);

struct Expectation {
  enum class Kind { equal, one_of, nothing, has, match, over, present };
  Kind kind = Kind::equal;
  base::Json value;                         ///< equal; one_of: a list; has: the part; over: the number
  std::shared_ptr<const re2::RE2> pattern;  ///< shared by the copies of a compiled connector; immutable

  /// `value` may be nullptr: missing.
  bool holds(const base::Json* value) const;
};

/// An expectation from JSON, or why it is none.
base::Result<Expectation> expectation_of(const base::Json& json);

struct Test {
  std::vector<std::pair<Pick, Expectation>> parts;

  bool holds(const Seen& seen) const;
};

}  // namespace goodword::connector
