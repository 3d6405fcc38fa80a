// Writing: up to 100 records a call, each with an answer of its own; tags by id; notes and tasks.
#include <algorithm>

#include "base/text.hpp"
#include "sandbox/zoho.hpp"

namespace goodword::sandbox {
namespace {

using base::Json;

constexpr std::size_t records_a_call = 100, longest_tag = 25;

/// Characters of a text; unproven but for tags.
std::size_t longest_text(std::string_view field) {
  return field == "Description" || field == "Note_Content" ? 32000 : field == "Last_Name" ? 80 : 255;
}

std::vector<std::string> needed_by(std::string_view module) {
  if (module == "Contacts") return {"Last_Name"};
  if (module == "Accounts") return {"Account_Name"};
  if (module == "Deals") return {"Deal_Name", "Stage"};
  if (module == "Notes") return {"Note_Content", "Parent_Id"};
  return {module == "Events" ? "Event_Title" : "Subject"};
}

Json of_detail(const char* name, std::string_view value) { return Json::object({{name, Json(value)}}); }

Json told_outcome(const std::string& code, const std::string& message, Json details) {
  return Json::object({{"code", Json(code)},
                       {"details", std::move(details)},
                       {"message", Json(message)},
                       {"status", code == "SUCCESS" ? "success" : "error"}});
}

struct Outcomes {
  Json list = Json::array();
  std::size_t done = 0;
  void good(const std::string& message, Json details) {
    list.push(told_outcome("SUCCESS", message, std::move(details)));
    ++done;
  }
  bool all() const { return done == list.items().size(); }
};

}  // namespace

const Row* Zoho::live(std::string_view table, std::string_view id) const {
  const Row* row = rows().find(table, id);
  return row == nullptr || row->deleted ? nullptr : row;
}

Zoho::Verdict Zoho::wrong_with_value(const Table& table, const std::string& name, const Json& value) const {
  if (name == "$se_module" && table.column("What_Id") != nullptr)
    return rows().table(value.text()) == nullptr
               ? Verdict(Wrong{"INVALID_DATA", "invalid data", of_detail("api_name", name)})
               : std::nullopt;
  const Column* column = table.column(name);
  if (column == nullptr || column->access == Column::Access::read_only)
    return Wrong{"INVALID_DATA", "No field found", of_detail("api_name", name)};
  if (column->refers_to.empty()) {
    if (!fits(*column, value)) return Wrong{"INVALID_DATA", "invalid data", of_detail("api_name", name)};
    if (base::count_characters(value.text()) > longest_text(name))
      return Wrong{"INVALID_DATA", "invalid data",
                   of_detail("api_name", name).set("maximum_length", int(longest_text(name)))};
    return std::nullopt;
  }
  if (value.is_null()) return std::nullopt;
  if (!value.is_object())
    return Wrong{"INVALID_DATA", "invalid data", of_detail("api_name", name).set("expected_data_type", "jsonobject")};
  const auto key = unknown_key(value, {"id", "name", "module"});
  const std::string id = value.text_or("id", ""), of = zoho_table_of(id);
  const bool free = name == "Parent_Id" || name == "What_Id";
  const bool module =
      !value.has("module") || value.at("/module/api_name") == nullptr || value.at("/module/api_name")->text() == of;
  const bool says = name != "Parent_Id" || value.has("module");
  if (!key.empty() || !module || !says || (!free && of != column->refers_to) || live(of, id) == nullptr)
    return Wrong{"INVALID_DATA", "the id given seems to be invalid", of_detail("api_name", name)};
  return std::nullopt;
}

/// What is wrong with one record alone; without an id it is to be created.
Zoho::Verdict Zoho::wrong_with(const Table& table, const Json& record) const {
  const std::string id = record.text_or("id", "");
  if (!id.empty() && live(table.name, id) == nullptr)
    return Wrong{"INVALID_DATA", "the id given seems to be invalid", of_detail("id", id)};
  for (const auto& must : needed_by(table.name)) {
    const Json* value = record.find(must);
    const bool empty = value == nullptr || value->is_null() || (value->is_string() && value->text().empty());
    if (empty && (id.empty() || value != nullptr))
      return Wrong{"MANDATORY_NOT_FOUND", "required field not found", of_detail("api_name", must)};
  }
  for (const auto& [name, value] : record.members()) {
    if (name == "id") continue;
    if (auto wrong = wrong_with_value(table, name, value)) return wrong;
  }
  return std::nullopt;
}

Json Zoho::stored(const Table& table, const Json& record, const Row* held) const {
  Json fields = Json::object();
  for (const auto& [name, value] : record.members()) {
    const Column* column = table.column(name);
    if (column == nullptr) continue;
    const bool lookup = !column->refers_to.empty() && value.is_object();
    const bool empty = value.is_string() && value.text().empty();
    fields.set(name, lookup ? Json(value.text_or("id", "")) : empty ? Json() : value);
  }
  const bool was = held != nullptr && (*held)["Status"].text() == "Completed";
  if (table.name == "Tasks" && fields.text_or("Status", "") == "Completed" && !was)
    fields.set("Closed_Time", Json(base::to_rfc3339(now())));
  if (held == nullptr && !fields.has("Owner") && table.column("Owner") != nullptr)
    fields.set("Owner", Json(rows().all("users").front()->id));
  return fields;
}

/// POST creates, PUT updates: 201 or 200; 207 where some are refused, 202 where all are (unproven).
Answer Zoho::write(const Call& call, const Json& body) {
  const std::string& module = call.arguments[0];
  const Table* table = module == "users" || module == "tags" ? nullptr : rows().table(module);
  if (table == nullptr) return refused(400, {"INVALID_MODULE", "The module name given seems to be invalid"});
  const auto key = module == "Notes" ? unknown_key(body, {"data"})
                                     : unknown_key(body, {"data", "trigger", "process", "duplicate_check_fields"});
  const Json* data = body.find("data");
  if (!key.empty() || !call.parameters.empty() || data == nullptr || data->items().empty())
    return refused(400, {"INVALID_DATA", "body", of_detail("api_name", key.empty() ? "data" : key)});
  if (data->items().size() > records_a_call) return refused(400, {"LIMIT_EXCEEDED", "more than 100 records"});
  const bool creates = call.method == "POST";
  Outcomes outcomes;
  for (std::size_t i = 0; i < data->items().size(); ++i) {
    const Json& record = data->items()[i];
    std::string id = record.text_or("id", "");
    Verdict wrong = wrong_with(*table, record);
    if (creates == !id.empty()) wrong = Wrong{"INVALID_DATA", "an update names its id", of_detail("api_name", "id")};
    if (!wrong && item_fails(i)) wrong = Wrong{"RECORD_LOCKED", "the record is locked", of_detail("id", id)};
    if (wrong) {
      outcomes.list.push(told_outcome(wrong->code, wrong->message, wrong->details));
      continue;
    }
    Json fields = stored(*table, record, creates ? nullptr : rows().find(module, id));
    if (creates) {
      id = rows().create(module, std::move(fields));
    } else {
      rows().write(module, id, fields);
    }
    outcomes.good(creates ? "record added" : "record updated", of_detail("id", id));
  }
  const int status = outcomes.done == 0 ? 202 : !outcomes.all() ? 207 : creates ? 201 : 200;
  return answer(status, Json::object({{"data", std::move(outcomes.list)}}));
}

Answer Zoho::erase(const Call& call, const Json&) {
  const std::string& module = call.arguments[0];
  const auto ids = call.list("ids");
  if (module == "users" || module == "tags" || rows().table(module) == nullptr)
    return refused(400, {"INVALID_MODULE", "The module name given seems to be invalid"});
  if (!unknown_parameter(call, {"ids", "wf_trigger"}).empty() || ids.empty() || ids.size() > records_a_call)
    return refused(400, {"REQUIRED_PARAM_MISSING", "One of the expected parameter is missing"});
  Outcomes outcomes;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (live(module, ids[i]) == nullptr || item_fails(i)) {
      outcomes.list.push(told_outcome("INVALID_DATA", "record not deleted", of_detail("id", ids[i])));
      continue;
    }
    rows().erase(module, ids[i]);
    outcomes.good("record deleted", of_detail("id", ids[i]));
  }
  const int status = outcomes.done == 0 ? 400 : outcomes.all() ? 200 : 207;
  return answer(status, Json::object({{"data", std::move(outcomes.list)}}));
}

