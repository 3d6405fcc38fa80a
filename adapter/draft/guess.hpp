// Inside of draft.cpp: the guesses, each in a file of its own. What they return is laid into the connector file; why
// goes into the notes.
#pragma once

#include "draft/draft.hpp"

namespace goodword::draft {

/// Guesses and gaps as they are found. A pointer is relative to `at`.
struct Notes {
  Draft& draft;
  std::string at;

  void guess(const std::string& pointer, const base::Json& what, std::string why) const;
  void missing(std::string what) const { draft.missing.push_back(std::move(what)); }
  Notes below(const std::string& pointer) const { return {draft, at + pointer}; }
};

/// "fields" of a stream: our names to places in the vendor's record.
base::Json guess_fields(const List& list, const Place& records, const Notes& notes);

/// What is asked for, page by page: "pages", and what stands in the request for it.
struct Paging {
  base::Json pages;
  base::Json query = base::Json::object();  ///< parameters by name
  base::Json body = base::Json::object();
};
Paging guess_pages(const List& list, const Place& records, const Notes& notes);

/// "changes": how increments are asked for. `knows_changed`: a field says when a record changed.
struct Knows {
  bool changed = false;
};
base::Json guess_changes(const List& list, Knows knows, const Notes& notes);

/// "settings", "origins" and "auth", laid into the connector file.
void guess_login(const Material& material, base::Json& connector, const Notes& notes);

/// The first parameter that has one of these names (folded, likeliest first); nullptr where none has.
const Parameter* parameter_named(const List& list, std::string_view words);

/// Of a request: "query", "headers" or "json".
std::string part_for(Parameter::In in);

/// Letters, digits and _, small, a letter first: a name for settings and logins.
std::string name_from(std::string_view text);

/// A place beside the records, by the folded last word of its name, or the last two.
const Seen* beside_named(const List& list, const Place& records, std::string_view words, Seen::What what);

}  // namespace goodword::draft
