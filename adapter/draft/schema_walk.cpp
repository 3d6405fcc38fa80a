#include "draft/schema_walk.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace goodword::draft {
namespace {

using base::Json;

constexpr int deepest = 12;
constexpr std::size_t most_places = 4000;

Seen::What what_of(const Json& schema) {
  const std::string type = type_in(schema);
  if (type == "string") return Seen::What::text;
  if (type == "integer" || type == "number") return Seen::What::number;
  if (type == "boolean") return Seen::What::truth;
  if (type == "array" || schema.has("items")) return Seen::What::list;
  if (type == "object" || schema.has("properties") || schema.has("additionalProperties")) return Seen::What::object;
  return Seen::What::unknown;
}

/// The same place may be told by several parts of one schema.
Seen& place_in(Outline& made, const Place& place) {
  const auto found = std::ranges::find(made, place, &Seen::place);
  return found != made.end() ? *found : made.emplace_back(Seen{.place = place});
}

/// What one part of a schema says, beside what others said of the same place.
void complete(Seen& seen, const Json& schema) {
  if (seen.what == Seen::What::unknown) seen.what = what_of(schema);
  if (seen.format.empty()) seen.format = schema.text_or("format", "");
  if (seen.about.empty()) seen.about = schema.text_or("description", "");
  if (seen.example.empty()) seen.example = usual_of(schema);
  if (seen.words.empty()) seen.words = schema.texts("enum");
  const Json* others = schema.find("additionalProperties");
  const bool any = others && (others->is_object() || others->boolean());
  seen.open = seen.open || (seen.what == Seen::What::object && !schema.has("properties") && any);
}

const Json::Object& members_of(Spot spot) {
  static const Json::Object none;
  return spot ? spot.json->members() : none;
}

const Json::Array& items_of(Spot spot) {
  static const Json::Array none;
  return spot ? spot.json->items() : none;
}

}  // namespace

std::string type_in(const Json& schema) {
  const Json* type = schema.find("type");
  if (!type) return "";
  if (!type->is_array()) return type->text();
  for (const auto& one : type->items())
    if (one.text() != "null") return one.text();
  return "";
}

std::string usual_of(const Json& schema) {
  for (const char* key : {"default", "example"})
    if (const Json* value = schema.find(key); value && !value->text().empty()) return value->text();
  if (const Json* examples = schema.find("examples")) {
    if (!examples->items().empty()) return examples->items()[0].text();
    for (const auto& [name, example] : examples->members())
      if (const Json* value = example.find("value")) return value->text();
  }
  const Json* words = schema.find("enum");
  return words && words->items().size() == 1 ? words->items()[0].text() : "";
}

Spot SchemaWalk::resolved(Spot spot) const {
  for (int hops = 0; spot && hops < 20; ++hops) {
    const Json* ref = spot.json->find("$ref");
    if (!ref || !ref->is_string()) return spot;
    const std::string& text = ref->text();
    const auto hash = text.find('#');
    std::string file = text.substr(0, hash);
    file = file.substr(file.rfind('/') == std::string::npos ? 0 : file.rfind('/') + 1);
    const auto found = documents_.find(file.empty() ? *spot.file : file);
    if (found == documents_.end()) return {};
    const std::string pointer = hash == std::string::npos ? "" : text.substr(hash + 1);
    spot = {found->second.at(pointer), &found->first};
  }
  return {};
}

void SchemaWalk::members(Spot schema, const Place& place, int hops, Outline& made) const {
  Place inner = place;
  inner.emplace_back();
  for (const auto& [name, property] : members_of(schema["properties"])) {
    inner.back() = name;
    walk({&property, schema.file}, inner, hops + 1, made);
  }
}

/// allOf: all of them; anyOf and oneOf: whatever one of them may hold.
void SchemaWalk::parts(Spot schema, const Place& place, int hops, Outline& made) const {
  for (const char* key : {"allOf", "anyOf", "oneOf"}) {
    for (const auto& part : items_of(schema[key])) walk({&part, schema.file}, place, hops + 1, made);
  }
}

void SchemaWalk::walk(Spot raw, const Place& place, int hops, Outline& made) const {
  const Spot schema = resolved(raw);
  if (!schema || hops > deepest || made.size() > most_places) return;
  complete(place_in(made, place), *schema.json);
  members(schema, place, hops, made);
  parts(schema, place, hops, made);
  if (const Spot items = schema["items"]) {
    Place element = place;
    element.emplace_back("*");
    walk(items, element, hops + 1, made);
  }
}

Outline SchemaWalk::outline(Spot schema) const {
  Outline made;
  walk(schema, {}, 0, made);
  return made;
}

}  // namespace goodword::draft
