// The search language's conditions on one record: operators and how values are compared. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sandbox/call.hpp"
#include "sandbox/world.hpp"

namespace goodword::sandbox {

enum class Operator { eq, neq, gt, gte, lt, lte, between, in, not_in, has, has_not, contains, contains_not };

struct Filter {
  const Property* property;
  Operator op;
  std::string value, high;
  std::vector<std::string> values;
};
/// Groups are alternatives; within a group all must hold. No group: everything matches.
using FilterGroups = std::vector<std::vector<Filter>>;

std::optional<Refusal> read_filters(const Catalogue& catalogue, ObjectType type, const base::Json& body,
                                    FilterGroups& groups);
bool matches(const Item& item, const FilterGroups& groups);
/// Free text over the properties that the vendor searches by default.
bool contains_query(const Item& item, ObjectType type, std::string_view query);
/// Negative, zero, positive; numbers and dates by value, text without case. Missing values sort first.
int compare(const Property& property, std::string_view a, std::string_view b);

}  // namespace goodword::sandbox
