#include "sandbox/pages.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace goodword::sandbox {
namespace {

using base::Json;

/// The vendor shows so many associations of one record in a list; the rest is asked for elsewhere.
constexpr std::size_t associations_shown = 100;

Json property_json(const Item& item, std::string_view name) {
  const auto found = item.values.find(name);
  return found == item.values.end() || found->second.empty() ? Json(nullptr) : Json(found->second);
}

Json properties_json(const World& world, ObjectType type, const Item& item, const Wanted& wanted) {
  std::vector<std::string> names = {"hs_object_id", std::string(created_property(type)),
                                    std::string(modified_property(type))};
  if (wanted.properties.empty()) {
    for (const auto& [name, property] : world.catalogue().of(type)) {
      if (property.shown_by_default) names.push_back(name);
    }
  }
  names.insert(names.end(), wanted.properties.begin(), wanted.properties.end());
  std::ranges::sort(names);
  const auto [first, last] = std::ranges::unique(names);
  names.erase(first, last);
  Json json = Json::object();
  for (const auto& name : names) {
    if (world.catalogue().find(type, name) != nullptr) json.set(name, property_json(item, name));
  }
  return json;
}

Json history_json(const World& world, ObjectType type, const Item& item, const std::vector<std::string>& names) {
  Json json = Json::object();
  for (const auto& name : names) {
    if (world.catalogue().find(type, name) == nullptr) continue;
    Json versions = Json::array();
    if (const auto found = item.history.find(name); found != item.history.end()) {
      for (auto version = found->second.rbegin(); version != found->second.rend(); ++version) {
        Json one = Json::object({{"value", Json(version->value)},
                                 {"timestamp", Json(time_text(version->at))},
                                 {"sourceType", Json(version->author.source)},
                                 {"sourceId", Json(version->author.id)}});
        if (const auto user = record_id(version->author.id)) one.set("updatedByUserId", Json(*user));
        versions.push(std::move(one));
      }
    }
    json.set(name, std::move(versions));
  }
  return json;
}

Json associations_json(const World& world, ObjectType type, const Item& item, const std::vector<ObjectType>& others) {
  Json json = Json::object();
  for (const auto other : others) {
    Json results = Json::array();
    std::string last;
    bool more = false;
    for (const auto& [id, numbers] : world.links().ends({type, item.id}, other)) {
      const Item* end = world.find(other, id);
      if (end == nullptr || end->archived) continue;
      more = results.items().size() >= associations_shown;
      if (more) break;
      last = std::to_string(id);
      const std::string word = std::string(name_of(type).singular) + "_to_" + std::string(name_of(other).singular);
      // A labelled association shows twice, with and without its label.
      const bool labelled = numbers.size() > 1;
      if (labelled) results.push(Json::object({{"id", Json(last)}, {"type", Json(word)}}));
      results.push(Json::object({{"id", Json(last)}, {"type", Json(labelled ? word + "_unlabeled" : word)}}));
    }
    if (results.items().empty()) continue;
    Json collection = Json::object({{"results", std::move(results)}});
    if (more) collection.set("paging", Json::object({{"next", Json::object({{"after", Json(last)}})}}));
    json.set(std::string(name_of(other).plural), std::move(collection));
  }
  return json;
}

Json frame(const Item& item, Json properties) {
  Json json = Json::object({{"id", Json(std::to_string(item.id))},
                            {"properties", std::move(properties)},
                            {"createdAt", Json(time_text(item.created))},
                            {"updatedAt", Json(time_text(item.updated))},
                            {"archived", item.archived.has_value()}});
  if (item.archived) json.set("archivedAt", Json(time_text(*item.archived)));
  return json;
}

}  // namespace

Json shown(const World& world, ObjectType type, const Item& item, const Wanted& wanted) {
  Json json = frame(item, properties_json(world, type, item, wanted));
  if (!wanted.history.empty()) json.set("propertiesWithHistory", history_json(world, type, item, wanted.history));
  if (!wanted.associations.empty()) {
    Json associations = associations_json(world, type, item, wanted.associations);
    if (!associations.members().empty()) json.set("associations", std::move(associations));
  }
  return json;
}

Json shown_after_write(const World& world, ObjectType type, const Item& item, const Values& written) {
  Json properties = Json::object();
  for (const auto& [name, value] : item.values) {
    const Property* property = world.catalogue().find(type, name);
    const bool computed = property != nullptr && property->access == Access::read_only && !value.empty();
    // The website is filled in from the domain, and shown with it.
    const bool follows = name == "website" && written.contains("domain");
    if (computed || follows || written.contains(name)) properties.set(name, property_json(item, name));
  }
  return frame(item, std::move(properties));
}

Wanted wanted_by(const Call& call) {
  Wanted wanted{call.list("properties"), call.list("propertiesWithHistory"), {}};
  for (const auto& name : call.list("associations")) {
    // The vendor ignores kinds of association that do not exist.
    if (const auto type = object_type_of(name)) wanted.associations.push_back(*type);
  }
  return wanted;
}

Json next_page(const Call& call, const std::string& after) {
  std::string query;
  for (const auto& [name, value] : call.parameters) {
    if (name != "after") query += base::percent_encode(name) + "=" + base::percent_encode(value) + "&";
  }
  const std::string link = call.origin + call.path + "?" + query + "after=" + base::percent_encode(after);
  return Json::object({{"next", Json::object({{"after", Json(after)}, {"link", Json(link)}})}});
}

}  // namespace goodword::sandbox
