// Making, changing and deleting records, notes as messages, activities. A call is one transaction: what is wrong with
// one record refuses all.
#include <algorithm>

#include "base/text.hpp"
#include "sandbox/odoo.hpp"

namespace goodword::sandbox {
namespace {

using base::Json;

/// As Odoo words it when the database refuses a reference, misleading as it is.
OdooWrong no_such_reference() {
  return {422, "odoo.exceptions.ValidationError",
          "The operation cannot be completed: Another model is using the record you are trying to delete."};
}

OdooWrong wrong_value(const Table& table, const Column& column, const Json& value) {
  return {.message = "Wrong value for " + table.name + "." + column.name + ": " + base::write_json(value)};
}

bool is_html(std::string_view field) { return field == "body" || field == "note" || field == "comment"; }

std::string without_scripts(std::string html) {
  for (auto begin = html.find("<script"); begin != std::string::npos; begin = html.find("<script")) {
    const auto end = html.find("</script>", begin);
    html.erase(begin, end == std::string::npos ? end : end + 9 - begin);
  }
  return html;
}

bool in_selection(std::string_view model, std::string_view field, const std::string& value) {
  const auto among = [&](std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, value) != words.end();
  };
  if (field == "message_type") return among({"email", "comment", "notification", "user_notification", "auto_comment"});
  if (field != "type") return true;
  return model == "crm.lead" ? among({"lead", "opportunity"}) : among({"contact", "invoice", "delivery", "other"});
}

}  // namespace

std::optional<OdooWrong> Odoo::wrong_with_ids(const Ask& ask) const {
  for (const auto& id : ask.ids) {
    const Row* row = rows().find(ask.table->name, id);
    if (row == nullptr || row->deleted) {
      return OdooWrong{404, "odoo.exceptions.MissingError",
                       "Record does not exist or has been deleted.\n(Record: " + ask.table->name + "(" + id +
                           ",), User: " + user_ + ")"};
    }
  }
  return std::nullopt;
}

/// A sales user may not change the record of a person who logs in, nor users.
std::optional<OdooWrong> Odoo::may_change(const Ask& ask) const {
  const OdooWrong no{403, "odoo.exceptions.AccessError",
                     "You are not allowed to modify '" + ask.table->name + "' records."};
  if (ask.table->name == "res.users") return no;
  if (ask.table->name != "res.partner") return std::nullopt;
  for (const auto* who : rows().all("res.users")) {
    if (std::ranges::find(ask.ids, (*who)["partner_id"].text()) != ask.ids.end()) return no;
  }
  return std::nullopt;
}

namespace {

/// (6, 0, ids) replaces, (5) empties, and of (4, id), (3, id), (2, id) each names one. Nothing: it is none of these;
/// (0, 0, values) and (1, id, values) are not spoken here.
struct Command {
  std::int64_t what;
  Json::Array ids;
};
std::optional<Command> command_of(const Json& json) {
  const auto& parts = json.items();
  const std::int64_t what = parts.empty() ? -1 : parts[0].integer().value_or(-1);
  if (what == 5) return Command{what, {}};
  if (what == 6 && parts.size() == 3 && parts[2].is_array()) return Command{what, parts[2].items()};
  const bool names_one = what >= 2 && what <= 4 && (parts.size() == 2 || parts.size() == 3);
  return names_one ? std::optional(Command{what, {parts[1]}}) : std::nullopt;
}

}  // namespace

std::optional<OdooWrong> Odoo::wrong_with_reference(const Column& column, const Json& id) const {
  const Row* other = rows().find(column.refers_to, id.text());
  const bool there = id.is_number() && other != nullptr && !other->deleted;
  return there ? std::nullopt : std::optional(no_such_reference());
}

std::optional<OdooWrong> Odoo::commanded(const Column& column, const Json& commands, const Json& held,
                                         Json& out) const {
  out = held.is_array() ? held : Json::array();
  for (const auto& json : commands.items()) {
    const auto command = command_of(json);
    if (!command) return OdooWrong{.message = "Wrong command for " + column.name + ": " + base::write_json(json)};
    if (command->what > 4) out = Json::array();
    for (const auto& id : command->ids) {
      std::erase(out.items(), id);
      if (command->what < 4) continue;
      if (auto wrong = wrong_with_reference(column, id)) return wrong;
      out.push(id);
    }
  }
  return std::nullopt;
}

namespace {

/// As it is stored; nothing: it has no such type, or no such choice.
std::optional<Json> converted(const Table& table, const Column& column, const Json& value) {
  if (column.type == Column::Type::boolean) return value.is_boolean() ? std::optional(value) : std::nullopt;
  if (value.is_null() || (value.is_boolean() && !value.boolean())) return Json();
  if (column.type == Column::Type::instant) {
    const auto at = odoo_time(value);
    return at ? std::optional(Json(base::to_rfc3339(*at))) : std::nullopt;
  }
  if (!fits(column, value) || !in_selection(table.name, column.name, value.text())) return std::nullopt;
  return is_html(column.name) ? Json(without_scripts(value.text())) : value;
}

}  // namespace