Answer Zoho::create_tags(const Call& call, const Json& body) {
  const std::string module = call.parameter("module").value_or("");
  const Json* list = body.find("tags");
  if (!unknown_parameter(call, {"module"}).empty() || module.empty() || list == nullptr || list->items().empty() ||
      !unknown_key(body, {"tags"}).empty())
    return refused(400, {"MANDATORY_NOT_FOUND", "required field not found", of_detail("api_name", "tags")});
  Outcomes outcomes;
  for (const auto& tag : list->items()) {
    const std::string name = tag.text_or("name", "");
    if (!unknown_key(tag, {"name", "color_code"}).empty() || name.empty() ||
        base::count_characters(name) > longest_tag) {
      outcomes.list.push(told_outcome("INVALID_DATA", "invalid data",
                                      of_detail("api_name", "name").set("maximum_length", int(longest_tag))));
      continue;
    }
    const auto held = rows().all("tags");
    const auto same = std::ranges::find_if(held, [&](const Row* row) {
      return !row->deleted && (*row)["module"].text() == module && (*row)["name"].text() == name;
    });
    if (same != held.end()) {
      outcomes.list.push(told_outcome("DUPLICATE_DATA", "duplicate data", of_detail("id", (*same)->id)));
      continue;
    }
    const auto id = rows().create("tags", Json::object({{"name", Json(name)}, {"module", Json(module)}}));
    outcomes.good("tags created successfully", of_detail("id", id).set("color_code", "#57B1FD"));
  }
  const int status = outcomes.all() ? 201 : outcomes.done == 0 ? 400 : 207;
  return answer(status, Json::object({{"tags", std::move(outcomes.list)}}));
}

