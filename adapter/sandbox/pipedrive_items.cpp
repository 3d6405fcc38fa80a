// The things there are, as they are shown, and writing them.
#include <algorithm>

#include "base/text.hpp"
#include "sandbox/pipedrive.hpp"

namespace goodword::sandbox {
namespace {

using base::Json;

Json number(std::string_view id) { return Json::number(std::string(id)); }

/// Custom fields are named by 40 hexadecimal digits.
bool is_custom(const Column& column) { return column.name.size() == 40; }

std::string sql(base::Instant at) {
  std::string text = base::to_rfc3339(at).substr(0, 19);
  text[10] = ' ';
  return text;
}

}  // namespace

bool Pipedrive::is_v1(std::string_view table) { return table == "users" || table == "notes" || table == "mailThreads"; }

std::string Pipedrive::table_of(const Call& call) {
  if (call.segments[1] == "mailbox") return "mailThreads";
  return call.segments[0] == "v1" ? call.segments[1] : call.segments[2];
}

std::vector<Table> Pipedrive::tables() {
  using enum Column::Type;
  constexpr auto fixed = Column::Access::read_only;
  const Column owner{"owner_id", number, "users"}, org{"org_id", number, "organizations"},
      person{"person_id", number, "persons"}, deal{"deal_id", number, "deals"}, labels{"label_ids", list};
  return {
      {"users", {{"name"}, {"email"}, {"active_flag", boolean}}},
      {"organizations", {{"name"}, owner, {"address", object}, {"visible_to", number}, labels}},
      {"persons",
       {{"name"},
        {"first_name", text, {}, fixed},
        {"last_name", text, {}, fixed},
        owner,
        org,
        {"emails", list},
        {"phones", list},
        {"visible_to", number},
        labels,
        {"job_title", text, {}, fixed}}},
      {"deals",
       {{"title"},
        owner,
        person,
        org,
        {"pipeline_id", number},
        {"stage_id", number, "stages"},
        {"value", number},
        {"currency"},
        {"status"},
        {"probability", number},
        {"lost_reason"},
        {"is_archived", boolean},
        {"archive_time", instant},
        {"expected_close_date", date},
        {"local_close_date", date, {}, fixed},
        {"visible_to", number},
        labels}},
      // The primary participant; the others.
      {"activities",
       {{"subject"},
        {"type"},
        owner,
        person,
        {"others", list, "persons", fixed},
        {"participants", list},
        org,
        deal,
        {"due_date", date},
        {"due_time"},
        {"done", boolean},
        {"marked_as_done_time", instant, {}, fixed},
        {"note"}}},
      {"notes", {{"content"}, person, org, deal, {"user_id", number, "users", fixed}}},
      {"mailThreads",
       {{"folder"},
        {"subject"},
        {"snippet"},
        {"snippet_sent"},
        deal,
        {"user_id", number, "users"},
        {"parties", object},
        {"last_message_timestamp", instant},
        {"deleted_flag", number}}},
      {"stages", {{"name"}, {"pipeline_id", number}}},
      {"labels", {{"label"}}},
  };
}

namespace {

/// A field that nobody set: false, an empty list, or nothing.
Json unset(Column::Type type) {
  return type == Column::Type::boolean ? Json(false) : type == Column::Type::list ? Json::array() : Json();
}

Json participants_of(const Row& row) {
  Json all = Json::array();
  if (!row["person_id"].is_null()) all.push(Json::object({{"person_id", row["person_id"]}, {"primary", true}}));
  for (const auto& other : row["others"].items()) all.push(Json::object({{"person_id", other}, {"primary", false}}));
  return all;
}

}  // namespace

Json Pipedrive::shown(const Table& table, const Row& row) const {
  Json json = Json::object({{"id", number(row.id)}}), custom = Json::object();
  for (const auto& column : table.columns) {
    if (column.name == "others") continue;
    Json held = column.name == "participants" ? participants_of(row) : row[column.name];
    if (held.is_null()) held = unset(column.type);
    (is_custom(column) ? custom : json).set(column.name, std::move(held));
  }
  if (table.name == "users")
    return json.set("modified", Json(sql(row.modified))).set("is_deleted", row.deleted.has_value());
  if (table.name == "notes") {
    return json.set("add_time", Json(sql(row.created)))
        .set("update_time", Json(sql(row.modified)))
        .set("active_flag", !row.deleted);
  }
  json.set("add_time", Json(base::to_rfc3339(row.created))).set("update_time", Json(base::to_rfc3339(row.modified)));
  if (is_v1(table.name)) return json;
  return json.set("is_deleted", row.deleted.has_value()).set("custom_fields", std::move(custom));
}

Answer Pipedrive::me(const Call&, const Json&) {
  const Table& users = *rows().table("users");
  return good(200, shown(users, *rows().all("users").front()).set("company_domain", "north"));
}

/// The row that the path names, unless it was deleted.
const Row* Pipedrive::live(const Call& call) const {
  const Row* row = rows().find(table_of(call), call.arguments[0]);
  return row == nullptr || row->deleted ? nullptr : row;
}

Answer Pipedrive::read(const Call& call, const Json&) {
  if (!call.parameters.empty()) return refused(400, "Unknown parameter " + call.parameters[0].first);
  const Row* row = live(call);
  return row == nullptr ? refused(404, "Not found") : good(200, shown(*rows().table(table_of(call)), *row));
}

std::string Pipedrive::wrong_with_value(const Column& column, const Json& value) const {
  if (!fits(column, value)) return column.name + " has a value of another type";
  if (column.name == "label_ids") {
    const bool known =
        std::ranges::all_of(value.items(), [&](const Json& id) { return rows().find("labels", id.text()) != nullptr; });
    if (!known) return "label_ids names a label that does not exist";
  }
  if (column.refers_to.empty() || value.is_null() || value.is_array()) return {};
  const Row* other = rows().find(column.refers_to, value.text());
  return other == nullptr || other->deleted ? column.name + " names nothing that exists" : std::string();
}

std::string Pipedrive::wrong_with(const Table& table, const Json& body) const {
  if (!body.is_object()) return "The body must be an object";
  for (const auto& [name, value] : body.members()) {
    if (name == "custom_fields" && value.is_object()) {
      for (const auto& [key, one] : value.members()) {
        const Column* column = table.column(key);
        if (column == nullptr || !is_custom(*column)) return "Unknown custom field " + key;
        if (!fits(*column, one)) return key + " has a value of another type";
      }
      continue;
    }
    const Column* column = table.column(name);
    if (column == nullptr || column->access == Column::Access::read_only || is_custom(*column))
      return "Unknown field " + name;
    if (auto wrong = wrong_with_value(*column, value); !wrong.empty()) return wrong;
  }
  return {};
}

namespace {

/// One participant is the primary one, the others are the rest.
void take_apart_participants(const Json& participants, Json& fields) {
  Json others = Json::array();
  for (const auto& one : participants.items()) {
    Json id = number(one.text_or("person_id", ""));
    if (one.boolean_or("primary", false)) {
      fields.set("person_id", std::move(id));
    } else {
      others.push(std::move(id));
    }
  }
  fields.set("others", std::move(others));
}

void take_apart_name(const std::string& name, Json& fields) {
  const auto blank = name.find(' ');
  fields.set("first_name", Json(name.substr(0, blank)));
  fields.set("last_name", blank == std::string::npos ? Json() : Json(name.substr(blank + 1)));
}

}  // namespace

/// As it is kept: custom fields beside the others, what the vendor takes apart, and the time of done.
Json Pipedrive::stored(const Table& table, const Json& body, const Row* held) const {
  Json fields = body;
  fields.erase("custom_fields");
  fields.erase("participants");
  if (const Json* custom = body.find("custom_fields")) {
    for (const auto& [key, value] : custom->members())
      fields.set(key, value.is_string() && value.text().empty() ? Json() : value);
  }
  if (const Json* participants = body.find("participants")) take_apart_participants(*participants, fields);
  if (table.name == "persons" && body.has("name")) take_apart_name(body.text_or("name", ""), fields);
  const bool was_done = held != nullptr && (*held)["done"].boolean();
  if (body.boolean_or("done", false) && !was_done) fields.set("marked_as_done_time", Json(base::to_rfc3339(now())));
  if (table.name == "notes" && held == nullptr) fields.set("user_id", number(rows().all("users").front()->id));
  return fields;
}

Answer Pipedrive::create(const Call& call, const Json& body) {
  const Table& table = *rows().table(table_of(call));
  if (const auto wrong = wrong_with(table, body); !wrong.empty()) return refused(400, wrong);
  const char* must = table.name == "notes"        ? "content"
                     : table.name == "deals"      ? "title"
                     : table.name == "activities" ? "subject"
                                                  : "name";
  if (body.text_or(must, "").empty()) return refused(400, std::string(must) + " is required");
  const bool tied = body.has("person_id") || body.has("org_id") || body.has("deal_id");
  if (table.name == "notes" && !tied) return refused(400, "One of deal_id, person_id, org_id is required");
  const std::string id = rows().create(table.name, stored(table, body, nullptr));
  return good(is_v1(table.name) ? 201 : 200, shown(table, *rows().find(table.name, id)));
}

Answer Pipedrive::update(const Call& call, const Json& body) {
  const Table& table = *rows().table(table_of(call));
  const Row* row = live(call);
  if (row == nullptr) return refused(404, "Not found");
  if (const auto wrong = wrong_with(table, body); !wrong.empty()) return refused(400, wrong);
  const std::string id = row->id;
  rows().write(table.name, id, stored(table, body, row));
  return good(200, shown(table, *rows().find(table.name, id)));
}

Answer Pipedrive::erase(const Call& call, const Json&) {
  if (!call.parameters.empty()) return refused(400, "Unknown parameter " + call.parameters[0].first);
  const Row* row = live(call);
  if (row == nullptr) return refused(404, "Not found");
  const std::string id = row->id;
  rows().erase(table_of(call), id);
  return good(200, call.segments[0] == "v1" ? Json(true) : Json::object({{"id", number(id)}}));
}

/// The person of the path is swallowed by the one that the body names.
Answer Pipedrive::merge(const Call& call, const Json& body) {
  const Row* loser = live(call);
  const Row* survivor = rows().find("persons", body.text_or("merge_with_id", ""));
  if (body.members().size() != 1 || survivor == nullptr || survivor->deleted)
    return refused(400, "merge_with_id names no person");
  if (loser == nullptr) return refused(404, "Not found");
  const std::string stays = survivor->id, goes = loser->id;
  rows().merge("persons", stays, goes, Rows::Related::in_silence);  // whether times of others move: unproven
  return good(200, shown(*rows().table("persons"), *rows().find("persons", stays)).set("merge_what_id", number(goes)));
}

Answer Pipedrive::field(const Call& call, const Json&) {
  if (!call.parameters.empty()) return refused(400, "Unknown parameter " + call.parameters[0].first);
  if (call.arguments[0] != "label_ids") return refused(404, "Not found");  // this code: unproven
  Json options = Json::array();
  for (const Row* row : rows().all("labels"))
    options.push(Json::object({{"id", number(row->id)}, {"label", (*row)["label"]}}));
  return good(200, Json::object({{"field_name", "Labels"},
                                 {"field_code", "label_ids"},
                                 {"field_type", "set"},
                                 {"options", std::move(options)},
                                 {"is_custom_field", false}}));
}

/// All or none.
Answer Pipedrive::add_options(const Call& call, const Json& body) {
  if (call.arguments[0] != "label_ids") return refused(404, "Not found");
  if (!body.is_array() || body.items().empty()) return refused(400, "The body must be a list of options");
  for (const auto& option : body.items()) {
    const std::string label = option.text_or("label", "");
    if (option.members().size() != 1 || label.empty() || label.size() > 255)
      return refused(400, "Each option has a label, and nothing else");
    for (const Row* row : rows().all("labels")) {
      if ((*row)["label"].text() == label) return refused(400, "There is an option " + label);
    }
  }
  Json made = Json::array();
  for (const auto& option : body.items()) {
    const std::string id = rows().create("labels", option);
    made.push(Json::object({{"id", number(id)}, {"label", *option.find("label")}}));
  }
  return good(200, std::move(made));
}

}  // namespace goodword::sandbox
