#include "rules/needed.hpp"

#include <algorithm>
#include <iterator>

namespace goodword::rules {
namespace {

constexpr std::size_t most_words = 128;  // of one list: looking for more takes longer than it saves
constexpr std::string_view nothing_said = "bBdDsSwWAznrtfva";  // escapes that stand for no word of their own
constexpr std::string_view signs = "\\.[]()|?*+{}^$";

/// Reads an expression from left to right. What it does not understand makes all it knows void.
class Reader {
 public:
  Reader(std::string_view text, std::size_t least) : text_(text), least_(least) {}

  std::vector<OneOf> all() {
    auto found = choice();
    if (at_ < text_.size()) lost_ = true;
    return lost_ ? std::vector<OneOf>{} : std::move(found);
  }

 private:
  bool more() const { return at_ < text_.size() && !lost_; }
  bool next_is(char c) const { return at_ < text_.size() && text_[at_] == c; }
  bool take(char c) {
    if (!next_is(c)) return false;
    ++at_;
    return true;
  }

  /// a|b|c: of each branch one list, put together.
  std::vector<OneOf> choice() {
    auto first = row();
    if (!next_is('|')) return first;
    OneOf together = best(first);
    bool known = !together.empty();
    while (take('|')) {
      const OneOf branch = best(row());
      known = known && !branch.empty() && together.size() + branch.size() <= most_words;
      if (known) together.insert(together.end(), branch.begin(), branch.end());
    }
    return known ? std::vector<OneOf>{std::move(together)} : std::vector<OneOf>{};
  }

  /// The list that fewest texts have: long words, and few of them.
  static OneOf best(const std::vector<OneOf>& lists) {
    const auto shortest = [](const OneOf& list) {
      return std::ranges::min(list, {}, [](const std::string& word) { return word.size(); }).size();
    };
    const auto worth = [&](const OneOf& list) {
      return 8 * static_cast<int>(std::min<std::size_t>(shortest(list), 8)) -
             static_cast<int>(std::min<std::size_t>(list.size(), most_words));
    };
    const auto found = std::ranges::max_element(lists, {}, worth);
    return found == lists.end() ? OneOf{} : *found;
  }

  /// One thing after the other, up to the end of a branch.
  std::vector<OneOf> row() {
    std::vector<OneOf> found;
    std::string word;
    const auto end_word = [&] {
      if (word.size() >= least_) found.push_back({word});
      word.clear();
    };
    while (more() && !next_is('|') && !next_is(')')) {
      std::string letter;
      auto inside = thing(letter);
      const Times times = how_often();
      if (times == Times::once && !letter.empty()) {
        word += letter;
        continue;
      }
      if (times == Times::often) word += letter;
      end_word();
      if (times != Times::perhaps) std::ranges::move(inside, std::back_inserter(found));
    }
    end_word();
    return found;
  }

  /// A letter that stands for itself, or what a group is known to need.
  std::vector<OneOf> thing(std::string& letter) {
    const char c = text_[at_++];
    if (c == '(') return group();
    if (c == '[') {
      pass_class();
    } else if (c == '\\') {
      escaped(letter);
    } else if (signs.find(c) == std::string_view::npos) {
      letter = c;
    } else if (c != '.' && c != '^' && c != '$') {
      lost_ = true;
    }
    return {};
  }

  void escaped(std::string& letter) {
    if (at_ == text_.size()) {
      lost_ = true;
      return;
    }
    const auto c = static_cast<unsigned char>(text_[at_++]);
    const bool named = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (!named && c < 0x80)
      letter = static_cast<char>(c);
    else if (nothing_said.find(static_cast<char>(c)) == std::string_view::npos)
      lost_ = true;
  }

  std::vector<OneOf> group() {
    if (take('?') && !take(':')) {
      lost_ = true;  // flags and names
      return {};
    }
    if (++depth_ > most_depth) lost_ = true;
    auto found = choice();
    --depth_;
    if (!take(')')) lost_ = true;
    return found;
  }

  void pass_class() {
    take('^');
    take(']');
    while (at_ < text_.size() && !next_is(']')) {
      if (text_.substr(at_).starts_with("[:")) {
        at_ = std::min(text_.find(":]", at_ + 2), text_.size() - 2) + 2;
      } else if (take('\\')) {
        if (at_ < text_.size()) ++at_;
      } else {
        ++at_;
      }
    }
    if (!take(']')) lost_ = true;
  }

  enum class Times { once, often, perhaps };

  Times how_often() {
    Times times = Times::once;
    while (more()) {
      if (take('?') || take('*')) {
        times = Times::perhaps;
      } else if (take('+')) {
        if (times == Times::once) times = Times::often;
      } else if (take('{')) {
        times = Times::perhaps;  // perhaps not at all, and perhaps a brace that stands for itself
        at_ = std::min(text_.find('}', at_), text_.size() - 1) + 1;
      } else {
        break;
      }
    }
    return times;
  }

  static constexpr int most_depth = 100;

  std::string_view text_;
  std::size_t least_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool lost_ = false;
};

}  // namespace

std::vector<OneOf> needed_words(std::string_view expression, std::size_t least) {
  return Reader(expression, least).all();
}

}  // namespace goodword::rules
