// Text that came from outside: checked, cleaned, compared. UTF-8 throughout.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace goodword::base {

bool valid_utf8(std::string_view text);
/// Strips NUL, C0 controls but tab and newline, bidi controls, zero-width characters and a byte order mark.
/// Bytes that are not UTF-8 become U+FFFD, so the result always is.
std::string clean(std::string_view text);
std::string_view trim(std::string_view text);
/// ASCII only; enough for keys, domains and e-mail addresses.
std::string lower(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);
bool starts_with_word(std::string_view text, std::string_view word);
/// At most `characters` code points, cut at a boundary, with "…" where something was cut.
std::string shorten(std::string_view text, std::size_t characters);
std::size_t count_characters(std::string_view utf8);
std::size_t count_words(std::string_view text);
/// The known word nearest to `word` by edit distance, or empty if none is near enough to be a slip of the pen.
std::string nearest(std::string_view word, std::span<const std::string> known);
/// "1,234,567", for people.
std::string grouped(std::int64_t number);
/// HTML with tags taken away, entities resolved and block ends turned into newlines. No active content survives.
std::string html_to_text(std::string_view html);
/// & < > " ' escaped, newlines as <br>.
std::string text_to_html(std::string_view text);
/// The text as one log-safe line: control characters as \xNN, newlines as \n.
std::string escape_line(std::string_view text);
/// "prospect_accepted" as people read it: "prospect accepted".
std::string spaced(std::string_view name);
std::string percent_encode(std::string_view text);

}  // namespace goodword::base
