#include "draft/yaml.hpp"

#include <yaml.h>

#include <map>
#include <string>

namespace goodword::draft {
namespace {

using base::Json;
using base::Result;

constexpr int deepest = 100;
constexpr std::size_t most_nodes = 4'000'000;

std::string_view text_of(const yaml_char_t* text, std::size_t size) {
  return {reinterpret_cast<const char*>(text), size};
}

/// What an unquoted word means (YAML 1.2, core schema).
Json plain(std::string_view text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return {};
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  return Json::number(std::string(text));  // a text, where it is no number
}

std::size_t nodes_in(const Json& json) {
  std::size_t number = 1;
  for (const auto& item : json.items()) number += nodes_in(item);
  for (const auto& [key, value] : json.members()) number += nodes_in(value);
  return number;
}

class Reader {
 public:
  Reader(std::string_view text, std::string_view file) : file_(file) {
    yaml_parser_initialize(&parser_);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() {
    yaml_event_delete(&event_);
    yaml_parser_delete(&parser_);
  }

  Result<Json> document() {
    while (true) {
      if (auto read = next(); !read) return tl::unexpected(read.error());
      if (event_.type == YAML_STREAM_END_EVENT) return Json();
      if (event_.type != YAML_STREAM_START_EVENT && event_.type != YAML_DOCUMENT_START_EVENT) return value(0);
    }
  }

 private:
  tl::unexpected<base::Error> fault(std::string_view code, const std::string& what, std::size_t line) const {
    return base::failure(code, std::string(file_) + ":" + std::to_string(line + 1) + ": " + what);
  }

  Result<void> next() {
    yaml_event_delete(&event_);
    if (yaml_parser_parse(&parser_, &event_) != 0) return {};
    event_ = {};
    const std::string why = parser_.problem != nullptr ? parser_.problem : "not readable";
    return fault("json.syntax", "no YAML: " + why, parser_.problem_mark.line);
  }

  /// The value that the present event begins; what is anchored is kept for aliases.
  Result<Json> value(int depth) {
    const std::size_t line = event_.start_mark.line;
    if (depth > deepest) return fault("json.too_deep", "more than 100 levels", line);
    if (++nodes_ > most_nodes) return fault("json.too_large", "more than four million values", line);
    const std::string anchor = anchor_of();
    Result<Json> made = Json();
    switch (event_.type) {
      case YAML_ALIAS_EVENT: return alias(line);
      case YAML_SCALAR_EVENT: made = scalar(); break;
      case YAML_SEQUENCE_START_EVENT: made = sequence(depth); break;
      case YAML_MAPPING_START_EVENT: made = mapping(depth); break;
      default: return fault("json.syntax", "a value was expected", line);
    }
    if (!made) return made;
    made->set_line(static_cast<int>(line) + 1);
    if (!anchor.empty()) anchored_[anchor] = *made;
    return made;
  }

  std::string anchor_of() const {
    const yaml_char_t* anchor = nullptr;
    if (event_.type == YAML_SCALAR_EVENT) anchor = event_.data.scalar.anchor;
    if (event_.type == YAML_SEQUENCE_START_EVENT) anchor = event_.data.sequence_start.anchor;
    if (event_.type == YAML_MAPPING_START_EVENT) anchor = event_.data.mapping_start.anchor;
    return anchor == nullptr ? "" : reinterpret_cast<const char*>(anchor);
  }

  Result<Json> alias(std::size_t line) {
    const auto found = anchored_.find(reinterpret_cast<const char*>(event_.data.alias.anchor));
    if (found == anchored_.end()) return fault("json.syntax", "an alias of nothing", line);
    nodes_ += nodes_in(found->second);
    if (nodes_ > most_nodes) return fault("json.too_large", "aliases make more than four million values", line);
    return found->second;
  }

  Json scalar() const {
    const auto& scalar = event_.data.scalar;
    const auto text = text_of(scalar.value, scalar.length);
    return scalar.style == YAML_PLAIN_SCALAR_STYLE ? plain(text) : Json(text);
  }

  Result<Json> sequence(int depth) {
    Json made = Json::array();
    while (true) {
      if (auto read = next(); !read) return tl::unexpected(read.error());
      if (event_.type == YAML_SEQUENCE_END_EVENT) return made;
      auto item = value(depth + 1);
      if (!item) return item;
      made.push(*std::move(item));
    }
  }

  Result<Json> mapping(int depth) {
    Json made = Json::object(), under = Json::array();
    while (true) {
      if (auto read = next(); !read) return tl::unexpected(read.error());
      if (event_.type == YAML_MAPPING_END_EVENT) {
        lay_under(made, under);
        return made;
      }
      if (event_.type != YAML_SCALAR_EVENT)
        return fault("json.syntax", "a key that is no text", event_.start_mark.line);
      const std::string key(text_of(event_.data.scalar.value, event_.data.scalar.length));
      if (auto read = next(); !read) return tl::unexpected(read.error());
      auto inner = value(depth + 1);
      if (!inner) return inner;
      if (key == "<<")
        under.push(*std::move(inner));
      else if (!made.has(key))
        made.set(key, *std::move(inner));
    }
  }

  /// "<<" names mappings, or lists of them, that give what this one does not state.
  static void lay_under(Json& made, const Json& other) {
    for (const auto& [name, value] : other.members())
      if (!made.has(name)) made.set(name, value);
    for (const auto& item : other.items()) lay_under(made, item);
  }

  std::string_view file_;
  yaml_parser_t parser_{};
  yaml_event_t event_{};
  std::map<std::string, Json> anchored_;
  std::size_t nodes_ = 0;
};

}  // namespace

Result<Json> parse_yaml(std::string_view text, std::string_view file) { return Reader(text, file).document(); }

}  // namespace goodword::draft
