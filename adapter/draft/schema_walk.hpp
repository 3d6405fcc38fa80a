// Inside of openapi.cpp: references followed, and schemas laid out as what an answer holds.
#pragma once

#include "draft/openapi.hpp"

namespace goodword::draft {

/// A value of a document, and the document it stands in.
struct Spot {
  const base::Json* json = nullptr;
  const std::string* file = nullptr;

  explicit operator bool() const { return json != nullptr; }
  Spot operator[](std::string_view key) const { return {json ? json->find(key) : nullptr, file}; }
};

class SchemaWalk {
 public:
  explicit SchemaWalk(const Documents& documents) : documents_(documents) {}

  /// Where a chain of $ref ends; nothing where it leads nowhere, or round in a ring.
  Spot resolved(Spot spot) const;
  Outline outline(Spot schema) const;

 private:
  void walk(Spot schema, const Place& place, int hops, Outline& made) const;
  void members(Spot schema, const Place& place, int hops, Outline& made) const;
  void parts(Spot schema, const Place& place, int hops, Outline& made) const;

  const Documents& documents_;
};

/// A schema's "type": of several, the first that is not null.
std::string type_in(const base::Json& schema);
/// "example", "default", the first of "examples", or the only word of "enum", as text.
std::string usual_of(const base::Json& schema);

}  // namespace goodword::draft
