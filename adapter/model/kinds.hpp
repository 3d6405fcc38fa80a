// The kinds of canonical record, and the fields each has: the one list that connectors map to and rules read from.
//
// Fields are addressed by their place in the list of their kind (FieldIndex), found once at compile or load time, so
// that no name is looked up per record. Custom fields of an operator follow after the last place.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace goodword::model {

enum class Kind : std::uint8_t { contact, company, opportunity, activity, user, hint };

/// What a field holds. Lists are said by FieldRow::list.
enum class Type : std::uint8_t { text, email, phone, money, number, instant, date, boolean, ref, url };

/// What may be shown and shared: drives redaction and what a letter may carry.
enum class FieldClass : std::uint8_t { identity, contact_detail, free_text, business };

struct FieldRow {
  std::string_view name;
  Type type;
  FieldClass cls;
  bool list = false;
};

using FieldIndex = std::uint16_t;

/// All fields of a kind in their fixed order.
std::span<const FieldRow> fields_of(Kind kind);
std::optional<FieldIndex> field_index(Kind kind, std::string_view name);

std::string_view to_text(Kind kind);
std::string_view to_text(Type type);
std::string_view to_text(FieldClass cls);
std::optional<Kind> kind_of(std::string_view text);
std::optional<Type> type_of(std::string_view text);
std::optional<FieldClass> field_class_of(std::string_view text);

/// The places, by name, checked against fields_of() by a test.
namespace contact {
enum : FieldIndex {
  id,
  name,
  first_name,
  last_name,
  emails,
  phones,
  title,
  company,
  owner,
  stage,
  tags,
  city,
  country,
  language,
  no_mail,
  archived,
  created,
  changed
};
}
namespace company {
enum : FieldIndex { id, name, domain, industry, size, city, country, phones, owner, tags, archived, created, changed };
}
namespace opportunity {
enum : FieldIndex {
  id,
  name,
  stage,
  state,
  amount,
  contacts,
  company,
  owner,
  probability,
  loss_reason,
  close_date,
  tags,
  created,
  changed
};
}
namespace activity {
enum : FieldIndex {
  id,
  kind,
  title,
  text,
  contacts,
  company,
  opportunity,
  about,
  owner,
  at,
  due,
  done,
  created,
  changed
};
}
namespace user {
enum : FieldIndex { id, name, first_name, last_name, emails, active, changed };
}
namespace hint {
enum : FieldIndex { id, record, changed };
}

}  // namespace goodword::model
