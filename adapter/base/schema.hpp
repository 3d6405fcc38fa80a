// JSON Schema (draft 7) over our Json, by valijson: every fault, with its line and pointer, and the nearest known key.
#pragma once

#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/problem.hpp"

namespace goodword::base {

/// All faults of `document` against `schema`, in order of line; empty if there are none. Unknown keys name the nearest
/// key the schema knows there; duplicates from nested subschemas are folded into the innermost one. A schema that is
/// itself broken is one Problem in `schema_name`.
std::vector<Problem> schema_problems(const Json& schema, std::string_view schema_name, const Json& document,
                                     std::string_view file);

}  // namespace goodword::base
