#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>

#include "base/json.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace goodword::base {
namespace {

// Iterative, because the recursive parser overruns the stack on half a million "[". That the text is UTF-8 is looked at
// before, and what its escapes make of it by sound().
constexpr unsigned strict_flags = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag;
constexpr unsigned settings_flags = strict_flags | rapidjson::kParseCommentsFlag | rapidjson::kParseTrailingCommasFlag;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// The line of an offset. Offsets must not decrease: each newline is counted once, so the whole stays linear.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}
  int of(std::size_t offset) {
    offset = std::min(offset, text_.size());
    if (offset > seen_) {
      line_ += static_cast<int>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(seen_),
                                           text_.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
      seen_ = offset;
    }
    return line_;
  }

 private:
  std::string_view text_;
  std::size_t seen_ = 0;
  int line_ = 1;
};

struct Fault {
  std::string_view code;
  std::string why;
  int line = 0;
};

/// Receives RapidJSON's events and builds the value. Returning false from an event ends the parse.
class Builder {
 public:
  Builder(std::string_view text, const rapidjson::MemoryStream& stream, const JsonLimits& limits)
      : lines_(text), stream_(stream), limits_(limits) {}

  bool Null() { return add(Json()); }
  bool Bool(bool value) { return add(Json(value)); }
  bool RawNumber(const char* digits, rapidjson::SizeType length, bool) {
    return fits(length) && add(Json::number(std::string(digits, length)));
  }
  bool String(const char* text, rapidjson::SizeType length, bool) {
    return sound({text, length}) && add(Json(std::string(text, length)));
  }
  bool Key(const char* text, rapidjson::SizeType length, bool) {
    if (!sound({text, length})) return false;
    open_.back().key.assign(text, length);
    return true;
  }
  bool StartObject() { return open(Json::object()); }
  bool StartArray() { return open(Json::array()); }
  bool EndObject(rapidjson::SizeType) { return no_duplicates(open_.back().value.members()) && close(); }
  bool EndArray(rapidjson::SizeType) { return close(); }

  // Numbers come as text (NumbersAsStrings), so these are never called.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }

  int line_of(std::size_t offset) { return lines_.of(offset); }
  const std::optional<Fault>& fault() const { return fault_; }
  Json take() { return std::move(root_); }

 private:
  struct Open {
    Json value;
    std::string key;  ///< of the member that comes next, in objects
  };

  int line() { return lines_.of(stream_.Tell()); }

  bool refuse(std::string_view code, std::string why, int at_line) {
    fault_ = Fault{code, std::move(why), at_line};
    return false;
  }

  bool fits(std::size_t length) {
    if (length <= limits_.string_bytes) return true;
    return refuse("json.too_large", "a text is longer than " + std::to_string(limits_.string_bytes) + " bytes", line());
  }

  /// RapidJSON lets an escaped lone low surrogate through, which is no character.
  bool sound(std::string_view text) {
    if (!fits(text.size())) return false;
    return valid_utf8(text) || refuse("json.not_utf8", "an escape names half of a surrogate pair", line());
  }

  bool open(Json&& value) {
    if (static_cast<int>(open_.size()) >= limits_.depth) {
      return refuse("json.too_deep", "nested deeper than " + std::to_string(limits_.depth) + " levels", line());
    }
    value.set_line(line());
    open_.push_back({std::move(value), {}});
    return true;
  }

  bool close() {
    Json value = std::move(open_.back().value);
    open_.pop_back();
    place(std::move(value));
    return true;
  }

  bool add(Json&& value) {
    value.set_line(line());
    place(std::move(value));
    return true;
  }

  void place(Json&& value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (Open& parent = open_.back(); parent.value.is_array()) {
      parent.value.items().push_back(std::move(value));
    } else {
      parent.value.members().emplace_back(std::move(parent.key), std::move(value));
    }
  }

  bool no_duplicates(const Json::Object& members) {
    // What we wrote ourselves is in order, and then it is enough to look at neighbours.
    const auto not_after = [](const Json::Member& a, const Json::Member& b) { return a.first >= b.first; };
    if (std::ranges::adjacent_find(members, not_after) == members.end()) return true;
    std::vector<const Json::Member*> sorted;
    sorted.reserve(members.size());
    for (const auto& member : members) sorted.push_back(&member);
    const auto key = [](const Json::Member* member) -> const std::string& { return member->first; };
    std::ranges::stable_sort(sorted, {}, key);
    const auto twice = std::ranges::adjacent_find(sorted, {}, key);
    if (twice == sorted.end()) return true;
    // The key is the writer's own text and may be long or hold anything: enough of it to find the place.
    const std::string name = escape_line(shorten((*twice)->first, 40));
    return refuse("json.duplicate_key", "the key \"" + name + "\" is there twice", (*std::next(twice))->second.line());
  }

  Lines lines_;
  const rapidjson::MemoryStream& stream_;
  const JsonLimits& limits_;
  std::vector<Open> open_;
  Json root_;
  std::optional<Fault> fault_;
};

std::string place(std::string_view file, int line) {
  const std::string number = std::to_string(line);
  return file.empty() ? "line " + number + ": " : std::string(file) + ":" + number + ": ";
}

/// A sentence of RapidJSON's without its full stop, since ours go on.
std::string reason(rapidjson::ParseErrorCode code, std::size_t offset) {
  std::string text = rapidjson::GetParseError_En(code);
  while (text.ends_with('.')) text.pop_back();
  return text + " (byte " + std::to_string(offset) + ")";
}

template <unsigned flags>
Result<Json> parse(std::string_view text, std::string_view file, const JsonLimits& limits) {
  if (text.size() > limits.bytes) {
    const std::string where = file.empty() ? "" : std::string(file) + ": ";
    return failure("json.too_large", where + "larger than " + std::to_string(limits.bytes) + " bytes");
  }
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  if (const std::size_t offset = valid_prefix(text); offset < text.size()) {
    return failure("json.not_utf8",
                   place(file, Lines(text).of(offset)) + "not UTF-8 (byte " + std::to_string(offset) + ")");
  }
  rapidjson::MemoryStream stream(text.data(), text.size());
  Builder builder(text, stream, limits);
  rapidjson::Reader reader;
  const rapidjson::ParseResult result = reader.Parse<flags>(stream, builder);
  if (const auto& fault = builder.fault()) return failure(fault->code, place(file, fault->line) + fault->why);
  if (result.IsError()) {
    return failure("json.syntax",
                   place(file, Lines(text).of(result.Offset())) + reason(result.Code(), result.Offset()));
  }
  // To RapidJSON a NUL byte is the end of the text; what follows it would go unread.
  if (stream.Tell() < text.size()) {
    return failure("json.syntax", place(file, builder.line_of(stream.Tell())) + "a NUL byte stands in the text");
  }
  return builder.take();
}

}  // namespace

Result<Json> parse_json(std::string_view text, const JsonLimits& limits) {
  return parse<strict_flags>(text, "", limits);
}

Result<Json> parse_settings_json(std::string_view text, std::string_view file) {
  return parse<settings_flags>(text, file, JsonLimits{});
}

}  // namespace goodword::base
