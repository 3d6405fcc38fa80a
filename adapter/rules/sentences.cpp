// Cutting a text down to its author's own words and into sentences, and telling its language.
#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "rules/book.hpp"
#include "rules/folded.hpp"
#include "rules/heard.hpp"

namespace goodword::rules {
namespace {

constexpr std::array<std::string_view, 24> abbreviations = {"mr", "mrs", "ms",  "dr",  "prof", "st",  "no",   "nr",
                                                            "vs", "e.g", "i.e", "eg",  "ie",   "etc", "ca",   "approx",
                                                            "hr", "fr",  "z.b", "d.h", "u.a",  "bzw", "inkl", "ggf"};
constexpr std::size_t longest_closing_words = 6;
constexpr char quote_mark = '>';
constexpr std::size_t longest_mark = 3;  ///< bytes of a curly quotation mark

std::string plain(std::string_view text) {
  const bool html = text.find("</") != std::string_view::npos || text.find("<br") != std::string_view::npos ||
                    text.find("<p>") != std::string_view::npos;
  if (!html) return std::string(text);
  return base::html_to_text(text.substr(0, text.find("<blockquote")));  // what a reply quotes stands in one
}

std::string_view last_token(std::string_view text) {
  const auto space = text.find_last_of(" \t(");
  return space == std::string_view::npos ? text : text.substr(space + 1);
}

bool all_digits(std::string_view token) {
  return !token.empty() && std::ranges::all_of(token, [](unsigned char c) { return std::isdigit(c); });
}

/// Whether the point at `at` ends a sentence: not one of "3. Juni", "Mr. Cole", "z.B. so", "4.5".
bool point_ends(std::string_view text, std::size_t at) {
  const std::string before = base::lower(last_token(text.substr(0, at)));
  if (before.size() == 1 && std::isalpha(static_cast<unsigned char>(before[0]))) return false;
  if (before.size() <= 2 && all_digits(before)) return false;
  return std::ranges::find(abbreviations, before) == abbreviations.end();
}

bool ends_here(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (c == '\n') return true;
  if (c != '.' && c != '!' && c != '?' && c != ';') return false;
  const std::string next = at + 1 < text.size() ? folded(text.substr(at + 1, longest_mark)) : "\n";
  const bool open = next.empty() || std::string_view(" \n\"\')\t").find(next[0]) != std::string_view::npos;
  return open && (c != '.' || point_ends(text, at));
}

void add_sentence(std::string_view words, bool begins_line, std::vector<Sentence>& made) {
  auto trimmed = base::trim(words);
  const bool quoted = begins_line && trimmed.starts_with(quote_mark);
  if (quoted) trimmed = base::trim(trimmed.substr(1));
  if (trimmed.empty()) return;
  Sentence one{std::string(trimmed), folded(trimmed), false, quoted, {}};
  const auto end = one.folded.find_last_not_of(" \")");
  one.question = end != std::string::npos && one.folded[end] == '?';
  made.push_back(std::move(one));
}

/// Whether the character of `bytes` bytes at `at` parts clauses: not within "1,5", "3:1", "Kick-off".
bool parts_clauses(std::string_view text, std::size_t at, std::size_t bytes) {
  constexpr std::string_view always = "()\"", before_a_blank = ",:-";
  const std::string mark = folded(text.substr(at, bytes));
  if (mark.size() != 1) return false;
  if (always.find(mark[0]) != std::string_view::npos) return true;
  if (before_a_blank.find(mark[0]) == std::string_view::npos) return false;
  const bool blank_before = at == 0 || text[at - 1] == ' ';
  const bool blank_after = at + bytes == text.size() || text[at + bytes] == ' ';
  return blank_after && (mark[0] != '-' || blank_before);
}

void add_clause(std::string_view words, const Sentence& of, std::vector<Sentence>& made) {
  const auto trimmed = base::trim(words);
  if (!trimmed.empty()) made.push_back({std::string(trimmed), folded(trimmed), of.question, of.quoted, of.folded});
}

void add_clauses(const Sentence& sentence, std::vector<Sentence>& made) {
  const std::string_view text = sentence.words;
  std::size_t start = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t bytes = base::first_character(text.substr(at)).bytes;
    if (parts_clauses(text, at, bytes)) {
      add_clause(text.substr(start, at - start), sentence, made);
      start = at + bytes;
    }
    at += bytes;
  }
  add_clause(text.substr(start), sentence, made);
}

bool is_quote_start(const RuleBook& book, std::string_view line, std::string_view next) {
  const std::string here = folded(base::trim(line));
  if (book.scope.quote_starts.found_in(here)) return true;
  // A long "On … wrote:" is wrapped by some mail programs.
  return book.scope.quote_starts.found_in(here + " " + folded(base::trim(next)));
}

std::string quoted_questions(std::string_view line) {
  std::string made;
  for (const auto& sentence : sentences_of(line)) {
    if (sentence.question) made += std::string(1, quote_mark) + " " + sentence.words + "\n";
  }
  return made;
}

bool is_closing(const RuleBook& book, std::string_view line) {
  return base::count_words(line) <= longest_closing_words && book.scope.closings.found_in(folded(line));
}

}  // namespace

