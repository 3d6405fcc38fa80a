#include "model/record.hpp"

#include <algorithm>

namespace goodword::model {
namespace {

using base::Json;

template <class T>
std::optional<T> get(const Record& record, FieldIndex field) {
  if (field >= record.values.size()) return std::nullopt;
  const T* value = std::get_if<T>(&record.values[field]);
  return value ? std::optional<T>(*value) : std::nullopt;
}

Json value_to_json(const Value& value) {
  return std::visit(
      [](const auto& held) -> Json {
        using T = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<T, std::monostate>) {
          return Json();
        } else if constexpr (std::is_same_v<T, base::Instant>) {
          return Json(base::to_rfc3339(held));
        } else if constexpr (std::is_same_v<T, base::Date>) {
          return Json(base::to_text(held));
        } else if constexpr (std::is_same_v<T, base::Money>) {
          return Json::object({{"minor", Json(held.minor)}, {"currency", Json(held.currency)}});
        } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
          Json list = Json::array();
          for (const auto& item : held) list.push(Json(item));
          return list;
        } else {
          return Json(held);
        }
      },
      value);
}

Value list_from_json(const Json& json) {
  std::vector<std::string> list;
  for (const auto& item : json.items()) list.push_back(item.text());
  return list;
}

template <class T>
Value or_nothing(std::optional<T> value) {
  return value ? Value(*value) : Value();
}

Value value_from_json(Type type, const Json& json) {
  if (json.is_null()) return {};
  if (json.is_array()) return list_from_json(json);
  switch (type) {
    case Type::instant: return or_nothing(base::parse_rfc3339(json.text()));
    case Type::date: return or_nothing(base::parse_date(json.text()));
    case Type::number: return or_nothing(json.real());
    case Type::boolean: return json.boolean();
    case Type::money: return base::Money{json.integer_or("minor", 0), json.text_or("currency", "")};
    case Type::text:
    case Type::email:
    case Type::phone:
    case Type::ref:
    case Type::url: return json.text();
  }
  return {};
}

/// Custom values keep their type beside them: the operator's mapping may be gone when they are read.
Json custom_to_json(const CustomValue& custom) {
  const bool instant = std::holds_alternative<base::Instant>(custom.value);
  const bool date = std::holds_alternative<base::Date>(custom.value);
  const bool money = std::holds_alternative<base::Money>(custom.value);
  const bool number = std::holds_alternative<double>(custom.value);
  const bool truth = std::holds_alternative<bool>(custom.value);
  const Type type = instant  ? Type::instant
                    : date   ? Type::date
                    : money  ? Type::money
                    : number ? Type::number
                    : truth  ? Type::boolean
                             : Type::text;
  return Json::object(
      {{"type", Json(to_text(type))}, {"class", Json(to_text(custom.cls))}, {"value", value_to_json(custom.value)}});
}

}  // namespace

std::string to_text(const Ref& ref) { return ref.crm + " " + std::string(to_text(ref.kind)) + " " + ref.id; }

const std::string& Record::text(FieldIndex field) const {
  static const std::string empty;
  const auto* value = field < values.size() ? std::get_if<std::string>(&values[field]) : nullptr;
  return value ? *value : empty;
}

const std::vector<std::string>& Record::texts(FieldIndex field) const {
  static const std::vector<std::string> empty;
  const auto* value = field < values.size() ? std::get_if<std::vector<std::string>>(&values[field]) : nullptr;
  return value ? *value : empty;
}

std::optional<double> Record::number(FieldIndex field) const { return get<double>(*this, field); }
std::optional<bool> Record::truth(FieldIndex field) const { return get<bool>(*this, field); }
std::optional<base::Instant> Record::instant(FieldIndex field) const { return get<base::Instant>(*this, field); }
std::optional<base::Date> Record::date(FieldIndex field) const { return get<base::Date>(*this, field); }
std::optional<base::Money> Record::money(FieldIndex field) const { return get<base::Money>(*this, field); }

const CustomValue* Record::custom_value(std::string_view name) const {
  const auto found = std::ranges::find(custom, name, &CustomValue::name);
  return found == custom.end() ? nullptr : &*found;
}

Json to_json(const Record& record) {
  Json json = Json::object();
  const auto fields = fields_of(record.kind);
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (record.values[i].index() != 0) json.set(std::string(fields[i].name), value_to_json(record.values[i]));
  }
  if (record.custom.empty()) return json;
  Json custom = Json::object();
  for (const auto& value : record.custom) custom.set(value.name, custom_to_json(value));
  return json.set("custom", std::move(custom));
}

Record record_from_json(Kind kind, const Json& json) {
  Record record(kind);
  for (const auto& [name, value] : json.members()) {
    const auto index = field_index(kind, name);
    if (index) record.values[*index] = value_from_json(fields_of(kind)[*index].type, value);
  }
  if (const Json* custom = json.find("custom")) {
    for (const auto& [name, held] : custom->members()) {
      const auto type = type_of(held.text_or("type", "text")).value_or(Type::text);
      const auto cls = field_class_of(held.text_or("class", "business")).value_or(FieldClass::business);
      const Json* value = held.find("value");
      record.custom.push_back({name, cls, value ? value_from_json(type, *value) : Value()});
    }
  }
  return record;
}

std::string display_name(const Record& contact) {
  if (!contact.text(contact::name).empty()) return contact.text(contact::name);
  const std::string full = contact.text(contact::first_name) + " " + contact.text(contact::last_name);
  return full.size() > 1 ? full.substr(full.front() == ' ' ? 1 : 0) : contact.id();
}

}  // namespace goodword::model
