// /crm/v3/objects/{type} and /crm/v3/objects/{type}/{id}: list, read, create, update, archive, merge.
#include "sandbox/pages.hpp"
#include "sandbox/routes.hpp"

namespace goodword::sandbox {
namespace {

using base::Json;

constexpr int page_default = 10, page_most = 100, page_most_with_history = 50;

/// Contacts in life have one more unique property; here e-mail is the only one.
bool is_unique(ObjectType type, const std::string& property) {
  return type == ObjectType::contacts && property == "email";
}

/// One kind of tie to one record; it must be one of this type's, and the record must be there.
std::optional<Refusal> read_link(const World& world, ObjectType type, const Json& spec, const Json& to,
                                 NewRecord& record) {
  if (auto foreign = foreign_key(spec, {"associationCategory", "associationTypeId"}, "associations.types"))
    return foreign;
  if (spec.text_or("associationCategory", "") != "HUBSPOT_DEFINED") {
    return invalid("Invalid input JSON: associationCategory must be HUBSPOT_DEFINED");
  }
  const LinkType* link = link_type(static_cast<int>(spec.integer_or("associationTypeId", 0)));
  if (link == nullptr || link->from != type) return invalid("One or more associations are not valid");
  const auto id = record_id(to.text_or("id", ""));
  const Item* end = id ? world.find(link->to, *id) : nullptr;
  if (end == nullptr || end->archived) return invalid("One or more associations are not valid");
  record.links.push_back({{link->to, end->id}, link});
  return std::nullopt;
}

std::optional<Refusal> read_associations(const World& world, ObjectType type, const Json& input, NewRecord& record) {
  const Json* list = input.find("associations");
  if (list == nullptr) return std::nullopt;
  if (!list->is_array()) return invalid("Invalid input JSON: associations must be an array");
  for (const auto& association : list->items()) {
    if (auto foreign = foreign_key(association, {"to", "types"}, "associations")) return foreign;
    const Json* to = association.find("to");
    const Json* types = association.find("types");
    if (to == nullptr || types == nullptr || types->items().empty()) {
      return invalid("Invalid input JSON: an association needs to and types");
    }
    if (auto foreign = foreign_key(*to, {"id"}, "associations.to")) return foreign;
    for (const auto& spec : types->items()) {
      if (auto refused = read_link(world, type, spec, *to, record)) return refused;
    }
  }
  return std::nullopt;
}

std::optional<Refusal> missing_value(const World& world, ObjectType type, const Values& values) {
  for (const auto& [name, property] : world.catalogue().of(type)) {
    const auto given = values.find(name);
    if (!property.required || (given != values.end() && !given->second.empty())) continue;
    Refusal refusal =
        invalid("Error creating " + std::string(name_of(type).singular) + ". Some required properties were not set.");
    refusal.more.emplace_back("context", context("properties", {name}));
    return refusal;
  }
  return std::nullopt;
}

}  // namespace

const Item* live_record(const World& world, ObjectType type, const std::string& id, const std::string& id_property) {
  if (!id_property.empty() && id_property != "hs_object_id") return world.find_by(type, id_property, id);
  const auto number = record_id(id);
  const Item* item = number ? world.find(type, *number) : nullptr;
  return item == nullptr || item->archived ? nullptr : item;
}

std::optional<Refusal> read_update(const World& world, ObjectType type, const Json& input, Values& values) {
  if (auto refusal = read_values(input.find("properties"), values)) return refusal;
  const auto found = complaints(world.known(), type, values);
  if (!found.empty()) return values_not_valid(found);
  return std::nullopt;
}

std::optional<Refusal> read_new_record(const World& world, ObjectType type, const Json& input, NewRecord& record) {
  if (auto refusal = read_update(world, type, input, record.values)) return refusal;
  if (auto refusal = missing_value(world, type, record.values)) return refusal;
  if (type == ObjectType::contacts && record.values.contains("email")) {
    if (const Item* twin = world.find_by(type, "email", record.values["email"])) {
      return Refusal{409, "CONFLICT", "Contact already exists. Existing ID: " + std::to_string(twin->id)};
    }
  }
  return read_associations(world, type, input, record);
}

RecordId create_record(World& world, ObjectType type, const NewRecord& record) {
  const RecordId id = world.create(type, record.values, Author{});
  for (const auto& [to, link] : record.links) world.links().add({type, id}, to, *link);
  return id;
}

Answer list_objects(Desk& desk, const Call& call) {
  const auto type = *object_type_of(call.arguments[0]);
  if (auto foreign = foreign_parameter(
          call, {"after", "archived", "associations", "limit", "properties", "propertiesWithHistory"})) {
    return refuse(*foreign);
  }
  const Wanted wanted = wanted_by(call);
  int limit = 0;
  if (auto wrong = read_limit(call, page_default, wanted.history.empty() ? page_most : page_most_with_history, limit)) {
    return refuse(*wrong);
  }
  const auto after = record_id(call.parameter("after").value_or("0"));
  if (!after) return refuse(invalid("Invalid paging cursor: after"));
  const bool archived = call.parameter("archived").value_or("false") == "true";
  const auto& items = desk.world.items(type);
  Json results = Json::array(), paging;
  std::string last;
  for (auto item = items.upper_bound(*after); item != items.end(); ++item) {
    if (item->second.archived.has_value() != archived) continue;
    if (static_cast<int>(results.items().size()) == limit) {
      paging = next_page(call, last);
      break;
    }
    results.push(shown(desk.world, type, item->second, wanted));
    last = std::to_string(item->first);
  }
  Json body = Json::object({{"results", std::move(results)}});
  if (!paging.is_null()) body.set("paging", std::move(paging));
  return answer(200, body);
}

Answer create_object(Desk& desk, const Call& call) {
  const auto type = *object_type_of(call.arguments[0]);
  if (auto foreign = foreign_parameter(call, {})) return refuse(*foreign);
  if (auto foreign = foreign_key(call.body, {"properties", "associations"}, "the body")) return refuse(*foreign);
  NewRecord record;
  if (auto refusal = read_new_record(desk.world, type, call.body, record)) return refuse(*refusal);
  const RecordId id = create_record(desk.world, type, record);
  return answer(201, shown_after_write(desk.world, type, *desk.world.find(type, id), record.values));
}

Answer read_object(Desk& desk, const Call& call) {
  const auto type = *object_type_of(call.arguments[0]);
  if (auto foreign =
          foreign_parameter(call, {"archived", "associations", "idProperty", "properties", "propertiesWithHistory"})) {
    return refuse(*foreign);
  }
  const std::string id_property = call.parameter("idProperty").value_or("");
  if (!id_property.empty() && !is_unique(type, id_property))
    return refuse(invalid(id_property + " is not a unique property"));
  const Item* item = live_record(desk.world, type, call.arguments[1], id_property);
  if (call.parameter("archived").value_or("false") == "true") {
    const auto number = record_id(call.arguments[1]);
    item = number ? desk.world.find(type, *number) : nullptr;
    if (item != nullptr && !item->archived) item = nullptr;
  }
  if (item == nullptr) return refuse(not_found());
  return answer(200, shown(desk.world, type, *item, wanted_by(call)));
}

Answer update_object(Desk& desk, const Call& call) {
  const auto type = *object_type_of(call.arguments[0]);
  if (auto foreign = foreign_parameter(call, {"idProperty"})) return refuse(*foreign);
  if (auto foreign = foreign_key(call.body, {"properties"}, "the body")) return refuse(*foreign);
  const std::string id_property = call.parameter("idProperty").value_or("");
  if (!id_property.empty() && !is_unique(type, id_property))
    return refuse(invalid(id_property + " is not a unique property"));
  const Item* item = live_record(desk.world, type, call.arguments[1], id_property);
  if (item == nullptr) return refuse(not_found());
  Values values;
  if (auto refusal = read_update(desk.world, type, call.body, values)) return refuse(*refusal);
  desk.world.write(type, item->id, values, Author{});
  return answer(200, shown_after_write(desk.world, type, *item, values));
}

Answer archive_object(Desk& desk, const Call& call) {
  const auto type = *object_type_of(call.arguments[0]);
  if (auto foreign = foreign_parameter(call, {})) return refuse(*foreign);
  // The vendor answers 204 for records that are gone already, and for numbers that never were.
  if (const Item* item = live_record(desk.world, type, call.arguments[1], "")) desk.world.archive(type, item->id);
  return {204, "", {}};
}

Answer merge_objects(Desk& desk, const Call& call) {
  const auto type = *object_type_of(call.arguments[0]);
  if (type > ObjectType::deals) return refuse(not_found());
  if (auto foreign = foreign_parameter(call, {})) return refuse(*foreign);
  if (auto foreign = foreign_key(call.body, {"primaryObjectId", "objectIdToMerge"}, "the body"))
    return refuse(*foreign);
  const Item* kept = live_record(desk.world, type, call.body.text_or("primaryObjectId", ""), "");
  const Item* gone = live_record(desk.world, type, call.body.text_or("objectIdToMerge", ""), "");
  if (kept == nullptr || gone == nullptr) return refuse(not_found());
  if (kept == gone) return refuse(invalid("A record cannot be merged with itself"));
  desk.world.merge(type, kept->id, gone->id, Author{});
  return answer(200, shown(desk.world, type, *kept, {}));
}

}  // namespace goodword::sandbox