std::string unquoted(const RuleBook& book, std::string_view text, Quotes quotes) {
  const auto lines = base::split(plain(text), '\n');
  std::string made;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto line = base::trim(lines[i]);
    if (line.starts_with(quote_mark)) {
      if (quotes == Quotes::questions_kept) made += quoted_questions(line.substr(1));
      continue;
    }
    if (is_quote_start(book, line, i + 1 < lines.size() ? lines[i + 1] : "")) break;
    made += std::string(line) + "\n";
  }
  return made;
}

std::string own_words(const RuleBook& book, std::string_view text, Quotes quotes) {
  std::string made;
  const std::string kept = unquoted(book, text, quotes);
  if (kept.empty()) return made;
  for (const auto& line : base::split(std::string_view(kept).substr(0, kept.size() - 1), '\n')) {
    if (book.scope.signature_starts.found_in(folded(line)) || is_closing(book, line)) break;
    made += line + "\n";
  }
  return made;
}

std::string signature_of(const RuleBook& book, std::string_view text) {
  constexpr std::size_t lines_of_a_signature = 4, longest_last_line_words = 9;
  const auto lines = base::split(unquoted(book, text), '\n');
  auto at = static_cast<std::size_t>(std::ranges::count(own_words(book, text), '\n'));
  std::size_t last = at;
  while (last > 0 && lines[last - 1].empty()) --last;
  std::string made;
  if (last > 1 && base::count_words(lines[last - 1]) <= longest_last_line_words) made += lines[last - 1] + "\n";
  for (std::size_t kept = 0; at < lines.size() && kept < lines_of_a_signature; ++at) {
    if (lines[at].empty() || is_closing(book, lines[at])) continue;
    made += lines[at] + "\n";
    ++kept;
  }
  return made;
}

std::vector<Sentence> sentences_of(std::string_view text) {
  std::vector<Sentence> made;
  std::size_t start = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!ends_here(text, at)) continue;
    add_sentence(text.substr(start, at + 1 - start), start == 0 || text[start - 1] == '\n', made);
    start = at + 1;
  }
  add_sentence(text.substr(start), start == 0 || text[start - 1] == '\n', made);
  return made;
}

std::vector<Sentence> clauses_of(std::span<const Sentence> sentences) {
  std::vector<Sentence> made;
  for (const auto& sentence : sentences) add_clauses(sentence, made);
  return made;
}

std::string language_of(const RuleBook& book, std::string_view folded_text) {
  constexpr int enough = 2;
  const auto words = words_of(folded_text);
  std::string best;
  int most = 0, second = 0;
  for (const auto& language : book.languages) {
    const auto is_stop_word = [&](const std::string& word) { return std::ranges::binary_search(language.words, word); };
    const int score = static_cast<int>(std::ranges::count_if(words, is_stop_word));
    if (score > most) {
      second = most;
      most = score;
      best = language.id;
    } else {
      second = std::max(second, score);
    }
  }
  return most >= enough && most > second ? best : std::string();
}

}  // namespace goodword::rules
