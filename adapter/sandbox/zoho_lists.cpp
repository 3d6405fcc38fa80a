// The modules there are, and reading them: page by page, what changed since, what was deleted, what hangs on a record.
#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "sandbox/zoho.hpp"

namespace goodword::sandbox {
namespace {

using base::Json;
using namespace std::chrono_literals;

constexpr std::size_t fields_a_read = 50, ids_a_read = 100, rows_a_page = 200;  // ids: unproven

/// As the user sees it, who lives an hour east of Greenwich.
std::string local_time(base::Instant at) {
  std::string text = base::to_rfc3339(at + 1h);
  return text.replace(text.size() - 1, 1, "+01:00");
}

bool is_module(std::string_view name) { return name != "users" && name != "tags" && !name.empty(); }

}  // namespace

struct Zoho::Reading {
  const Table* table = nullptr;
  std::vector<std::string> fields;
  std::string by = "id", order = "desc";
  std::size_t size = rows_a_page, number = 1, passed = 0;
  std::optional<std::pair<std::string, std::string>> after;  ///< the place of the last row of the page before
};

std::vector<Table> Zoho::tables() {
  using enum Column::Type;
  constexpr auto fixed = Column::Access::read_only;
  const Column owner{"Owner", text, "users"}, about{"Description"}, tag{"Tag", list, "tags", fixed};
  const Column who{"Who_Id", text, "Contacts"}, what{"What_Id", text, "Accounts"};
  return {
      {"users", {{"first_name"}, {"last_name"}, {"email"}, {"status"}}},
      {"tags", {{"name"}, {"module"}}},
      {"Accounts",
       {{"Account_Name"},
        {"Website"},
        {"Industry"},
        {"Employees", number},
        {"Billing_City"},
        {"Billing_Country"},
        {"Phone"},
        owner,
        about,
        tag}},
      {"Contacts",
       {{"First_Name"},
        {"Last_Name"},
        {"Email"},
        {"Secondary_Email"},
        {"Phone"},
        {"Mobile"},
        {"Title"},
        {"Mailing_City"},
        {"Mailing_Country"},
        {"Account_Name", text, "Accounts"},
        {"Email_Opt_Out", boolean},
        owner,
        about,
        tag}},
      {"Deals",
       {{"Deal_Name"},
        {"Stage"},
        {"Contact_Name", text, "Contacts"},
        {"Account_Name", text, "Accounts"},
        {"Probability", number},
        {"Amount", number},
        {"Closing_Date", date},
        {"Reason_For_Loss__s"},
        owner,
        about,
        tag}},
      {"Tasks",
       {{"Subject"},
        {"Status"},
        {"Priority"},
        {"Due_Date", date},
        {"Closed_Time", instant, {}, fixed},
        who,
        what,
        owner,
        about}},
      {"Events", {{"Event_Title"}, {"Start_DateTime", instant}, {"End_DateTime", instant}, who, what, owner, about}},
      {"Calls", {{"Subject"}, {"Call_Start_Time", instant}, {"Call_Type"}, who, what, owner, about}},
      {"Notes", {{"Note_Title"}, {"Note_Content"}, {"Parent_Id", text, "Contacts"}, owner}}};
}

/// {"name": …, "id": …} of a user or a record; a user's address stands beside it.
Json Zoho::named(const std::string& id) const {
  const std::string table = zoho_table_of(id);
  const Row* row = rows().find(table, id);
  if (row == nullptr) return {};
  const bool user = table == "users";
  std::string name = (*row)[table == "Accounts" ? "Account_Name" : "Deal_Name"].text();
  if (user) name = (*row)["first_name"].text() + " " + (*row)["last_name"].text();
  if (table == "Contacts") name = (*row)["First_Name"].text() + " " + (*row)["Last_Name"].text();
  Json json = Json::object({{"name", Json(std::string(base::trim(name)))}, {"id", Json(id)}});
  return user ? json.set("email", (*row)["email"]) : json;
}

Json Zoho::shown_value(const Column& column, const Row& row) const {
  const Json& held = row[column.name];
  if (column.name == "Tag") {
    Json tags = Json::array();
    for (const auto& id : held.items()) {
      tags.push(
          Json::object({{"name", (*rows().find("tags", id.text()))["name"]}, {"id", id}, {"color_code", "#57B1FD"}}));
    }
    return tags;
  }
  if (held.is_null()) return column.type == Column::Type::boolean ? Json(false) : Json();
  if (column.type == Column::Type::instant) return Json(local_time(*base::parse_rfc3339(held.text())));
  if (column.refers_to.empty()) return held;
  Json other = named(held.text());
  if (column.name == "Parent_Id" && !other.is_null())
    other.set("module", Json::object({{"api_name", Json(zoho_table_of(held.text()))}, {"id", "554023000000002175"}}));
  return other;
}

Json Zoho::shown(const Table& table, const Row& row, const std::vector<std::string>& fields) const {
  Json json = Json::object();
  for (const auto& name : fields) {
    if (name == "Created_Time" || name == "Modified_Time") {
      json.set(name, Json(local_time(name == "Created_Time" ? row.created : row.modified)));
    } else if (const Column* column = table.column(name)) {
      json.set(name, shown_value(*column, row));
    }
  }
  return json.set("id", Json(row.id));
}

Answer Zoho::org(const Call& call, const Json&) {
  if (const auto name = unknown_parameter(call, {}); !name.empty())
    return refused(400, {"INVALID_DATA", "unknown parameter " + name});
  return answer(200, Json::object({{"org", Json::array({Json::object({{"id", "554023000000000001"},
                                                                      {"company_name", "North"},
                                                                      {"currency", "British Pound"},
                                                                      {"iso_code", "GBP"},
                                                                      {"time_zone", "Europe/Berlin"}})})}}));
}

namespace {

std::optional<std::size_t> counted_in(const Call& call, std::string_view name, std::size_t otherwise,
                                      std::size_t most) {
  const auto given = call.parameter(name);
  if (!given) return otherwise;
  const auto number = record_id(*given);
  return number && *number >= 1 && *number <= most ? std::optional<std::size_t>(*number) : std::nullopt;
}

/// Cuts out the page of this number, and says the rest in `info`.
Json cut_page(std::vector<const Row*>& found, std::size_t number, std::size_t size) {
  const std::size_t begin = std::min(found.size(), (number - 1) * size), end = std::min(found.size(), begin + size);
  const bool more = end < found.size();
  found = {found.begin() + static_cast<std::ptrdiff_t>(begin), found.begin() + static_cast<std::ptrdiff_t>(end)};
  return Json::object({{"per_page", Json(std::uint64_t(size))},
                       {"count", Json(std::uint64_t(found.size()))},
                       {"page", Json(std::uint64_t(number))},
                       {"more_records", more}});
}

}  // namespace

Answer Zoho::users(const Call& call, const Json&) {
  const auto unknown = unknown_parameter(call, {"type", "page", "per_page", "ids"});
  const auto number = counted_in(call, "page", 1, 1000), size = counted_in(call, "per_page", 200, rows_a_page);
  if (!unknown.empty() || !number || !size) return refused(400, {"INVALID_DATA", "invalid parameter " + unknown});
  const std::string type = call.parameter("type").value_or("AllUsers");
  if (type != "AllUsers" && type != "CurrentUser") return refused(400, {"INVALID_DATA", "invalid parameter type"});
  auto found = rows().seen("users");
  std::erase_if(found, [](const Row* row) { return row->deleted.has_value(); });
  if (type == "CurrentUser" && found.size() > 1) found.resize(1);
  Json info = cut_page(found, *number, *size), list = Json::array();
  for (const Row* row : found) {
    list.push(Json::object({{"id", Json(row->id)},
                            {"first_name", (*row)["first_name"]},
                            {"last_name", (*row)["last_name"]},
                            {"email", (*row)["email"]},
                            {"status", (*row)["status"]}}));
  }
  if (found.empty()) return {204, {}, {}};
  return answer(200, Json::object({{"users", std::move(list)}, {"info", std::move(info)}}));
}

Answer Zoho::tags(const Call& call, const Json&) {
  const auto unknown = unknown_parameter(call, {"module"});
  const std::string module = call.parameter("module").value_or("");
  if (!unknown.empty()) return refused(400, {"INVALID_DATA", "unknown parameter " + unknown});
  if (module.empty())
    return refused(400, {"REQUIRED_PARAM_MISSING", "One of the expected parameter is missing",
                         Json::object({{"param", "module"}})});
  Json list = Json::array();
  for (const Row* row : rows().seen("tags")) {
    if (row->deleted || (*row)["module"].text() != module) continue;
    list.push(Json::object({{"name", (*row)["name"]},
                            {"id", Json(row->id)},
                            {"color_code", "#57B1FD"},
                            {"created_time", Json(local_time(row->created))},
                            {"modified_time", Json(local_time(row->modified))}}));
  }
  if (list.items().empty()) return {204, {}, {}};  // unproven
  Json info = Json::object({{"count", Json(std::uint64_t(list.items().size()))}, {"allowed_count", 100}});
  return answer(200, Json::object({{"tags", std::move(list)}, {"info", std::move(info)}}));
}

/// The parameters of a list, and its fields, which must be named.
Zoho::Verdict Zoho::wrong_with_list(const Call& call, const Table& table) const {
  const bool related = call.arguments.size() == 3;
  const auto name =
      related ? unknown_parameter(call, {"fields", "page", "per_page"})
              : unknown_parameter(call, {"fields", "ids", "page", "per_page", "page_token", "sort_by", "sort_order"});
  if (!name.empty()) return Wrong{"INVALID_DATA", "unknown parameter " + name};
  const auto fields = call.list("fields");
  if (fields.empty()) {
    return Wrong{"REQUIRED_PARAM_MISSING", "One of the expected parameter is missing",
                 Json::object({{"param_name", "fields"}})};
  }
  if (fields.size() > fields_a_read) return Wrong{"LIMIT_EXCEEDED", "more than 50 fields"};
  for (const auto& field : fields) {
    if (field != "id" && field != "Created_Time" && field != "Modified_Time" && table.column(field) == nullptr)
      return Wrong{"INVALID_DATA", "No field found", Json::object({{"api_name", Json(field)}})};
  }
  if (call.list("ids").size() > ids_a_read) return Wrong{"LIMIT_EXCEEDED", "more than 100 ids"};
  return std::nullopt;
}

namespace {

using Place = std::pair<std::string, std::string>;

/// Ids of a table have the same length, so their texts compare as their numbers do.
Place place_of(const Row& row, std::string_view by) {
  if (by == "id") return {"", row.id};
  return {base::to_rfc3339(by == "Created_Time" ? row.created : row.modified), row.id};
}

/// Belongs to a list and ends a day later.
std::string written_token(const Json& list, base::Instant ends, std::size_t number, std::size_t passed,
                          const Place& last) {
  return base::to_base64url(base::write_json(Json::object({{"list", list},
                                                           {"ends", Json(base::to_rfc3339(ends))},
                                                           {"number", Json(std::uint64_t(number))},
                                                           {"passed", Json(std::uint64_t(passed))},
                                                           {"by", Json(last.first)},
                                                           {"id", Json(last.second)}})));
}

std::optional<Json> read_token(std::string text) {
  std::ranges::replace(text, '-', '+');
  std::ranges::replace(text, '_', '/');
  text.append((4 - text.size() % 4) % 4, '=');
  const auto bytes = base::from_base64(text);
  auto json = bytes ? base::parse_json(*bytes) : base::Result<Json>(base::failure("json.syntax", ""));
  return json && json->is_object() ? std::optional(std::move(*json)) : std::nullopt;
}

bool sorts(std::string_view by, std::string_view order) {
  const bool known = by == "id" || by == "Created_Time" || by == "Modified_Time";
  return known && (order == "asc" || order == "desc");
}

/// It is one of this list, and has not ended.
bool token_holds(const std::optional<Json>& token, const Json& list, base::Instant now) {
  return token && token->find("list") != nullptr && *token->find("list") == list &&
         now < *base::parse_rfc3339(token->text_or("ends", ""));
}

Json list_of(const std::string& table, const std::string& by, const std::string& order) {
  return Json::array({Json(table), Json(by), Json(order)});
}

}  // namespace

Zoho::Verdict Zoho::read(const Call& call, const Table& table, Reading& reading) const {
  if (auto wrong = wrong_with_list(call, table)) return wrong;
  reading.table = &table;
  reading.fields = call.list("fields");
  reading.by = call.parameter("sort_by").value_or("id");
  reading.order = call.parameter("sort_order").value_or("desc");
  if (!sorts(reading.by, reading.order))
    return Wrong{"INVALID_DATA", "sort_by or sort_order has a value that it cannot have"};
  const auto size = counted_in(call, "per_page", rows_a_page, rows_a_page), number = counted_in(call, "page", 1, 10000);
  if (!size || !number) return Wrong{"INVALID_DATA", "page or per_page has a value that it cannot have"};
  reading.size = *size;
  reading.number = *number;
  const auto given = call.parameter("page_token");
  if (!given && (*number - 1) * *size >= options_.by_number)  // its code: unproven
    return Wrong{"LIMIT_EXCEEDED", "page reaches 2000 records, page_token goes on"};
  reading.passed = (*number - 1) * *size;
  if (!given) return std::nullopt;
  if (call.parameter("page")) return Wrong{"INVALID_DATA", "page and page_token do not go together"};
  const auto token = read_token(*given);
  if (!token_holds(token, list_of(table.name, reading.by, reading.order), now()))
    return Wrong{"INVALID_DATA", "the page_token given is invalid", Json::object({{"param_name", "page_token"}})};
  reading.number = static_cast<std::size_t>(token->integer_or("number", 1));
  reading.passed = static_cast<std::size_t>(token->integer_or("passed", 0));
  if (options_.tokens == ZohoOptions::Tokens::by_place)
    reading.after = Place{token->text_or("by", ""), token->text_or("id", "")};
  return std::nullopt;
}

namespace {

/// How many in the list came before its page: up to the last row of the one before, or by number.
std::size_t count_passed(const std::vector<const Row*>& found, const std::optional<Place>& after, std::string_view by,
                         std::string_view order) {
  return static_cast<std::size_t>(std::ranges::count_if(found, [&](const Row* row) {
    const Place place = place_of(*row, by);
    return order == "asc" ? place <= *after : place >= *after;
  }));
}

bool in_list(const Row& row, const std::vector<std::string>& ids, const std::optional<base::Instant>& since) {
  if (row.deleted || (since && row.modified <= *since)) return false;
  return ids.empty() || std::ranges::find(ids, row.id) != ids.end();
}

void put_in_list_order(std::vector<const Row*>& found, std::string_view by, std::string_view order) {
  std::ranges::sort(found, {}, [&](const Row* row) { return place_of(*row, by); });
  if (order == "desc") std::ranges::reverse(found);
}

}  // namespace

/// Of the rows that the list has: those of the page, in their order.
Answer Zoho::page(const Call& call, const Reading& reading, std::vector<const Row*> found) const {
  const bool untimed = reading.table->name == "Notes" && options_.notes == ZohoOptions::Notes::all;
  const auto since = untimed ? std::nullopt : since_;
  const auto ids = call.list("ids");
  std::erase_if(found, [&](const Row* row) { return !in_list(*row, ids, since); });
  if (found.empty()) return {since ? 304 : 204, {}, {}};
  put_in_list_order(found, reading.by, reading.order);
  std::size_t begin = std::min(reading.passed, found.size());
  if (reading.after) begin = count_passed(found, reading.after, reading.by, reading.order);
  found.erase(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(begin));
  Json info = cut_page(found, 1, reading.size), data = Json::array(), next;
  for (const Row* row : found) data.push(shown(*reading.table, *row, reading.fields));
  const auto ends = now() + 24h;
  if (info.boolean_or("more_records", false)) {
    next = Json(written_token(list_of(reading.table->name, reading.by, reading.order), ends, reading.number + 1,
                              reading.passed + found.size(), place_of(*found.back(), reading.by)));
  }
  info.set("page", Json(std::uint64_t(reading.number)))
      .set("sort_by", Json(reading.by))
      .set("sort_order", Json(reading.order))
      .set("page_token_expiry", next.is_null() ? Json() : Json(local_time(ends)))
      .set("previous_page_token", Json())
      .set("next_page_token", std::move(next));
  if (data.items().empty()) return {204, {}, {}};
  return answer(200, Json::object({{"data", std::move(data)}, {"info", std::move(info)}}));
}

Answer Zoho::list(const Call& call, const Json&) {
  const Table* table = is_module(call.arguments[0]) ? rows().table(call.arguments[0]) : nullptr;
  if (table == nullptr) return refused(400, {"INVALID_MODULE", "The module name given seems to be invalid"});
  Reading reading;
  if (const auto wrong = read(call, *table, reading)) return refused(400, *wrong);
  return page(call, reading, rows().seen(table->name));
}

/// Notes of a record, and its open tasks. Both names: unproven.
Answer Zoho::related(const Call& call, const Json&) {
  const std::string &module = call.arguments[0], &id = call.arguments[1], &name = call.arguments[2];
  if (!is_module(module) || rows().table(module) == nullptr || (name != "Notes" && name != "Tasks"))
    return refused(400, {"INVALID_MODULE", "The module name given seems to be invalid"});
  if (live(module, id) == nullptr) return refused(400, {"INVALID_DATA", "the id given seems to be invalid"});
  Reading reading;
  if (const auto wrong = read(call, *rows().table(name), reading)) return refused(400, *wrong);
  auto found = rows().seen(name);
  std::erase_if(found, [&](const Row* row) {
    if (name == "Notes") return (*row)["Parent_Id"].text() != id;
    return ((*row)["Who_Id"].text() != id && (*row)["What_Id"].text() != id) || (*row)["Status"].text() == "Completed";
  });
  return page(call, reading, std::move(found));
}

namespace {

/// Whom the list of deleted ones tells of, as far as time goes.
bool told_deleted(const Row& row, const std::optional<base::Instant>& since, base::Instant now) {
  return row.deleted && *row.deleted >= now - std::chrono::days(60) && (!since || *row.deleted > *since);
}

/// Whether notes do: unproven.
bool tells_deletions(const Rows& rows, const std::string& module) {
  return is_module(module) && module != "Notes" && rows.table(module) != nullptr;
}

bool is_type_of_deletion(std::string_view type) { return type == "all" || type == "recycle" || type == "permanent"; }

}  // namespace

/// For sixty days (unproven). What left the bin is not told of any more.
Answer Zoho::deleted(const Call& call, const Json&) {
  const std::string& module = call.arguments[0];
  if (!tells_deletions(rows(), module))
    return refused(400, {"INVALID_MODULE", "The module name given seems to be invalid"});
  const auto unknown = unknown_parameter(call, {"type", "page", "per_page"});
  const auto number = counted_in(call, "page", 1, 1000), size = counted_in(call, "per_page", 200, rows_a_page);
  const std::string type = call.parameter("type").value_or("all");
  if (!unknown.empty() || !number || !size || !is_type_of_deletion(type))
    return refused(400, {"INVALID_DATA", "invalid parameter " + unknown});
  auto found = rows().seen(module);
  const bool untold = options_.swallowed == ZohoOptions::Swallowed::untold;
  std::erase_if(found, [&](const Row* row) {
    return !told_deleted(*row, since_, now()) || (untold && !row->merged_into.empty());
  });
  if (type == "permanent") found.clear();
  if (found.empty()) return {since_ ? 304 : 204, {}, {}};
  std::ranges::stable_sort(found, std::ranges::greater{}, [](const Row* row) { return *row->deleted; });
  Json info = cut_page(found, *number, *size), data = Json::array();
  for (const Row* row : found) {
    data.push(Json::object({{"id", Json(row->id)},
                            {"display_name", *named(row->id).find("name")},
                            {"type", "recycle"},
                            {"deleted_time", Json(local_time(*row->deleted))}}));
  }
  if (found.empty()) return {204, {}, {}};
  return answer(200, Json::object({{"data", std::move(data)}, {"info", std::move(info)}}));
}

}  // namespace goodword::sandbox
