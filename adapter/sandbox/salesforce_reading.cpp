// Queries and their pages, what was deleted or changed, and single records.
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "sandbox/salesforce.hpp"

namespace goodword::sandbox {
namespace {

using base::Json;

constexpr std::size_t most_locators = 10;              // of one user; unproven
constexpr auto locator_life = std::chrono::hours(48);  // unproven
const std::string path = "/services/data/v60.0/";

std::string spelled(base::Instant at) { return base::to_rfc3339_ms(at).substr(0, 23) + "+0000"; }

bool is_id(std::string_view field) { return field == "Id" || field.ends_with("Id"); }

/// The literal's kind is one that this column is compared with.
bool literal_fits(Column::Type type, SoqlLiteral::Type literal) {
  using Literal = SoqlLiteral::Type;
  if (literal == Literal::null) return true;
  switch (type) {
    case Column::Type::number: return literal == Literal::number;
    case Column::Type::boolean: return literal == Literal::boolean;
    case Column::Type::instant: return literal == Literal::instant;
    case Column::Type::date: return literal == Literal::date;
    default: return literal == Literal::text;
  }
}

Column::Type type_of(const Table& table, const std::string& field) {
  if (field.ends_with("Date") && (field.starts_with("Created") || field.starts_with("LastModified")))
    return Column::Type::instant;
  if (field == "SystemModstamp") return Column::Type::instant;
  const Column* column = table.column(field);
  return column != nullptr ? column->type : field == "IsDeleted" ? Column::Type::boolean : Column::Type::text;
}

}  // namespace

bool Salesforce::has_field(const Table& table, std::string_view field) {
  static constexpr std::array<std::string_view, 4> all = {"Id", "CreatedDate", "LastModifiedDate", "SystemModstamp"};
  if (std::ranges::find(all, field) != all.end() || table.column(field) != nullptr) return true;
  if (field == "IsDeleted") return table.name != "User";
  return field == "MasterRecordId" && (table.name == "Account" || table.name == "Contact");
}

namespace {

/// What is true of a row though no one wrote it; nothing: it is a column.
std::optional<Json> of_row(std::string_view table, const Row& row, std::string_view field) {
  if (field == "Id") return Json(row.id);
  if (field == "CreatedDate") return Json(base::to_rfc3339(row.created));
  if (field == "SystemModstamp" || field == "LastModifiedDate") return Json(base::to_rfc3339(row.modified));
  if (field == "IsDeleted") return Json(row.deleted.has_value());
  if (field == "MasterRecordId") return row.merged_into.empty() ? Json() : Json(row.merged_into);
  if (field == "IsWon") return Json(row["StageName"].text() == "Closed Won");
  if (field == "IsClosed")
    return Json(table == "Task" ? row["Status"].text() == "Completed" : row["StageName"].text().starts_with("Closed"));
  return std::nullopt;
}

}  // namespace

/// As it is compared: times in RFC 3339.
Json Salesforce::value(std::string_view table, const Row& row, const std::string& field) const {
  if (auto told = of_row(table, row, field)) return std::move(*told);
  const Column* column = rows().table(table)->column(field);
  if (field == "Name" && column->access == Column::Access::read_only)
    return Json(std::string(base::trim(row["FirstName"].text() + " " + row["LastName"].text())));
  const Json& held = row[field];
  return held.is_null() && column->type == Column::Type::boolean ? Json(false) : held;
}

Json Salesforce::shown(const Table& table, const Row& row, const std::vector<std::string>& fields) const {
  Json json = Json::object(
      {{"attributes",
        Json::object({{"type", Json(table.name)}, {"url", Json(path + "sobjects/" + table.name + "/" + row.id)}})}});
  for (const auto& field : fields) {
    Json held = value(table.name, row, field);
    if (type_of(table, field) == Column::Type::instant && !held.is_null())
      held = Json(spelled(*base::parse_rfc3339(held.text())));
    json.set(field, std::move(held));
  }
  return json;
}

/// Of a year ago, and done: no longer listed.
bool Salesforce::archived(std::string_view table, const Row& row) const {
  const auto year_ago = now() - std::chrono::days(365);
  if (table == "Event") {
    const auto begins = base::parse_rfc3339(row["StartDateTime"].text());
    return begins && *begins < year_ago;
  }
  if (table != "Task" || !value(table, row, "IsClosed").boolean()) return false;
  const auto due = base::parse_date(row["ActivityDate"].text());
  return (due ? base::start_of(*due) : row.created) < year_ago;
}

namespace {

std::string no_column(const std::string& field, const std::string& object) {
  return "No such column '" + field + "' on entity '" + object + "'.";
}

/// The rows a page may have, by the header that asks for some; nothing: it is no such header.
std::optional<std::size_t> size_by(const ports::HttpRequest& request, std::size_t most) {
  const std::string given = ports::HttpResponse{0, request.headers, {}, 0}.header("Sforce-Query-Options");
  if (given.empty()) return most;
  const auto number = given.starts_with("batchSize=") ? record_id(given.substr(10)) : std::nullopt;
  if (!number || *number < 200 || *number > 2000) return std::nullopt;
  return std::min<std::size_t>(*number, most);
}

}  // namespace

std::optional<Salesforce::Wrong> Salesforce::wrong_with(const Table& table, const SoqlCondition& one) {
  if (!has_field(table, one.field)) return Wrong{"INVALID_FIELD", no_column(one.field, table.name)};
  if (one.field == "Description")  // long text
    return Wrong{"INVALID_FIELD", "field 'Description' can not be filtered in a query call"};
  for (const auto& literal : one.values) {
    if (!literal_fits(type_of(table, one.field), literal.type))
      return Wrong{"INVALID_FIELD", "value of filter criterion for field '" + one.field + "' is of another type"};
    const bool id = is_id(one.field) && literal.type == SoqlLiteral::Type::text;
    if (id && literal.text.size() != 18)  // the vendor takes 15, too
      return Wrong{"INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: " + literal.text};
  }
  return std::nullopt;
}

std::optional<Salesforce::Wrong> Salesforce::wrong_with(const SoqlQuery& query) const {
  const Table* table = rows().table(query.object);
  if (table == nullptr) return Wrong{"INVALID_TYPE", "sObject type '" + query.object + "' is not supported."};
  auto named = query.fields;
  for (const auto& order : query.order) named.push_back(order.field);
  for (const auto& field : named) {
    if (!has_field(*table, field)) return Wrong{"INVALID_FIELD", no_column(field, table->name)};
    if (std::ranges::count(query.fields, field) > 1)
      return Wrong{"INVALID_FIELD", "duplicate field selected: " + field};
  }
  if (query.offset.value_or(0) > 2000)
    return Wrong{"NUMBER_OUTSIDE_VALID_RANGE", "Maximum SOQL offset allowed is 2000"};
  if (!query.where) return std::nullopt;
  for (const auto* one : comparisons(*query.where)) {
    if (auto wrong = wrong_with(*table, *one)) return wrong;
  }
  return std::nullopt;
}

std::vector<const Row*> Salesforce::found(const SoqlQuery& query, std::string_view asked) const {
  const bool with_deleted = asked.ends_with("All");
  std::vector<const Row*> found;
  for (const Row* row : rows().seen(query.object)) {
    if (!with_deleted && (row->deleted || archived(query.object, *row))) continue;
    const auto value_of = [&](const std::string& field) { return value(query.object, *row, field); };
    if (!query.where || holds(*query.where, value_of)) found.push_back(row);
  }
  std::ranges::stable_sort(found, [&](const Row* a, const Row* b) {
    for (const auto& order : query.order) {
      const int way = compare(value(query.object, *a, order.field), value(query.object, *b, order.field));
      if (way != 0) return (order.way == SoqlOrder::Way::up) == (way < 0);
    }
    return false;
  });
  const std::size_t skip = std::min(query.offset.value_or(0), found.size());
  found.erase(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(skip));
  if (query.limit && found.size() > *query.limit) found.resize(*query.limit);
  return found;
}

Answer Salesforce::query(const Call& call, const ports::HttpRequest& request) {
  const auto size = size_by(request, options_.page);
  if (!size) return refused(400, {"INVALID_QUERY_OPTIONS", "batchSize is 200 to 2000"});  // its code: unproven
  if (const auto unknown = unknown_parameter(call, {"q"}); !unknown.empty())
    return refused(400, {"INVALID_PARAMETER", "unknown parameter " + unknown});
  std::string why;
  auto parsed = parse_soql(call.parameter("q").value_or(""), why);
  if (!parsed) return refused(400, {"MALFORMED_QUERY", why});
  if (const auto wrong = wrong_with(*parsed)) return refused(400, *wrong);
  Locator locator{"01g5i00000" + std::to_string(10000000 + ++locators_made_), now(), {}, std::move(*parsed)};
  for (const Row* row : found(locator.query, call.path)) locator.rows.push_back(*row);
  Answer first = page(locator, 0, *size);
  if (locator.rows.size() > *size) locators_.push_back(std::move(locator));
  if (locators_.size() > most_locators) locators_.pop_front();
  return first;
}

Answer Salesforce::page(const Locator& locator, std::size_t begin, std::size_t size) const {
  const Table& table = *rows().table(locator.query.object);
  Json body = Json::object({{"totalSize", Json(static_cast<std::int64_t>(locator.rows.size()))}, {"done", true}});
  Json records = Json::array();
  const std::size_t end = std::min(begin + size, locator.rows.size());
  if (locator.query.fields.empty()) return answer(200, body.set("records", std::move(records)));
  for (std::size_t i = begin; i < end; ++i) {
    const Row* row = &locator.rows[i];
    if (options_.pages == SalesforceOptions::Pages::as_they_are) row = rows().seen(table.name, row->id);
    if (row == nullptr || (row->deleted && !locator.rows[i].deleted)) continue;
    records.push(shown(table, *row, locator.query.fields));
  }
  if (end < locator.rows.size()) {
    body.set("done", false).set("nextRecordsUrl", Json(path + "query/" + locator.name + "-" + std::to_string(end)));
  }
  return answer(200, body.set("records", std::move(records)));
}

Answer Salesforce::more(const Call& call, const ports::HttpRequest& request) {
  const std::string& name = call.segments.back();
  const std::size_t hyphen = std::min(name.rfind('-'), name.size() - 1);
  const std::uint64_t begin = record_id(std::string_view(name).substr(hyphen + 1)).value_or(~0u);
  std::erase_if(locators_, [&](const Locator& locator) { return locator.made + locator_life < now(); });
  const auto found = std::ranges::find(locators_, name.substr(0, hyphen), &Locator::name);
  if (found == locators_.end() || begin > found->rows.size()) return said(Fault::cursor_expired);
  if (!call.parameters.empty()) return refused(400, {"INVALID_PARAMETER", "a page takes no parameters"});
  const auto size = size_by(request, options_.page);
  return page(*found, static_cast<std::size_t>(begin), size.value_or(options_.page));
}

Answer Salesforce::replicated(const Call& call, const ports::HttpRequest&) {
  const std::string& table = call.arguments[0];
  if (const auto unknown = unknown_parameter(call, {"start", "end"}); !unknown.empty())
    return refused(400, {"INVALID_PARAMETER", "unknown parameter " + unknown});
  if (rows().table(table) == nullptr) return refused(404, {"NOT_FOUND", "The requested resource does not exist"});
  const auto start = base::parse_rfc3339(call.parameter("start").value_or(""));
  const auto end = base::parse_rfc3339(call.parameter("end").value_or(""));
  if (!start || !end) return refused(400, {"INVALID_REPLICATION_DATE", "start and end are times in ISO 8601"});
  const auto from = std::chrono::floor<std::chrono::minutes>(*start),
             to = std::chrono::floor<std::chrono::minutes>(*end);
  if (from < now() - std::chrono::days(30))
    return refused(400, {"INVALID_REPLICATION_DATE", "startDate must be within the last 30 days"});
  if (from >= to)
    return refused(400, {"INVALID_REPLICATION_DATE", "endDate must be at least one minute after startDate"});
  const bool of_deleted = call.segments.back() == "deleted";
  Json deleted = Json::array(), updated = Json::array();
  for (const Row* row : rows().seen(table)) {
    if (row->modified < from || row->modified >= to) continue;
    if (!row->deleted) {
      updated.push(Json(row->id));
    } else {
      deleted.push(Json::object({{"id", Json(row->id)}, {"deletedDate", Json(spelled(*row->deleted))}}));
    }
  }
  Json body = of_deleted ? Json::object({{"deletedRecords", std::move(deleted)},
                                         {"earliestDateAvailable", Json(spelled(now() - std::chrono::days(30)))}})
                         : Json::object({{"ids", std::move(updated)}});
  return answer(200, body.set("latestDateCovered", Json(spelled(std::min<base::Instant>(to, now())))));
}

Answer Salesforce::read(const Call& call, const ports::HttpRequest&) {
  const std::string& table = call.arguments[0];
  const std::string& id = call.arguments[1];
  if (const auto unknown = unknown_parameter(call, {"fields"}); !unknown.empty())
    return refused(400, {"INVALID_PARAMETER", "unknown parameter " + unknown});
  if (const auto wrong = wrong_with_id(table, id)) return refused(404, *wrong);
  const Table& columns = *rows().table(table);
  auto fields = call.list("fields");
  for (const auto& field : fields) {
    if (!has_field(columns, field)) return refused(400, {"INVALID_FIELD", "No such column '" + field + "'"});
  }
  if (fields.empty()) {
    for (const auto& column : columns.columns) fields.push_back(column.name);
  }
  if (std::ranges::find(fields, "Id") == fields.end()) fields.insert(fields.begin(), "Id");
  return answer(200, shown(columns, *rows().find(table, id), fields));
}

}  // namespace goodword::sandbox
