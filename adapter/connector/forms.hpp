// How a vendor spells a value, and how we do: one closed list of forms that serves both directions.
//
// The type of a value comes from our side (`emails` are e-mails), its form from the vendor's file. Reading gives
// nothing where the text does not have the form; writing always succeeds. Used by mapping (in) and templates (out).
// Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/money.hpp"
#include "model/zone.hpp"

namespace goodword::connector {

/// Spelled as in connector files.
enum class Form {
  plain,
  html,
  markdown,
  html_base64,  // text
  rfc3339,
  rfc3339_ms,
  rfc3339_s,
  epoch_s,
  epoch_ms,
  sql,
  http_date,
  parts,
  date,
  dmy,
  mdy,  // instants and dates
  decimal_comma,
  minor,  // numbers and money, beside plain
  json,
  semicolon,
  comma,
  caret,  // lists
  url,    // a domain, given as an address
  text,
  number,
  guid  // ids in requests
};

std::optional<Form> form_of(std::string_view word);
std::string_view to_text(Form form);
/// All words, for suggestions.
std::vector<std::string> form_words();

bool is_instant_form(Form form);
/// What it writes are the clock's figures, in no zone.
bool has_no_zone(Form form);
bool is_list_form(Form form);
bool is_text_form(Form form);

/// A moment as the vendor wrote it; `zone` is that of times written without one.
std::optional<base::Instant> read_instant(const base::Json& value, Form form, const model::Zone& zone = {});
std::optional<base::Date> read_date(const base::Json& value, Form form);
/// The same of a text or of a number's digits; `parts` is no text.
std::optional<base::Instant> read_instant_text(std::string_view text, Form form, const model::Zone& zone = {});
std::optional<base::Date> read_date_text(std::string_view text, Form form);
/// "Number" also means text that holds one.
std::optional<double> read_number(std::string_view text, Form form);
std::optional<base::Money> read_money(std::string_view text, Form form, std::string_view currency);
/// Items of a list that is written as one text: "a;b", "^a^,^b^".
std::vector<std::string> read_list(std::string_view text, Form form);
std::string read_text(std::string_view text, Form form);
/// "https://www.acme.example/x" and "Acme.example" give "acme.example".
std::string host_of_site(std::string_view text);

/// A moment as the vendor wants it. `parts` is an object.
base::Json spell_instant(base::Instant instant, Form form);
/// The smallest distance between two moments that the form can tell apart.
base::Duration step_of(Form form);
base::Json spell_list(std::span<const std::string> items, Form form);
std::string spell_text(std::string_view text, Form form);

}  // namespace goodword::connector
