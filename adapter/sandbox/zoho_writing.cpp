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

namespace {

const Table* module_of(const Rows& rows, const std::string& name) {
  return name == "users" || name == "tags" ? nullptr : rows.table(name);
}

/// What a refusal of a value that is no lookup says of it; nothing: it is good.
std::optional<Json> wrong_with_plain(const Column& column, const Json& value) {
  if (!fits(column, value)) return of_detail("api_name", column.name);
  if (base::count_characters(value.text()) <= longest_text(column.name)) return std::nullopt;
  return of_detail("api_name", column.name).set("maximum_length", static_cast<int>(longest_text(column.name)));
}

/// {"id": …}; a note's parent names its module besides.
bool lookup_holds(const Rows& rows, const Column& column, const Json& value) {
  const std::string id = value.text_or("id", ""), of = zoho_table_of(id);
  const Row* row = rows.find(of, id);
  if (row == nullptr || row->deleted || !unknown_key(value, {"id", "name", "module"}).empty()) return false;
  const bool any_module = column.name == "Parent_Id" || column.name == "What_Id";
  if (!any_module && of != column.refers_to) return false;
  const Json* module = value.at("/module/api_name");
  if (module == nullptr) return column.name != "Parent_Id" && !value.has("module");
  return module->text() == of;
}

}  // namespace

