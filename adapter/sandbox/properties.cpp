// /crm/v3/properties/{type}: definitions of properties, their choices and their groups.
#include "sandbox/routes.hpp"

namespace goodword::sandbox {
namespace {

using base::Json;

Json property_json(const Property& property) {
  Json options = Json::array();
  for (const auto& choice : property.choices) {
    options.push(Json::object({{"label", Json(choice.label)},
                               {"value", Json(choice.value)},
                               {"displayOrder", choice.order},
                               {"hidden", choice.hidden}}));
  }
  const bool locked = property.access == Access::read_only;
  Json json = Json::object({{"updatedAt", Json(time_text(property.updated))},
                            {"createdAt", Json(time_text(property.created))},
                            {"name", Json(property.name)},
                            {"label", Json(property.label)},
                            {"type", Json(property.type)},
                            {"fieldType", Json(property.field_type)},
                            {"description", Json(property.description)},
                            {"groupName", Json(property.group)},
                            {"options", std::move(options)},
                            {"displayOrder", -1},
                            {"calculated", false},
                            {"externalOptions", !property.referenced.empty()},
                            {"hasUniqueValue", false},
                            {"hidden", false},
                            {"hubspotDefined", property.built_in},
                            {"modificationMetadata", Json::object({{"archivable", !property.built_in},
                                                                   {"readOnlyDefinition", property.built_in},
                                                                   {"readOnlyValue", locked}})},
                            {"formField", !locked}});
  if (!property.referenced.empty()) json.set("referencedObjectType", Json(property.referenced));
  return json;
}

std::optional<Refusal> read_choices(const Json* options, std::vector<Choice>& choices) {
  if (options == nullptr) return std::nullopt;
  if (!options->is_array()) return invalid("Invalid input JSON: options must be an array");
  choices.clear();
  for (const auto& option : options->items()) {
    if (auto foreign = foreign_key(option, {"label", "value", "displayOrder", "hidden", "description"}, "options")) {
      return foreign;
    }
    const std::string value = option.text_or("value", "");
    if (value.empty() || option.text_or("label", "").empty() || !option.has("hidden")) {
      return invalid("Invalid input JSON: an option needs label, value and hidden");
    }
    if (value.find(';') != std::string::npos) return invalid("An option's value must not contain a semicolon");
    choices.push_back({value, option.text_or("label", ""), static_cast<int>(option.integer_or("displayOrder", -1)),
                       option.boolean_or("hidden", false)});
  }
  return std::nullopt;
}

const Property* named(Desk& desk, const Call& call) {
  return desk.world.catalogue().find(*object_type_of(call.arguments[0]), call.arguments[1]);
}

Refusal unknown_property(const Call& call) { return not_found("Property " + call.arguments[1] + " does not exist"); }

}  // namespace

Answer list_properties(Desk& desk, const Call& call) {
  if (auto foreign = foreign_parameter(call, {"archived", "dataSensitivity", "locale", "properties"}))
    return refuse(*foreign);
  Json results = Json::array();
  for (const auto& [name, property] : desk.world.catalogue().of(*object_type_of(call.arguments[0]))) {
    results.push(property_json(property));
  }
  return answer(200, Json::object({{"results", std::move(results)}}));
}

Answer read_property(Desk& desk, const Call& call) {
  if (auto foreign = foreign_parameter(call, {"archived", "dataSensitivity", "locale", "properties"}))
    return refuse(*foreign);
  const Property* property = named(desk, call);
  return property == nullptr ? refuse(unknown_property(call)) : answer(200, property_json(*property));
}

Answer create_property(Desk& desk, const Call& call) {
  const auto type = *object_type_of(call.arguments[0]);
  if (auto foreign = foreign_parameter(call, {})) return refuse(*foreign);
  if (auto foreign = foreign_key(call.body,
                                 {"name", "label", "type", "fieldType", "groupName", "description", "options",
                                  "displayOrder", "hasUniqueValue", "hidden", "formField"},
                                 "the body")) {
    return refuse(*foreign);
  }
  for (const char* key : {"name", "label", "type", "fieldType", "groupName"}) {
    if (call.body.text_or(key, "").empty())
      return refuse(invalid(std::string("Invalid input JSON: ") + key + " is required"));
  }
  Property property{call.body.text_or("name", ""), call.body.text_or("label", ""), call.body.text_or("type", ""),
                    call.body.text_or("fieldType", ""), call.body.text_or("groupName", "")};
  if (desk.world.catalogue().find(type, property.name) != nullptr) {
    return refuse({409, "OBJECT_ALREADY_EXISTS", "A property named '" + property.name + "' already exists."});
  }
  if (!desk.world.catalogue().groups(type).contains(property.group)) {
    return refuse(invalid("Property group " + property.group + " does not exist"));
  }
  if (auto wrong = read_choices(call.body.find("options"), property.choices)) return refuse(*wrong);
  property.description = call.body.text_or("description", "");
  property.built_in = false;
  property.created = property.updated = desk.world.now();
  desk.world.catalogue().put(type, property);
  return answer(201, property_json(property));
}

Answer update_property(Desk& desk, const Call& call) {
  const auto type = *object_type_of(call.arguments[0]);
  if (auto foreign = foreign_parameter(call, {})) return refuse(*foreign);
  if (auto foreign = foreign_key(
          call.body, {"label", "groupName", "description", "options", "displayOrder", "hidden", "formField"},
          "the body")) {
    return refuse(*foreign);
  }
  const Property* old = named(desk, call);
  if (old == nullptr) return refuse(unknown_property(call));
  Property property = *old;
  property.label = call.body.text_or("label", property.label);
  property.description = call.body.text_or("description", property.description);
  // The list given is the whole list: choices that it leaves out are gone.
  if (auto wrong = read_choices(call.body.find("options"), property.choices)) return refuse(*wrong);
  property.updated = desk.world.now();
  desk.world.catalogue().put(type, property);
  return answer(200, property_json(property));
}

Answer archive_property(Desk& desk, const Call& call) {
  if (auto foreign = foreign_parameter(call, {})) return refuse(*foreign);
  const Property* property = named(desk, call);
  if (property == nullptr) return refuse(unknown_property(call));
  if (property->built_in) return refuse(invalid("Property " + property->name + " cannot be archived"));
  desk.world.catalogue().remove(*object_type_of(call.arguments[0]), call.arguments[1]);
  return {204, "", {}};
}

Answer list_groups(Desk& desk, const Call& call) {
  if (auto foreign = foreign_parameter(call, {"locale"})) return refuse(*foreign);
  Json results = Json::array();
  for (const auto& [name, label] : desk.world.catalogue().groups(*object_type_of(call.arguments[0]))) {
    results.push(
        Json::object({{"name", Json(name)}, {"label", Json(label)}, {"displayOrder", -1}, {"archived", false}}));
  }
  return answer(200, Json::object({{"results", std::move(results)}}));
}

Answer create_group(Desk& desk, const Call& call) {
  if (auto foreign = foreign_parameter(call, {})) return refuse(*foreign);
  if (auto foreign = foreign_key(call.body, {"name", "label", "displayOrder"}, "the body")) return refuse(*foreign);
  const std::string name = call.body.text_or("name", ""), label = call.body.text_or("label", "");
  if (name.empty() || label.empty()) return refuse(invalid("Invalid input JSON: name and label are required"));
  auto& groups = desk.world.catalogue().groups(*object_type_of(call.arguments[0]));
  if (!groups.emplace(name, label).second) {
    return refuse({409, "OBJECT_ALREADY_EXISTS", "A property group named '" + name + "' already exists."});
  }
  return answer(
      201, Json::object({{"name", Json(name)}, {"label", Json(label)}, {"displayOrder", -1}, {"archived", false}}));
}

}  // namespace goodword::sandbox