std::optional<OdooWrong> Odoo::stored(const Table& table, const Column& column, const Json& value, Json& out) const {
  auto made = converted(table, column, value);
  if (!made) return wrong_value(table, column, value);
  out = std::move(*made);
  if (out.text().find('\0') != std::string::npos)
    return OdooWrong{.message = "A string literal cannot contain NUL (0x00) characters."};
  return column.refers_to.empty() || out.is_null() ? std::nullopt : wrong_with_reference(column, out);
}

/// What is to stand in the row; `held`: it is there already.
std::optional<OdooWrong> Odoo::stored(const Table& table, const Json& values, const Row* held, Json& fields) const {
  if (!values.is_object()) return OdooWrong{500, "builtins.TypeError", "values must be an object"};
  for (const auto& [name, value] : values.members()) {
    const Column* column = table.column(name);
    if (column == nullptr && held != nullptr && options_.version >= 19)
      return OdooWrong{500, "builtins.KeyError", name};
    if (column == nullptr) return invalid_field(table, name);
    Json out;
    const bool list = column->type == Column::Type::list;
    if (list && !value.is_array()) return wrong_value(table, *column, value);
    auto wrong = list ? commanded(*column, value, held == nullptr ? Json() : (*held)[name], out)
                      : stored(table, *column, value, out);
    if (wrong) return wrong;
    fields.set(name, std::move(out));
  }
  return std::nullopt;
}

std::optional<OdooWrong> Odoo::wrong_with_names(const Table& table, const Json& fields) const {
  if (table.column("name") == nullptr) return std::nullopt;
  const Json* name = fields.find("name");
  if (name == nullptr || name->text().empty())
    return OdooWrong{422, "odoo.exceptions.ValidationError", "Missing required value for the field 'Name' (name)"};
  if (table.name != "crm.tag") return std::nullopt;
  for (const auto* row : rows().all(table.name)) {
    if (!row->deleted && (*row)["name"] == *name)
      return OdooWrong{422, "odoo.exceptions.ValidationError", "Tag name already exists!"};
  }
  return std::nullopt;
}

Answer Odoo::create(const Ask& ask) {
  if (auto wrong = may_change(ask)) return refused(*wrong);
  const Json& given = *ask.arguments.find("vals_list");
  std::vector<Json> all;
  for (const auto& values : given.is_object() ? Json::Array{given} : given.items()) {
    Json fields = Json::object();
    if (ask.table->column("active") != nullptr) fields.set("active", true);
    if (ask.table->column("type") != nullptr) fields.set("type", ask.table->name == "crm.lead" ? "lead" : "contact");
    auto wrong = stored(*ask.table, values, nullptr, fields);
    if (!wrong) wrong = wrong_with_names(*ask.table, fields);
    if (wrong) return refused(*wrong);
    all.push_back(std::move(fields));
  }
  Json ids = Json::array();
  for (auto& fields : all) ids.push(Json::number(rows().create(ask.table->name, std::move(fields))));
  return answer(200, given.is_object() ? ids.items().front() : ids);
}

/// The time moves even where nothing changes.
Answer Odoo::write(const Ask& ask) {
  auto wrong = wrong_with_ids(ask);
  if (!wrong) wrong = may_change(ask);
  std::vector<Json> all;
  for (std::size_t i = 0; !wrong && i < ask.ids.size(); ++i) {
    all.push_back(Json::object());
    wrong = stored(*ask.table, *ask.arguments.find("vals"), rows().find(ask.table->name, ask.ids[i]), all.back());
    if (!wrong && all.back().has("name")) wrong = wrong_with_names(*ask.table, all.back());
  }
  if (wrong) return refused(*wrong);
  for (std::size_t i = 0; i < ask.ids.size(); ++i) rows().write(ask.table->name, ask.ids[i], all[i]);
  return answer(200, true);
}

void Odoo::take_away(const std::string& model, const std::string& id) {
  rows().erase(model, id);
  for (const auto& [table, of] : {std::pair{"mail.message", "model"}, std::pair{"mail.activity", "res_model"}}) {
    for (const auto* row : rows().all(table)) {
      if ((*row)[of].text() == model && (*row)["res_id"].text() == id) rows().erase(table, row->id);
    }
  }
  forget(model, id);
}

/// The database empties what named the record; no time of change moves.
void Odoo::forget(const std::string& model, const std::string& id) {
  for (const auto& table : tables(options_.version)) {
    for (const auto& column : table.columns) {
      if (column.refers_to != model) continue;
      for (const auto* row : rows().all(table.name)) {
        const Json held = (*row)[column.name];
        Json left = Json::array();
        for (const auto& one : held.items()) {
          if (one.text() != id) left.push(one);
        }
        if (held.is_array() ? left.items().size() == held.items().size() : held.text() != id) continue;
        rows().write(table.name, row->id, Json::object({{column.name, held.is_array() ? left : Json()}}),
                     row->modified);
      }
    }
  }
}

