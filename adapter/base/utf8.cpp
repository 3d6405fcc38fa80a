#include "base/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace goodword::base {
namespace {

unsigned char byte_at(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

bool is_character(char32_t code) { return code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF); }

/// How many bytes a first byte announces, and the smallest value that needs so many.
struct Form {
  std::size_t bytes;
  char32_t smallest;
  unsigned char mask;
};

Form form_of(unsigned char first) {
  if (first >= 0xC2 && first <= 0xDF) return {2, 0x80, 0x1F};
  if (first >= 0xE0 && first <= 0xEF) return {3, 0x800, 0x0F};
  if (first >= 0xF0 && first <= 0xF4) return {4, 0x10000, 0x07};
  return {1, 0, 0};
}

/// Looks at eight bytes at a time.
std::size_t ascii_prefix(std::string_view text) {
  std::size_t at = 0;
  for (std::uint64_t eight = 0; at + sizeof eight <= text.size(); at += sizeof eight) {
    std::memcpy(&eight, text.data() + at, sizeof eight);
    if ((eight & 0x8080808080808080u) != 0) break;
  }
  while (at < text.size() && byte_at(text, at) < 0x80) ++at;
  return at;
}

}  // namespace

Character first_character(std::string_view text) {
  constexpr Character broken{replacement_character, 1, false};
  const unsigned char first = byte_at(text, 0);
  if (first < 0x80) return {first, 1, true};
  const Form form = form_of(first);
  if (form.bytes == 1 || text.size() < form.bytes) return broken;
  char32_t code = first & form.mask;
  for (std::size_t i = 1; i < form.bytes; ++i) {
    if ((byte_at(text, i) & 0xC0u) != 0x80u) return broken;
    code = (code << 6) | (byte_at(text, i) & 0x3Fu);
  }
  if (code < form.smallest || !is_character(code)) return broken;
  return {code, form.bytes, true};
}

Character take_character(std::string_view& text) {
  const Character character = first_character(text);
  text.remove_prefix(character.bytes);
  return character;
}

void append_character(std::string& text, char32_t code) {
  if (!is_character(code)) code = replacement_character;
  const auto put = [&text](char32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | (code >> 6));
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | (code >> 18));
    put(0x80 | ((code >> 12) & 0x3F));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

std::size_t valid_prefix(std::string_view text) {
  std::string_view rest = text;
  while (!rest.empty()) {
    // Most text is ASCII, and pages are large.
    if (const std::size_t plain = ascii_prefix(rest); plain > 0) {
      rest.remove_prefix(plain);
      continue;
    }
    const Character character = first_character(rest);
    if (!character.valid) break;
    rest.remove_prefix(character.bytes);
  }
  return text.size() - rest.size();
}

}  // namespace goodword::base