/// Puts tags on, or takes them off; an unknown name makes no tag here (unproven), so the id must be known.
Answer Zoho::put_tags(const Call& call, const Json& body) {
  const std::string& module = call.arguments[0];
  const bool adds = call.path.ends_with("/add_tags");
  const auto key = adds ? unknown_key(body, {"tags", "ids", "over_write"}) : unknown_key(body, {"tags", "ids"});
  const auto ids = body.texts("ids");
  const Json* tags = body.find("tags");
  const Json* overwrites = body.find("over_write");
  if (!key.empty() || !call.parameters.empty() || tags == nullptr || tags->items().empty() || ids.empty() ||
      ids.size() > records_a_call || adds != (overwrites != nullptr && overwrites->is_boolean()))
    return refused(400, {"MANDATORY_NOT_FOUND", "required field not found", of_detail("api_name", key)});
  std::vector<Json> given;
  for (const auto& tag : tags->items()) {
    const Row* row = live("tags", tag.text_or("id", ""));
    const bool named =
        row != nullptr && (*row)["name"].text() == tag.text_or("name", row == nullptr ? "" : (*row)["name"].text());
    if (!named || (adds && !tag.has("name")) || (*row)["module"].text() != module)
      return refused(400, {"INVALID_DATA", "invalid data", of_detail("api_name", "tags")});
    given.emplace_back(row->id);
  }
  Outcomes outcomes;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const Row* row = live(module, ids[i]);
    if (row == nullptr || item_fails(i)) {  // no id in the answer: the document has these two details alone
      outcomes.list.push(
          told_outcome("INVALID_DATA", "invalid data",
                       of_detail("api_name", "ids").set("json_path", "$.ids[" + std::to_string(i) + "]")));
      continue;
    }
    Json held = adds && overwrites->boolean() ? Json::array() : (*row)["Tag"].is_null() ? Json::array() : (*row)["Tag"];
    std::erase_if(held.items(), [&](const Json& id) { return std::ranges::find(given, id) != given.end(); });
    if (adds) held.items().insert(held.items().end(), given.begin(), given.end());
    rows().write(module, ids[i], Json::object({{"Tag", held}}));
    outcomes.good("tags updated successfully", of_detail("id", ids[i]).set("tags", std::move(held)));
  }
  const int status = outcomes.all() ? 200 : outcomes.done == 0 ? 400 : 207;
  const std::string done = std::to_string(outcomes.done);
  return answer(status, Json::object({{"data", std::move(outcomes.list)},
                                      {"wf_scheduler", false},
                                      {"success_count", Json(done)},
                                      {"locked_count", "0"}}));
}

}  // namespace goodword::sandbox
