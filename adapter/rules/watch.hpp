// They may be back: what is kept of everybody who is let go, put off or handed over to a partner, and whether what
// changed since brings them back.
//
// Somebody is back where a fact of theirs that would change the answer did change, and the verdict with it. What
// changed on our side (a partner, an hour, a rule) changes verdicts too and is no return.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/money.hpp"
#include "model/decision.hpp"

namespace goodword::rules {

struct Assessment;
struct RuleBook;

/// How long somebody counts as just back. Who leaves again and returns within that time is not back anew: a verdict
/// that goes to and fro is told once.
inline constexpr auto counts_as_back = std::chrono::days(30);

/// What was read and decided.
struct Watching {
  const RuleBook& book;
  const Assessment& assessment;
  const model::Decision& decision;
};

struct WatchRow {
  std::string_view about;
  /// The fact as it stands; empty: not known.
  std::string (*value)(const Assessment& assessment);
  /// Whether it turned in their favour; nullptr: it is known now, and another.
  bool (*turned)(const std::string& was, const Assessment& assessment);
  /// What would change this verdict, in words; empty: this fact would not, and it is not watched.
  std::string (*wanted)(const Watching& now);
};

std::span<const WatchRow> watch_table();

/// The amount that a watched fact holds.
std::optional<base::Money> watched_amount(std::string_view fact);

/// Puts into a decision what is watched, or that they are back. `before` is the one it replaces, or null.
void watch_returns(const RuleBook& book, const Assessment& assessment, const model::Decision* before,
                   model::Decision& made);

}  // namespace goodword::rules
