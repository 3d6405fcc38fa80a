// Texts in a query language: values are quoted by type, so that none can become a part of the query itself.
//
// A moment, a number, a text, an id and a list are each written as the language has them; names of fields are checked.
// What cannot be written is refused, and then nothing is sent. Pure; template.cpp fills queries with it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/json.hpp"

namespace goodword::connector {

enum class Query { soql, odata, sql };

/// From "$soql", "$odata" or "$sql".
std::optional<Query> query_of(std::string_view word);

/// What a placeholder of a query stands for.
struct Quoting {
  Query language = Query::soql;
  bool moment = false;  ///< a point in time: SOQL and OData write it without quotes
  bool guid = false;    ///< OData has ids of a type of their own
};

/// Errors: connector.invalid for what the language has no words for: an object, an empty list, a control character.
base::Result<std::string> quoted(const base::Json& value, const Quoting& quoting);
/// Names of fields, with commas between. Errors: connector.invalid for one that is no name.
base::Result<std::string> name_list(const base::Json& names, Query language);
/// Letters, digits, "_", and "." or "/" between parts.
bool is_query_name(std::string_view text);

}  // namespace goodword::connector
