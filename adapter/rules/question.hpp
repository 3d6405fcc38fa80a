// Which one answer would change the verdict most, and whether it is worth asking.
//
// The two chances an answer could lead to average to today's chance, so asking never seems to create value by itself.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/decision.hpp"
#include "rules/settings.hpp"

namespace goodword::rules {

/// Something not known that could be asked.
struct Askable {
  std::string about;       ///< a sign, or timing, size, need
  double coefficient = 0;  ///< of the sign; 0 where no outcome says what an answer is worth
  double seen_share = 0;   ///< probability that the answer is "seen"
  /// The chance the table will read once the better answer is in. It is below the balanced one, whose two sides average
  /// to today's chance: a question must not promise a verdict that its answer does not bring. Empty: the balanced one.
  std::optional<double> best_chance = std::nullopt;
};

/// The prospect, as the question sees it.
struct Stake {
  double chance = 0;  ///< today's
  double worth = 0;   ///< size x margin
  double hours = 0;
  double bar = 0;
};

struct Asked {
  std::string about;
  double chance_if_seen = 0;
  double chance_if_ruled_out = 0;
  double gain = 0;       ///< before the cost of asking
  double net = 0;        ///< after it
  bool decides = false;  ///< below the bar, worth its cost, and one answer is likely enough and lifts it over

  friend bool operator==(const Asked&, const Asked&) = default;
};

/// How often a firm's people answered about a sign, and how often that it is there.
struct AnswerCount {
  int seen = 0, answered = 0;

  friend bool operator==(const AnswerCount&, const AnswerCount&) = default;
};
using AnswerCounts = std::map<std::string, AnswerCount, std::less<>>;  // by sign

/// Adds the signs of one prospect about which a person answered: the newest answer counts.
void count_answers(std::span<const model::SignReading> signs, AnswerCounts& counts);

/// Share of "seen" among a firm's answers about a sign, drawn towards the general share.
double seen_share(const AnswerCount& count, const Settings& settings);

/// What asking this one would bring.
Asked ask(const Askable& askable, const Stake& stake, const Settings& settings);

/// The next question: largest gain, then larger change of chance, then name; where no answer gains anything, the one
/// with the largest coefficient. Empty where nothing is unknown.
std::optional<Asked> next_question(std::span<const Askable> askables, const Stake& stake, const Settings& settings);

}  // namespace goodword::rules
