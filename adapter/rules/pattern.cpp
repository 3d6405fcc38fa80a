#include "rules/pattern.hpp"

#include <algorithm>

#include <re2/re2.h>
#include <re2/set.h>

#include "rules/folded.hpp"

namespace goodword::rules {
namespace {

constexpr std::int64_t memory_of_one_pattern = 8 << 20;
/// Characters of alternatives joined into one expression: with more its automaton outgrows that memory and RE2 falls
/// back to a search two hundred times slower. Measured on the shipped rules: half or twice as many cost more time.
constexpr std::size_t longest_expression = 4'000;

RE2::Options options() {
  RE2::Options made;
  made.set_case_sensitive(false);
  made.set_log_errors(false);
  made.set_max_mem(memory_of_one_pattern);
  return made;
}

}  // namespace

base::Result<Pattern> Pattern::compile(const std::vector<std::string>& alternatives) {
  std::vector<std::string> joined;
  RE2::Set reader(options(), RE2::UNANCHORED);  // reads without compiling: each alternative must be valid by itself
  for (const auto& one : alternatives) {
    const std::string folded = folded_pattern(one);
    std::string error;
    if (reader.Add(folded, &error) < 0) return base::failure("settings.invalid", "pattern \"" + one + "\": " + error);
    if (joined.empty() || joined.back().size() + folded.size() > longest_expression) {
      joined.push_back("(?m)(?:" + folded);
    } else {
      joined.back() += "|" + folded;
    }
  }
  Pattern made;
  for (const auto& all : joined) {
    made.expressions_.push_back(std::make_shared<const RE2>(all + ")", options()));
    const RE2& last = *made.expressions_.back();
    if (!last.ok()) return base::failure("settings.invalid", "patterns together: " + last.error());
  }
  return made;
}

bool Pattern::found_in(std::string_view folded) const {
  const re2::StringPiece text(folded.data(), folded.size());
  return std::ranges::any_of(expressions_, [&](const auto& one) { return RE2::PartialMatch(text, *one); });
}

std::string Pattern::first_in(std::string_view folded) const {
  const re2::StringPiece text(folded.data(), folded.size());
  for (const auto& expression : expressions_) {
    std::vector<re2::StringPiece> groups(static_cast<std::size_t>(expression->NumberOfCapturingGroups()) + 1);
    if (!expression->Match(text, 0, text.size(), RE2::UNANCHORED, groups.data(), static_cast<int>(groups.size())))
      continue;
    const auto filled =
        std::find_if(groups.begin() + 1, groups.end(), [](const auto& group) { return !group.empty(); });
    const auto& first = filled == groups.end() ? groups.front() : *filled;
    return std::string(first.data(), first.size());
  }
  return {};
}

std::string quoted(std::string_view text) { return RE2::QuoteMeta(re2::StringPiece(text.data(), text.size())); }

}  // namespace goodword::rules
