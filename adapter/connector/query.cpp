#include "connector/query.hpp"

#include <algorithm>

namespace goodword::connector {
namespace {

using base::Json;
using base::Result;

auto refused(std::string why) { return base::failure("connector.invalid", std::move(why)); }

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "8-4-4-4-12" hex digits.
bool is_guid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = text[i];
    const bool hex = is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (dash ? c != '-' : !hex) return false;
  }
  return true;
}

/// The sequence for a character that a text may not hold as it is; nothing for all others.
std::string_view escape(char c, Query language) {
  if (language == Query::soql) {
    switch (c) {
      case '\'': return "\\'";
      case '\\': return "\\\\";
      case '"': return "\\\"";
      case '\n': return "\\n";
      case '\r': return "\\r";
      case '\t': return "\\t";
      default: return {};
    }
  }
  if (c == '\'') return "''";
  // Dialects differ in whether a backslash means itself. Written twice it ends no text in any of them.
  return language == Query::sql && c == '\\' ? "\\\\" : "";
}

Result<std::string> quoted_text(std::string_view text, Query language) {
  std::string made = "'";
  for (const char c : text) {
    const auto sequence = escape(c, language);
    if (!sequence.empty()) {
      made += sequence;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      return refused("a text for a query holds a control character, so the request was not sent");
    } else {
      made += c;
    }
  }
  return made + "'";
}

Result<std::string> quoted_list(const Json& list, const Quoting& quoting) {
  if (list.items().empty()) return refused("a list for a query is empty, so the request was not sent");
  std::string made = "(";
  for (const auto& item : list.items()) {
    if (item.is_array()) return refused("a list for a query holds a list, so the request was not sent");
    auto one = quoted(item, quoting);
    if (!one) return one;
    made += (made.size() > 1 ? "," : "") + *one;
  }
  return made + ")";
}

}  // namespace

std::optional<Query> query_of(std::string_view word) {
  if (word == "$soql") return Query::soql;
  if (word == "$odata") return Query::odata;
  if (word == "$sql") return Query::sql;
  return std::nullopt;
}

bool is_query_name(std::string_view text) {
  bool begins = true;
  for (const char c : text) {
    if (c == '.' || c == '/') {
      if (begins) return false;
      begins = true;
    } else {
      if (!is_letter(c) && (begins || !is_digit(c))) return false;
      begins = false;
    }
  }
  return !begins;
}

Result<std::string> quoted(const Json& value, const Quoting& quoting) {
  switch (value.type()) {
    case Json::Type::boolean: return std::string(value.boolean() ? "true" : "false");
    case Json::Type::number: return value.text();
    case Json::Type::array: return quoted_list(value, quoting);
    case Json::Type::string: break;
    default: return refused("a query has no words for an object or for nothing, so the request was not sent");
  }
  // Moments are spelled by us and hold nothing to escape.
  if (quoting.moment && quoting.language != Query::sql) return value.text();
  if (quoting.guid && quoting.language == Query::odata) {
    if (is_guid(value.text())) return value.text();
    return refused("an id for a query is no GUID, so the request was not sent");
  }
  return quoted_text(value.text(), quoting.language);
}

Result<std::string> name_list(const Json& names, Query language) {
  std::string made;
  for (const auto& name : names.items()) {
    if (!is_query_name(name.text()))
      return refused("\"" + name.text() + "\" is no name of a field in a query, so the request was not sent");
    made += (made.empty() ? "" : language == Query::odata ? "," : ", ") + name.text();
  }
  if (made.empty()) return refused("no field is asked for by a query, so the request was not sent");
  return made;
}

}  // namespace goodword::connector
