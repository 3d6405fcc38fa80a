#include "sandbox/odoo_domain.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "sandbox/dialect.hpp"

namespace goodword::sandbox {
namespace {

using base::Json;

constexpr std::array<std::string_view, 12> comparisons = {
    "=", "!=", "<", "<=", ">", ">=", "in", "not in", "like", "ilike", "not like", "not ilike"};

bool is_nothing(const Json& value) { return value.is_null() || (value.is_boolean() && !value.boolean()); }

bool equal(const Column& column, const Json& have, const Json& want, OdooTimes times) {
  if (column.type == Column::Type::boolean) return have.boolean() == (want.is_boolean() && want.boolean());
  if (is_nothing(want)) return is_nothing(have) || (have.is_array() && have.items().empty());
  if (have.is_null()) return false;
  if (column.type == Column::Type::list)
    return std::ranges::any_of(have.items(), [&](const Json& id) { return id.text() == want.text(); });
  if (column.type == Column::Type::instant) {
    const auto at = *base::parse_rfc3339(have.text()), asked = *odoo_time(want);
    return times == OdooTimes::whole_seconds ? std::chrono::floor<std::chrono::seconds>(at) == asked : at == asked;
  }
  return column.type == Column::Type::number ? have.real() == want.real() : have.text() == want.text();
}

/// -1, 0 or 1.
int order_of(const Column& column, const Json& have, const Json& want, OdooTimes times) {
  const auto sign = [](const auto& a, const auto& b) { return a < b ? -1 : a > b ? 1 : 0; };
  if (column.type == Column::Type::number) return sign(*have.real(), *want.real());
  if (column.type != Column::Type::instant) return sign(have.text(), want.text());
  const auto at = *base::parse_rfc3339(have.text()), asked = *odoo_time(want);
  if (times == OdooTimes::microseconds) return sign(at, asked);
  return sign(base::Instant(std::chrono::floor<std::chrono::seconds>(at)), asked);
}

bool meets(const Column& column, const std::string& how, const Json& have, const Json& want, OdooTimes times) {
  if (how == "=" || how == "!=") return equal(column, have, want, times) == (how == "=");
  if (how == "in" || how == "not in") {
    const bool found =
        std::ranges::any_of(want.items(), [&](const Json& one) { return equal(column, have, one, times); });
    return found == (how == "in");
  }
  if (how.ends_with("like")) {
    const bool folds = how.ends_with("ilike");
    const auto part = folds ? base::lower(want.text()) : want.text();
    const auto text = folds ? base::lower(have.text()) : have.text();
    return (text.find(part) != std::string::npos) == !how.starts_with("not");
  }
  if (have.is_null()) return false;
  const int order = order_of(column, have, want, times);
  return (order == 0 && how.size() == 2) || (how[0] == '<' ? order < 0 : order > 0);
}

}  // namespace

OdooWrong invalid_field(const Table& table, std::string_view field) {
  return {.message = "Invalid field '" + std::string(field) + "' on '" + table.name + "'"};
}

std::optional<base::Instant> odoo_time(const Json& value) {
  const std::string& text = value.text();
  if (!value.is_string() || text.size() < 19 || text[10] != ' ') return std::nullopt;
  return base::parse_rfc3339(text + "Z");
}

std::string odoo_text(base::Instant at) {
  std::string text = base::to_rfc3339(std::chrono::floor<std::chrono::seconds>(at)).substr(0, 19);
  return text.replace(10, 1, " ");
}

const Column* odoo_column(const Table& table, std::string_view field) {
  static const std::array<Column, 4> everywhere = {{{"id", Column::Type::number},
                                                    {"create_date", Column::Type::instant},
                                                    {"write_date", Column::Type::instant},
                                                    {"display_name"}}};
  const auto found = std::ranges::find(everywhere, field, &Column::name);
  return found == everywhere.end() ? table.column(field) : &*found;
}

Json odoo_value(const Row& row, const Column& column) {
  if (column.name == "id") return Json::number(row.id);
  if (column.name == "create_date") return Json(base::to_rfc3339(row.created));
  if (column.name == "write_date") return Json(base::to_rfc3339(row.modified));
  if (column.name == "display_name") return row["name"];
  return column.type == Column::Type::boolean ? Json(row[column.name].boolean()) : row[column.name];
}

namespace {

/// Whether Odoo can compare the two at all. A number with a text in its place is not guessed at, as Odoo would.
bool comparable(const Column& column, const Json& value) {
  using enum Column::Type;
  if (column.type == boolean) return value.is_boolean();
  if (column.type == number || column.type == list) return value.is_number();
  return column.type == instant ? odoo_time(value).has_value() : fits(column, value);
}

}  // namespace

std::optional<OdooWrong> OdooDomain::wrong_with(const Term& term) {
  const auto bad = [&](const std::string& why) {
    return OdooWrong{.message = "Invalid domain term (" + term.column->name + ", " + term.comparison + "): " + why};
  };
  if (std::ranges::find(comparisons, term.comparison) == comparisons.end()) return bad("no such operator");
  const bool many = term.comparison.ends_with("in");
  if (many != term.value.is_array()) return bad(many ? "a list is wanted" : "no list is wanted");
  const bool ordered = term.comparison[0] == '<' || term.comparison[0] == '>';
  const auto is_good = [&](const Json& value) {
    return is_nothing(value) ? !ordered : comparable(*term.column, value);
  };
  const bool good = many ? std::ranges::all_of(term.value.items(), is_good) : is_good(term.value);
  return good ? std::nullopt : std::optional(bad("a value of another type"));
}

std::optional<OdooWrong> OdooDomain::read_condition(const Json& item, const Table& table) {
  const auto& parts = item.items();
  if (parts.size() != 3 || !parts[0].is_string() || !parts[1].is_string())
    return OdooWrong{.message = "Invalid domain term " + base::write_json(item)};
  Term term{{}, odoo_column(table, parts[0].text()), parts[1].text(), parts[2]};
  if (term.column == nullptr) return invalid_field(table, parts[0].text());
  auto wrong = wrong_with(term);
  if (!wrong) terms_.push_back(std::move(term));
  return wrong;
}

std::optional<OdooWrong> OdooDomain::read(const Json& terms, const Table& table, OdooDomain& domain) {
  if (!terms.is_array()) return OdooWrong{.message = "Domain must be a list"};
  std::size_t open = 0;  // conditions that operators still wait for
  for (const auto& item : terms.items()) {
    if (!item.is_string()) {
      if (auto wrong = domain.read_condition(item, table)) return wrong;
      open -= open > 0 ? 1 : 0;
      continue;
    }
    const std::string& joins = item.text();
    if (joins != "&" && joins != "|" && joins != "!") return OdooWrong{.message = "Invalid domain operator " + joins};
    open = std::max<std::size_t>(open, 1) + (joins == "!" ? 0 : 1);
    domain.terms_.push_back({joins, nullptr, {}, {}});
  }
  return open == 0 ? std::nullopt : std::optional(OdooWrong{.message = "Domain is not complete"});
}

bool OdooDomain::holds(const Row& row, OdooTimes times, std::size_t& place) const {
  const Term& term = terms_[place++];
  if (term.joins.empty()) return meets(*term.column, term.comparison, odoo_value(row, *term.column), term.value, times);
  const bool first = holds(row, times, place);
  if (term.joins == "!") return !first;
  const bool second = holds(row, times, place);
  return term.joins == "&" ? first && second : first || second;
}

bool OdooDomain::holds(const Row& row, OdooTimes times) const {
  bool all = true;
  for (std::size_t place = 0; place < terms_.size();) all = holds(row, times, place) && all;
  return all;
}

bool OdooDomain::names(std::string_view field) const {
  return std::ranges::any_of(terms_,
                             [&](const Term& term) { return term.column != nullptr && term.column->name == field; });
}

}  // namespace goodword::sandbox