Answer Odoo::erase(const Ask& ask) {
  auto wrong = wrong_with_ids(ask);
  if (!wrong) wrong = may_change(ask);
  if (wrong) return refused(*wrong);
  for (const auto& id : ask.ids) take_away(ask.table->name, id);
  return answer(200, true);
}

std::string Odoo::posted(const std::string& model, const std::string& id, Json fields) {
  fields.set("model", Json(model)).set("res_id", Json::number(id)).set("author_id", Json::number(partner_));
  if (!fields.has("message_type")) fields.set("message_type", "notification");
  return rows().create("mail.message", fields.set("date", Json(base::to_rfc3339(now()))));
}

Json Odoo::by_xmlid(const Json& name) const {
  const auto found = xmlids_.find(name.text());
  return found == xmlids_.end() ? Json() : Json::number(found->second);
}

/// A note or a mail on exactly one record. It does not touch the record.
Answer Odoo::post(const Ask& ask) {
  if (ask.ids.size() != 1)
    return refused({.message = "Expected singleton: " + ask.table->name + "(" + base::join(ask.ids, ", ") + ")"});
  if (auto wrong = wrong_with_ids(ask)) return refused(*wrong);
  if (options_.version < 15 && (*rows().find("res.users", user_))["email"].is_null())
    return refused(
        {422, "odoo.exceptions.UserError", "Unable to log message, please configure the sender's email address."});
  Json values = ask.arguments;
  const Json* subtype = values.find("subtype_xmlid");
  const Json type = by_xmlid(subtype == nullptr ? Json("mail.mt_note") : *subtype);
  if (type.is_null()) return refused({.message = "External ID not found in the system: " + subtype->text()});
  const bool escapes = options_.version >= 17 && !values.boolean_or("body_is_html", false);
  if (escapes && values.has("body")) values.set("body", Json(base::text_to_html(values.text_or("body", ""))));
  values.erase("subtype_xmlid");
  values.erase("body_is_html");
  Json fields = Json::object();
  if (const auto wrong = stored(*rows().table("mail.message"), values, nullptr, fields)) return refused(*wrong);
  const Json made = Json::number(posted(ask.table->name, ask.ids[0], fields.set("subtype_id", type)));
  return answer(200, options_.version >= 19 ? Json::array({made}) : made);
}

Answer Odoo::schedule(const Ask& ask) {
  if (auto wrong = wrong_with_ids(ask)) return refused(*wrong);
  Json values = ask.arguments;
  const Json* named = values.find("act_type_xmlid");
  const Json type = by_xmlid(named == nullptr ? Json("mail.mail_activity_data_todo") : *named);
  if (type.is_null()) return refused({.message = "External ID not found in the system: " + named->text()});
  values.erase("act_type_xmlid");
  const Table& table = *rows().table("mail.activity");
  Json fields = Json::object({{"activity_type_id", type}, {"user_id", Json::number(user_)}});
  fields.set("date_deadline", Json(base::to_text(base::date_of(now()))));
  if (table.column("active") != nullptr) fields.set("active", true);
  if (const auto wrong = stored(table, values, nullptr, fields)) return refused(*wrong);
  fields.set("res_model", Json(ask.table->name));
  std::vector<std::string> made;
  for (const auto& id : ask.ids) made.push_back(rows().create("mail.activity", fields.set("res_id", Json::number(id))));
  if (options_.version < 19)
    return answer(200, Json("mail.activity(" + base::join(made, ", ") + (made.size() == 1 ? ",)" : ")")));
  Json ids = Json::array();
  for (const auto& id : made) ids.push(Json::number(id));
  return answer(200, ids);
}

/// Done: a message tells of it, and the activity is archived (17 and later) or deleted [code].
Answer Odoo::feedback(const Ask& ask) {
  if (auto wrong = wrong_with_ids(ask)) return refused(*wrong);
  std::string message;
  for (const auto& id : ask.ids) {
    const Row activity = *rows().find("mail.activity", id);
    message = posted(activity["res_model"].text(), activity["res_id"].text(),
                     Json::object({{"body", Json("<p>" + ask.arguments.text_or("feedback", "") + "</p>")},
                                   {"subtype_id", by_xmlid("mail.mt_activities")}}));
    if (ask.table->column("active") != nullptr) {
      rows().write("mail.activity", id, Json::object({{"active", false}}));
    } else {
      rows().erase("mail.activity", id);
    }
  }
  return answer(200, message.empty() ? Json(false) : Json::number(message));
}

}  // namespace goodword::sandbox
