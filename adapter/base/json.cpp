// The value itself. Reading is in json_read.cpp and writing in json_write.cpp, the two files that include RapidJSON.
#include "base/json.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>

namespace goodword::base {
namespace {

template <class Number>
std::string digits_of(Number value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
  return at;
}

/// The grammar of a number in RFC 8259.
bool is_number_text(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const std::size_t whole = at;
  at = skip_digits(text, at);
  if (at == whole || (text[whole] == '0' && at > whole + 1)) return false;
  if (at < text.size() && text[at] == '.') {
    const std::size_t decimals = at + 1;
    at = skip_digits(text, decimals);
    if (at == decimals) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    if (++at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const std::size_t exponent = at;
    at = skip_digits(text, exponent);
    if (at == exponent) return false;
  }
  return at == text.size();
}

/// Undoes "~1" and "~0"; nothing for a "~" that is followed by something else.
std::optional<std::string> unescape(std::string_view token) {
  std::string text;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '~') {
      text += token[i];
      continue;
    }
    if (++i == token.size() || (token[i] != '0' && token[i] != '1')) return std::nullopt;
    text += token[i] == '0' ? '~' : '/';
  }
  return text;
}

const Json* element(const Json& array, std::string_view token) {
  if (token.empty() || (token.size() > 1 && token[0] == '0')) return nullptr;
  std::size_t index = 0;
  const auto [end, fault] = std::from_chars(token.data(), token.data() + token.size(), index);
  if (fault != std::errc() || end != token.data() + token.size() || index >= array.items().size()) return nullptr;
  return &array.items()[index];
}

std::vector<const Json::Member*> by_key(const Json::Object& members) {
  std::vector<const Json::Member*> sorted;
  sorted.reserve(members.size());
  for (const auto& member : members) sorted.push_back(&member);
  std::ranges::sort(sorted, {}, [](const Json::Member* member) -> const std::string& { return member->first; });
  return sorted;
}

bool same_members(const Json::Object& a, const Json::Object& b) {
  return std::ranges::equal(by_key(a), by_key(b), [](const auto* x, const auto* y) { return *x == *y; });
}

}  // namespace

Json::Json(bool value) : type_(Type::boolean), text_(value ? "true" : "false") {}
Json::Json(int value) : type_(Type::number), text_(digits_of(value)) {}
Json::Json(std::int64_t value) : type_(Type::number), text_(digits_of(value)) {}
Json::Json(std::uint64_t value) : type_(Type::number), text_(digits_of(value)) {}
Json::Json(double value) {
  // JSON has no spelling for infinity and not-a-number: they are null.
  if (!std::isfinite(value)) return;
  type_ = Type::number;
  text_ = digits_of(value);
}
Json::Json(const char* value) : type_(Type::string), text_(value) {}
Json::Json(std::string value) : type_(Type::string), text_(std::move(value)) {}
Json::Json(std::string_view value) : type_(Type::string), text_(value) {}
Json::Json(Array value) : type_(Type::array), items_(std::move(value)) {}

Json Json::object(Object members) {
  Json json;
  json.type_ = Type::object;
  json.members_ = std::move(members);
  return json;
}

Json Json::array(Array items) { return Json(std::move(items)); }

Json Json::array_of(std::span<const std::string> texts) {
  Array items;
  for (const auto& text : texts) items.push_back(Json(text));
  return array(std::move(items));
}

Json Json::number(std::string digits) {
  Json json(std::move(digits));
  // Digits are written raw, so nothing but a number may pass as one.
  if (is_number_text(json.text_)) json.type_ = Type::number;
  return json;
}

