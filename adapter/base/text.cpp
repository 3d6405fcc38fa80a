#include "base/text.hpp"

#include <algorithm>
#include <array>

#include "base/utf8.hpp"

namespace goodword::base {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

bool within(char32_t code, std::span<const Range> ranges) {
  return std::ranges::any_of(ranges, [code](const Range& range) { return code >= range.first && code <= range.last; });
}

// What changes how text is shown without being seen: controls, direction marks, zero-width characters, tags.
constexpr std::array<Range, 9> unseen = {{{0x7F, 0x9F},
                                          {0x61C, 0x61C},
                                          {0x200B, 0x200F},
                                          {0x202A, 0x202E},
                                          {0x2060, 0x2064},
                                          {0x2066, 0x206F},
                                          {0xFEFF, 0xFEFF},
                                          {0xFFF9, 0xFFFB},
                                          {0xE0000, 0xE007F}}};

bool is_unseen(char32_t code) {
  if (code < 0x20) return code != '\t' && code != '\n';
  return code >= 0x7F && within(code, unseen);
}

bool is_line_end(char32_t code) { return code == 0x85 || code == 0x2028 || code == 0x2029; }

bool is_space(char32_t code) {
  return code == ' ' || (code >= 0x09 && code <= 0x0D) || code == 0xA0 || code == 0x1680 || code == 0x202F ||
         code == 0x205F || code == 0x3000 || (code >= 0x2000 && code <= 0x200A) || is_line_end(code);
}

bool is_ascii_space(char letter) { return letter == ' ' || (letter >= '\t' && letter <= '\r'); }

bool is_word_letter(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  return byte >= 0x80 || byte == '_' || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
         (byte >= 'A' && byte <= 'Z');
}

std::string hex(char32_t code, std::size_t digits) {
  std::string text(digits, '0');
  for (std::size_t i = digits; i-- > 0; code >>= 4) text[i] = "0123456789abcdef"[code & 15u];
  return text;
}

/// Insertions, deletions, changed letters and swapped neighbours between two words.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before;
  std::vector<std::size_t> previous(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::vector<std::size_t> current(b.size() + 1);
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, changed});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) current[j] = std::min(current[j], before[j - 2] + 1);
    }
    before = std::move(previous);
    previous = std::move(current);
  }
  return previous[b.size()];
}

}  // namespace

bool valid_utf8(std::string_view text) { return valid_prefix(text) == text.size(); }

std::string clean(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const Character character = take_character(text);
    if (is_line_end(character.code)) {
      result += '\n';
    } else if (!is_unseen(character.code)) {
      append_character(result, character.code);
    }
  }
  return result;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_ascii_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_ascii_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& letter : result) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return result;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (;;) {
    const auto end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += separator;
    text += parts[i];
  }
  return text;
}

bool starts_with_word(std::string_view text, std::string_view word) {
  return text.starts_with(word) && (text.size() == word.size() || !is_word_letter(text[word.size()]));
}

std::string shorten(std::string_view text, std::size_t characters) {
  if (count_characters(text) <= characters) return std::string(text);
  if (characters == 0) return "";
  std::size_t kept = 0;
  for (std::size_t i = 1; i < characters; ++i) kept += first_character(text.substr(kept)).bytes;
  return std::string(text.substr(0, kept)) + "…";
}

std::size_t count_characters(std::string_view utf8) {
  std::size_t count = 0;
  for (; !utf8.empty(); ++count) take_character(utf8);
  return count;
}

std::size_t count_words(std::string_view text) {
  std::size_t count = 0;
  bool between = true;
  while (!text.empty()) {
    const bool space = is_space(take_character(text).code);
    if (between && !space) ++count;
    between = space;
  }
  return count;
}

std::string nearest(std::string_view word, std::span<const std::string> known) {
  // A third of the letters, at least one and at most three, may be slips.
  const std::size_t most = std::clamp<std::size_t>(word.size() / 3, 1, 3);
  const std::string wanted = lower(word);
  std::string best;
  std::size_t best_distance = most + 1;
  for (const std::string& candidate : known) {
    const std::size_t apart =
        candidate.size() > word.size() ? candidate.size() - word.size() : word.size() - candidate.size();
    if (apart > most) continue;
    const std::size_t distance = edit_distance(wanted, lower(candidate));
    // Changing every letter makes any word out of any other.
    if (distance >= best_distance || distance >= std::max(word.size(), candidate.size())) continue;
    best_distance = distance;
    best = candidate;
  }
  return best;
}

std::string grouped(std::int64_t number) {
  std::string text = std::to_string(number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t at = text.size(); at > first + 3;) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

std::string spaced(std::string_view name) {
  std::string made(name);
  std::ranges::replace(made, '_', ' ');
  return made;
}

std::string escape_line(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const std::string_view bytes = text;
    const Character character = take_character(text);
    if (character.code == '\n') {
      result += "\\n";
    } else if (!character.valid) {
      result += "\\x" + hex(static_cast<unsigned char>(bytes.front()), 2);
    } else if (character.code < 0x20 || (character.code >= 0x7F && character.code <= 0x9F)) {
      result += "\\x" + hex(character.code, 2);
    } else if (is_unseen(character.code) || is_line_end(character.code)) {
      result += character.code > 0xFFFF ? "\\U" + hex(character.code, 8) : "\\u" + hex(character.code, 4);
    } else {
      result += bytes.substr(0, character.bytes);
    }
  }
  return result;
}

std::string percent_encode(std::string_view text) {
  std::string result;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    // The unreserved characters of RFC 3986.
    const bool plain = byte < 0x80 && (is_word_letter(letter) || letter == '-' || letter == '.' || letter == '~');
    if (plain) {
      result += letter;
    } else {
      result += '%';
      for (const char digit : hex(byte, 2)) result += digit >= 'a' ? static_cast<char>(digit - 'a' + 'A') : digit;
    }
  }
  return result;
}

}  // namespace goodword::base
