#include "store/body.hpp"

#include "base/text.hpp"
#include "base/utf8.hpp"

namespace goodword::store {
namespace {

// JSON of an object or array begins with { or [, never with this.
constexpr char bytes_form = '~';

/// A row holds what was taken in under stricter limits; these only bound damage.
constexpr base::JsonLimits limits{.bytes = 512u << 20, .depth = 100, .string_bytes = 256u << 20};

/// Each byte as the code point of the same number.
std::string widened(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) base::append_character(text, static_cast<unsigned char>(byte));
  return text;
}

std::string narrowed(std::string_view text) {
  std::string bytes;
  while (!text.empty()) bytes += static_cast<char>(base::take_character(text).code);
  return bytes;
}

base::Json narrowed(const base::Json& json) {
  if (json.is_string()) return base::Json(narrowed(std::string_view(json.text())));
  base::Json copy = json;
  for (auto& item : copy.items()) item = narrowed(item);
  for (auto& [name, value] : copy.members()) {
    name = narrowed(std::string_view(name));
    value = narrowed(value);
  }
  return copy;
}

}  // namespace

std::string body_of(const base::Json& json) {
  std::string text = base::write_canonical(json);
  return base::valid_utf8(text) ? text : bytes_form + widened(text);
}

base::Result<base::Json> json_of(std::string_view body) {
  if (!body.starts_with(bytes_form)) return base::parse_json(body, limits);
  auto wide = base::parse_json(body.substr(1), limits);
  if (!wide) return wide;
  return narrowed(*wide);
}

std::string list_body(const std::vector<std::string>& list) {
  base::Json json = base::Json::array();
  for (const auto& item : list) json.push(base::Json(item));
  return body_of(json);
}

std::vector<std::string> list_of(const base::Json& json) {
  std::vector<std::string> list;
  for (const auto& item : json.items()) list.push_back(item.text());
  return list;
}

}  // namespace goodword::store
