#include "rules/pattern.hpp"

#include <re2/re2.h>

#include "rules/folded.hpp"

namespace goodword::rules {
namespace {

constexpr std::int64_t memory_of_one_pattern = 8 << 20;

RE2::Options options() {
  RE2::Options made;
  made.set_case_sensitive(false);
  made.set_log_errors(false);
  made.set_max_mem(memory_of_one_pattern);
  return made;
}

}  // namespace

base::Result<Pattern> Pattern::compile(const std::vector<std::string>& alternatives) {
  Pattern made;
  if (alternatives.empty()) return made;
  std::string all;
  for (const auto& one : alternatives) {
    const std::string folded = folded_pattern(one);
    const RE2 alone(folded, options());
    if (!alone.ok()) return base::failure("settings.invalid", "pattern \"" + one + "\": " + alone.error());
    all += (all.empty() ? "(?m)(?:" : "|") + folded;
  }
  made.expression_ = std::make_shared<const RE2>(all + ")", options());
  if (!made.expression_->ok())
    return base::failure("settings.invalid", "patterns together: " + made.expression_->error());
  return made;
}

bool Pattern::found_in(std::string_view folded) const {
  return expression_ && RE2::PartialMatch(re2::StringPiece(folded.data(), folded.size()), *expression_);
}

std::string Pattern::first_in(std::string_view folded) const {
  if (!expression_) return {};
  const re2::StringPiece text(folded.data(), folded.size());
  std::vector<re2::StringPiece> groups(static_cast<std::size_t>(expression_->NumberOfCapturingGroups()) + 1);
  if (!expression_->Match(text, 0, text.size(), RE2::UNANCHORED, groups.data(), static_cast<int>(groups.size())))
    return {};
  for (std::size_t i = 1; i < groups.size(); ++i) {
    if (!groups[i].empty()) return std::string(groups[i].data(), groups[i].size());
  }
  return std::string(groups[0].data(), groups[0].size());
}

std::string quoted(std::string_view text) { return RE2::QuoteMeta(re2::StringPiece(text.data(), text.size())); }

}  // namespace goodword::rules
