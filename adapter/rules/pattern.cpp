#include "rules/pattern.hpp"

#include <algorithm>
#include <bitset>
#include <cctype>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <stdexcept>

#include <re2/re2.h>

#include "rules/folded.hpp"
#include "rules/needed.hpp"

namespace goodword::rules {
namespace {

constexpr std::int64_t memory_of_one_pattern = 8 << 20;
constexpr std::size_t least_word = 3;  // characters; what is shorter stands in nearly every text

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

class Word {
 public:
  explicit Word(std::string text) : text_(std::move(text)) {
    for (std::size_t i = 0; i + 3 <= text_.size(); ++i)
      grams_.push_back(static_cast<std::uint16_t>(gram(text_.data() + i)));
  }
  bool stands_in(std::string_view text, const std::bitset<grams>& given) const {
    return std::ranges::all_of(grams_, [&](std::uint16_t one) { return given[one]; }) &&
           text.find(text_) != std::string_view::npos;
  }

 private:
  std::string text_;
  std::vector<std::uint16_t> grams_;
};

/// An expression is only run on a text that has the words it cannot do without, and only compiled for the first such
/// text: most find nothing in most texts, and compiling all takes longer than most commands.
class Expression {
 public:
  explicit Expression(std::string written) : written_(std::move(written)) {
    text_ = folded_pattern(written_);
    small_ = can_be_lowered(text_);
    if (!small_) return;  // capitals are folded in ASCII only
    text_ = lowered(text_);
    for (auto& list : needed_words(text_, least_word)) {
      auto& made = needs_.emplace_back();
      for (auto& word : list) made.emplace_back(std::move(word));
    }
  }

  /// Once, whoever comes first; the error of that time, if there was one.
  const std::optional<base::Error>& compile() {
    std::call_once(once_, [this] {
      compiled_.emplace("(?m)(?:" + text_ + ")", options(small_));
      if (!compiled_->ok())
        error_ = base::failure("settings.invalid", "pattern \"" + written_ + "\": " + compiled_->error()).value();
    });
    return error_;
  }

  bool may_match(std::string_view text, const std::bitset<grams>& given) const {
    return std::ranges::all_of(needs_, [&](const auto& list) {
      return std::ranges::any_of(list, [&](const Word& word) { return word.stands_in(text, given); });
    });
  }

  const RE2& compiled() {
    if (const auto& error = compile()) throw std::logic_error(base::to_text(*error));
    return *compiled_;
  }

 private:
  std::string written_, text_;
  bool small_ = false;
  std::vector<std::vector<Word>> needs_;
  std::once_flag once_;
  std::optional<RE2> compiled_;
  std::optional<base::Error> error_;
};

}  // namespace

class Pattern::Alternatives {
 public:
  explicit Alternatives(std::vector<std::string> texts) : texts_(std::move(texts)) {}

  /// The first that is no expression.
  std::optional<base::Error> compile() {
    for (auto& one : all())
      if (const auto& error = one.compile()) return error;
    return std::nullopt;
  }

  /// In the order of the file.
  std::deque<Expression>& all() {
    std::call_once(once_, [this] {
      for (auto& text : texts_) expressions_.emplace_back(std::move(text));
    });
    return expressions_;
  }

 private:
  std::vector<std::string> texts_;
  std::once_flag once_;
  std::deque<Expression> expressions_;
};

base::Result<Pattern> Pattern::compile(std::vector<std::string> alternatives) {
  Pattern made = at_first_use(std::move(alternatives));
  if (!made.alternatives_) return made;
  if (auto error = made.alternatives_->compile()) return tl::unexpected(std::move(*error));
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
  const auto given = grams_of(folded);
  return std::ranges::any_of(alternatives_->all(), [&](Expression& one) {
    return one.may_match(folded, given) && RE2::PartialMatch(text, one.compiled());
  });
}

std::string Pattern::first_in(std::string_view folded) const {
  if (!alternatives_) return {};
  const re2::StringPiece text(folded.data(), folded.size());
  re2::StringPiece whole, first;
  const auto given = grams_of(folded);
  for (Expression& one : alternatives_->all()) {
    if (!one.may_match(folded, given)) continue;
    const RE2& expression = one.compiled();
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
