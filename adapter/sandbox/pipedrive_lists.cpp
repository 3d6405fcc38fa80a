// Lists. Where an item lies in a list of v2 a cursor tells: the value of the sorted field and the id of the last row,
// as the document's example has it. Lists of v1 are counted.
#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "sandbox/pipedrive.hpp"

namespace goodword::sandbox {
namespace {

using base::Json;

constexpr std::size_t most_ids = 100;

/// What a parameter's value must be.
struct Parameter {
  enum class Kind { number, time, choice, ids } kind = Kind::number;
  std::vector<std::string_view> choices = {};
};

const std::map<std::string_view, Parameter>& all_parameters() {
  using enum Parameter::Kind;
  static const std::map<std::string_view, Parameter> all = {
      {"ids", {ids}},
      {"updated_since", {time}},
      {"updated_until", {time}},
      {"sort_by", {choice, {"id", "update_time", "add_time"}}},
      {"sort_direction", {choice, {"asc", "desc"}}},
      {"cursor", {choice}},
      {"status", {choice, {"open", "won", "lost", "deleted"}}},
      {"done", {choice, {"true", "false"}}},
      {"folder", {choice, {"inbox", "drafts", "sent", "archive"}}},
      {"sort", {choice, {"id ASC", "id DESC", "update_time ASC"}}},
  };
  return all;
}

/// Parameters of a list beside those that all of v2 have, by table.
std::vector<std::string_view> parameters_of_table(std::string_view table) {
  static const std::vector<std::string_view> all = {
      "ids", "updated_since", "updated_until", "sort_by", "sort_direction", "limit", "cursor"};
  static const std::map<std::string_view, std::vector<std::string_view>> own = {
      {"persons", {"owner_id", "org_id"}},
      {"organizations", {"owner_id"}},
      {"deals", {"owner_id", "person_id", "org_id", "pipeline_id", "stage_id", "status"}},
      {"activities", {"owner_id", "deal_id", "person_id", "org_id", "done"}},
      {"notes", {"user_id", "deal_id", "person_id", "org_id", "updated_since", "sort", "start", "limit"}},
      {"mailThreads", {"folder", "start", "limit"}},
      {"stages", {"pipeline_id"}}};
  const auto found = own.find(table);
  auto names = found == own.end() ? std::vector<std::string_view>() : found->second;
  if (table != "users" && table != "notes" && table != "mailThreads") names.insert(names.end(), all.begin(), all.end());
  return names;
}

bool good_value(const Parameter& parameter, const std::string& value) {
  switch (parameter.kind) {
    case Parameter::Kind::number: return record_id(value).has_value();
    case Parameter::Kind::time: return value.find('T') != std::string::npos && base::parse_rfc3339(value);
    case Parameter::Kind::ids: return base::split(value, ',').size() <= most_ids;
    case Parameter::Kind::choice: break;
  }
  return parameter.choices.empty() || std::ranges::find(parameter.choices, value) != parameter.choices.end();
}

/// Empty: nothing is wrong with the parameters of a list.
std::string wrong_with_list(const Call& call, std::string_view table) {
  const auto known = parameters_of_table(table);
  for (const auto& [name, value] : call.parameters) {
    if (std::ranges::find(known, name) == known.end()) return "Unknown parameter " + name;
    const auto found = all_parameters().find(name);
    if (!good_value(found == all_parameters().end() ? Parameter{} : found->second, value))
      return name + " has a value that it cannot have";
  }
  return {};
}

struct Cursor {
  std::string field, direction = "asc";
  Json value;
  std::uint64_t id = 0;
};

std::optional<Cursor> read_cursor(std::string text) {
  text.append((4 - text.size() % 4) % 4, '=');
  const auto bytes = base::from_base64(text);
  const auto json = bytes ? base::parse_json(*bytes) : base::Result<Json>(base::failure("json.syntax", ""));
  if (!json || !json->is_object()) return std::nullopt;
  const Json* value = json->find("fieldValue");
  const auto id = record_id(json->text_or("id", ""));
  if (value == nullptr || !id) return std::nullopt;
  return Cursor{json->text_or("field", ""), json->text_or("sortDirection", ""), *value, *id};
}

/// A row's place in a list, to be compared.
std::pair<std::string, std::uint64_t> place(const Row& row, std::string_view field) {
  const std::uint64_t id = *record_id(row.id);
  if (field == "update_time") return {base::to_rfc3339(row.modified), id};
  return {field == "add_time" ? base::to_rfc3339(row.created) : "", id};
}

/// The cursor of the page that comes after this row.
std::string written(const Cursor& cursor, const Row& last) {
  const auto [value, id] = place(last, cursor.field);
  const Json json = Json::object({{"field", Json(cursor.field)},
                                  {"fieldValue", cursor.field == "id" ? Json(id) : Json(value)},
                                  {"sortDirection", Json(cursor.direction)},
                                  {"id", Json(id)}});
  std::string text = base::to_base64(base::write_json(json));
  while (text.ends_with('=')) text.pop_back();
  return text;
}

std::optional<std::uint64_t> limit_of(const Call& call, std::uint64_t most) {
  const auto given = call.parameter("limit");
  if (!given) return 100;
  const auto limit = record_id(*given);
  return limit && *limit >= 1 && *limit <= most ? limit : std::nullopt;
}

}  // namespace

namespace {

/// Deleted ones are shown to whom asks for them, for 30 days; archived deals have a list of their own.
bool in_state(const Call& call, const Table& table, const Row& row, base::Instant now) {
  const std::string wanted = call.parameter("status").value_or("");
  if (wanted == "deleted") return row.deleted && *row.deleted >= now - std::chrono::days(30);
  if (row.deleted || (!wanted.empty() && row["status"].text() != wanted)) return false;
  return table.name != "deals" || row["is_archived"].boolean() == (call.segments.back() == "archived");
}

bool in_time(const Call& call, const Row& row) {
  const auto since = call.parameter("updated_since"), until = call.parameter("updated_until");
  return (!since || row.modified >= *base::parse_rfc3339(*since)) &&
         (!until || row.modified < *base::parse_rfc3339(*until));
}

}  // namespace

bool Pipedrive::listed(const Call& call, const Table& table, const Row& row) const {
  if (!in_state(call, table, row, now()) || !in_time(call, row)) return false;
  const auto ids = call.list("ids");
  if (!ids.empty() && std::ranges::find(ids, row.id) == ids.end()) return false;
  return std::ranges::all_of(call.parameters, [&](const auto& parameter) {
    const bool by_column = parameter.first != "status" && table.column(parameter.first) != nullptr;
    return !by_column || row[parameter.first].text() == parameter.second;
  });
}

namespace {

Cursor beginning(const Call& call) {
  return {call.parameter("sort_by").value_or("id"), call.parameter("sort_direction").value_or("asc"), {}, 0};
}

void put_in_order(std::vector<const Row*>& rows, const Cursor& cursor) {
  std::ranges::sort(rows, {}, [&](const Row* row) { return place(*row, cursor.field); });
  if (cursor.direction == "desc") std::ranges::reverse(rows);
}

/// The cursor that came was given, and for this list.
bool goes_on(const Cursor& list, const std::string& given, const std::set<std::string>& known) {
  const auto after = read_cursor(given);
  return after && known.contains(given) && after->field == list.field && after->direction == list.direction;
}

/// Behind it, in the order of the list: the value and id of a row there come after the cursor's.
bool behind(const Cursor& cursor, const Row& row) {
  const std::pair from{cursor.field == "id" ? std::string() : cursor.value.text(), cursor.id};
  return cursor.direction == "asc" ? place(row, cursor.field) > from : place(row, cursor.field) < from;
}

}  // namespace

Answer Pipedrive::list(const Call& call, const Json&) {
  const Table& table = *rows().table(table_of(call));
  if (const auto wrong = wrong_with_list(call, table.name); !wrong.empty()) return refused(400, wrong);
  const auto limit = limit_of(call, 500);
  if (!limit) return refused(400, "limit must be a number between 1 and 500");
  const Cursor cursor = beginning(call);
  const auto given = call.parameter("cursor");
  if (given && !goes_on(cursor, *given, cursors_)) return said(Fault::cursor_expired);
  const auto after = given ? read_cursor(*given) : std::nullopt;
  std::vector<const Row*> found;
  for (const Row* row : rows().seen(table.name)) {
    if ((!after || behind(*after, *row)) && listed(call, table, *row)) found.push_back(row);
  }
  put_in_order(found, cursor);
  const bool more = found.size() > *limit;
  if (more) found.resize(static_cast<std::size_t>(*limit));
  Json data = Json::array(), next;
  for (const Row* row : found) data.push(shown(table, *row));
  if (more) next = Json(*cursors_.insert(written(cursor, *found.back())).first);
  return good(200, std::move(data), Json::object({{"next_cursor", std::move(next)}}));
}

/// Lists of v1 are counted from a start; users come all at once, mail threads without a word of further pages.
Answer Pipedrive::list_v1(const Call& call, const Json&) {
  const Table& table = *rows().table(table_of(call));
  if (const auto wrong = wrong_with_list(call, table.name); !wrong.empty()) return refused(400, wrong);
  const auto limit = limit_of(call, 500);
  if (!limit) return refused(400, "limit must be a number between 1 and 500");
  std::vector<const Row*> found;
  for (const Row* row : rows().seen(table.name)) {
    if (listed(call, table, *row)) found.push_back(row);
  }
  const std::string sort = call.parameter("sort").value_or("id ASC");
  if (sort == "id DESC") std::ranges::reverse(found);
  if (sort == "update_time ASC") std::ranges::stable_sort(found, {}, &Row::modified);
  const std::uint64_t start = *record_id(call.parameter("start").value_or("0"));
  const std::uint64_t end =
      table.name == "users" ? found.size() : std::min<std::uint64_t>(start + *limit, found.size());
  Json data = Json::array();
  for (std::uint64_t i = start; i < end; ++i) data.push(shown(table, *found[i]));
  if (table.name != "notes") return good(200, std::move(data));
  Json pages =
      Json::object({{"start", Json(start)}, {"limit", Json(*limit)}, {"more_items_in_collection", end < found.size()}});
  if (end < found.size()) pages.set("next_start", Json(end));
  return good(200, std::move(data), Json::object({{"pagination", std::move(pages)}}));
}

}  // namespace goodword::sandbox
