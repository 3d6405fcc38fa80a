#include "rules/question.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "rules/rounded.hpp"

namespace goodword::rules {
namespace {

double worth_keeping(double chance, const Stake& stake) {
  return std::max(0.0, chance * stake.worth - stake.bar * stake.hours);
}

/// u of section 4: the odds whose two images average to p.
double balanced_odds(double p, double seen, double a) {
  const double c = (seen - p) * a + (1 - seen - p) / a;
  return (-c + std::sqrt(c * c + 4 * p * (1 - p))) / (2 * (1 - p));
}

bool lifts(double chance, double probability, const Stake& stake, const Settings& settings) {
  const double needed = stake.bar * (1 + settings.bar_margin) * stake.hours;
  return at_least(probability, settings.question_least_chance) && at_least(chance * stake.worth, needed);
}

double change_of(const Asked& asked) { return rounded(std::abs(asked.chance_if_seen - asked.chance_if_ruled_out)); }

}  // namespace

void count_answers(std::span<const model::SignReading> signs, AnswerCounts& counts) {
  for (const auto& reading : signs) {
    const model::Evidence* newest = nullptr;
    for (const auto& piece : reading.evidence) {
      if (piece.answer && (newest == nullptr || newest->at <= piece.at)) newest = &piece;
    }
    if (newest == nullptr) continue;
    auto& count = counts[reading.sign];
    ++count.answered;
    if (!newest->against) ++count.seen;
  }
}

double seen_share(const AnswerCount& count, const Settings& settings) {
  return (settings.question_seen_share * settings.question_weight + count.seen) /
         (settings.question_weight + count.answered);
}

Asked ask(const Askable& askable, const Stake& stake, const Settings& settings) {
  Asked made{askable.about, stake.chance, stake.chance, 0, 0, false};
  const double seen = askable.seen_share;
  if (askable.coefficient != 0) {
    const double a = std::exp(settings.question_answer * askable.coefficient);
    const double u = balanced_odds(stake.chance, seen, a);
    made.chance_if_seen = u * a / (1 + u * a);
    made.chance_if_ruled_out = (u / a) / (1 + u / a);
  }
  const double hoped =
      seen * worth_keeping(made.chance_if_seen, stake) + (1 - seen) * worth_keeping(made.chance_if_ruled_out, stake);
  const double cost = settings.question_hours * stake.bar;
  made.gain = std::max(0.0, hoped - worth_keeping(stake.chance, stake));
  made.net = made.gain - cost;
  const bool seen_is_better = made.chance_if_seen > made.chance_if_ruled_out;
  const double better = seen_is_better ? made.chance_if_seen : made.chance_if_ruled_out;
  const bool below = !at_least(stake.chance * stake.worth, stake.bar * stake.hours);
  made.decides = below && at_least(made.gain, cost) && rounded(made.gain) > 0 &&
                 lifts(askable.best_chance.value_or(better), seen_is_better ? seen : 1 - seen, stake, settings);
  return made;
}

std::optional<Asked> next_question(std::span<const Askable> askables, const Stake& stake, const Settings& settings) {
  std::optional<Asked> best;
  double best_coefficient = 0;
  for (const auto& askable : askables) {
    const Asked asked = ask(askable, stake, settings);
    const double coefficient = std::abs(askable.coefficient);
    const auto key = [](const Asked& a, double c) {
      const double gain = rounded(a.gain);
      return std::make_tuple(gain, gain > 0 ? change_of(a) : rounded(c));
    };
    if (!best || key(asked, coefficient) > key(*best, best_coefficient) ||
        (key(asked, coefficient) == key(*best, best_coefficient) && asked.about < best->about)) {
      best = asked;
      best_coefficient = coefficient;
    }
  }
  return best;
}

}  // namespace goodword::rules
