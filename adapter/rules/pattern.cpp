#include "rules/pattern.hpp"

#include <algorithm>
#include <bitset>
#include <cctype>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stdexcept>

#include <re2/filtered_re2.h>
#include <re2/re2.h>

#include "rules/folded.hpp"

namespace goodword::rules {
namespace {

constexpr std::int64_t memory_of_one_pattern = 8 << 20;
constexpr int least_atom = 3;  // characters; what is shorter stands in nearly every text

RE2::Options options(bool case_sensitive) {
  RE2::Options made;
  made.set_case_sensitive(case_sensitive);
  made.set_log_errors(false);
  made.set_max_mem(memory_of_one_pattern);
  return made;
}

/// Three characters as a number below `grams`; different ones may share it.
std::size_t gram(const char* at) {
  const auto bits = [](char c) { return static_cast<std::size_t>(static_cast<unsigned char>(c) & 31U); };
  return bits(at[0]) << 10U | bits(at[1]) << 5U | bits(at[2]);
}
constexpr std::size_t grams = std::size_t{1} << 15U;

std::bitset<grams> grams_of(std::string_view text) {
  std::bitset<grams> made;
  for (std::size_t i = 0; i + 3 <= text.size(); ++i) made.set(gram(text.data() + i));
  return made;
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Whether small letters may be put for capitals: not in the names of classes and groups, nor where RE2 knows more
/// pairs than ASCII has.
bool can_be_lowered(std::string_view pattern) {
  const auto has = [&](std::string_view part) { return pattern.find(part) != std::string_view::npos; };
  return is_ascii(pattern) && !has("\\p") && !has("\\P") && !has("\\x") && !has("(?P");
}

/// Capitals are only kept where they mean something: "\\W". Texts have none (folded.hpp), and an expression that need
/// not look for both is half as large.
std::string lowered(std::string_view pattern) {
  std::string made;
  bool escaped = false;
  for (const char c : pattern) {
    made += escaped ? c : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    escaped = c == '\\' && !escaped;
  }
  return made;
}

}  // namespace

/// An expression is only run on a text that has the words it cannot do without: most rules find nothing in most texts,
/// and an automaton that never runs costs neither time nor memory.
class Pattern::Alternatives {
 public:
  explicit Alternatives(std::vector<std::string> texts) : texts_(std::move(texts)) {}

  /// Once, whoever comes first; the error of that time, if there was one.
  const std::optional<base::Error>& compile() {
    std::call_once(once_, [this] {
      if (const auto added = add_all(); !added) error_ = added.error();
    });
    return error_;
  }

  const RE2& expression(int id) const { return expressions_.GetRE2(id); }

  /// Those that may match, in the order of the file.
  std::vector<int> candidates(std::string_view text) {
    if (const auto& error = compile()) throw std::logic_error(base::to_text(*error));
    const auto given = grams_of(text);
    std::vector<int> present, made;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (std::ranges::all_of(words_[i], [&](std::uint16_t one) { return given[one]; }))
        present.push_back(static_cast<int>(i));
    }
    expressions_.AllPotentials(present, &made);
    return made;
  }

 private:
  base::Result<void> add_all() {
    for (const auto& text : texts_) {
      std::string expression = folded_pattern(text);
      const bool small = can_be_lowered(expression);
      expression = "(?m)(?:" + (small ? lowered(expression) : expression) + ")";
      int id = 0;
      if (expressions_.Add(expression, options(small), &id) != RE2::NoError)
        return base::failure("settings.invalid",
                             "pattern \"" + text + "\": " + RE2(expression, options(small)).error());
    }
    note_words();
    return {};
  }

  void note_words() {
    std::vector<std::string> words;
    expressions_.Compile(&words);
    for (const auto& word : words) {
      auto& made = words_.emplace_back();
      if (!is_ascii(word)) continue;  // capitals are folded in ASCII only
      for (std::size_t i = 0; i + 3 <= word.size(); ++i)
        made.push_back(static_cast<std::uint16_t>(gram(word.data() + i)));
    }
  }

  std::vector<std::string> texts_;
  std::once_flag once_;
  std::optional<base::Error> error_;
  re2::FilteredRE2 expressions_{least_atom};
  std::vector<std::vector<std::uint16_t>> words_;  ///< grams of each word, none where it may be written otherwise
};

base::Result<Pattern> Pattern::compile(std::vector<std::string> alternatives) {
  Pattern made = at_first_use(std::move(alternatives));
  if (!made.alternatives_) return made;
  if (const auto& error = made.alternatives_->compile()) return tl::unexpected(*error);
  return made;
}

Pattern Pattern::at_first_use(std::vector<std::string> alternatives) {
  Pattern made;
  if (!alternatives.empty()) made.alternatives_ = std::make_shared<Alternatives>(std::move(alternatives));
  return made;
}

bool Pattern::found_in(std::string_view folded) const {
  if (!alternatives_) return false;
  const re2::StringPiece text(folded.data(), folded.size());
  return std::ranges::any_of(alternatives_->candidates(folded),
                             [&](int one) { return RE2::PartialMatch(text, alternatives_->expression(one)); });
}

std::string Pattern::first_in(std::string_view folded) const {
  if (!alternatives_) return {};
  const re2::StringPiece text(folded.data(), folded.size());
  re2::StringPiece whole, first;
  for (const int one : alternatives_->candidates(folded)) {
    const RE2& expression = alternatives_->expression(one);
    std::vector<re2::StringPiece> groups(static_cast<std::size_t>(expression.NumberOfCapturingGroups()) + 1);
    if (!expression.Match(text, 0, text.size(), RE2::UNANCHORED, groups.data(), static_cast<int>(groups.size())))
      continue;
    if (whole.data() != nullptr && groups.front().data() >= whole.data()) continue;
    whole = groups.front();
    const auto filled =
        std::find_if(groups.begin() + 1, groups.end(), [](const auto& group) { return !group.empty(); });
    first = filled == groups.end() ? whole : *filled;
  }
  return std::string(first.data(), first.size());
}

std::string quoted(std::string_view text) { return RE2::QuoteMeta(re2::StringPiece(text.data(), text.size())); }

}  // namespace goodword::rules
