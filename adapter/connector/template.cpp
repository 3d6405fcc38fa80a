#include "connector/template.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace goodword::connector {
namespace {

using base::Json;
using base::Result;

/// These may lack a value; what needs them is then left out (format, section 3).
constexpr std::array<std::string_view, 7> may_lack = {"cursor", "page", "offset", "after_id", "mark", "owner", "due"};
constexpr std::array<std::string_view, 6> words = {"$each", "$text", "$repeat", "$soql", "$odata", "$sql"};
/// These hold ids of records of the CRM.
constexpr std::array<std::string_view, 10> id_names = {"id",     "ids",       "after_id", "created", "created_ids",
                                                       "tag.id", "parent.id", "owner",    "list",    "other"};

bool all_digits(std::string_view text) {
  return !text.empty() && text.size() <= 18 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; }) &&
         (text.size() == 1 || text.front() != '0');
}

bool is_id(std::string_view name, const Spelling& spelling) {
  return std::ranges::find(id_names, name) != id_names.end() ||
         std::ranges::find(spelling.ids, name) != spelling.ids.end();
}

const Form* form_for(std::string_view name, const Spelling& spelling) {
  const auto found = spelling.forms.find(name);
  return found == spelling.forms.end() ? nullptr : &found->second;
}

Json id_as_number(const Json& value) {
  if (value.is_array()) {
    Json list = Json::array();
    for (const auto& item : value.items()) list.push(id_as_number(item));
    return list;
  }
  return value.is_string() && all_digits(value.text()) ? Json::number(value.text()) : value;
}

std::vector<std::string> texts_of(const Json& list) {
  std::vector<std::string> texts;
  for (const auto& item : list.items()) texts.push_back(item.text());
  return texts;
}

/// A CRM that writes times without a zone reads them so, too: as those of its own zone.
Result<Json> spelled_moment(base::Instant moment, const Form* form, const Filling& filling) {
  if (!form || !has_no_zone(*form)) return spell_instant(moment, form ? *form : Form::rfc3339);
  const auto& spelling = filling.spelling;
  if (spelling.zone_fact.empty()) return spell_instant(spelling.zone.written(moment), *form);
  const Given* told = filling.values.find(spelling.zone_fact);
  const Json* name = told ? std::get_if<Json>(told) : nullptr;
  const auto zone = name ? model::Zone::of(name->text()) : std::nullopt;
  if (!zone)
    return base::failure("connector.invalid", "a time cannot be written as the CRM does: the zone that it tells, \"" +
                                                  (name ? name->text() : std::string()) + "\", is none that is known");
  return spell_instant(zone->written(moment), *form);
}

Result<Json> spelled(const Given& given, std::string_view name, const Filling& filling) {
  const Spelling& spelling = filling.spelling;
  const Form* form = form_for(name, spelling);
  if (const auto* instant = std::get_if<base::Instant>(&given)) return spelled_moment(*instant, form, filling);
  const Json& value = std::get<Json>(given);
  if (is_id(name, spelling) && (form ? *form == Form::number : spelling.ids_are_numbers)) return id_as_number(value);
  if (!form) return value;
  if (value.is_array() && is_list_form(*form)) return spell_list(texts_of(value), *form);
  if (value.is_string() && is_text_form(*form)) return Json(spell_text(value.text(), *form));
  return value;
}

/// {"id": "${owner}"} without an owner.
bool left_out(const Template& made, const Json& filled) {
  return made.kind == Template::Kind::object && !made.members.empty() && filled.members().empty();
}

Result<std::optional<Json>> fill_object(const Template& made, const Filling& filling) {
  Json object = Json::object();
  for (const auto& member : made.members) {
    auto value = fill(member.value, filling);
    if (!value) return tl::unexpected(value.error());
    if (!*value || left_out(member.value, **value)) continue;
    if (member.key == "...") {
      for (auto& [key, inner] : (**value).members()) object.set(key, std::move(inner));
    } else {
      object.set(member.key, std::move(**value));
    }
  }
  return object;
}

Result<std::optional<Json>> fill_list(const Template& made, const Filling& filling) {
  Json list = Json::array();
  for (const auto& item : made.items) {
    auto value = fill(item, filling);
    if (!value) return tl::unexpected(value.error());
    if (*value) list.push(std::move(**value));
  }
  return list;
}

Result<std::optional<Json>> fill_each(const Template& made, const Filling& filling) {
  Json list = Json::array();
  for (const auto& item : filling.items) {
    auto value = fill(made.items.front(), Filling{item, filling.spelling});
    if (!value) return tl::unexpected(value.error());
    if (*value) list.push(std::move(**value));
  }
  return list;
}

