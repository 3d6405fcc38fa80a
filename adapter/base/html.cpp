// HTML into text and back: the two functions of text.hpp that know about tags.
#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/text.hpp"
#include "base/utf8.hpp"

namespace goodword::base {
namespace {

struct Entity {
  std::string_view name;
  char32_t code;
};

// Those that office programs and mail editors write; ordered, for the search.
constexpr std::array<Entity, 100> entities = {{
    {"AElig", 0xC6},   {"Aacute", 0xC1},   {"Acirc", 0xC2},    {"Agrave", 0xC0},  {"Aring", 0xC5},    {"Atilde", 0xC3},
    {"Auml", 0xC4},    {"Ccedil", 0xC7},   {"Eacute", 0xC9},   {"Ecirc", 0xCA},   {"Egrave", 0xC8},   {"Euml", 0xCB},
    {"Iacute", 0xCD},  {"Icirc", 0xCE},    {"Igrave", 0xCC},   {"Iuml", 0xCF},    {"Ntilde", 0xD1},   {"OElig", 0x152},
    {"Oacute", 0xD3},  {"Ocirc", 0xD4},    {"Ograve", 0xD2},   {"Oslash", 0xD8},  {"Otilde", 0xD5},   {"Ouml", 0xD6},
    {"Scaron", 0x160}, {"Uacute", 0xDA},   {"Ucirc", 0xDB},    {"Ugrave", 0xD9},  {"Uuml", 0xDC},     {"Yacute", 0xDD},
    {"aacute", 0xE1},  {"acirc", 0xE2},    {"aelig", 0xE6},    {"agrave", 0xE0},  {"amp", '&'},       {"apos", '\''},
    {"aring", 0xE5},   {"atilde", 0xE3},   {"auml", 0xE4},     {"bdquo", 0x201E}, {"bull", 0x2022},   {"ccedil", 0xE7},
    {"cent", 0xA2},    {"copy", 0xA9},     {"deg", 0xB0},      {"eacute", 0xE9},  {"ecirc", 0xEA},    {"egrave", 0xE8},
    {"emsp", ' '},     {"ensp", ' '},      {"euml", 0xEB},     {"euro", 0x20AC},  {"frac12", 0xBD},   {"frac14", 0xBC},
    {"gt", '>'},       {"hellip", 0x2026}, {"iacute", 0xED},   {"icirc", 0xEE},   {"iexcl", 0xA1},    {"igrave", 0xEC},
    {"iquest", 0xBF},  {"iuml", 0xEF},     {"laquo", 0xAB},    {"ldquo", 0x201C}, {"lsaquo", 0x2039}, {"lsquo", 0x2018},
    {"lt", '<'},       {"mdash", 0x2014},  {"middot", 0xB7},   {"nbsp", ' '},     {"ndash", 0x2013},  {"ntilde", 0xF1},
    {"oacute", 0xF3},  {"ocirc", 0xF4},    {"oelig", 0x153},   {"ograve", 0xF2},  {"oslash", 0xF8},   {"otilde", 0xF5},
    {"ouml", 0xF6},    {"para", 0xB6},     {"plusmn", 0xB1},   {"pound", 0xA3},   {"quot", '"'},      {"raquo", 0xBB},
    {"rdquo", 0x201D}, {"reg", 0xAE},      {"rsaquo", 0x203A}, {"rsquo", 0x2019}, {"sbquo", 0x201A},  {"scaron", 0x161},
    {"sect", 0xA7},    {"szlig", 0xDF},    {"thinsp", ' '},    {"times", 0xD7},   {"trade", 0x2122},  {"uacute", 0xFA},
    {"ucirc", 0xFB},   {"uuml", 0xFC},     {"yen", 0xA5},      {"yuml", 0xFF},
}};
static_assert(std::ranges::is_sorted(entities, {}, &Entity::name));

// What &#128; to &#159; mean in practice: Windows-1252 (HTML standard, "numeric character reference end state").
constexpr std::array<char32_t, 32> windows_1252 = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                   0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                                   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                   0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

// Content that is not meant to be read.
constexpr std::array<std::string_view, 10> dropped = {"head",  "iframe", "noscript", "object",   "script",
                                                      "style", "svg",    "template", "textarea", "title"};
constexpr std::array<std::string_view, 21> blocks = {"address", "article", "blockquote", "br",  "div",   "dd", "dt",
                                                     "h1",      "h2",      "h3",         "h4",  "h5",    "h6", "hr",
                                                     "li",      "ol",      "p",          "pre", "table", "tr", "ul"};

bool is_letter(char letter) { return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z'); }
bool is_blank(char letter) { return letter == ' ' || (letter >= '\t' && letter <= '\r'); }
bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

std::optional<char32_t> numbered(std::string_view digits) {
  const bool hex = digits.starts_with('x') || digits.starts_with('X');
  if (hex) digits.remove_prefix(1);
  std::uint32_t code = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
  if (digits.empty() || end != digits.data() + digits.size()) return std::nullopt;
  if (fault != std::errc()) return replacement_character;
  return code >= 0x80 && code <= 0x9F ? windows_1252[code - 0x80] : char32_t(code);
}

std::optional<char32_t> named(std::string_view name) {
  const auto found = std::ranges::lower_bound(entities, name, {}, &Entity::name);
  return found != entities.end() && found->name == name ? std::optional(found->code) : std::nullopt;
}

/// Text with white space folded as a browser folds it: one space, and at most one empty line.
class Page {
 public:
  void put(char32_t code) {
    if (code < 0x80 && is_blank(static_cast<char>(code))) {
      space_ = true;
      return;
    }
    if (!text_.empty()) {
      text_.append(static_cast<std::size_t>(std::min(newlines_, 2)), '\n');
      if (space_ && newlines_ == 0) text_ += ' ';
    }
    space_ = false;
    newlines_ = 0;
    append_character(text_, code);
  }
  void end_line() { ++newlines_; }
  void end_block() { newlines_ = std::max(newlines_, 1); }
  void end_cell() { space_ = true; }
  std::string take() { return clean(text_); }

 private:
  std::string text_;
  bool space_ = false;
  int newlines_ = 0;
};

class Reader {
 public:
  explicit Reader(std::string_view html) : rest_(html) {}

  std::string read() {
    while (!rest_.empty()) {
      if (rest_.front() == '<' && markup()) continue;
      if (rest_.front() == '&' && entity()) continue;
      page_.put(take_character(rest_).code);
    }
    return page_.take();
  }

 private:
  /// False where "<" is just a less-than sign.
  bool markup() {
    if (rest_.starts_with("<!--")) {
      skip_past("-->", 4);
      return true;
    }
    if (rest_.starts_with("<!") || rest_.starts_with("<?")) {
      skip_past(">", 2);
      return true;
    }
    const bool closing = rest_.starts_with("</");
    const std::size_t start = closing ? 2 : 1;
    if (rest_.size() <= start || !is_letter(rest_[start])) return false;
    rest_.remove_prefix(start);
    std::size_t length = 0;
    while (length < rest_.size() && (is_letter(rest_[length]) || is_digit(rest_[length]))) ++length;
    const std::string name = lower(rest_.substr(0, length));
    const bool empty = skip_tag();
    if (!closing && !empty && std::ranges::find(dropped, name) != dropped.end()) skip_content(name);
    break_after(name, closing);
    return true;
  }

  /// To the ">" that ends the tag, which is not one within quotes. True if the tag closes itself.
  bool skip_tag() {
    char quote = 0;
    for (std::size_t i = 0; i < rest_.size(); ++i) {
      const char letter = rest_[i];
      if (quote != 0) {
        if (letter == quote) quote = 0;
      } else if (letter == '"' || letter == '\'') {
        quote = letter;
      } else if (letter == '>') {
        const bool empty = i > 0 && rest_[i - 1] == '/';
        rest_.remove_prefix(i + 1);
        return empty;
      }
    }
    rest_ = {};
    return true;
  }

  void skip_content(const std::string& name) {
    for (std::size_t at = rest_.find("</"); at != std::string_view::npos; at = rest_.find("</", at + 2)) {
      const std::string_view after = rest_.substr(at + 2);
      const bool ends = lower(after.substr(0, name.size())) == name &&
                        (after.size() == name.size() || !is_letter(after[name.size()]));
      if (!ends) continue;
      rest_.remove_prefix(at + 2);
      skip_tag();
      return;
    }
    rest_ = {};
  }

  void break_after(const std::string& name, bool closing) {
    if (name == "br") return page_.end_line();
    if (name == "td" || name == "th") return page_.end_cell();
    if (std::ranges::find(blocks, name) == blocks.end()) return;
    page_.end_block();
    // A paragraph is set apart from the next by an empty line; other blocks only begin a new line.
    if (name == "p" && closing) page_.end_line();
  }

  void skip_past(std::string_view mark, std::size_t from) {
    const auto end = rest_.find(mark, from);
    rest_ = end == std::string_view::npos ? std::string_view() : rest_.substr(end + mark.size());
  }

  bool entity() {
    constexpr std::size_t longest = 12;
    const auto end = rest_.substr(0, longest).find(';');
    if (end == std::string_view::npos) return false;
    const std::string_view name = rest_.substr(1, end - 1);
    const auto code = name.starts_with('#') ? numbered(name.substr(1)) : named(name);
    if (!code) return false;
    rest_.remove_prefix(end + 1);
    page_.put(*code);
    return true;
  }

  std::string_view rest_;
  Page page_;
};

}  // namespace

std::string html_to_text(std::string_view html) { return Reader(html).read(); }

std::string text_to_html(std::string_view text) {
  std::string html;
  html.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    switch (text[i]) {
      case '&': html += "&amp;"; break;
      case '<': html += "&lt;"; break;
      case '>': html += "&gt;"; break;
      case '"': html += "&quot;"; break;
      case '\'': html += "&#39;"; break;
      case '\n': html += "<br>"; break;
      case '\r':
        if (i + 1 == text.size() || text[i + 1] != '\n') html += "<br>";
        break;
      default: html += text[i];
    }
  }
  return html;
}

}  // namespace goodword::base
