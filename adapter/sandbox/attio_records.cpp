// Records, whose attributes are lists of values with the time from which each stands; attributes, and their options.
#include <algorithm>

#include "sandbox/attio.hpp"

namespace goodword::sandbox {
namespace {

using base::Json;

constexpr std::size_t records_a_query = 500;

bool is_object_slug(std::string_view name) { return name == "people" || name == "companies" || name == "deals"; }

Json actor() { return Json::object({{"type", "api-token"}, {"id", attio_workspace}}); }

/// What all ids have, and one of its own.
Json id_with(const char* name, const std::string& id, std::initializer_list<const char*> parents = {}) {
  Json json = Json::object({{"workspace_id", attio_workspace}});
  for (const char* parent : parents) json.set(parent, attio_workspace);
  return json.set(name, Json(id));
}

Json shown_email(const Json& address) {
  const std::string text = address.text(), domain = text.substr(text.find('@') + 1);
  return Json::object({{"original_email_address", address},
                       {"email_address", address},
                       {"email_domain", Json(domain)},
                       {"email_root_domain", Json(domain)},
                       {"email_local_specifier", Json(text.substr(0, text.find('@')))}});
}

Json shown_place(const Json& held) {
  Json json = Json::object();
  for (const char* part : {"line_1", "line_2", "line_3", "line_4", "locality", "region", "postcode", "country_code",
                           "latitude", "longitude"}) {
    const Json* value = held.find(part);
    json.set(part, value == nullptr ? Json() : *value);
  }
  return json;
}

}  // namespace

const Row* Attio::attribute(std::string_view object, std::string_view slug) const {
  for (const Row* row : rows().all("attributes")) {
    if (!row->deleted && (*row)["object"].text() == object && (*row)["api_slug"].text() == slug) return row;
  }
  return nullptr;
}

void Attio::put_attribute(const std::string& object, Json fields) {
  const bool many = fields.boolean_or("is_multiselect", false);
  rows().add_column(object, {fields.text_or("api_slug", ""), many ? Column::Type::list : Column::Type::text});
  rows().create("attributes", fields.set("object", Json(object)));
}

Json Attio::shown_option(const Row& row) const {
  Json id = id_with("option_id", row.id, {"object_id"});
  return Json::object(
      {{"id", id.set("attribute_id", row["attribute"])}, {"title", row["title"]}, {"is_archived", false}});
}

Json Attio::shown_value(const Row& attribute, const Json& held) const {
  const std::string type = attribute["type"].text();
  if (type == "personal-name") {
    const std::string first = held.text_or("first_name", ""), last = held.text_or("last_name", "");
    return Json::object({{"first_name", first}, {"last_name", last}, {"full_name", first + " " + last}});
  }
  if (type == "email-address") return shown_email(held);
  if (type == "phone-number")
    return Json::object({{"original_phone_number", held}, {"country_code", "GB"}, {"phone_number", held}});
  if (type == "domain") return Json::object({{"domain", held}, {"root_domain", held}});
  if (type == "location") return shown_place(held);
  if (type == "record-reference") {
    const char* object = attribute["api_slug"].text().ends_with("company") ? "companies" : "people";
    return Json::object({{"target_object", object}, {"target_record_id", held}});
  }
  if (type == "actor-reference")
    return Json::object({{"referenced_actor_type", "workspace-member"}, {"referenced_actor_id", held}});
  if (type == "currency")
    return Json::object(
        {{"currency_value", *held.find("currency_value")}, {"currency_code", *held.find("currency_code")}});
  if (type == "status") {
    Json id = id_with("status_id", attio_workspace, {"object_id", "attribute_id"});
    return Json::object({{"status", Json::object({{"id", std::move(id)}, {"title", held}, {"is_archived", false}})}});
  }
  if (type == "select") return Json::object({{"option", shown_option(*rows().find("options", held.text()))}});
  return Json::object({{"value", held}});
}

Json Attio::shown_record(const std::string& object, const Row& row) {
  Json values = Json::object();
  for (const Row* attribute : rows().all("attributes")) {
    if (attribute->deleted || (*attribute)["object"].text() != object) continue;
    const std::string slug = (*attribute)["api_slug"].text();
    const Json& held = row[slug];
    auto& [was, from] = since_[row.id + slug];
    if (const std::string is = base::write_canonical(held); is != was) {
      from = was.empty() ? row.created : row.modified;
      was = is;
    }
    Json list = Json::array();
    const auto show = [&](const Json& one) {
      Json value = Json::object(
          {{"active_from", Json(attio_time(from))}, {"active_until", Json()}, {"created_by_actor", actor()}});
      value.set("attribute_type", (*attribute)["type"]);
      const Json parts = shown_value(*attribute, one);
      for (const auto& [name, part] : parts.members()) value.set(name, part);
      list.push(std::move(value));
    };
    for (const auto& one : held.items()) show(one);
    if (!held.is_array() && !held.is_null()) show(held);
    values.set(slug, std::move(list));
  }
  return Json::object({{"id", id_with("record_id", row.id, {"object_id"})},
                       {"created_at", Json(attio_time(row.created))},
                       {"web_url", Json("https://app.attio.com/firm/" + row.id)},
                       {"values", std::move(values)}});
}

namespace {

/// "asc" or "desc"; empty: it is sorted by something else.
std::string direction_of(const Json& query) {
  const Json* sorts = query.find("sorts");
  if (sorts == nullptr || sorts->items().empty()) return "asc";
  const Json& sort = sorts->items()[0];
  const std::string direction = sort.text_or("direction", "");
  const bool by_creation = sorts->items().size() == 1 && unknown_key(sort, {"attribute", "direction"}).empty() &&
                           sort.text_or("attribute", "") == "created_at";
  return by_creation && (direction == "asc" || direction == "desc") ? direction : "";
}

std::optional<std::size_t> number_in(const Json& query, const char* name, std::size_t otherwise, std::size_t most) {
  const Json* given = query.find(name);
  if (given == nullptr) return otherwise;
  return given->is_number() ? attio_count(given->text(), otherwise, most) : std::nullopt;
}

}  // namespace

Answer Attio::query(const Call& call, const Json& body) {
  const std::string& object = call.arguments[0];
  if (!is_object_slug(object))
    return refused(404, "not_found", "Object with slug/ID \"" + object + "\" was not found.");
  if (const auto key = unknown_key(body, {"sorts", "limit", "offset"}); !key.empty())
    return refused(400, "filter_error", "The query has an unknown key " + key);
  const std::string direction = direction_of(body);
  if (direction.empty()) return refused(400, "filter_error", "The query is not sorted by created_at, asc or desc");
  const auto limit = number_in(body, "limit", records_a_query, records_a_query);
  auto offset = number_in(body, "offset", 0, 1'000'000);
  if (!limit || !offset || *limit == 0) return refused(400, "validation_type", "limit or offset is out of bounds");
  if (call.body.has("offset")) offset = 0;
  std::vector<const Row*> found = rows().seen(object);
  std::erase_if(found, [](const Row* row) { return row->deleted.has_value(); });
  std::ranges::stable_sort(found, {}, &Row::created);
  if (direction == "desc") std::ranges::reverse(found);
  Json list = Json::array();
  for (std::size_t i = *offset; i < std::min(found.size(), *offset + *limit); ++i)
    list.push(shown_record(object, *found[i]));
  return good(std::move(list));
}

Answer Attio::read(const Call& call, const Json&) {
  const std::string &object = call.arguments[0], &id = call.arguments[1];
  const Row* row = is_object_slug(object) ? live(object, id) : nullptr;
  if (row == nullptr) return refused(404, "not_found", "Record with ID \"" + id + "\" was not found.");
  return good(shown_record(object, *row));
}

std::optional<Json> Attio::stored_options(const Row& attribute, const Json& given) const {
  Json ids = Json::array();
  const auto take = [&](const Json& wanted) {
    for (const Row* option : rows().all("options")) {
      if ((*option)["attribute"].text() != attribute.id) continue;
      if ((*option)["title"] == wanted || option->id == wanted.text()) ids.push(Json(option->id));
    }
  };
  for (const auto& one : given.items()) take(one);
  if (!given.is_array()) take(given);
  const std::size_t wanted = given.is_array() ? given.items().size() : 1;
  return ids.items().size() == wanted ? std::optional(std::move(ids)) : std::nullopt;
}

std::optional<Json> Attio::stored_value(const Row& attribute, const Json& given) const {
  if (attribute["type"].text() == "select") return stored_options(attribute, given);
  if (attribute["type"].text() != "text") return std::nullopt;  // of these two kinds alone: others are not made here
  const Json* one = given.is_array() ? (given.items().empty() ? nullptr : &given.items()[0]) : &given;
  if (one == nullptr || one->is_null()) return Json();
  const bool text = one->is_string() && (!given.is_array() || given.items().size() == 1);
  return text ? std::optional(*one) : std::nullopt;
}

namespace {

/// Those that are chosen stand before those that were.
void put_before(Json& chosen, const Json& held, AttioOptions::Option option) {
  const Json now = chosen;
  for (const auto& one : held.items()) {
    const bool twice = std::ranges::find(now.items(), one) != now.items().end();
    if (!twice || option == AttioOptions::Option::each_time) chosen.push(one);
  }
}

}  // namespace

/// PUT replaces what a multi-select has, PATCH puts more before it. What is not named stays.
Answer Attio::write(const Call& call, const Json& body) {
  const std::string &object = call.arguments[0], &id = call.arguments[1];
  const Row* row = is_object_slug(object) ? live(object, id) : nullptr;
  if (row == nullptr) return refused(404, "not_found", "Record with ID \"" + id + "\" was not found.");
  const Json* values = body.find("values");
  if (values == nullptr || !values->is_object() || body.members().size() != 1)
    return refused(400, "validation_type", "data has values, and nothing else");
  Json fields = Json::object();
  for (const auto& [slug, given] : values->members()) {
    const Row* attribute = this->attribute(object, slug);
    if (attribute == nullptr)
      return refused(400, "validation_type", "Cannot find attribute with slug/ID \"" + slug + "\".");
    auto value = stored_value(*attribute, given);
    if (!value) return refused(400, "validation_type", "An invalid value was passed to attribute " + slug);
    if (call.method == "PATCH" && value->is_array()) put_before(*value, (*row)[slug], options_.option);
    fields.set(slug, std::move(*value));
  }
  rows().write(object, id, fields);
  return good(shown_record(object, *rows().find(object, id)));
}

Answer Attio::erase(const Call& call, const Json&) {
  const std::string &object = call.arguments[0], &id = call.arguments[1];
  if (!is_object_slug(object) || live(object, id) == nullptr)
    return refused(404, "not_found", "Record with ID \"" + id + "\" was not found.");
  rows().erase(object, id);
  return answer(200, Json::object());
}

Json Attio::shown_attribute(const Row& row) const {
  return Json::object({{"id", id_with("attribute_id", row.id, {"object_id"})},
                       {"title", row["title"]},
                       {"api_slug", row["api_slug"]},
                       {"type", row["type"]},
                       {"is_multiselect", row["is_multiselect"]},
                       {"is_archived", false}});
}

Answer Attio::attributes(const Call& call, const Json&) {
  Json list = Json::array();
  for (const Row* row : rows().all("attributes")) {
    if ((*row)["object"].text() == call.arguments[0]) list.push(shown_attribute(*row));
  }
  return good(std::move(list));
}

Answer Attio::create_attribute(const Call& call, const Json& body) {
  const std::string &object = call.arguments[0], slug = body.text_or("api_slug", "");
  const char* needed[] = {"title",       "description", "api_slug",       "type",
                          "is_required", "is_unique",   "is_multiselect", "config"};
  const bool all = std::ranges::all_of(needed, [&](const char* key) { return body.has(key); });
  const auto key = unknown_key(body, {"title", "description", "api_slug", "type", "is_required", "is_unique",
                                      "is_multiselect", "config", "default_value"});
  if (!all || !key.empty() || slug.empty())
    return refused(400, "validation_type", "The attribute lacks something, or has an unknown key " + key);
  if (!is_object_slug(object))
    return refused(404, "not_found", "Object with slug/ID \"" + object + "\" was not found.");
  if (attribute(object, slug) != nullptr) return refused(409, "slug_conflict", "An attribute with that slug exists.");
  put_attribute(object, Json::object({{"api_slug", Json(slug)},
                                      {"type", *body.find("type")},
                                      {"title", *body.find("title")},
                                      {"is_multiselect", *body.find("is_multiselect")}}));
  return good(shown_attribute(*attribute(object, slug)));
}

Answer Attio::options(const Call& call, const Json&) {
  const Row* of = attribute(call.arguments[0], call.arguments[1]);
  if (of == nullptr) return refused(404, "not_found", "Attribute \"" + call.arguments[1] + "\" was not found.");
  Json list = Json::array();
  for (const Row* row : rows().all("options")) {
    if ((*row)["attribute"].text() == of->id) list.push(shown_option(*row));
  }
  return good(std::move(list));
}

Answer Attio::create_option(const Call& call, const Json& body) {
  const Row* of = attribute(call.arguments[0], call.arguments[1]);
  if (of == nullptr) return refused(404, "not_found", "Attribute \"" + call.arguments[1] + "\" was not found.");
  const std::string title = body.text_or("title", "");
  if (body.members().size() != 1 || title.empty() || (*of)["type"].text() != "select")
    return refused(400, "validation_type", "An option of a select has a title, and nothing else");
  if (stored_options(*of, Json(title))) return refused(409, "slug_conflict", "An option with that title exists.");
  const std::string id = rows().create("options", Json::object({{"attribute", Json(of->id)}, {"title", title}}));
  return good(shown_option(*rows().find("options", id)));
}

}  // namespace goodword::sandbox