/// A value of a query, quoted; the names of fields stand as they are.
Result<std::optional<std::string>> query_value(const Segment& segment, Query language, const Filling& filling) {
  auto value = value_of(segment, filling);
  if (!value) return tl::unexpected(value.error());
  if (!*value) return std::nullopt;
  Result<std::string> text;
  if (segment.name == "fields") {
    text = name_list(**value, language);
  } else {
    const Form* form = form_for(segment.name, filling.spelling);
    const Given* given = filling.values.find(segment.name);
    const bool literal =
        !form || *form == Form::rfc3339 || *form == Form::rfc3339_ms || *form == Form::rfc3339_s || *form == Form::date;
    const bool guid =
        is_id(segment.name, filling.spelling) && (form ? *form == Form::guid : filling.spelling.ids_are_guids);
    const bool moment = segment.part.empty() && std::holds_alternative<base::Instant>(*given);
    text = quoted(**value, {.language = language, .moment = moment && literal, .guid = guid});
  }
  if (!text) return tl::unexpected(base::while_doing(text.error(), "putting ${" + segment.name + "} into a query"));
  return std::optional(std::move(*text));
}

Result<std::optional<Json>> fill_query(const Template& made, const Filling& filling) {
  std::string query;
  for (const auto& segment : made.text) {
    query += segment.text;
    if (segment.name.empty()) continue;
    auto value = query_value(segment, made.language, filling);
    if (!value) return tl::unexpected(value.error());
    if (!*value) return std::nullopt;
    query += **value;
  }
  return Json(std::move(query));
}

}  // namespace

Values& Values::set(std::string name, Given value) {
  for (auto& [key, held] : values_) {
    if (key == name) {
      held = std::move(value);
      return *this;
    }
  }
  values_.emplace_back(std::move(name), std::move(value));
  return *this;
}

Values& Values::set_list(std::string name, std::span<const std::string> items) {
  return set(std::move(name), Given(spell_list(items, Form::json)));
}

const Given* Values::find(std::string_view name) const {
  for (const auto& [key, value] : values_) {
    if (key == name) return &value;
  }
  return outer_ ? outer_->find(name) : nullptr;
}

Text split_placeholders(std::string_view text) {
  Text made;
  Segment segment;
  while (!text.empty()) {
    const auto start = text.find("${");
    const auto end = start == std::string_view::npos ? start : text.find('}', start);
    if (end == std::string_view::npos) {
      segment.text += text;
      break;
    }
    segment.text += text.substr(0, start);
    segment.name = text.substr(start + 2, end - start - 2);
    for (const std::string_view moment : {"since.", "until."}) {
      if (!segment.name.starts_with(moment)) continue;
      segment.part = segment.name.substr(moment.size());
      segment.name.resize(moment.size() - 1);
    }
    made.push_back(std::move(segment));
    segment = {};
    text.remove_prefix(end + 1);
  }
  if (!segment.text.empty() || made.empty()) made.push_back(std::move(segment));
  return made;
}

bool stands_alone(const Text& text) { return text.size() == 1 && text[0].text.empty() && !text[0].name.empty(); }

Template make_template(const Json& json) {
  Template made;
  if (json.is_string()) {
    made.text = split_placeholders(json.text());
    made.kind = stands_alone(made.text) ? Template::Kind::value : Template::Kind::text;
    if (made.text.size() == 1 && made.text[0].name.empty())
      made = {.kind = Template::Kind::constant, .constant = json, .text = {}, .members = {}, .items = {}};
  } else if (json.is_array()) {
    made.kind = Template::Kind::list;
    for (const auto& item : json.items()) made.items.push_back(make_template(item));
  } else if (json.is_object()) {
    const auto& members = json.members();
    const std::string word = members.size() == 1 ? members[0].first : "";
    if (const auto language = query_of(word)) {
      made.kind = Template::Kind::query;
      made.language = *language;
      made.text = split_placeholders(members[0].second.text());
      return made;
    }
    if (is_template_word(word)) {
      made.kind = word == "$each"   ? Template::Kind::each
                  : word == "$text" ? Template::Kind::as_text
                                    : Template::Kind::repeat;
      made.items.push_back(make_template(members[0].second));
      return made;
    }
    made.kind = Template::Kind::object;
    for (const auto& [key, value] : members) made.members.push_back({key, make_template(value)});
  } else {
    made.constant = json;
  }
  return made;
}

bool is_template_word(std::string_view word) { return std::ranges::find(words, word) != words.end(); }