std::optional<std::int64_t> Json::integer() const {
  if (type_ != Type::number) return std::nullopt;
  std::int64_t value = 0;
  const char* end = text_.data() + text_.size();
  const auto read = std::from_chars(text_.data(), end, value);
  if (read.ec == std::errc() && read.ptr == end) return value;
  // "5.0" and "1e3" are whole numbers too, as long as a double can tell them apart.
  constexpr double exact = 9007199254740992.0;
  const auto number = real();
  if (read.ec != std::errc() || !number || std::abs(*number) >= exact || *number != std::trunc(*number))
    return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

std::optional<double> Json::real() const {
  if (type_ != Type::number) return std::nullopt;
  double value = 0;
  const char* end = text_.data() + text_.size();
  const auto read = std::from_chars(text_.data(), end, value);
  return read.ec == std::errc() && read.ptr == end ? std::optional(value) : std::nullopt;
}

const Json* Json::find(std::string_view key) const {
  const auto found = std::ranges::find(members_, key, &Member::first);
  return found == members_.end() ? nullptr : &found->second;
}

Json* Json::find(std::string_view key) { return const_cast<Json*>(std::as_const(*this).find(key)); }

const Json* Json::at(std::string_view pointer) const {
  const Json* here = this;
  while (here && !pointer.empty()) {
    if (pointer.front() != '/') return nullptr;
    pointer.remove_prefix(1);
    const auto end = std::min(pointer.find('/'), pointer.size());
    const auto token = unescape(pointer.substr(0, end));
    pointer.remove_prefix(end);
    if (!token) return nullptr;
    here = here->is_array() ? element(*here, *token) : here->find(*token);
  }
  return here;
}

std::string Json::text_or(std::string_view key, std::string_view otherwise) const {
  const Json* member = find(key);
  return member && !member->is_null() ? member->text_ : std::string(otherwise);
}

double Json::real_or(std::string_view key, double otherwise) const {
  const Json* member = find(key);
  return member ? member->real().value_or(otherwise) : otherwise;
}

std::int64_t Json::integer_or(std::string_view key, std::int64_t otherwise) const {
  const Json* member = find(key);
  return member ? member->integer().value_or(otherwise) : otherwise;
}

bool Json::boolean_or(std::string_view key, bool otherwise) const {
  const Json* member = find(key);
  return member && member->is_boolean() ? member->boolean() : otherwise;
}

std::vector<std::string> Json::texts(std::string_view key) const {
  std::vector<std::string> list;
  const Json* member = find(key);
  if (!member) return list;
  for (const Json& item : member->items_) list.push_back(item.text_);
  return list;
}

Json& Json::set(std::string key, Json value) {
  if (is_null()) type_ = Type::object;
  if (!is_object()) throw std::logic_error("a member was set on JSON that is not an object");
  if (Json* member = find(key)) {
    *member = std::move(value);
  } else {
    members_.emplace_back(std::move(key), std::move(value));
  }
  return *this;
}

Json& Json::push(Json value) {
  if (is_null()) type_ = Type::array;
  if (!is_array()) throw std::logic_error("an item was pushed to JSON that is not an array");
  items_.push_back(std::move(value));
  return *this;
}

void Json::erase(std::string_view key) {
  std::erase_if(members_, [key](const Member& member) { return member.first == key; });
}

bool operator==(const Json& a, const Json& b) {
  return a.type_ == b.type_ && a.text_ == b.text_ && a.items_ == b.items_ && same_members(a.members_, b.members_);
}

Json merge_patch(Json target, const Json& patch) {
  if (!patch.is_object()) return patch;
  if (!target.is_object()) target = Json::object();
  for (const auto& [key, value] : patch.members()) {
    if (value.is_null()) {
      target.erase(key);
    } else if (Json* member = target.find(key)) {
      *member = merge_patch(std::move(*member), value);
    } else {
      target.set(key, merge_patch(Json(), value));
    }
  }
  return target;
}

std::string pointer_escape(std::string_view token) {
  std::string text;
  for (const char letter : token) {
    if (letter == '~') {
      text += "~0";
    } else if (letter == '/') {
      text += "~1";
    } else {
      text += letter;
    }
  }
  return text;
}

}  // namespace goodword::base
