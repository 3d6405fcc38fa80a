// Notes and tasks: lists by offset, made and deleted one by one.
#include <algorithm>

#include "base/text.hpp"
#include "sandbox/attio.hpp"

namespace goodword::sandbox {
namespace {

using base::Json;

constexpr std::size_t longest_task = 2000;  // unproven

Json talk_id(const char* name, const std::string& id) {
  return Json::object({{"workspace_id", attio_workspace}, {name, Json(id)}});
}

/// A slug stands for an object, and nothing else has records.
bool has_records(std::string_view object) { return object == "people" || object == "companies" || object == "deals"; }

std::vector<const Row*> cut_out(std::vector<const Row*> found, std::size_t offset, std::size_t limit) {
  const std::size_t begin = std::min(offset, found.size()), end = std::min(found.size(), begin + limit);
  return {found.begin() + static_cast<std::ptrdiff_t>(begin), found.begin() + static_cast<std::ptrdiff_t>(end)};
}

}  // namespace

const Row* Attio::live(std::string_view table, std::string_view id) const {
  const Row* row = rows().find(table, id);
  return row == nullptr || row->deleted ? nullptr : row;
}

Json Attio::shown_note(const Row& row) const {
  const bool ours = row["author"].is_null();
  return Json::object({{"id", talk_id("note_id", row.id)},
                       {"parent_object", row["parent_object"]},
                       {"parent_record_id", row["parent_record_id"]},
                       {"title", row["title"]},
                       {"content_plaintext", row["content"]},
                       {"content_markdown", row["content"]},
                       {"tags", Json::array()},
                       {"created_by_actor", Json::object({{"type", ours ? "api-token" : "workspace-member"},
                                                          {"id", ours ? Json(attio_workspace) : row["author"]}})},
                       {"created_at", Json(attio_time(row.created))}});
}

Json Attio::shown_task(const Row& row) const {
  Json linked = Json::array(), assignees = Json::array();
  for (const auto& id : row["linked"].items())
    linked.push(Json::object({{"target_object_id", row["linked_object"]}, {"target_record_id", id}}));
  for (const auto& id : row["assignees"].items())
    assignees.push(Json::object({{"referenced_actor_type", "workspace-member"}, {"referenced_actor_id", id}}));
  const auto due = base::parse_rfc3339(row["deadline_at"].text());
  return Json::object({{"id", talk_id("task_id", row.id)},
                       {"content_plaintext", row["content"]},
                       {"deadline_at", due ? Json(attio_time(*due)) : Json()},
                       {"is_completed", row["is_completed"].boolean()},
                       {"linked_records", std::move(linked)},
                       {"assignees", std::move(assignees)},
                       {"created_by_actor", Json::object({{"type", "api-token"}, {"id", attio_workspace}})},
                       {"created_at", Json(attio_time(row.created))}});
}

Answer Attio::notes(const Call& call, const Json&) {
  const auto unknown = unknown_parameter(call, {"limit", "offset", "parent_object", "parent_record_id"});
  const auto limit = attio_count(call.parameter("limit"), 10, 50),
             offset = attio_count(call.parameter("offset"), 0, 1'000'000);
  if (!unknown.empty() || !limit || !offset || *limit == 0)
    return refused(400, "validation_type", "limit or offset is out of bounds, or unknown: " + unknown);
  const auto object = call.parameter("parent_object"), parent = call.parameter("parent_record_id");
  auto found = rows().seen("notes");
  std::erase_if(found, [&](const Row* row) {
    return row->deleted || (object && (*row)["parent_object"].text() != *object) ||
           (parent && (*row)["parent_record_id"].text() != *parent);
  });
  if (options_.notes == AttioOptions::Notes::newest_first) std::ranges::reverse(found);
  Json list = Json::array();
  for (const Row* row : cut_out(std::move(found), *offset, *limit)) list.push(shown_note(*row));
  return good(std::move(list));
}

Answer Attio::create_note(const Call&, const Json& body) {
  const char* needed[] = {"parent_object", "parent_record_id", "title", "format", "content"};
  const bool all = std::ranges::all_of(needed, [&](const char* key) {
    const Json* value = body.find(key);
    return value != nullptr && value->is_string();
  });
  const auto key = unknown_key(body, {"parent_object", "parent_record_id", "title", "format", "content", "created_at"});
  const std::string format = body.text_or("format", ""), object = body.text_or("parent_object", ""),
                    parent = body.text_or("parent_record_id", "");
  if (!all || !key.empty() || (format != "plaintext" && format != "markdown"))
    return refused(400, "validation_type", "The note lacks something, or has an unknown key " + key);
  if (!has_records(object) || live(object, parent) == nullptr)
    return refused(404, "not_found", "Record with ID \"" + parent + "\" was not found.");
  const std::string id = rows().create("notes", Json::object({{"parent_object", object},
                                                              {"parent_record_id", parent},
                                                              {"title", *body.find("title")},
                                                              {"content", *body.find("content")}}));
  return good(shown_note(*rows().find("notes", id)));
}

namespace {

bool task_listed(const Call& call, const Row& row) {
  const auto object = call.parameter("linked_object"), record = call.parameter("linked_record_id"),
             completed = call.parameter("is_completed");
  const auto& linked = row["linked"].items();
  if (row.deleted || (object && row["linked_object"].text() != *object)) return false;
  if (record && std::ranges::find(linked, Json(*record)) == linked.end()) return false;
  return !completed || row["is_completed"].boolean() == (*completed == "true");
}

/// Empty: nothing is wrong with the parameters of a list of tasks but, perhaps, its bounds.
std::string wrong_with_tasks(const Call& call) {
  const std::string sort = call.parameter("sort").value_or("created_at:asc");
  if (sort != "created_at:asc" && sort != "created_at:desc") return "sort has a value that it cannot have";
  if (call.parameter("linked_record_id") && !call.parameter("linked_object")) return "linked_object is missing";
  const auto unknown =
      unknown_parameter(call, {"limit", "offset", "sort", "linked_object", "linked_record_id", "is_completed"});
  return unknown.empty() ? "" : "Unknown parameter " + unknown;
}

}  // namespace

Answer Attio::tasks(const Call& call, const Json&) {
  if (const auto wrong = wrong_with_tasks(call); !wrong.empty()) return refused(400, "validation_type", wrong);
  const auto limit = attio_count(call.parameter("limit"), 500, 500),
             offset = attio_count(call.parameter("offset"), 0, 1'000'000);
  if (!limit || !offset || *limit == 0) return refused(400, "validation_type", "limit or offset is out of bounds");
  auto found = rows().seen("tasks");
  std::erase_if(found, [&](const Row* row) { return !task_listed(call, *row); });
  if (call.parameter("sort") == "created_at:desc") std::ranges::reverse(found);
  Json list = Json::array();
  for (const Row* row : cut_out(std::move(found), *offset, *limit)) list.push(shown_task(*row));
  return good(std::move(list));
}

namespace {

/// Empty: nothing is wrong with the records that a task goes with.
std::string wrong_with_links(const Json& linked) {
  for (const auto& record : linked.items()) {
    if (!unknown_key(record, {"target_object", "target_record_id"}).empty()) return "linked_records has an unknown key";
    const std::string object = record.text_or("target_object", "");
    if (object != "people" && object != "companies") return "A task goes with people and companies";
  }
  return {};
}

}  // namespace

/// Empty: nothing is wrong with it. All its keys must be there.
std::string Attio::wrong_with_task(const Json& task) const {
  const auto key =
      unknown_key(task, {"content", "format", "deadline_at", "is_completed", "linked_records", "assignees"});
  if (!key.empty() || task.members().size() != 6) return "The task lacks something, or has an unknown key " + key;
  if (task.text_or("format", "") != "plaintext") return "format must be plaintext";
  const std::string content = task.text_or("content", "");
  if (content.empty() || base::count_characters(content) > longest_task) return "content is empty or too long";
  const Json& due = *task.find("deadline_at");
  if (!due.is_null() && !base::parse_rfc3339(due.text())) return "deadline_at is no time";
  if (!task.find("is_completed")->is_boolean()) return "is_completed is no boolean";
  for (const auto& assignee : task.find("assignees")->items()) {
    const bool member = assignee.text_or("referenced_actor_type", "") == "workspace-member" &&
                        live("members", assignee.text_or("referenced_actor_id", "")) != nullptr;
    if (!member) return "assignees names nobody";
  }
  return wrong_with_links(*task.find("linked_records"));
}

Answer Attio::create_task(const Call&, const Json& body) {
  if (const auto wrong = wrong_with_task(body); !wrong.empty()) return refused(400, "validation_type", wrong);
  Json linked = Json::array(), assignees = Json::array();
  std::string object;
  for (const auto& record : body.find("linked_records")->items()) {
    object = record.text_or("target_object", "");
    const std::string id = record.text_or("target_record_id", "");
    if (live(object, id) == nullptr) return refused(404, "not_found", "Record with ID \"" + id + "\" was not found.");
    linked.push(Json(id));
  }
  for (const auto& assignee : body.find("assignees")->items()) assignees.push(*assignee.find("referenced_actor_id"));
  const std::string id = rows().create("tasks", Json::object({{"content", *body.find("content")},
                                                              {"deadline_at", *body.find("deadline_at")},
                                                              {"is_completed", *body.find("is_completed")},
                                                              {"linked_object", Json(object)},
                                                              {"linked", std::move(linked)},
                                                              {"assignees", std::move(assignees)}}));
  return good(shown_task(*rows().find("tasks", id)));
}

Answer Attio::read_talk(const Call& call, const Json&) {
  const std::string& table = call.segments[1];
  const Row* row = live(table, call.arguments[0]);
  if (row == nullptr) return refused(404, "not_found", "\"" + call.arguments[0] + "\" was not found.");
  return good(table == "notes" ? shown_note(*row) : shown_task(*row));
}

Answer Attio::erase_talk(const Call& call, const Json&) {
  const std::string& table = call.segments[1];
  if (live(table, call.arguments[0]) == nullptr)
    return refused(404, "not_found", "\"" + call.arguments[0] + "\" was not found.");
  rows().erase(table, call.arguments[0]);
  return answer(200, Json::object());
}

}  // namespace goodword::sandbox