std::optional<std::pair<std::string, std::string>> unknown_template_word(const Json& json, const std::string& pointer) {
  const bool alone = json.members().size() == 1;
  for (const auto& [key, value] : json.members()) {
    const bool known = is_template_word(key);
    // Beside others such a name is the CRM's own; a word of ours stands alone, and a query is a text.
    const bool odd = alone ? key.starts_with("$") && !key.starts_with("${") && !known : known;
    if (odd || (query_of(key) && !value.is_string())) return std::pair(key, pointer);
    if (auto found = unknown_template_word(value, pointer + "/" + base::pointer_escape(key))) return found;
  }
  for (std::size_t i = 0; i < json.items().size(); ++i) {
    if (auto found = unknown_template_word(json.items()[i], pointer + "/" + std::to_string(i))) return found;
  }
  return std::nullopt;
}

void collect_names(const Text& text, std::vector<std::string>& names) {
  for (const auto& segment : text) {
    if (!segment.name.empty()) names.push_back(segment.name);
  }
}

void collect_names(const Template& made, std::vector<std::string>& names) {
  collect_names(made.text, names);
  for (const auto& member : made.members) collect_names(member.value, names);
  for (const auto& item : made.items) collect_names(item, names);
}

bool has_each(const Template& made) {
  return made.kind == Template::Kind::each || std::ranges::any_of(made.items, has_each) ||
         std::ranges::any_of(made.members, [](const auto& member) { return has_each(member.value); });
}

Result<std::optional<Json>> value_of(const Segment& segment, const Filling& filling) {
  const Given* given = filling.values.find(segment.name);
  const bool missing = !given || std::holds_alternative<std::monostate>(*given) ||
                       (std::holds_alternative<Json>(*given) && std::get<Json>(*given).is_null());
  if (missing) {
    if (std::ranges::find(may_lack, segment.name) != may_lack.end()) return std::nullopt;
    return base::failure("connector.invalid",
                         "the placeholder ${" + segment.name + "} has no value, so the request was not sent");
  }
  if (segment.part.empty()) {
    auto value = spelled(*given, segment.name, filling);
    if (!value) return tl::unexpected(value.error());
    return std::optional(std::move(*value));
  }
  const auto* instant = std::get_if<base::Instant>(given);
  const Json parts = instant ? spell_instant(*instant, Form::parts) : Json();
  const Json* part = parts.find(segment.part);
  if (!part) return base::failure("connector.invalid", "there is no part \"" + segment.part + "\" of a moment");
  return *part;
}

Result<std::optional<Json>> fill(const Template& made, const Filling& filling) {
  switch (made.kind) {
    case Template::Kind::constant: return made.constant;
    case Template::Kind::value: return value_of(made.text.front(), filling);
    case Template::Kind::text: {
      auto text = fill_text(made.text, filling);
      if (!text) return tl::unexpected(text.error());
      if (!*text) return std::nullopt;
      return Json(std::move(**text));
    }
    case Template::Kind::object: return fill_object(made, filling);
    case Template::Kind::list: return fill_list(made, filling);
    case Template::Kind::each: return fill_each(made, filling);
    case Template::Kind::repeat: return fill(made.items.front(), filling);
    case Template::Kind::query: return fill_query(made, filling);
    case Template::Kind::as_text: break;
  }
  auto value = fill(made.items.front(), filling);
  if (!value || !*value) return value;
  if ((**value).is_string()) return value;
  return Json((**value).is_array() || (**value).is_object() ? base::write_json(**value) : *as_plain_text(**value));
}

std::optional<std::string> as_plain_text(const Json& value) {
  switch (value.type()) {
    case Json::Type::null: return std::nullopt;
    case Json::Type::boolean: return value.boolean() ? "true" : "false";
    case Json::Type::number:
    case Json::Type::string: return value.text();
    case Json::Type::object: return base::write_json(value);
    case Json::Type::array: break;
  }
  std::vector<std::string> texts;
  for (const auto& item : value.items()) texts.push_back(as_plain_text(item).value_or(""));
  return base::join(texts, ",");
}

Result<std::optional<std::string>> fill_text(const Text& text, const Filling& filling) {
  std::string filled;
  for (const auto& segment : text) {
    filled += segment.text;
    if (segment.name.empty()) continue;
    auto value = value_of(segment, filling);
    if (!value) return tl::unexpected(value.error());
    const auto plain = *value ? as_plain_text(**value) : std::nullopt;
    if (!plain) return std::nullopt;
    filled += *plain;
  }
  return filled;
}

}  // namespace goodword::connector
