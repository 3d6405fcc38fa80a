#include "sandbox/catalogue.hpp"

#include "base/text.hpp"

namespace goodword::sandbox {
namespace {

constexpr std::array names = {
    ObjectName{ObjectType::contacts, "contacts", "contact", "0-1"},
    ObjectName{ObjectType::companies, "companies", "company", "0-2"},
    ObjectName{ObjectType::deals, "deals", "deal", "0-3"},
    ObjectName{ObjectType::notes, "notes", "note", "0-46"},
    ObjectName{ObjectType::tasks, "tasks", "task", "0-27"},
    ObjectName{ObjectType::calls, "calls", "call", "0-48"},
    ObjectName{ObjectType::emails, "emails", "email", "0-49"},
    ObjectName{ObjectType::meetings, "meetings", "meeting", "0-47"},
};

bool is_activity(ObjectType type) { return type >= ObjectType::notes; }

}  // namespace

const ObjectName& name_of(ObjectType type) { return names[static_cast<std::size_t>(type)]; }

std::optional<ObjectType> object_type_of(std::string_view text) {
  const std::string word = base::lower(text);
  for (const auto& name : names) {
    if (word == name.plural || word == name.singular || word == name.id) return name.type;
  }
  return std::nullopt;
}

std::string_view modified_property(ObjectType type) {
  return type == ObjectType::contacts ? "lastmodifieddate" : "hs_lastmodifieddate";
}

std::string_view created_property(ObjectType type) { return is_activity(type) ? "hs_createdate" : "createdate"; }

Catalogue::Catalogue() {
  for (const auto type : all_object_types) {
    properties_[type];
    for (auto& property : default_properties(type)) {
      groups_[type].emplace(property.group, property.group);
      put(type, std::move(property));
    }
  }
}

const Property* Catalogue::find(ObjectType type, std::string_view name) const {
  const auto& known = properties_.at(type);
  const auto found = known.find(name);
  return found == known.end() ? nullptr : &found->second;
}

void Catalogue::put(ObjectType type, Property property) {
  std::string name = property.name;
  properties_[type].insert_or_assign(std::move(name), std::move(property));
}

void Catalogue::remove(ObjectType type, std::string_view name) {
  auto& known = properties_.at(type);
  if (const auto found = known.find(name); found != known.end()) known.erase(found);
}

}  // namespace goodword::sandbox
