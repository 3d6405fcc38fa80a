// The objects there are, and writing them: collections of up to 200 with an answer for each, and one by one.
#include <algorithm>

#include "base/text.hpp"
#include "sandbox/salesforce.hpp"

namespace goodword::sandbox {
namespace {

using base::Json;

constexpr std::size_t most_records = 200;

/// Characters of a text; long ones are 32,000 (unproven).
std::size_t longest(std::string_view field) {
  return field == "Description" ? 32000 : field == "LastName" ? 80 : field.ends_with("__c") ? 4096 : 255;
}

/// What a new record must have.
std::string_view required(std::string_view table) {
  if (table == "Contact") return "LastName";
  if (table == "Account") return "Name";
  if (table == "Opportunity") return "StageName";
  return {};
}

}  // namespace

std::vector<Table> Salesforce::tables() {
  using enum Column::Type;
  constexpr auto fixed = Column::Access::read_only;
  const Column owner{"OwnerId", text, "User"}, about{"Description"};
  return {
      {"User",
       {{"FirstName"}, {"LastName"}, {"Name", text, {}, fixed}, {"Email"}, {"Username"}, {"IsActive", boolean}}},
      {"Account",
       {{"Name"},
        {"Website"},
        {"Industry"},
        {"NumberOfEmployees", number},
        {"BillingCity"},
        {"BillingCountry"},
        {"Phone"},
        owner,
        about}},
      {"Contact",
       {{"FirstName"},
        {"LastName"},
        {"Name", text, {}, fixed},
        {"Email"},
        {"Phone"},
        {"MobilePhone"},
        {"Title"},
        {"MailingCity"},
        {"MailingCountry"},
        {"AccountId", text, "Account"},
        owner,
        {"HasOptedOutOfEmail", boolean},
        about}},
      {"Opportunity",
       {{"Name"},
        {"StageName"},
        {"ContactId", text, "Contact"},
        {"AccountId", text, "Account"},
        owner,
        {"Amount", number},
        {"CloseDate", date},
        {"Probability", number},
        {"IsWon", boolean, {}, fixed},
        {"IsClosed", boolean, {}, fixed},
        about}},
      {"Task",
       {{"Subject"},
        {"Status"},
        {"Priority"},
        {"ActivityDate", date},
        {"WhoId", text, "Contact"},
        {"WhatId", text, "Account"},
        owner,
        {"TaskSubtype"},
        {"IsClosed", boolean, {}, fixed},
        {"CompletedDateTime", instant, {}, fixed},
        about}},
      {"Event",
       {{"Subject"},
        {"StartDateTime", instant},
        {"EndDateTime", instant},
        {"WhoId", text, "Contact"},
        {"WhatId", text, "Account"},
        owner,
        about}},
  };
}

std::optional<Salesforce::Wrong> Salesforce::wrong_with_id(const std::string& table, const std::string& id) const {
  if (rows().table(table) == nullptr) return Wrong{"NOT_FOUND", "The requested resource does not exist"};
  const Row* row = rows().find(table, id);
  if (row == nullptr)
    return Wrong{"NOT_FOUND", "Provided external ID field does not exist or is not accessible: " + id};
  if (row->deleted) return Wrong{"ENTITY_IS_DELETED", "entity is deleted"};
  return std::nullopt;
}

std::optional<Salesforce::Wrong> Salesforce::wrong_with_value(const Table& table, const std::string& field,
                                                              const Json& value) const {
  const Column* column = table.column(field);
  if (column->access == Column::Access::read_only)
    return Wrong{"INVALID_FIELD_FOR_INSERT_UPDATE", "Unable to create/update fields: " + field + ".", {field}};
  if (base::count_characters(value.text()) > longest(field)) {
    return Wrong{"STRING_TOO_LONG",
                 field + ": data value too large (max length=" + std::to_string(longest(field)) + ")",
                 {field}};
  }
  if (column->refers_to.empty() || value.text().empty()) return std::nullopt;
  const bool deal = field == "WhatId" && table_of(value.text()) == "Opportunity";
  const Row* other = rows().find(deal ? "Opportunity" : column->refers_to, value.text());
  if (other != nullptr && !other->deleted) return std::nullopt;
  return Wrong{"INVALID_CROSS_REFERENCE_KEY", field + ": invalid cross reference id", {field}};
}

/// What is wrong with one record alone; an empty id: it is to be created.
std::optional<Salesforce::Wrong> Salesforce::wrong_with(const Table& table, const Json& record, const std::string& id,
                                                        const ports::HttpRequest& request) const {
  if (!id.empty()) {
    if (auto wrong = wrong_with_id(table.name, id)) return wrong;
  }
  for (const auto& [name, value] : record.members()) {
    if (table.column(name) == nullptr) continue;
    if (auto wrong = wrong_with_value(table, name, value)) return wrong;
  }
  const std::string_view must = required(table.name);
  const bool stays = !id.empty() && record.find(must) == nullptr;
  if (!must.empty() && !stays && record.text_or(must, "").empty())
    return Wrong{
        "REQUIRED_FIELD_MISSING", "Required fields are missing: [" + std::string(must) + "]", {std::string(must)}};
  return duplicate(table, record, id, request);
}

/// The standard rule of an organisation: another contact has this address. It only warns, so a client may insist.
std::optional<Salesforce::Wrong> Salesforce::duplicate(const Table& table, const Json& record, const std::string& id,
                                                       const ports::HttpRequest& request) const {
  const std::string rule = ports::HttpResponse{0, request.headers, {}, 0}.header("Sforce-Duplicate-Rule-Header");
  const Row* own = rows().find(table.name, id);
  const std::string email = record.text_or("Email", own == nullptr ? "" : (*own)["Email"].text());
  if (table.name != "Contact" || email.empty() || rule == "allowSave=true") return std::nullopt;
  for (const Row* other : rows().all("Contact")) {
    if (!other->deleted && other != own && base::lower((*other)["Email"].text()) == base::lower(email))
      return Wrong{"DUPLICATES_DETECTED", "Use one of these records?"};
  }
  return std::nullopt;
}

/// Creates it, or writes it where there is an id.
std::string Salesforce::put(const Table& table, const Json& record, const std::string& id) {
  Json fields = Json::object();
  for (const auto& [name, value] : record.members()) {
    const Column* column = table.column(name);
    if (column == nullptr) continue;
    const bool empty = value.is_string() && value.text().empty();
    fields.set(name, empty ? Json() : value);
  }
  const Row* held = id.empty() ? nullptr : rows().find(table.name, id);
  if (table.name == "Task" && fields.text_or("Status", "") == "Completed" &&
      (held == nullptr || (*held)["Status"].text() != "Completed"))
    fields.set("CompletedDateTime", Json(base::to_rfc3339(now())));
  if (held == nullptr) return rows().create(table.name, std::move(fields));
  rows().write(table.name, id, fields);
  return id;
}

namespace {

Json outcome(const std::string& id, const std::string& code, const std::string& message,
             const std::vector<std::string>& fields) {
  Json one = Json::object();
  if (!id.empty()) one.set("id", Json(id));
  Json errors = Json::array();
  if (!code.empty()) {
    errors.push(
        Json::object({{"statusCode", Json(code)}, {"message", Json(message)}, {"fields", Json::array_of(fields)}}));
  }
  return one.set("success", code.empty()).set("errors", std::move(errors));
}

struct Records {
  const Json* list = nullptr;
  Json body;
  std::string code, why;  ///< why not
};

/// {"allOrNone": …, "records": […]} of a request.
Records records_of(const std::string& body) {
  Records records;
  auto json = base::parse_json(body);
  if (!json || !json->is_object()) return {nullptr, {}, "JSON_PARSER_ERROR", "The body is no JSON object"};
  records.body = std::move(*json);
  if (const auto key = unknown_key(records.body, {"allOrNone", "records"}); !key.empty())
    return {nullptr, {}, "JSON_PARSER_ERROR", "Unrecognized field \"" + key + "\""};
  const Json* list = records.body.find("records");
  if (list == nullptr || !list->is_array() || list->items().empty())
    return {nullptr, {}, "JSON_PARSER_ERROR", "records must be a list that is not empty"};
  if (list->items().size() > most_records)  // its code: unproven
    return {nullptr,
            {},
            "EXCEEDED_MAX_SIZE_REQUEST",
            "record limit reached. cannot submit more than 200 records in this request"};
  return records;
}

}  // namespace

/// What cannot be read at all, and is refused with all that came with it.
std::optional<Salesforce::Wrong> Salesforce::unreadable(const Table& table, const Json& record) const {
  for (const auto& [name, value] : record.members()) {
    if (name == "attributes" || name == "Id" || name == "id") continue;
    const Column* column = table.column(name);
    if (column == nullptr)
      return Wrong{"INVALID_FIELD", "No such column '" + name + "' on sobject of type " + table.name};
    if (!fits(*column, value)) return Wrong{"JSON_PARSER_ERROR", "Cannot deserialize the value of " + name};
  }
  return std::nullopt;
}

/// Each record's answer: done, unless it is wrong; with allOrNone nothing is, unless all are right.
Answer Salesforce::outcomes(std::vector<std::optional<Wrong>> wrongs, AllOrNone all, const Work& work) {
  const bool any = std::ranges::any_of(wrongs, [](const auto& wrong) { return wrong.has_value(); });
  Json list = Json::array();
  for (std::size_t i = 0; i < wrongs.size(); ++i) {
    if (!wrongs[i] && all == AllOrNone::yes && any)
      wrongs[i] = Wrong{"ALL_OR_NONE_OPERATION_ROLLED_BACK", "Record rolled back because not all records were valid"};
    if (!wrongs[i] && item_fails(i))
      wrongs[i] = Wrong{"UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record"};
    list.push(wrongs[i] ? outcome({}, wrongs[i]->code, wrongs[i]->message, wrongs[i]->fields)
                        : outcome(work(i), {}, {}, {}));
  }
  return answer(200, list);
}

Answer Salesforce::collection_erased(const Call& call, const ports::HttpRequest&) {
  if (const auto unknown = unknown_parameter(call, {"ids", "allOrNone"}); !unknown.empty())
    return refused(400, {"INVALID_PARAMETER", "unknown parameter " + unknown});
  const auto ids = call.list("ids");
  if (ids.empty() || ids.size() > most_records) return refused(400, {"INVALID_PARAMETER", "ids: 1 to 200"});
  std::vector<std::optional<Wrong>> wrongs;
  for (const auto& id : ids) wrongs.push_back(wrong_with_id(table_of(id), id));
  const AllOrNone all = call.parameter("allOrNone") == "true" ? AllOrNone::yes : AllOrNone::no;
  return outcomes(std::move(wrongs), all, [&](std::size_t i) {
    rows().erase(table_of(ids[i]), ids[i]);
    return ids[i];
  });
}

Answer Salesforce::collection(const Call& call, const ports::HttpRequest& request) {
  if (const auto unknown = unknown_parameter(call, {}); !unknown.empty())
    return refused(400, {"INVALID_PARAMETER", "unknown parameter " + unknown});
  const bool updates = call.method == "PATCH";
  const Records records = records_of(request.body);
  if (!records.code.empty()) return refused(400, {records.code, records.why});
  const auto& list = records.body.find("records")->items();
  const auto table_at = [&](std::size_t i) {
    const Json* attributes = list[i].find("attributes");
    return attributes == nullptr ? nullptr : rows().table(attributes->text_or("type", ""));
  };
  const auto id_at = [&](std::size_t i) { return list[i].text_or("Id", list[i].text_or("id", "")); };
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (table_at(i) == nullptr) return refused(400, {"INVALID_TYPE", "each record names its type in attributes"});
    if (const auto wrong = unreadable(*table_at(i), list[i])) return refused(400, *wrong);
    if (id_at(i).empty() == updates)
      return refused(400, {"MISSING_ARGUMENT", "an id is named in an update, and in nothing else"});
  }
  std::vector<std::optional<Wrong>> wrongs;
  for (std::size_t i = 0; i < list.size(); ++i) wrongs.push_back(wrong_with(*table_at(i), list[i], id_at(i), request));
  const AllOrNone all = records.body.boolean_or("allOrNone", false) ? AllOrNone::yes : AllOrNone::no;
  return outcomes(std::move(wrongs), all, [&](std::size_t i) { return put(*table_at(i), list[i], id_at(i)); });
}

