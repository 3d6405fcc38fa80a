#include "rules/phrase.hpp"

#include <cctype>
#include <vector>

namespace goodword::rules {
namespace {

constexpr std::string_view between_words = R"([^\w\n]+)";
constexpr std::string_view up_to_three = R"((?:\w+[^\w\n]+){0,3})", up_to_eight = R"((?:\w+[^\w\n]+){0,8})";
constexpr std::string_view next_sentence = R"((?:[^\w\n][^\n]*)?\n(?:[^\n]*[^\w\n])?)";

/// At the spaces outside of brackets.
std::vector<std::string> tokens_of(std::string_view phrase) {
  std::vector<std::string> made(1);
  int depth = 0;
  for (const char c : phrase) {
    if (c == '(' || c == '[') ++depth;
    if (c == ')' || c == ']') --depth;
    if (c != ' ' || depth > 0) {
      made.back() += c;
    } else if (!made.back().empty()) {
      made.emplace_back();
    }
  }
  if (made.back().empty()) made.pop_back();
  return made;
}

/// Whether the star at `at` lengthens a word: it follows a letter, and not that of \w or \d.
bool lengthens(std::string_view token, std::size_t at) {
  return at > 0 && std::isalnum(static_cast<unsigned char>(token[at - 1])) && (at == 1 || token[at - 2] != '\\');
}

/// Brackets do not capture, a star lengthens the word, and words within brackets may stand apart as those outside.
std::string word_pattern(std::string_view token) {
  constexpr std::string_view apart = " .. ";
  std::string made;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] == '(' && !token.substr(i).starts_with("(?")) {
      made += "(?:";
    } else if (token.substr(i).starts_with(apart)) {
      made.append(between_words).append(up_to_three);
      i += apart.size() - 1;
    } else if (token[i] == ' ') {
      made += between_words;
    } else if (token[i] == '*' && lengthens(token, i)) {
      made += R"(\w*)";
    } else {
      made += token[i];
    }
  }
  return made;
}

}  // namespace

bool is_phrase(std::string_view pattern) { return pattern.starts_with('~'); }

std::string pattern_of_phrase(std::string_view phrase) {
  auto tokens = tokens_of(phrase.substr(1));
  std::string made = R"((?:^|[^\w\n]))", end = R"((?:[^\w\n]|$))";
  if (!tokens.empty() && tokens.front() == "^") {
    made = R"(^[^\w\n]*)";
    tokens.erase(tokens.begin());
  }
  if (!tokens.empty() && tokens.back() == "$") {
    end = R"([^\w\n]*$)";
    tokens.pop_back();
  }
  bool parted = true;  // what parts words has just been read
  for (const std::string_view token : tokens) {
    if (token == "//") {
      made += next_sentence;
      parted = true;
      continue;
    }
    if (!parted) made += between_words;
    parted = true;
    if (token == "..") {
      made += up_to_three;
    } else if (token == "...") {
      made += up_to_eight;
    } else if (token.starts_with('[') && token.ends_with(']')) {
      made.append("(?:(?:").append(word_pattern(token.substr(1, token.size() - 2)));
      made.append(")").append(between_words).append(")?");
    } else {
      made += word_pattern(token);
      parted = false;
    }
  }
  return parted ? made : made + end;
}

}  // namespace goodword::rules
