// Questions in SOQL: the part of Salesforce's query language that reading records takes, parsed strictly.
//
// SELECT fields or COUNT() FROM object WHERE … ORDER BY … LIMIT … OFFSET …, with AND, OR, NOT, brackets, = != < <= > >=
// LIKE IN NOT IN INCLUDES. As with the vendor, AND and OR are not mixed without brackets, text is compared without case
// and times stand without quotes. Relationships, date words, grouping and subqueries are not spoken here and refused.
// Pure.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"

namespace goodword::sandbox {

struct SoqlLiteral {
  enum class Type { text, number, boolean, null, date, instant };
  Type type = Type::null;
  std::string text;
};

struct SoqlCondition {
  enum class Kind { all, any, no, compare };
  Kind kind = Kind::compare;
  std::vector<SoqlCondition> parts;
  std::string field, op;  ///< op in capitals: "NOT IN"
  std::vector<SoqlLiteral> values;
};

struct SoqlOrder {
  std::string field;
  enum class Way { up, down } way = Way::up;
};

struct SoqlQuery {
  std::vector<std::string> fields;  ///< empty: COUNT()
  std::string object;
  std::optional<SoqlCondition> where;
  std::vector<SoqlOrder> order;
  std::optional<std::size_t> limit, offset;
};

/// Nothing and the reason in `wrong`, if it is not SOQL, or none that is spoken here.
std::optional<SoqlQuery> parse_soql(const std::string& text, std::string& wrong);
/// All comparisons in the condition.
std::vector<const SoqlCondition*> comparisons(const SoqlCondition& condition);
bool holds(const SoqlCondition& condition, const std::function<base::Json(const std::string& field)>& value);
/// Less, equal, more, as values of one field are ordered; null comes first.
int compare(const base::Json& a, const base::Json& b);

}  // namespace goodword::sandbox
