#include "sandbox/filters.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"

namespace goodword::sandbox {
namespace {

using base::Json;

constexpr std::size_t most_groups = 6, most_filters_a_group = 6, most_filters = 18;

struct OperatorName {
  std::string_view name;
  Operator op;
};
constexpr std::array operators = {OperatorName{"EQ", Operator::eq},
                                  OperatorName{"NEQ", Operator::neq},
                                  OperatorName{"GT", Operator::gt},
                                  OperatorName{"GTE", Operator::gte},
                                  OperatorName{"LT", Operator::lt},
                                  OperatorName{"LTE", Operator::lte},
                                  OperatorName{"BETWEEN", Operator::between},
                                  OperatorName{"IN", Operator::in},
                                  OperatorName{"NOT_IN", Operator::not_in},
                                  OperatorName{"HAS_PROPERTY", Operator::has},
                                  OperatorName{"NOT_HAS_PROPERTY", Operator::has_not},
                                  OperatorName{"CONTAINS_TOKEN", Operator::contains},
                                  OperatorName{"NOT_CONTAINS_TOKEN", Operator::contains_not}};

double number_of(std::string_view text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::vector<std::string> tokens(std::string_view text) {
  std::vector<std::string> found;
  std::string word;
  for (const char c : base::lower(text) + " ") {
    const bool letter = std::isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80;
    if (letter || c == '*') {
      word += c;
    } else if (!word.empty()) {
      found.push_back(std::move(word));
      word.clear();
    }
  }
  return found;
}

bool token_matches(std::string_view token, std::string_view pattern) {
  const bool open_start = pattern.starts_with('*'), open_end = pattern.size() > 1 && pattern.ends_with('*');
  if (open_start) pattern.remove_prefix(1);
  if (open_end) pattern.remove_suffix(1);
  if (open_start && open_end) return token.find(pattern) != std::string_view::npos;
  if (open_start) return token.ends_with(pattern);
  return open_end ? token.starts_with(pattern) : token == pattern;
}

bool contains_tokens(std::string_view text, std::string_view wanted) {
  const auto have = tokens(text);
  return std::ranges::all_of(tokens(wanted), [&](const std::string& pattern) {
    return std::ranges::any_of(have, [&](const std::string& token) { return token_matches(token, pattern); });
  });
}

bool is_text(const Property& property) { return property.type == "string"; }

/// The vendor keeps an index of text in small letters and compares lists with it as they are given.
bool listed(const Filter& filter, std::string_view held) {
  const std::string indexed = is_text(*filter.property) ? base::lower(held) : std::string(held);
  return std::ranges::any_of(filter.values, [&](const std::string& value) {
    return is_text(*filter.property) ? value == indexed : compare(*filter.property, held, value) == 0;
  });
}

bool equal(const Property& property, std::string_view held, std::string_view value) {
  if (property.field_type == "checkbox") {
    const auto choices = base::split(held, ';');
    return std::ranges::count(choices, std::string(value)) > 0;
  }
  return compare(property, held, value) == 0;
}

bool holds(const Item& item, const Filter& filter) {
  const auto found = item.values.find(filter.property->name);
  const std::string_view held = found == item.values.end() ? std::string_view() : std::string_view(found->second);
  const auto order = [&](std::string_view value) { return compare(*filter.property, held, value); };
  if (filter.op == Operator::has) return !held.empty();
  if (filter.op == Operator::has_not) return held.empty();
  // A record without the property matches no condition on it, the negative ones included.
  if (held.empty()) return false;
  switch (filter.op) {
    case Operator::eq: return equal(*filter.property, held, filter.value);
    case Operator::neq: return !equal(*filter.property, held, filter.value);
    case Operator::gt: return order(filter.value) > 0;
    case Operator::gte: return order(filter.value) >= 0;
    case Operator::lt: return order(filter.value) < 0;
    case Operator::lte: return order(filter.value) <= 0;
    case Operator::between: return order(filter.value) >= 0 && order(filter.high) <= 0;
    case Operator::in: return listed(filter, held);
    case Operator::not_in: return !listed(filter, held);
    case Operator::contains: return contains_tokens(held, filter.value);
    default: return !contains_tokens(held, filter.value);
  }
}

std::optional<Refusal> read_filter(const Catalogue& catalogue, ObjectType type, const Json& json, Filter& filter) {
  if (auto foreign = foreign_key(json, {"propertyName", "operator", "value", "values", "highValue"}, "filters"))
    return foreign;
  const std::string name = json.text_or("propertyName", ""), op = json.text_or("operator", "");
  filter.property = catalogue.find(type, name);
  if (filter.property == nullptr) return invalid("There is no property named " + name);
  const auto known = std::ranges::find(operators, op, &OperatorName::name);
  if (known == operators.end()) return invalid("Invalid input JSON: operator " + op + " is not known");
  filter.op = known->op;
  filter.value = json.text_or("value", "");
  filter.high = json.text_or("highValue", "");
  filter.values = json.texts("values");
  const bool none = filter.op == Operator::has || filter.op == Operator::has_not;
  const bool list = filter.op == Operator::in || filter.op == Operator::not_in;
  if (!none && (list ? filter.values.empty() : filter.value.empty())) {
    return invalid("Operator " + op + " needs " + (list ? "values" : "a value"));
  }
  if (filter.op == Operator::between && filter.high.empty()) return invalid("Operator BETWEEN needs a highValue");
  if (filter.property->type.starts_with("date") && !none && !list && !milliseconds_of(filter.value)) {
    return invalid(filter.value + " was not a valid date.");
  }
  return std::nullopt;
}

}  // namespace

int compare(const Property& property, std::string_view a, std::string_view b) {
  const auto sign = [](auto x, auto y) { return x < y ? -1 : (y < x ? 1 : 0); };
  if (a.empty() || b.empty()) return sign(!a.empty(), !b.empty());
  if (property.type == "number") return sign(number_of(a), number_of(b));
  if (property.type.starts_with("date")) return sign(milliseconds_of(a).value_or(0), milliseconds_of(b).value_or(0));
  return property.type == "string" ? sign(base::lower(a), base::lower(b)) : sign(a, b);
}

std::optional<Refusal> read_filters(const Catalogue& catalogue, ObjectType type, const Json& body,
                                    FilterGroups& groups) {
  const Json* list = body.find("filterGroups");
  if (list == nullptr) return std::nullopt;
  if (!list->is_array()) return invalid("Invalid input JSON: filterGroups must be an array");
  if (list->items().size() > most_groups) return invalid("There can be at most 6 filterGroups");
  std::size_t all = 0;
  for (const auto& group : list->items()) {
    if (auto foreign = foreign_key(group, {"filters"}, "filterGroups")) return foreign;
    const Json* filters = group.find("filters");
    if (filters == nullptr || !filters->is_array()) return invalid("Invalid input JSON: filters must be an array");
    all += filters->items().size();
    if (filters->items().size() > most_filters_a_group || all > most_filters)
      return invalid("There are too many filters");
    groups.emplace_back();
    for (const auto& json : filters->items()) {
      if (auto refusal = read_filter(catalogue, type, json, groups.back().emplace_back())) return refusal;
    }
  }
  return std::nullopt;
}

bool matches(const Item& item, const FilterGroups& groups) {
  if (groups.empty()) return true;
  return std::ranges::any_of(groups, [&](const auto& group) {
    return std::ranges::all_of(group, [&](const Filter& filter) { return holds(item, filter); });
  });
}

bool contains_query(const Item& item, ObjectType type, std::string_view query) {
  if (query.empty()) return true;
  std::vector<std::string_view> names = {"hs_note_body", "hs_task_subject", "hs_call_title", "hs_email_subject",
                                         "hs_meeting_title"};
  if (type == ObjectType::contacts)
    names = {"firstname", "lastname", "email", "phone", "company", "hs_additional_emails"};
  if (type == ObjectType::companies) names = {"name", "domain", "phone", "website"};
  if (type == ObjectType::deals) names = {"dealname", "description"};
  std::string all;
  for (const auto name : names) {
    if (const auto found = item.values.find(name); found != item.values.end()) all += found->second + " ";
  }
  return contains_tokens(all, query);
}

}  // namespace goodword::sandbox