Answer Salesforce::single(const Call& call, const ports::HttpRequest& request) {
  const std::string& table = call.arguments[0];
  const std::string id = call.arguments.size() > 1 ? call.arguments[1] : std::string();
  if (const auto unknown = unknown_parameter(call, {}); !unknown.empty())
    return refused(400, {"INVALID_PARAMETER", "unknown parameter " + unknown});
  const Table* columns = rows().table(table);
  if (columns == nullptr) return refused(404, {"NOT_FOUND", "The requested resource does not exist"});
  const auto gone = id.empty() ? std::nullopt : wrong_with_id(table, id);
  if (gone) return refused(404, *gone);
  if (call.method == "DELETE") {
    rows().erase(table, id);
    return {204, {}, {}};
  }
  const auto record = base::parse_json(request.body);
  if (!record || !record->is_object()) return refused(400, {"JSON_PARSER_ERROR", "The body is no JSON object"});
  auto wrong = unreadable(*columns, *record);
  if (!wrong) wrong = wrong_with(*columns, *record, id, request);
  if (wrong) return refused(400, *wrong);
  const std::string put_id = put(*columns, *record, id);
  return id.empty() ? answer(201, outcome(put_id, {}, {}, {})) : Answer{204, {}, {}};
}

}  // namespace goodword::sandbox
