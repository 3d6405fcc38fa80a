// JSON as a value: copyable, ordered, and each node knows the line it came from.
//
// RapidJSON reads and writes it; its own document type can neither be copied nor say where a value stood, which
// settings errors need. Numbers keep their text, so ids, money and hashes do not lose digits. Bulk pages of records do
// not come through here: the connector room streams them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace goodword::base {

class Json {
 public:
  enum class Type { null, boolean, number, string, array, object };
  using Array = std::vector<Json>;
  using Member = std::pair<std::string, Json>;
  using Object = std::vector<Member>;

  Json() = default;
  Json(std::nullptr_t) {}
  Json(bool value);
  Json(int value);
  Json(std::int64_t value);
  Json(std::uint64_t value);
  Json(double value);
  Json(const char* value);
  Json(std::string value);
  Json(std::string_view value);
  Json(Array value);
  static Json object(Object members = {});
  static Json array(Array items = {});
  static Json array_of(std::span<const std::string> texts);
  /// A number by its digits, kept as they are. Text that is no JSON number becomes a string: digits are written raw.
  static Json number(std::string digits);

  Type type() const { return type_; }
  bool is_null() const { return type_ == Type::null; }
  bool is_object() const { return type_ == Type::object; }
  bool is_array() const { return type_ == Type::array; }
  bool is_string() const { return type_ == Type::string; }
  bool is_number() const { return type_ == Type::number; }
  bool is_boolean() const { return type_ == Type::boolean; }

  /// String contents, or the digits of a number; empty for other types.
  const std::string& text() const { return text_; }
  bool boolean() const { return text_ == "true"; }
  std::optional<std::int64_t> integer() const;
  std::optional<double> real() const;
  /// Empty for non-arrays and non-objects, so that loops need no test.
  const Array& items() const { return items_; }
  const Object& members() const { return members_; }
  Array& items() { return items_; }
  Object& members() { return members_; }

  /// The member, or nullptr. First one wins; parse() refuses duplicates.
  const Json* find(std::string_view key) const;
  Json* find(std::string_view key);
  bool has(std::string_view key) const { return find(key) != nullptr; }
  /// RFC 6901; nullptr where there is nothing.
  const Json* at(std::string_view pointer) const;
  /// The member's text, or `otherwise` if it is missing or null.
  std::string text_or(std::string_view key, std::string_view otherwise) const;
  double real_or(std::string_view key, double otherwise) const;
  std::int64_t integer_or(std::string_view key, std::int64_t otherwise) const;
  bool boolean_or(std::string_view key, bool otherwise) const;
  /// The member's items as texts; empty if it is missing.
  std::vector<std::string> texts(std::string_view key) const;

  /// Replaces or appends a member; makes this an object if it is null. Returns *this, so calls chain.
  Json& set(std::string key, Json value);
  Json& push(Json value);
  void erase(std::string_view key);

  /// Line of the source text on which the value began, from 1; 0 for values made in the program.
  int line() const { return line_; }
  void set_line(int line) { line_ = line; }

  /// Structure and text; lines do not count. Member order does not count.
  friend bool operator==(const Json& a, const Json& b);

 private:
  Type type_ = Type::null;
  int line_ = 0;
  std::string text_;
  Array items_;
  Object members_;
};

struct JsonLimits {
  std::size_t bytes = 32u << 20;
  int depth = 64;
  std::size_t string_bytes = 1u << 20;
};

/// Strict RFC 8259. Errors: json.syntax (line, offset, why), json.too_deep, json.too_large, json.not_utf8,
/// json.duplicate_key.
Result<Json> parse_json(std::string_view text, const JsonLimits& limits = {});
/// The same with comments and trailing commas allowed, for files that people write. `file` is named in errors.
Result<Json> parse_settings_json(std::string_view text, std::string_view file);

std::string write_json(const Json& json);       ///< one line, members in their order
std::string write_pretty(const Json& json);     ///< two spaces, for people
std::string write_canonical(const Json& json);  ///< one line, members sorted: the form that is hashed

/// RFC 7386 (JSON Merge Patch).
Json merge_patch(Json target, const Json& patch);
/// "/a/b~1c" from parts.
std::string pointer_escape(std::string_view token);

}  // namespace goodword::base
