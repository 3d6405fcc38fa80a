#include "connector/reader.hpp"

// Pages are the bulk of what is read, so this file has RapidJSON compare sixteen bytes at a time. In a namespace of its
// own, for elsewhere the same templates are compiled without.
#define RAPIDJSON_NAMESPACE rapidjson_pages
#ifdef __SSE2__
#define RAPIDJSON_SSE2
#endif
#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <memory>

#include "base/text.hpp"

#ifdef RAPIDJSON_SSE2
namespace rapidjson_pages {

/// RapidJSON walks byte by byte to where sixteen bytes may be read that stand at a multiple of sixteen, since it cannot
/// know what lies beyond the text; most strings of a page end before that. Here read_answer() has put zeros there.
template <>
inline void Reader::SkipUnescapedString(InsituStringStream& stream) {
  const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\'), last_control = _mm_set1_epi8(0x1F);
  char* at = stream.src_;
  while (true) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i ends = _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash));
    const __m128i controls = _mm_cmpeq_epi8(_mm_max_epu8(bytes, last_control), last_control);
    const auto found = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(ends, controls)));
    if (found != 0) {
      stream.src_ = stream.dst_ = at + std::countr_zero(found);
      return;
    }
    at += sizeof bytes;
  }
}

}  // namespace rapidjson_pages
#endif

namespace goodword::connector {
namespace {

using base::Json;

constexpr std::size_t most_text = 1'000'000;  // a value of a megabyte is no value that a person wrote
constexpr int most_depth = 64;
constexpr std::size_t most_names = 1000;
constexpr std::size_t step_bytes = 16;  // read at once, at the end beyond the text too
constexpr std::size_t usual_members = 4;
constexpr int nowhere = -1;

namespace json = rapidjson_pages;

/// The walk: where in the trie the parser is, and what is being kept.
class Walker : public json::BaseReaderHandler<json::UTF8<>, Walker> {
 public:
  Walker(const Layout& layout, json::InsituStringStream& stream, std::string_view body, Rows& rows)
      : layout_(layout),
        stream_(stream),
        body_(body),
        rows_(rows),
        cells_(layout.shape().slots.size()),
        outside_(layout.shape().outside.size()),
        met_(layout.size()) {}

  bool Null() { return scalar(Json::Type::null, ""); }
  bool Bool(bool value) { return scalar(Json::Type::boolean, value ? "true" : "false"); }
  bool RawNumber(const char* digits, unsigned size, bool) { return scalar(Json::Type::number, {digits, size}); }
  bool String(const char* text, unsigned size, bool) { return scalar(Json::Type::string, {text, size}); }
  bool Key(const char* text, unsigned size, bool) {
    if (!trees_.empty()) {
      keys_.back().assign(text, size);
    } else {
      frames_.back().child = child({text, size}, frames_.back());
    }
    return true;
  }
  bool StartObject() { return open(Json::Type::object); }
  bool StartArray() { return open(Json::Type::array); }
  bool EndObject(unsigned) { return close(); }
  bool EndArray(unsigned) { return close(); }

  bool too_deep() const { return too_deep_; }
  Reading finish();

 private:
  struct Frame {
    int node = nowhere;
    bool array = false, records = false, row = false;
    int child = nowhere;        ///< node of the member whose value comes
    std::size_t index = 0;      ///< of the next element
    std::size_t next_name = 0;  ///< of the members, counted
    std::size_t start = 0;      ///< byte of a record
  };
  struct Name {
    std::string text;
    int child = nowhere;
  };

  int child(std::string_view key, Frame& frame);
  int place();
  void begin_row(Frame& frame);
  void end_row(std::string_view payload);
  Cell* cell_at(int node);
  bool scalar(Json::Type type, std::string_view text);
  bool open(Json::Type type);
  bool close();
  void add_to_tree(Json value);
  void close_tree();

  const Layout& layout_;
  json::InsituStringStream& stream_;
  std::string_view body_;
  Rows& rows_;
  std::vector<Cell> cells_, outside_;
  std::vector<Frame> frames_;
  std::vector<std::vector<Name>> met_;  ///< by node, the names it had last, in their order
  std::vector<Json> trees_;             ///< open containers of a value that is kept whole
  std::vector<std::string> keys_;
  Cell* target_ = nullptr;
  int depth_ = 0;
  bool in_row_ = false, too_deep_ = false, next_is_row_ = false;
  Reading reading_;
};

/// Vendors write every record's members in one order, so a name is mostly the one that stood there the last time.
int Walker::child(std::string_view key, Frame& frame) {
  if (frame.node == nowhere) return nowhere;
  auto& met = met_[static_cast<std::size_t>(frame.node)];
  const std::size_t at = frame.next_name++;
  if (at < met.size() && met[at].text == key) return met[at].child;
  const auto& children = layout_.node(frame.node).children;
  const auto found = std::ranges::find(children, key, &std::pair<std::string, int>::first);
  const int child = found == children.end() ? nowhere : found->second;
  // Bounded: an answer with a million names in one object is no record.
  if (at >= met.size() && met.size() < most_names) met.resize(at + 1);
  if (at < met.size()) met[at] = {std::string(key), child};
  return child;
}

/// The trie node of the value that begins now; sets next_is_row_ if it is a record.
int Walker::place() {
  next_is_row_ = false;
  if (frames_.empty()) {
    next_is_row_ = layout_.shape().single && layout_.node(Layout::answer).records;
    return Layout::answer;
  }
  Frame& top = frames_.back();
  if (top.records) {
    next_is_row_ = true;
    return Layout::record;
  }
  if (top.array) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, top.index++).ptr;
    return child({digits, static_cast<std::size_t>(end - digits)}, top);
  }
  const int node = top.child;
  next_is_row_ = node != nowhere && !in_row_ && layout_.shape().single && layout_.node(node).records;
  return node;
}

