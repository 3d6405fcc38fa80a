#include "connector/forms.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace goodword::connector {
namespace {

using base::Instant;
using base::Json;
using namespace std::chrono_literals;

constexpr std::array<std::string_view, 25> words = {"plain",         "html",      "markdown", "html_base64", "rfc3339",
                                                    "rfc3339_ms",    "rfc3339_s", "epoch_s",  "epoch_ms",    "sql",
                                                    "http_date",     "parts",     "date",     "dmy",         "mdy",
                                                    "decimal_comma", "minor",     "json",     "semicolon",   "comma",
                                                    "caret",         "url",       "text",     "number",      "guid"};
static_assert(words.size() == static_cast<std::size_t>(Form::guid) + 1);

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// Years 1 to 9999 only, so that arithmetic on what an answer says cannot overflow.
std::optional<Instant> from_epoch(std::string_view text, std::int64_t units_per_second) {
  const auto dot = text.find('.');
  const auto number = whole_number(text.substr(0, dot));
  constexpr std::int64_t most_seconds = 253'402'300'799;
  if (!number) return std::nullopt;
  const std::int64_t seconds = *number / units_per_second;
  if (seconds > most_seconds || seconds < -most_seconds) return std::nullopt;
  return base::from_micros(*number * (1'000'000 / units_per_second));
}

std::optional<base::Date> date_from(std::string_view year, std::string_view month, std::string_view day) {
  const auto y = whole_number(year), m = whole_number(month), d = whole_number(day);
  if (!y || !m || !d || *y < 1 || *y > 9999 || *m < 1 || *m > 12 || *d < 1 || *d > 31) return std::nullopt;
  const base::Date date{std::chrono::year(static_cast<int>(*y)), std::chrono::month(static_cast<unsigned>(*m)),
                        std::chrono::day(static_cast<unsigned>(*d))};
  return date.ok() ? std::optional(date) : std::nullopt;
}

/// "31/12/2026" with any of / . - between.
std::optional<base::Date> date_in_order(std::string_view text, Form form) {
  const auto separator = text.find_first_of("/.-");
  if (separator == std::string_view::npos) return std::nullopt;
  const auto parts = base::split(text, text[separator]);
  if (parts.size() != 3) return std::nullopt;
  return form == Form::dmy ? date_from(parts[2], parts[1], parts[0]) : date_from(parts[2], parts[0], parts[1]);
}

std::optional<Instant> from_parts(const Json& value) {
  if (!value.is_object()) return std::nullopt;
  const auto part = [&](std::string_view name, std::int64_t otherwise,
                        std::int64_t most) -> std::optional<std::int64_t> {
    const Json* member = value.find(name);
    const auto number = member ? member->integer() : std::optional(otherwise);
    return number && *number >= 0 && *number <= most ? number : std::nullopt;
  };
  const auto year = part("year", 0, 9999), month = part("month", 0, 12), day = part("day", 0, 31);
  const auto hour = part("hour", 0, 23), minute = part("minute", 0, 59), second = part("second", 0, 60);
  const auto micro = part("microsecond", 0, 999'999);
  if (!year || !month || !day || !hour || !minute || !second || !micro) return std::nullopt;
  const auto date = date_from(std::to_string(*year), std::to_string(*month), std::to_string(*day));
  if (!date) return std::nullopt;
  return base::start_of(*date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second) + std::chrono::microseconds(*micro);
}

Json to_parts(Instant instant) {
  const auto date = base::date_of(instant);
  const auto rest = instant - base::start_of(date);
  const std::chrono::hh_mm_ss time(rest);
  Json parts = Json::object();
  parts.set("year", Json(static_cast<int>(date.year())));
  parts.set("month", Json(static_cast<int>(static_cast<unsigned>(date.month()))));
  parts.set("day", Json(static_cast<int>(static_cast<unsigned>(date.day()))));
  parts.set("hour", Json(static_cast<int>(time.hours().count())));
  parts.set("minute", Json(static_cast<int>(time.minutes().count())));
  parts.set("second", Json(static_cast<int>(time.seconds().count())));
  parts.set("microsecond", Json(static_cast<int>(time.subseconds().count())));
  return parts;
}

std::string in_order(base::Date date, Form form) {
  char text[16];
  const auto day = static_cast<unsigned>(date.day()), month = static_cast<unsigned>(date.month());
  const bool day_first = form == Form::dmy;
  std::snprintf(text, sizeof text, "%02u/%02u/%04d", (day_first ? day : month) % 100, (day_first ? month : day) % 100,
                static_cast<int>(date.year()) % 10000);
  return text;
}

}  // namespace

std::optional<Form> form_of(std::string_view word) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == word) return static_cast<Form>(i);
  }
  return std::nullopt;
}

std::string_view to_text(Form form) { return words[static_cast<std::size_t>(form)]; }
std::vector<std::string> form_words() { return {words.begin(), words.end()}; }

bool is_instant_form(Form form) { return form >= Form::rfc3339 && form <= Form::mdy; }
bool has_no_zone(Form form) {
  return form == Form::sql || form == Form::date || form == Form::dmy || form == Form::mdy;
}
bool is_list_form(Form form) { return form >= Form::json && form <= Form::caret; }
bool is_text_form(Form form) { return form <= Form::html_base64; }

std::optional<Instant> read_instant(const Json& value, Form form, const model::Zone& zone) {
  if (form == Form::parts) return from_parts(value);
  if (!value.is_string() && !value.is_number()) return std::nullopt;
  return read_instant_text(value.text(), form, zone);
}

