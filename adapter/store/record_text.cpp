#include "store/record_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "store/body.hpp"

namespace goodword::store {
namespace {

using model::FieldIndex;
using model::Kind;
using model::Value;

constexpr std::size_t usual_bytes = 1024;

/// The fields of a kind as canonical JSON orders them: by name.
std::vector<FieldIndex> by_name(Kind kind) {
  const auto fields = model::fields_of(kind);
  std::vector<FieldIndex> order;
  for (std::size_t i = 0; i < fields.size(); ++i) order.push_back(static_cast<FieldIndex>(i));
  std::ranges::sort(order, {}, [&](FieldIndex index) { return fields[index].name; });
  return order;
}

const std::vector<FieldIndex>& order_of(Kind kind) {
  static const std::array orders = {by_name(Kind::contact),  by_name(Kind::company), by_name(Kind::opportunity),
                                    by_name(Kind::activity), by_name(Kind::user),    by_name(Kind::hint)};
  return orders[static_cast<std::size_t>(kind)];
}

constexpr bool needs_escape(unsigned char letter) { return letter < 0x20 || letter == '"' || letter == '\\'; }

/// Looks at eight bytes at a time: whether any is below 0x20, a quotation mark or a backslash (Mycroft's test for a
/// zero byte, which may take the byte after a true one for another: only "none" is relied on).
bool none_needs_escape(const char* eight_bytes) {
  constexpr std::uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
  std::uint64_t eight = 0;
  std::memcpy(&eight, eight_bytes, sizeof eight);
  const auto has_zero = [&](std::uint64_t bytes) { return (bytes - ones) & ~bytes & highs; };
  const std::uint64_t below = (eight - ones * 0x20) & ~eight & highs;
  return (below | has_zero(eight ^ (ones * '"')) | has_zero(eight ^ (ones * '\\'))) == 0;
}

std::size_t plain_prefix(std::string_view text) {
  std::size_t at = 0;
  while (at + 8 <= text.size() && none_needs_escape(text.data() + at)) at += 8;
  while (at < text.size() && !needs_escape(static_cast<unsigned char>(text[at]))) ++at;
  return at;
}

void add_escaped(std::string& json, char letter) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view named = "\"\"\\\\\bb\ff\nn\rr\tt";
  json += '\\';
  for (std::size_t i = 0; i < named.size(); i += 2) {
    if (named[i] == letter) {
      json += named[i + 1];
      return;
    }
  }
  json += "u00";
  json += digits[static_cast<unsigned char>(letter) >> 4];
  json += digits[static_cast<unsigned char>(letter) & 15u];
}

void add_string(std::string& json, std::string_view text) {
  json += '"';
  while (!text.empty()) {
    const std::size_t plain = plain_prefix(text);
    json.append(text.data(), plain);
    if (plain == text.size()) break;
    add_escaped(json, text[plain]);
    text.remove_prefix(plain + 1);
  }
  json += '"';
}

template <class Number>
void add_number(std::string& json, Number number) {
  std::array<char, 32> digits{};
  json.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
}

void add_value(std::string& json, const std::string& text) { add_string(json, text); }
void add_value(std::string& json, double number) { add_number(json, number); }
void add_value(std::string& json, bool truth) { json += truth ? "true" : "false"; }
void add_value(std::string& json, base::Instant instant) { add_string(json, base::to_rfc3339(instant)); }
void add_value(std::string& json, base::Date date) { add_string(json, base::to_text(date)); }
void add_value(std::string&, std::monostate) {}
void add_value(std::string& json, const base::Money& money) {
  json += R"({"currency":)";
  add_string(json, money.currency);
  json += R"(,"minor":)";
  add_number(json, money.minor);
  json += '}';
}
void add_value(std::string& json, const std::vector<std::string>& list) {
  json += '[';
  for (const auto& item : list) {
    if (json.back() != '[') json += ',';
    add_string(json, item);
  }
  json += ']';
}

/// What is rare is left to the tree: values of the operator's own fields, and numbers that JSON cannot spell.
bool is_rare(const model::Record& record) {
  return !record.custom.empty() || std::ranges::any_of(record.values, [](const Value& value) {
    const auto* number = std::get_if<double>(&value);
    return number && !std::isfinite(*number);
  });
}

}  // namespace

std::string text_of(const model::Record& record) {
  if (is_rare(record)) return body_of(model::to_json(record));
  const auto fields = model::fields_of(record.kind);
  std::string json;
  json.reserve(usual_bytes);
  json = "{";
  for (const FieldIndex index : order_of(record.kind)) {
    const Value& value = record.values[index];
    if (value.index() == 0) continue;
    if (json.size() > 1) json += ',';
    json += '"';
    json += fields[index].name;
    json += "\":";
    std::visit([&](const auto& held) { add_value(json, held); }, value);
  }
  json += '}';
  return base::valid_utf8(json) ? json : body_of(model::to_json(record));
}

std::int64_t content_number(std::string_view text) {
  // Inside a value the quotation marks would have their backslashes; members of that name inside others, which are the
  // operator's own fields, hold objects. A member follows, for the id comes later.
  constexpr std::string_view changed = R"("changed":")", end = R"(",)";
  const auto at = text.find(changed);
  const auto next = at == std::string_view::npos ? at : text.find(end, at + changed.size());
  if (next == std::string_view::npos) return static_cast<std::int64_t>(base::xxh64(text, 0));
  std::string without(text.substr(0, at));
  without += text.substr(next + end.size());
  return static_cast<std::int64_t>(base::xxh64(without, 0));
}

}  // namespace goodword::store