Cell* Walker::cell_at(int node) {
  if (node == nowhere) return nullptr;
  const int slot = layout_.node(node).slot;
  if (slot < 0) return nullptr;
  return in_row_ ? &cells_[static_cast<std::size_t>(slot)] : &outside_[static_cast<std::size_t>(slot)];
}

void Walker::begin_row(Frame& frame) {
  for (auto& cell : cells_) cell.present = cell.too_long = false;
  in_row_ = true;
  frame.row = true;
  frame.start = stream_.Tell() - 1;  // the bracket is taken already
}

void Walker::end_row(std::string_view payload) {
  for (const auto& inner : layout_.inner()) {
    const Cell& around = cells_[static_cast<std::size_t>(inner.around)];
    const Json* value = around.present && around.is_tree() ? around.tree.at(inner.rest) : nullptr;
    if (value) cells_[static_cast<std::size_t>(inner.slot)].take(*value);
  }
  rows_.row({cells_, payload});
  ++reading_.rows;
  in_row_ = false;
}

bool Walker::scalar(Json::Type type, std::string_view text) {
  if (!trees_.empty()) {
    if (text.size() > most_text) text = {};
    Json value = type == Json::Type::null      ? Json()
                 : type == Json::Type::boolean ? Json(text == "true")
                 : type == Json::Type::number  ? Json::number(std::string(text))
                                               : Json(text);
    add_to_tree(std::move(value));
    return true;
  }
  const int node = place();
  if (next_is_row_) {
    // A record that is no object: handed out, so that it is counted and named as a reject.
    Frame row;
    begin_row(row);
    if (Cell* cell = cell_at(Layout::record)) cell->take(Json(text));
    end_row(text);
    return true;
  }
  if (Cell* cell = cell_at(node)) {
    cell->type = type;
    cell->present = true;
    cell->too_long = text.size() > most_text;
    cell->text.assign(cell->too_long ? std::string_view() : text);
  }
  return true;
}

bool Walker::open(Json::Type type) {
  if (++depth_ > most_depth) {
    too_deep_ = true;
    return false;
  }
  if (!trees_.empty()) {
    trees_.push_back(type == Json::Type::object ? Json::object() : Json::array());
    keys_.emplace_back();
    return true;
  }
  Frame frame;
  frame.node = place();
  frame.array = type == Json::Type::array;
  if (next_is_row_) {
    begin_row(frame);
    frame.node = Layout::record;
    reading_.found = true;
  } else if (!in_row_ && frame.node != nowhere && layout_.node(frame.node).records && frame.array &&
             !layout_.shape().single) {
    frame.records = reading_.found = true;
  }
  frames_.push_back(frame);
  if (Cell* cell = frame.records ? nullptr : cell_at(frame.node)) {
    target_ = cell;
    trees_.push_back(frame.array ? Json::array() : Json::object());
    keys_.emplace_back();
  }
  return true;
}

void Walker::add_to_tree(Json value) {
  if (trees_.back().is_array()) {
    trees_.back().push(std::move(value));
  } else {
    auto& members = trees_.back().members();
    if (members.empty()) members.reserve(usual_members);
    members.emplace_back(keys_.back(), std::move(value));
  }
}

void Walker::close_tree() {
  Json whole = std::move(trees_.back());
  trees_.pop_back();
  keys_.pop_back();
  if (!trees_.empty()) return add_to_tree(std::move(whole));
  target_->type = whole.type();
  target_->present = true;
  target_->too_long = false;
  target_->tree = std::move(whole);
  target_ = nullptr;
}

bool Walker::close() {
  --depth_;
  if (!trees_.empty()) {
    const bool last = trees_.size() == 1;
    close_tree();
    if (!last) return true;
  }
  const Frame frame = frames_.back();
  frames_.pop_back();
  if (frame.row) end_row(body_.substr(frame.start, stream_.Tell() - frame.start));
  return true;
}

Reading Walker::finish() {
  for (const auto& inner : layout_.inner_outside()) {
    const Cell& around = outside_[static_cast<std::size_t>(inner.around)];
    const Json* value = around.present && around.is_tree() ? around.tree.at(inner.rest) : nullptr;
    if (value) outside_[static_cast<std::size_t>(inner.slot)].take(*value);
  }
  const auto& names = layout_.shape().outside;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (outside_[i].present) reading_.outside.emplace_back(names[i], outside_[i].json());
  }
  return std::move(reading_);
}

