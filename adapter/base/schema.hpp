// JSON Schema (draft 7) over our Json, by valijson: every fault, with its line and pointer, and the nearest known key.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/problem.hpp"

namespace goodword::base {

/// A schema made ready once, for any number of documents.
class Schema {
 public:
  Schema(Json schema, std::string_view name);
  /// All faults of `document`, in order of line; empty if there are none. Unknown keys name the nearest key the schema
  /// knows there; duplicates from nested subschemas are folded into the innermost one. A schema that is itself broken
  /// is one Problem in its name.
  std::vector<Problem> problems(const Json& document, std::string_view file) const;

 private:
  struct Prepared;
  std::shared_ptr<const Prepared> prepared_;
};

/// The same for one document.
std::vector<Problem> schema_problems(const Json& schema, std::string_view schema_name, const Json& document,
                                     std::string_view file);

}  // namespace goodword::base
