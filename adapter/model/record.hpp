// A canonical record: what every connector maps to, whatever the CRM calls it.
//
// Values stand at the places of kinds.hpp; a place without a value holds monostate. Records are values: made by the
// connector room, stored by the store, read by the thinking rooms. They carry no trace of the vendor but `custom`
// names.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/money.hpp"
#include "model/kinds.hpp"

namespace goodword::model {

/// Names one record of one CRM. `crm` is the name of the operator's CRM file.
struct Ref {
  std::string crm;
  Kind kind = Kind::contact;
  std::string id;

  friend auto operator<=>(const Ref&, const Ref&) = default;
};

/// "main contact 20417".
std::string to_text(const Ref& ref);

using Value = std::variant<std::monostate, std::string, double, bool, base::Instant, base::Date, base::Money,
                           std::vector<std::string>>;

struct CustomValue {
  std::string name;
  FieldClass cls = FieldClass::business;
  Value value;

  friend bool operator==(const CustomValue&, const CustomValue&) = default;
};

struct Record {
  Kind kind = Kind::contact;
  std::vector<Value> values;  ///< as many as fields_of(kind) has
  std::vector<CustomValue> custom;

  explicit Record(Kind of = Kind::contact) : kind(of), values(fields_of(of).size()) {}

  const std::string& id() const { return text(0); }
  /// Empty where the field has no value or another type.
  const std::string& text(FieldIndex field) const;
  const std::vector<std::string>& texts(FieldIndex field) const;
  std::optional<double> number(FieldIndex field) const;
  std::optional<bool> truth(FieldIndex field) const;
  std::optional<base::Instant> instant(FieldIndex field) const;
  std::optional<base::Date> date(FieldIndex field) const;
  std::optional<base::Money> money(FieldIndex field) const;
  bool has(FieldIndex field) const { return values[field].index() != 0; }
  const CustomValue* custom_value(std::string_view name) const;

  friend bool operator==(const Record&, const Record&) = default;
};

/// {"id": …, "name": …}: only fields with a value; instants in RFC 3339, money as {"minor": …, "currency": …}.
base::Json to_json(const Record& record);
/// Reverse of to_json(). Unknown members are ignored, so that an older store can be read.
Record record_from_json(Kind kind, const base::Json& json);

/// The name to show: name, or first and last name, or the id.
std::string display_name(const Record& contact);

/// A record or a field that could not be taken, kept so that nothing is lost in silence.
struct Reject {
  std::string crm;
  std::string stream;
  std::string record_id;  ///< empty where the record had none
  std::string pointer;    ///< of the field, in the vendor's answer; empty for a whole record
  std::string reason;
  std::string payload;  ///< the vendor's text, at most 4 KiB; may hold personal data, never logged

  friend bool operator==(const Reject&, const Reject&) = default;
};

}  // namespace goodword::model