Zoho::Verdict Zoho::wrong_with_value(const Table& table, const std::string& name, const Json& value) const {
  const Wrong invalid{"INVALID_DATA", "invalid data", of_detail("api_name", name)};
  if (name == "$se_module" && table.column("What_Id") != nullptr)
    return module_of(rows(), value.text()) == nullptr ? Verdict(invalid) : std::nullopt;
  const Column* column = table.column(name);
  if (column == nullptr || column->access == Column::Access::read_only)
    return Wrong{"INVALID_DATA", "No field found", of_detail("api_name", name)};
  if (column->refers_to.empty()) {
    auto details = wrong_with_plain(*column, value);
    return details ? Verdict(Wrong{"INVALID_DATA", "invalid data", std::move(*details)}) : std::nullopt;
  }
  if (value.is_null()) return std::nullopt;
  if (!value.is_object()) {
    return Wrong{"INVALID_DATA", "invalid data", of_detail("api_name", name).set("expected_data_type", "jsonobject")};
  }
  if (lookup_holds(rows(), *column, value)) return std::nullopt;
  return Wrong{"INVALID_DATA", "the id given seems to be invalid", of_detail("api_name", name)};
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

namespace {

Json stored_one(const Column& column, const Json& value) {
  if (!column.refers_to.empty() && value.is_object()) return Json(value.text_or("id", ""));
  return value.is_string() && value.text().empty() ? Json() : value;
}

/// All of a batch went well, some of it, or nothing.
int status_of(const Outcomes& outcomes, int all, int none) {
  if (outcomes.all()) return all;
  return outcomes.done == 0 ? none : 207;
}

/// The key for which a body is refused; empty: none.
std::string wrong_key(const Call& call, const Json& body) {
  const bool notes = call.arguments[0] == "Notes";
  const auto key =
      notes ? unknown_key(body, {"data"}) : unknown_key(body, {"data", "trigger", "process", "duplicate_check_fields"});
  const Json* data = body.find("data");
  if (!key.empty()) return key;
  return data == nullptr || data->items().empty() || !call.parameters.empty() ? "data" : "";
}

}  // namespace

Json Zoho::stored(const Table& table, const Json& record, const Row* held) const {
  Json fields = Json::object();
  for (const auto& [name, value] : record.members()) {
    if (const Column* column = table.column(name)) fields.set(name, stored_one(*column, value));
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
  const Table* table = module_of(rows(), module);
  if (table == nullptr) return refused(400, {"INVALID_MODULE", "The module name given seems to be invalid"});
  if (const auto key = wrong_key(call, body); !key.empty())
    return refused(400, {"INVALID_DATA", "body", of_detail("api_name", key)});
  const auto& records = body.find("data")->items();
  if (records.size() > records_a_call) return refused(400, {"LIMIT_EXCEEDED", "more than 100 records"});
  const bool creates = call.method == "POST";
  Outcomes outcomes;
  for (std::size_t i = 0; i < records.size(); ++i) {
    std::string id = records[i].text_or("id", "");
    Verdict wrong = wrong_with(*table, records[i]);
    if (creates == !id.empty()) wrong = Wrong{"INVALID_DATA", "an update names its id", of_detail("api_name", "id")};
    if (!wrong && item_fails(i)) wrong = Wrong{"RECORD_LOCKED", "the record is locked", of_detail("id", id)};
    if (wrong) {
      outcomes.list.push(told_outcome(wrong->code, wrong->message, wrong->details));
      continue;
    }
    Json fields = stored(*table, records[i], creates ? nullptr : rows().find(module, id));
    if (creates) {
      id = rows().create(module, std::move(fields));
    } else {
      rows().write(module, id, fields);
    }
    outcomes.good(creates ? "record added" : "record updated", of_detail("id", id));
  }
  const int status = status_of(outcomes, creates ? 201 : 200, 202);
  return answer(status, Json::object({{"data", std::move(outcomes.list)}}));
}

Answer Zoho::erase(const Call& call, const Json&) {
  const std::string& module = call.arguments[0];
  const auto ids = call.list("ids");
  if (module_of(rows(), module) == nullptr)
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
  const int status = status_of(outcomes, 200, 400);
  return answer(status, Json::object({{"data", std::move(outcomes.list)}}));
}

namespace {

bool good_tag(const Json& tag) {
  const std::string name = tag.text_or("name", "");
  return !name.empty() && base::count_characters(name) <= longest_tag &&
         unknown_key(tag, {"name", "color_code"}).empty();
}

const Row* tag_named(const Rows& rows, std::string_view module, std::string_view name) {
  for (const Row* row : rows.all("tags")) {
    if (!row->deleted && (*row)["module"].text() == module && (*row)["name"].text() == name) return row;
  }
  return nullptr;
}

}  // namespace

Answer Zoho::create_tags(const Call& call, const Json& body) {
  const std::string module = call.parameter("module").value_or("");
  const Json* list = body.find("tags");
  if (!unknown_parameter(call, {"module"}).empty() || module.empty() || list == nullptr || list->items().empty())
    return refused(400, {"MANDATORY_NOT_FOUND", "required field not found", of_detail("api_name", "tags")});
  Outcomes outcomes;
  for (const auto& tag : list->items()) {
    const std::string name = tag.text_or("name", "");
    if (!good_tag(tag)) {
      Json details = of_detail("api_name", "name").set("maximum_length", static_cast<int>(longest_tag));
      outcomes.list.push(told_outcome("INVALID_DATA", "invalid data", std::move(details)));
    } else if (const Row* same = tag_named(rows(), module, name)) {
      outcomes.list.push(told_outcome("DUPLICATE_DATA", "duplicate data", of_detail("id", same->id)));
    } else {
      const auto id = rows().create("tags", Json::object({{"name", Json(name)}, {"module", Json(module)}}));
      outcomes.good("tags created successfully", of_detail("id", id).set("color_code", "#57B1FD"));
    }
  }
  const int status = status_of(outcomes, 201, 400);
  return answer(status, Json::object({{"tags", std::move(outcomes.list)}}));
}

namespace {

/// All that is needed is there, and nothing else: over_write where tags are put on.
bool body_holds(const Json& body, bool adds) {
  const auto key = adds ? unknown_key(body, {"tags", "ids", "over_write"}) : unknown_key(body, {"tags", "ids"});
  const Json *tags = body.find("tags"), *overwrites = body.find("over_write");
  const std::size_t ids = body.texts("ids").size();
  if (!key.empty() || tags == nullptr || tags->items().empty()) return false;
  return ids > 0 && ids <= records_a_call && adds == (overwrites != nullptr && overwrites->is_boolean());
}

/// The ids of tags that are named; nothing: one is not known. To put one on its name must be told, too.
std::optional<std::vector<Json>> tags_named(const Rows& rows, const std::string& module, const Json& tags, bool adds) {
  std::vector<Json> ids;
  for (const auto& tag : tags.items()) {
    const Row* row = rows.find("tags", tag.text_or("id", ""));
    if (row == nullptr || row->deleted || (*row)["module"].text() != module) return std::nullopt;
    if (tag.text_or("name", adds ? "" : (*row)["name"].text()) != (*row)["name"].text()) return std::nullopt;
    ids.emplace_back(row->id);
  }
  return ids;
}

}  // namespace

/// Puts tags on, or takes them off; an unknown name makes no tag here (unproven), so the id must be known.
Answer Zoho::put_tags(const Call& call, const Json& body) {
  const std::string& module = call.arguments[0];
  const bool adds = call.path.ends_with("/add_tags");
  if (!call.parameters.empty() || !body_holds(body, adds))
    return refused(400, {"MANDATORY_NOT_FOUND", "required field not found"});
  const auto given = tags_named(rows(), module, *body.find("tags"), adds);
  if (!given) return refused(400, {"INVALID_DATA", "invalid data", of_detail("api_name", "tags")});
  const auto ids = body.texts("ids");
  Outcomes outcomes;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const Row* row = live(module, ids[i]);
    if (row == nullptr || item_fails(i)) {  // no id in the answer: the document has these two details alone
      Json details = of_detail("api_name", "ids").set("json_path", "$.ids[" + std::to_string(i) + "]");
      outcomes.list.push(told_outcome("INVALID_DATA", "invalid data", std::move(details)));
      continue;
    }
    Json held = Json::array((*row)["Tag"].items());
    if (body.boolean_or("over_write", false)) held = Json::array();
    std::erase_if(held.items(), [&](const Json& id) { return std::ranges::find(*given, id) != given->end(); });
    if (adds) held.items().insert(held.items().end(), given->begin(), given->end());
    rows().write(module, ids[i], Json::object({{"Tag", held}}));
    outcomes.good("tags updated successfully", of_detail("id", ids[i]).set("tags", std::move(held)));
  }
  const int status = status_of(outcomes, 200, 400);
  const std::string done = std::to_string(outcomes.done);
  return answer(status, Json::object({{"data", std::move(outcomes.list)},
                                      {"wf_scheduler", false},
                                      {"success_count", Json(done)},
                                      {"locked_count", "0"}}));
}

}  // namespace goodword::sandbox
