// The kinds of record the CRM knows and the properties each has, as the vendor defines them, plus what a portal adds.
//
// Definitions only: values live in world.hpp, their checking in values.hpp. A property that is defined can be written
// through the API; one that is not is refused, which is how a missing `setup` shows. Guarded by HubSpot's one lock.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"

namespace goodword::sandbox {

enum class ObjectType { contacts, companies, deals, notes, tasks, calls, emails, meetings };

inline constexpr std::array all_object_types = {ObjectType::contacts, ObjectType::companies, ObjectType::deals,
                                                ObjectType::notes,    ObjectType::tasks,     ObjectType::calls,
                                                ObjectType::emails,   ObjectType::meetings};

/// What the vendor calls a type: "contacts", "contact", "0-1".
struct ObjectName {
  ObjectType type;
  std::string_view plural, singular, id;
};
const ObjectName& name_of(ObjectType type);
/// Any of the three spellings, and "CONTACT" and "COMPANY" as recorded traffic has them.
std::optional<ObjectType> object_type_of(std::string_view text);
/// "lastmodifieddate" for contacts, "hs_lastmodifieddate" for all others.
std::string_view modified_property(ObjectType type);
/// "createdate", or "hs_createdate" for activities.
std::string_view created_property(ObjectType type);

struct Choice {
  std::string value;
  std::string label;
  int order = 0;
  bool hidden = false;
};

enum class Access { writable, read_only };

struct Property {
  std::string name, label;
  std::string type = "string";      ///< string, number, date, datetime, enumeration, bool
  std::string field_type = "text";  ///< text, textarea, html, number, date, select, radio, checkbox, …
  std::string group;
  std::string description = {};
  std::vector<Choice> choices = {};
  Access access = Access::writable;
  bool built_in = true;
  bool shown_by_default = false;  ///< returned where a request names no properties
  bool required = false;          ///< a record cannot be created without it
  std::string referenced = {};    ///< "OWNER" where values are ids of users
  base::Instant created = {}, updated = {};
};

class Catalogue {
 public:
  Catalogue();  ///< the vendor's own properties

  const Property* find(ObjectType type, std::string_view name) const;
  const std::map<std::string, Property, std::less<>>& of(ObjectType type) const { return properties_.at(type); }
  /// Adds or replaces.
  void put(ObjectType type, Property property);
  void remove(ObjectType type, std::string_view name);

  /// Name to label.
  std::map<std::string, std::string>& groups(ObjectType type) { return groups_[type]; }

 private:
  std::map<ObjectType, std::map<std::string, Property, std::less<>>> properties_;
  std::map<ObjectType, std::map<std::string, std::string>> groups_;
};

/// The vendor's property definitions of one type, as far as this CRM has them.
std::vector<Property> default_properties(ObjectType type);

}  // namespace goodword::sandbox
