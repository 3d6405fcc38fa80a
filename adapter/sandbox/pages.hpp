// How a record looks in an answer, and how a list is cut into pages. Pure; called with the world's lock held.
#pragma once

#include <string>
#include <vector>

#include "sandbox/call.hpp"
#include "sandbox/world.hpp"

namespace goodword::sandbox {

/// What a request wants to see of each record.
struct Wanted {
  std::vector<std::string> properties = {};  ///< empty: the vendor's default ones
  std::vector<std::string> history = {};     ///< propertiesWithHistory
  std::vector<ObjectType> associations = {};
};

/// The record as {"id", "properties", "createdAt", "updatedAt", "archived", …}. Properties without a value are null;
/// names that do not exist are left out.
base::Json shown(const World& world, ObjectType type, const Item& item, const Wanted& wanted);
/// The record as the answer to a write: what was written, and what the vendor computes.
base::Json shown_after_write(const World& world, ObjectType type, const Item& item, const Values& written);

/// properties=, propertiesWithHistory= and associations= of a query.
Wanted wanted_by(const Call& call);

/// {"next": {"after": …, "link": …}} for the same request with another cursor.
base::Json next_page(const Call& call, const std::string& after);

}  // namespace goodword::sandbox
