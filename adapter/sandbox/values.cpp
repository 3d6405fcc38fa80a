#include "sandbox/values.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"

namespace goodword::sandbox {
namespace {

constexpr std::size_t longest_value = 65536;

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

bool is_email(std::string_view text) {
  const auto at = text.find('@');
  return at != std::string_view::npos && at > 0 && text.find('.', at) != std::string_view::npos &&
         text.find_first_of(" ,;<>") == std::string_view::npos && text.back() != '.';
}

std::string choice_list(const Property& property) {
  std::string list;
  for (const auto& choice : property.choices) {
    if (!list.empty()) list += ", ";
    list += "label: \"" + choice.label + "\"\nvalue: \"" + choice.value + "\"\n";
  }
  return list;
}

std::optional<Complaint> choice_complaint(const Known& known, const Property& property, std::string_view value) {
  if (property.referenced == "OWNER") {
    if (known.owners.contains(std::string(value))) return std::nullopt;
    return Complaint{property.name, "INVALID_OWNER_ID", "Owner " + std::string(value) + " does not exist"};
  }
  std::vector<std::string> given = {std::string(value)};
  if (property.field_type == "checkbox") {
    given = base::split(value.starts_with(';') ? value.substr(1) : value, ';');
  }
  for (const auto& one : given) {
    if (std::ranges::any_of(property.choices, [&](const Choice& c) { return c.value == one; })) continue;
    return Complaint{property.name, "INVALID_OPTION",
                     one + " was not one of the allowed options: [" + choice_list(property) + "]"};
  }
  return std::nullopt;
}

std::optional<Complaint> form_complaint(const Known& known, const Property& property, std::string_view value) {
  const std::string shown(value);
  if (value.size() > longest_value) {
    return Complaint{property.name, "PROPERTY_TOO_LARGE",
                     "Property " + property.name + " is longer than 65536 characters"};
  }
  if (property.type == "enumeration") return choice_complaint(known, property, value);
  if (property.type == "number" && !is_number(value)) {
    return Complaint{property.name, "INVALID_LONG", shown + " was not a valid number."};
  }
  if (property.type == "bool" && value != "true" && value != "false") {
    return Complaint{property.name, "INVALID_BOOLEAN", shown + " was not a valid boolean."};
  }
  if (property.type.starts_with("date") && !milliseconds_of(value)) {
    return Complaint{property.name, "INVALID_DATE", shown + " was not a valid date."};
  }
  if (property.name == "email" && !is_email(value)) {
    return Complaint{property.name, "INVALID_EMAIL", "Email address " + shown + " is invalid"};
  }
  return std::nullopt;
}

}  // namespace

std::vector<Complaint> complaints(const Known& known, ObjectType type, const Values& values) {
  std::vector<Complaint> found;
  for (const auto& [name, value] : values) {
    const Property* property = known.catalogue.find(type, name);
    if (property == nullptr) {
      found.push_back({name, "PROPERTY_DOESNT_EXIST", "Property \"" + name + "\" does not exist"});
    } else if (property->access == Access::read_only) {
      found.push_back({name, "READ_ONLY_VALUE", "\"" + name + "\" is a read only property; its value cannot be set."});
    } else if (!value.empty()) {
      if (auto complaint = form_complaint(known, *property, value)) found.push_back(std::move(*complaint));
    }
  }
  return found;
}

std::string time_text(base::Instant instant) {
  const bool whole = instant == std::chrono::floor<std::chrono::seconds>(instant);
  return whole ? base::to_rfc3339(instant) : base::to_rfc3339_ms(instant);
}

std::optional<std::int64_t> milliseconds_of(std::string_view text) {
  if (all_digits(text.starts_with('-') ? text.substr(1) : text)) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc{} && end == text.data() + text.size()) return value;
    return std::nullopt;
  }
  if (const auto instant = base::parse_rfc3339(text)) return base::to_micros(*instant) / 1000;
  if (const auto day = base::parse_date(text)) return base::to_micros(base::start_of(*day)) / 1000;
  return std::nullopt;
}

std::string kept_value(const Property& property, std::string_view given, std::string_view before) {
  if (given.empty()) return {};
  if (property.type.starts_with("date")) {
    const auto instant = base::from_micros(milliseconds_of(given).value_or(0) * 1000);
    return property.type == "date" ? base::to_text(base::date_of(instant)) : time_text(instant);
  }
  if (property.name == "email") return base::lower(given);
  if (property.field_type != "checkbox") return std::string(given);
  std::vector<std::string> kept;
  const auto add = [&](std::string_view list) {
    if (list.empty()) return;
    for (auto& one : base::split(list, ';')) {
      if (!std::ranges::count(kept, one)) kept.push_back(std::move(one));
    }
  };
  if (given.starts_with(';')) add(before);
  add(given.starts_with(';') ? given.substr(1) : given);
  return base::join(kept, ";");
}

}  // namespace goodword::sandbox
