#include "model/kinds.hpp"

#include <algorithm>
#include <array>

namespace goodword::model {
namespace {

using enum Type;
constexpr auto who = FieldClass::identity;
constexpr auto reach = FieldClass::contact_detail;
constexpr auto prose = FieldClass::free_text;
constexpr auto work = FieldClass::business;

constexpr std::array contact_fields = {FieldRow{"id", ref, work},
                                       FieldRow{"name", text, who},
                                       FieldRow{"first_name", text, who},
                                       FieldRow{"last_name", text, who},
                                       FieldRow{"emails", email, reach, true},
                                       FieldRow{"phones", phone, reach, true},
                                       FieldRow{"title", text, work},
                                       FieldRow{"company", ref, work},
                                       FieldRow{"owner", ref, work},
                                       FieldRow{"stage", text, work},
                                       FieldRow{"tags", text, work, true},
                                       FieldRow{"city", text, work},
                                       FieldRow{"country", text, work},
                                       FieldRow{"language", text, work},
                                       FieldRow{"no_mail", boolean, work},
                                       FieldRow{"archived", boolean, work},
                                       FieldRow{"created", instant, work},
                                       FieldRow{"changed", instant, work}};
constexpr std::array company_fields = {FieldRow{"id", ref, work},           FieldRow{"name", text, who},
                                       FieldRow{"domain", text, who},       FieldRow{"industry", text, work},
                                       FieldRow{"size", number, work},      FieldRow{"city", text, work},
                                       FieldRow{"country", text, work},     FieldRow{"phones", phone, reach, true},
                                       FieldRow{"owner", ref, work},        FieldRow{"tags", text, work, true},
                                       FieldRow{"archived", boolean, work}, FieldRow{"created", instant, work},
                                       FieldRow{"changed", instant, work}};
constexpr std::array opportunity_fields = {FieldRow{"id", ref, work},
                                           FieldRow{"name", text, work},
                                           FieldRow{"stage", text, work},
                                           FieldRow{"state", text, work},
                                           FieldRow{"amount", money, work},
                                           FieldRow{"contacts", ref, work, true},
                                           FieldRow{"company", ref, work},
                                           FieldRow{"owner", ref, work},
                                           FieldRow{"probability", number, work},
                                           FieldRow{"loss_reason", text, prose},
                                           FieldRow{"close_date", date, work},
                                           FieldRow{"tags", text, work, true},
                                           FieldRow{"created", instant, work},
                                           FieldRow{"changed", instant, work}};
constexpr std::array activity_fields = {
    FieldRow{"id", ref, work},          FieldRow{"kind", text, work},          FieldRow{"title", text, prose},
    FieldRow{"text", text, prose},      FieldRow{"contacts", ref, work, true}, FieldRow{"company", ref, work},
    FieldRow{"opportunity", ref, work}, FieldRow{"about", ref, work},          FieldRow{"owner", ref, work},
    FieldRow{"at", instant, work},      FieldRow{"due", instant, work},        FieldRow{"done", boolean, work},
    FieldRow{"created", instant, work}, FieldRow{"changed", instant, work}};
constexpr std::array user_fields = {FieldRow{"id", ref, work},
                                    FieldRow{"name", text, who},
                                    FieldRow{"first_name", text, who},
                                    FieldRow{"last_name", text, who},
                                    FieldRow{"emails", email, reach, true},
                                    FieldRow{"active", boolean, work},
                                    FieldRow{"changed", instant, work}};
constexpr std::array hint_fields = {FieldRow{"id", ref, work}, FieldRow{"record", ref, work},
                                    FieldRow{"changed", instant, work}};

constexpr std::array<std::string_view, 6> kind_names = {"contact",  "company", "opportunity",
                                                        "activity", "user",    "hint"};
constexpr std::array<std::string_view, 10> type_names = {"text",    "email", "phone",   "money", "number",
                                                         "instant", "date",  "boolean", "ref",   "url"};
constexpr std::array<std::string_view, 4> class_names = {"identity", "contact_detail", "free_text", "business"};

template <class Enum, std::size_t N>
std::optional<Enum> by_name(const std::array<std::string_view, N>& names, std::string_view text) {
  const auto found = std::ranges::find(names, text);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

}  // namespace

std::span<const FieldRow> fields_of(Kind kind) {
  switch (kind) {
    case Kind::contact: return contact_fields;
    case Kind::company: return company_fields;
    case Kind::opportunity: return opportunity_fields;
    case Kind::activity: return activity_fields;
    case Kind::user: return user_fields;
    case Kind::hint: return hint_fields;
  }
  return {};
}

std::optional<FieldIndex> field_index(Kind kind, std::string_view name) {
  const auto fields = fields_of(kind);
  const auto found = std::ranges::find(fields, name, &FieldRow::name);
  if (found == fields.end()) return std::nullopt;
  return static_cast<FieldIndex>(found - fields.begin());
}

std::string_view to_text(Kind kind) { return kind_names[static_cast<std::size_t>(kind)]; }
std::string_view to_text(Type type) { return type_names[static_cast<std::size_t>(type)]; }
std::string_view to_text(FieldClass cls) { return class_names[static_cast<std::size_t>(cls)]; }
std::optional<Kind> kind_of(std::string_view text) { return by_name<Kind>(kind_names, text); }
std::optional<Type> type_of(std::string_view text) { return by_name<Type>(type_names, text); }
std::optional<FieldClass> field_class_of(std::string_view text) { return by_name<FieldClass>(class_names, text); }

}  // namespace goodword::model
