#include "rules/wordlists.hpp"

#include <cctype>
#include <map>

#include "base/text.hpp"
#include "rules/phrase.hpp"

namespace goodword::rules {
namespace {

using Lists = std::map<std::string, std::vector<std::string>>;
constexpr int deepest = 4;  // lists within lists; also ends a list that names itself

class Expander {
 public:
  explicit Expander(const Node& file) {
    for (const auto& [name, node] : file.members("words")) lists_[name] = file.member("words").texts(name);
    for (const auto& [name, words] : lists_) names_.push_back(name);
  }

  std::string expand(const std::string& written, const Node& at, int depth = 0) const {
    const std::string pattern = is_phrase(written) ? pattern_of_phrase(written) : written;
    std::string made;
    for (std::size_t i = 0; i < pattern.size();) {
      const std::string name = name_at(pattern, i);
      if (name.empty()) {
        made += pattern[i++];
        continue;
      }
      made += "(?:" + written_out(name, at, depth) + ")";
      i += name.size() + 2;
    }
    return made;
  }

 private:
  /// "month" where "<month>" begins at `i`; empty elsewhere, also in "(?P<name>".
  static std::string name_at(const std::string& pattern, std::size_t i) {
    if (pattern[i] != '<' || (i > 0 && pattern[i - 1] == 'P')) return {};
    std::size_t end = i + 1;
    while (end < pattern.size() && is_of_name(static_cast<unsigned char>(pattern[end]))) ++end;
    return end < pattern.size() && pattern[end] == '>' ? pattern.substr(i + 1, end - i - 1) : std::string();
  }

  static bool is_of_name(unsigned char byte) { return std::islower(byte) || byte == '_' || byte >= 0x80; }

  std::string written_out(const std::string& name, const Node& at, int depth) const {
    const auto list = lists_.find(name);
    if (list == lists_.end()) {
      at.problem("unknown word list \"<" + name + ">\"", nearest_advice(name, names_));
      return name;
    }
    if (depth == deepest) {
      at.problem("word list \"" + name + "\" goes round in a circle");
      return name;
    }
    std::vector<std::string> words;
    for (const auto& word : list->second) words.push_back(expand(word, at, depth + 1));
    return base::join(words, "|");
  }

  Lists lists_;
  std::vector<std::string> names_;
};

void expand_all(base::Json& json, const Node& at, const Expander& expander) {
  for (auto& [key, value] : json.members()) {
    const Node here = at.member(key);
    if (key != "patterns" && key != "unless" && key != "unless_sentence") {
      expand_all(value, here, expander);
      continue;
    }
    const auto items = here.items();
    for (std::size_t i = 0; i < value.items().size(); ++i) {
      const int line = value.items()[i].line();
      if (!value.items()[i].is_string()) continue;
      value.items()[i] = base::Json(expander.expand(value.items()[i].text(), items[i]));
      value.items()[i].set_line(line);
    }
  }
  const auto items = at.items();
  for (std::size_t i = 0; i < json.items().size(); ++i) expand_all(json.items()[i], items[i], expander);
}

}  // namespace

base::Json with_words(const Node& file) {
  base::Json made = file.json();
  expand_all(made, file, Expander(file));
  return made;
}

}  // namespace goodword::rules