bool hex(std::string_view body, std::size_t at, unsigned& code) {
  if (at + 6 > body.size() || body[at] != '\\' || body[at + 1] != 'u') return false;
  return std::from_chars(body.data() + at + 2, body.data() + at + 6, code, 16).ptr == body.data() + at + 6;
}

}  // namespace

Json Cell::json() const {
  switch (type) {
    case Json::Type::null: return {};
    case Json::Type::boolean: return Json(text == "true");
    case Json::Type::number: return Json::number(text);
    case Json::Type::string: return Json(text);
    default: return tree;
  }
}

void Cell::take(const Json& value) {
  present = true;
  too_long = false;
  type = value.type();
  text = value.text();
  if (is_tree()) tree = value;
}

Layout::Layout(const Shape& shape) : shape_(&shape), nodes_(2) {
  for (std::size_t i = 0; i < shape.outside.size(); ++i)
    nodes_[static_cast<std::size_t>(grow(answer, shape.outside[i]))].slot = static_cast<int>(i);
  nodes_[static_cast<std::size_t>(grow(answer, shape.records))].records = true;
  if (shape.expand.empty()) {
    for (std::size_t i = 0; i < shape.slots.size(); ++i)
      if (static_cast<int>(i) != shape.under)
        nodes_[static_cast<std::size_t>(grow(record, shape.slots[i]))].slot = static_cast<int>(i);
    find_inner(shape.slots, inner_);
  }
  find_inner(shape.outside, inner_outside_);
}

int Layout::grow(int from, std::string_view pointer) {
  for (auto& token : pointer_tokens(pointer)) {
    auto& children = nodes_[static_cast<std::size_t>(from)].children;
    const auto found = std::ranges::find(children, token, &std::pair<std::string, int>::first);
    if (found != children.end()) {
      from = found->second;
      continue;
    }
    const int made = static_cast<int>(nodes_.size());
    children.emplace_back(std::move(token), made);
    nodes_.emplace_back();
    from = made;
  }
  return from;
}

/// A picked value inside another picked value is taken out of that one, for the walk keeps the outer one whole.
void Layout::find_inner(const std::vector<std::string>& pointers, std::vector<Inner>& inner) const {
  for (std::size_t i = 0; i < pointers.size(); ++i) {
    for (std::size_t around = 0; around < pointers.size(); ++around) {
      if (around == i || !pointers[i].starts_with(pointers[around] + "/")) continue;
      inner.push_back({static_cast<int>(i), static_cast<int>(around), pointers[i].substr(pointers[around].size())});
    }
  }
}

base::Result<Reading> read_answer(const Layout& layout, std::string_view body, Rows& rows) {
  const auto mended = mend_half_characters(body);
  const std::string_view text = mended ? std::string_view(*mended) : body;
  // Texts are taken out of their escapes where they stand, in a copy: payloads are shown as they came.
  const auto bytes = std::make_unique_for_overwrite<char[]>(text.size() + 2 * step_bytes);
  std::memcpy(bytes.get(), text.data(), text.size());
  std::memset(bytes.get() + text.size(), 0, 2 * step_bytes);
  json::InsituStringStream stream(bytes.get());
  Walker walker(layout, stream, text, rows);
  json::Reader reader;
  constexpr unsigned flags = json::kParseInsituFlag | json::kParseNumbersAsStringsFlag;
  const auto outcome = reader.Parse<flags>(stream, walker);
  if (walker.too_deep())
    return base::failure("json.too_deep", "the answer is nested deeper than " + std::to_string(most_depth) + " levels");
  // A zero byte ends the stream before the text.
  const bool broken_off = !outcome.IsError() && stream.Tell() < text.size();
  if (!outcome.IsError() && !broken_off) {
    rows.end();
    return walker.finish();
  }
  const std::string why = broken_off ? "A zero byte follows." : std::string(json::GetParseError_En(outcome.Code()));
  const auto at = broken_off ? stream.Tell() : outcome.Offset();
  return base::failure("json.syntax", "the answer is not whole JSON: " + why + " At byte " + std::to_string(at) +
                                          " of " + std::to_string(text.size()));
}

std::optional<std::string> mend_half_characters(std::string_view body) {
  std::optional<std::string> mended;
  for (auto at = body.find('\\'); at != std::string_view::npos; at = body.find('\\', at)) {
    unsigned code = 0, low = 0;
    if (!hex(body, at, code)) {
      at += 2;
      continue;
    }
    const bool high = code >= 0xD800 && code < 0xDC00;
    if (high && hex(body, at + 6, low) && low >= 0xDC00 && low < 0xE000) {
      at += 12;
      continue;
    }
    if (code >= 0xD800 && code < 0xE000) {
      if (!mended) mended.emplace(body);
      mended->replace(at, 6, "\\uFFFD");
    }
    at += 6;
  }
  return mended;
}

}  // namespace goodword::connector
