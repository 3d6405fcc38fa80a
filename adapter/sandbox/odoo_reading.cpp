// The models there are, the methods they have, and reading them.
#include <algorithm>

#include "base/text.hpp"
#include "sandbox/odoo.hpp"

namespace goodword::sandbox {
namespace {

using base::Json;

/// How a list is sorted that states no order.
std::string usual_order(std::string_view model) {
  if (model == "res.partner") return "name asc, id desc";
  if (model == "mail.message" || model == "crm.lead") return "id desc";
  return model == "mail.activity" ? "date_deadline asc, id asc" : "id asc";
}

struct SortKey {
  const Column* column;
  bool descending;
};

std::optional<OdooWrong> read_order(const std::string& order, const Table& table, std::vector<SortKey>& keys) {
  for (const auto& part : base::split(order, ',')) {
    std::vector<std::string> words = base::split(std::string(base::trim(part)), ' ');
    std::erase(words, "");
    const std::string way = words.size() == 2 ? base::lower(words[1]) : "asc";
    if (words.empty() || words.size() > 2 || (way != "asc" && way != "desc"))
      return OdooWrong{.message = "Invalid \"order\" specified (" + order + ")"};
    const Column* column = odoo_column(table, words[0]);
    if (column == nullptr) return invalid_field(table, words[0]);
    keys.push_back({column, way == "desc"});
  }
  return std::nullopt;
}

/// Nothing stands last, as PostgreSQL puts it.
bool before(const Row& a, const Row& b, const std::vector<SortKey>& keys) {
  for (const auto& key : keys) {
    const Json one = odoo_value(a, *key.column), other = odoo_value(b, *key.column);
    if (one == other) continue;
    if (one.is_null() || other.is_null()) return other.is_null() != key.descending;
    const bool less =
        key.column->type == Column::Type::number ? *one.real() < *other.real() : one.text() < other.text();
    return less != key.descending;
  }
  return false;
}

}  // namespace

std::vector<Table> Odoo::tables(int version) {
  using enum Column::Type;
  const Column name{"name"}, active{"active", boolean}, user{"user_id", number, "res.users"};
  std::vector<Table> all = {{"res.users", {name, {"login"}, {"email"}, active, {"partner_id", number, "res.partner"}}},
                            {"res.partner",
                             {name,
                              {"email"},
                              {"phone"},
                              {"function"},
                              {"website"},
                              {"city"},
                              {"lang"},
                              {"type"},
                              {"comment"},
                              active,
                              {"is_company", boolean},
                              {"country_id", number, "res.country"},
                              {"parent_id", number, "res.partner"},
                              user,
                              {"industry_id", number, "res.partner.industry"},
                              {"category_id", list, "res.partner.category"}}},
                            {"crm.lead",
                             {name,
                              {"type"},
                              {"description"},
                              active,
                              {"partner_id", number, "res.partner"},
                              user,
                              {"stage_id", number, "crm.stage"},
                              {"expected_revenue", number},
                              {"company_currency", number, "res.currency"},
                              {"probability", number},
                              {"date_deadline", date},
                              {"tag_ids", list, "crm.tag"},
                              {version >= 16 ? "lost_reason_id" : "lost_reason", number, "crm.lost.reason"}}},
                            {"mail.message",
                             {{"subject"},
                              {"body"},
                              {"model"},
                              {"res_id", number},
                              {"message_type"},
                              {"date", instant},
                              {"email_from"},
                              {"author_id", number, "res.partner"},
                              {"subtype_id", number, "mail.message.subtype"}}},
                            {"mail.activity",
                             {{"summary"},
                              {"note"},
                              {"res_model"},
                              {"res_id", number},
                              user,
                              {"date_deadline", date},
                              {"activity_type_id", number, "mail.activity.type"}}},
                            {"res.partner.category", {name, active}},
                            {"ir.model", {name, {"model"}}}};
  for (const char* named : {"crm.tag", "crm.stage", "crm.lost.reason", "res.country", "res.currency",
                            "res.partner.industry", "mail.activity.type", "mail.message.subtype"})
    all.push_back({named, {name}});
  if (version < 19) all[1].columns.push_back({"mobile"});  // that 19 has none: unproven
  if (version >= 17) all[4].columns.push_back(active);     // what is done is kept and archived there [code]
  return all;
}

const std::vector<Odoo::Method>& Odoo::methods() {
  using enum Method::Of;
  static const std::vector<Method> all = {
      {"search_read", model, {"domain", "fields", "offset", "limit", "order"}, {"load"}, {}, {}, &Odoo::search_read},
      {"search", model, {"domain", "offset", "limit", "order"}, {}, {"domain"}, {}, &Odoo::search},
      {"search_count", model, {"domain", "limit"}, {}, {"domain"}, {}, &Odoo::search_count},
      {"read", records, {"fields", "load"}, {}, {}, {}, &Odoo::read},
      {"create", model, {"vals_list"}, {}, {"vals_list"}, {}, &Odoo::create},
      {"write", records, {"vals"}, {}, {"vals"}, {}, &Odoo::write},
      {"unlink", records, {}, {}, {}, {}, &Odoo::erase},
      {"message_post",
       threads,
       {},
       {"body", "subject", "message_type", "email_from", "author_id", "subtype_xmlid", "body_is_html"},
       {},
       {},
       &Odoo::post},
      {"activity_schedule",
       threads,
       {"act_type_xmlid", "date_deadline", "summary", "note"},
       {},
       {},
       "mail.activity",
       &Odoo::schedule},
      {"action_feedback", records, {"feedback"}, {}, {}, {}, &Odoo::feedback}};
  return all;
}

/// All that the domain holds for, in order; archived ones only where they are asked for.
std::optional<OdooWrong> Odoo::found(const Ask& ask, std::vector<const Row*>& rows_found) const {
  const Json* terms = ask.arguments.find("domain");
  OdooDomain domain;
  if (auto wrong = OdooDomain::read(terms == nullptr ? Json::array() : *terms, *ask.table, domain)) return wrong;
  const bool hides =
      ask.table->column("active") != nullptr && ask.context.boolean_or("active_test", true) && !domain.names("active");
  const OdooTimes times = options_.version >= 19 ? OdooTimes::whole_seconds : OdooTimes::microseconds;
  for (const auto* row : rows().seen(ask.table->name)) {
    if (!row->deleted && (!hides || (*row)["active"].boolean()) && domain.holds(*row, times)) rows_found.push_back(row);
  }
  std::vector<SortKey> keys;
  std::string order = ask.arguments.text_or("order", "");
  if (auto wrong = read_order(order.empty() ? usual_order(ask.table->name) : order, *ask.table, keys)) return wrong;
  std::ranges::stable_sort(rows_found, [&](const Row* a, const Row* b) { return before(*a, *b, keys); });
  return std::nullopt;
}

/// A page of messages or activities loses those that this user may not see only after it was cut [code]. Such a row has
/// a field "hidden", which no model has.
std::optional<OdooWrong> Odoo::page(const Ask& ask, std::vector<const Row*>& rows_found) const {
  if (auto wrong = found(ask, rows_found)) return wrong;
  const bool late = ask.table->name == "mail.message" || ask.table->name == "mail.activity";
  const auto drop_hidden = [&] {
    std::erase_if(rows_found, [](const Row* row) { return (*row)["hidden"].boolean(); });
  };
  if (!late) drop_hidden();
  const auto offset = ask.arguments.integer_or("offset", 0), limit = ask.arguments.integer_or("limit", 0);
  if (offset < 0 || limit < 0)
    return OdooWrong{500, "psycopg2.errors.InvalidRowCountInLimitClause", "LIMIT must not be negative"};
  rows_found.erase(rows_found.begin(), rows_found.begin() + std::min<std::ptrdiff_t>(offset, std::ssize(rows_found)));
  if (limit > 0 && limit < std::ssize(rows_found)) rows_found.resize(static_cast<std::size_t>(limit));
  if (late) drop_hidden();
  return std::nullopt;
}

std::string Odoo::name_of(const std::string& model, const Row& row) const {
  const Row* firm = model == "res.partner" ? rows().find(model, row["parent_id"].text()) : nullptr;
  return (firm == nullptr ? "" : (*firm)["name"].text() + ", ") + row["name"].text();
}

/// Nothing is false; times are whole seconds of UTC; another record is its id and name, or with "load": null its id.
Json Odoo::shown(const Row& row, const Column& column, const Json& load) const {
  const Json value = odoo_value(row, column);
  if (column.type == Column::Type::list) return value.is_null() ? Json::array() : value;
  if (value.is_null()) return column.type == Column::Type::number && column.refers_to.empty() ? Json(0) : Json(false);
  if (column.type == Column::Type::instant) return Json(odoo_text(*base::parse_rfc3339(value.text())));
  if (column.refers_to.empty() || load.is_null()) return value;
  const Row* other = rows().find(column.refers_to, value.text());
  return other == nullptr ? Json(false) : Json::array({value, Json(name_of(column.refers_to, *other))});
}

Answer Odoo::shown(const Ask& ask, const std::vector<const Row*>& rows_found) const {
  const Json* load = ask.arguments.find("load");
  std::vector<std::string> fields = ask.arguments.texts("fields");
  if (fields.empty()) {
    for (const auto& column : ask.table->columns) fields.push_back(column.name);
    fields.insert(fields.end(), {"create_date", "write_date", "display_name"});
  }
  std::erase(fields, "id");
  Json list = Json::array();
  for (const auto* row : rows_found) {
    Json one = Json::object({{"id", Json::number(row->id)}});
    for (const auto& field : fields) {
      const Column* column = odoo_column(*ask.table, field);
      if (column == nullptr) return refused(invalid_field(*ask.table, field));
      one.set(field, field == "display_name" ? Json(name_of(ask.table->name, *row))
                                             : shown(*row, *column, load == nullptr ? Json("_classic_read") : *load));
    }
    list.push(std::move(one));
  }
  for (const auto& field : fields) {
    if (odoo_column(*ask.table, field) == nullptr) return refused(invalid_field(*ask.table, field));
  }
  return answer(200, list);
}

Answer Odoo::search_read(const Ask& ask) {
  std::vector<const Row*> rows_found;
  if (const auto wrong = page(ask, rows_found)) return refused(*wrong);
  return shown(ask, rows_found);
}

Answer Odoo::search(const Ask& ask) {
  std::vector<const Row*> rows_found;
  if (const auto wrong = page(ask, rows_found)) return refused(*wrong);
  Json ids = Json::array();
  for (const auto* row : rows_found) ids.push(Json::number(row->id));
  return answer(200, ids);
}

Answer Odoo::search_count(const Ask& ask) {
  std::vector<const Row*> rows_found;
  if (const auto wrong = page(ask, rows_found)) return refused(*wrong);
  return answer(200, Json(static_cast<std::uint64_t>(rows_found.size())));
}

/// Who is not there is left out.
Answer Odoo::read(const Ask& ask) {
  std::vector<const Row*> rows_found;
  for (const auto& id : ask.ids) {
    const Row* row = rows().seen(ask.table->name, id);
    if (row != nullptr && !row->deleted && !(*row)["hidden"].boolean()) rows_found.push_back(row);
  }
  return shown(ask, rows_found);
}

}  // namespace goodword::sandbox