std::optional<Instant> read_instant_text(std::string_view text, Form form, const model::Zone& zone) {
  text = base::trim(text);
  switch (form) {
    case Form::parts: return std::nullopt;
    case Form::epoch_s: return from_epoch(text, 1);
    case Form::epoch_ms: return from_epoch(text, 1000);
    case Form::http_date: return base::parse_http_date(text);
    case Form::sql: {
      const auto instant = base::parse_rfc3339(std::string(text) + "Z");
      return instant ? std::optional(zone.moment_of(*instant)) : base::parse_rfc3339(text);
    }
    case Form::date:
    case Form::dmy:
    case Form::mdy: {
      const auto date = read_date_text(text, form);
      return date ? std::optional(zone.moment_of(base::start_of(*date))) : std::nullopt;
    }
    default: return base::parse_rfc3339(text);
  }
}

std::optional<base::Date> read_date(const Json& value, Form form) {
  if (form != Form::parts) return read_date_text(value.text(), form);
  const auto instant = from_parts(value);
  return instant ? std::optional(base::date_of(*instant)) : std::nullopt;
}

std::optional<base::Date> read_date_text(std::string_view text, Form form) {
  text = base::trim(text);
  if (form == Form::dmy || form == Form::mdy) return date_in_order(text, form);
  if (form == Form::date || form == Form::plain) {
    // A whole time where a day is expected: its day as written, for a date has no zone.
    return base::parse_date(text.substr(0, 10));
  }
  const auto instant = read_instant_text(text, form);
  return instant ? std::optional(base::date_of(*instant)) : std::nullopt;
}

std::optional<double> read_number(std::string_view text, Form form) {
  std::string digits(base::trim(text));
  if (form == Form::decimal_comma) {
    std::erase(digits, '.');
    for (char& letter : digits) letter = letter == ',' ? '.' : letter;
  }
  double number = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (fault != std::errc() || end != digits.data() + digits.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

std::optional<base::Money> read_money(std::string_view text, Form form, std::string_view currency) {
  std::string digits(base::trim(text));
  if (form == Form::minor) {
    const auto minor = whole_number(digits);
    return minor ? std::optional(base::Money{*minor, std::string(currency)}) : std::nullopt;
  }
  if (form == Form::decimal_comma) {
    std::erase(digits, '.');
    for (char& letter : digits) letter = letter == ',' ? '.' : letter;
  }
  return base::parse_money(digits, currency);
}

std::vector<std::string> read_list(std::string_view text, Form form) {
  std::vector<std::string> items;
  for (const auto& part : base::split(text, form == Form::semicolon ? ';' : ',')) {
    std::string_view item = base::trim(part);
    if (form == Form::caret && item.size() >= 2 && item.front() == '^' && item.back() == '^') {
      item = item.substr(1, item.size() - 2);
    }
    if (!item.empty()) items.emplace_back(item);
  }
  return items;
}

std::string read_text(std::string_view text, Form form) {
  if (form == Form::html) return base::html_to_text(text);
  if (form == Form::html_base64) return base::html_to_text(base::from_base64(text).value_or(""));
  return std::string(text);
}

std::string host_of_site(std::string_view text) {
  const auto scheme = text.find("://");
  if (scheme != std::string_view::npos) text.remove_prefix(scheme + 3);
  text = text.substr(0, text.find_first_of("/?#"));
  if (const auto at = text.rfind('@'); at != std::string_view::npos) text.remove_prefix(at + 1);
  text = text.substr(0, text.find(':'));
  std::string host = base::lower(base::trim(text));
  if (host.starts_with("www.")) host.erase(0, 4);
  return host;
}

Json spell_instant(Instant instant, Form form) {
  const std::int64_t micros = base::to_micros(instant);
  const auto floor_by = [&](std::int64_t unit) { return micros >= 0 ? micros / unit : -((-micros + unit - 1) / unit); };
  switch (form) {
    case Form::rfc3339_ms: return base::to_rfc3339_ms(instant);
    case Form::epoch_s: return floor_by(1'000'000);
    case Form::epoch_ms: return floor_by(1000);
    case Form::http_date: return base::to_http_date(instant);
    case Form::parts: return to_parts(instant);
    case Form::date: return base::to_text(base::date_of(instant));
    case Form::dmy:
    case Form::mdy: return in_order(base::date_of(instant), form);
    case Form::rfc3339_s: return base::to_rfc3339(base::from_micros(floor_by(1'000'000) * 1'000'000));
    case Form::sql: {
      std::string text = base::to_rfc3339(base::from_micros(floor_by(1'000'000) * 1'000'000));
      text[10] = ' ';
      text.pop_back();
      return text;
    }
    default: return base::to_rfc3339(instant);
  }
}

base::Duration step_of(Form form) {
  switch (form) {
    case Form::rfc3339_s:
    case Form::epoch_s:
    case Form::http_date:
    case Form::sql: return 1s;
    case Form::date:
    case Form::dmy:
    case Form::mdy: return 24h;
    case Form::epoch_ms:
    case Form::rfc3339_ms: return 1ms;
    default: return 1us;
  }
}

Json spell_list(std::span<const std::string> items, Form form) {
  if (form == Form::semicolon) return base::join(items, ";");
  if (form == Form::comma) return base::join(items, ",");
  if (form == Form::caret) {
    std::string text;
    for (const auto& item : items) text += (text.empty() ? "^" : ",^") + item + "^";
    return text;
  }
  Json list = Json::array();
  for (const auto& item : items) list.push(Json(item));
  return list;
}

std::string spell_text(std::string_view text, Form form) {
  if (form == Form::html) return base::text_to_html(text);
  if (form == Form::html_base64) return base::to_base64(base::text_to_html(text));
  return std::string(text);
}

}  // namespace goodword::connector
