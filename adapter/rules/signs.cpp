#include "rules/signs.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>

#include "rules/rounded.hpp"

namespace goodword::rules {
namespace {

using model::SignState;

double faded(const Piece& piece, const Settings& settings, base::Instant now) {
  const double age = std::max(0.0, base::days_between(piece.evidence.at, now));
  const double half_life = piece.half_life_days > 0 ? piece.half_life_days : settings.signs_half_life_days;
  return std::clamp(piece.evidence.strength, 0.0, settings.signs_most_strength) * std::exp2(-age / half_life);
}

/// Time of the newest answer on each side; index 1 is against.
std::array<std::optional<base::Instant>, 2> newest_answers(std::span<const Piece> pieces) {
  std::array<std::optional<base::Instant>, 2> newest;
  for (const auto& piece : pieces) {
    if (!piece.evidence.answer) continue;
    auto& held = newest[piece.evidence.against ? 1 : 0];
    if (!held || *held < piece.evidence.at) held = piece.evidence.at;
  }
  return newest;
}

double joined(const std::map<std::string_view, double>& groups) {
  double none = 1;
  for (const auto& [group, strength] : groups) none *= 1 - strength;
  return 1 - none;
}

SignState state_of(double d, double border) {
  if (at_least(d, border)) return SignState::seen;
  return at_least(-d, border) ? SignState::ruled_out : SignState::unknown;
}

std::vector<Piece> of_sign(std::string_view sign, std::span<const Piece> pieces) {
  std::vector<Piece> mine;
  for (const auto& piece : pieces) {
    if (piece.evidence.sign == sign) mine.push_back(piece);
  }
  std::ranges::stable_sort(mine, {}, [](const Piece& p) {
    return std::tie(p.evidence.group, p.evidence.at, p.evidence.record, p.evidence.quote);
  });
  return mine;
}

bool equal_twin(const Piece& a, const Piece& b, const Settings& settings, base::Instant now) {
  return a.evidence.group == b.evidence.group && a.evidence.against == b.evidence.against &&
         a.evidence.answer == b.evidence.answer && faded(a, settings, now) == faded(b, settings, now);
}

/// The pieces without which D would differ. Of twins (equal in group, side and strength) the first stands for all: one
/// of them alone would not be missed, and yet the line must be shown.
std::vector<model::Evidence> that_matter(const std::vector<Piece>& mine, double d, const Settings& settings,
                                         base::Instant now) {
  std::vector<std::pair<double, model::Evidence>> kept;
  for (std::size_t i = 0; i < mine.size(); ++i) {
    const auto twin = [&](const Piece& other) { return equal_twin(other, mine[i], settings, now); };
    if (std::any_of(mine.begin(), mine.begin() + static_cast<std::ptrdiff_t>(i), twin)) continue;
    std::vector<Piece> rest;
    std::ranges::remove_copy_if(mine, std::back_inserter(rest), twin);
    if (weigh(rest, settings, now).d != d) kept.emplace_back(faded(mine[i], settings, now), mine[i].evidence);
  }
  std::ranges::stable_sort(kept, std::greater{}, &std::pair<double, model::Evidence>::first);
  std::vector<model::Evidence> made;
  for (auto& [strength, evidence] : kept) made.push_back(std::move(evidence));
  return made;
}

}  // namespace

Weighed weigh(std::span<const Piece> pieces, const Settings& settings, base::Instant now) {
  const auto answers = newest_answers(pieces);
  std::array<std::map<std::string_view, double>, 2> groups;
  for (const auto& piece : pieces) {
    const auto& opposite = answers[piece.evidence.against ? 0 : 1];
    if (opposite && piece.evidence.at < *opposite) continue;
    double& strongest = groups[piece.evidence.against ? 1 : 0][piece.evidence.group];
    strongest = std::max(strongest, faded(piece, settings, now));
  }
  Weighed made{joined(groups[0]), joined(groups[1]), 0};
  made.d = made.for_it - made.against_it;
  return made;
}

model::SignReading read_sign(const SignKind& kind, std::span<const Piece> pieces, const Settings& settings,
                             base::Instant now) {
  const auto mine = of_sign(kind.id, pieces);
  const Weighed weighed = weigh(mine, settings, now);
  model::SignReading reading;
  reading.sign = kind.id;
  reading.name = kind.name;
  reading.good = kind.good;
  reading.d = weighed.d;
  reading.state = state_of(weighed.d, settings.signs_seen_at);
  reading.disputed =
      at_least(weighed.for_it, settings.signs_seen_at) && at_least(weighed.against_it, settings.signs_seen_at);
  reading.evidence = that_matter(mine, weighed.d, settings, now);
  return reading;
}

double sign_value(const model::SignReading& reading) { return reading.state == SignState::unknown ? 0 : reading.d; }

std::optional<base::Instant> state_changes_at(const SignKind& kind, std::span<const Piece> pieces,
                                              const Settings& settings, base::Instant now) {
  const auto mine = of_sign(kind.id, pieces);
  const auto state_on = [&](int day) {
    return state_of(weigh(mine, settings, now + std::chrono::days(day)).d, settings.signs_seen_at);
  };
  const SignState present = state_on(0);
  const int horizon = static_cast<int>(settings.signs_half_life_days * 4);
  const auto is_against = [](const Piece& piece) { return piece.evidence.against; };
  const bool one_sided = std::ranges::all_of(mine, is_against) || std::ranges::none_of(mine, is_against);
  if (one_sided) {
    // D only shrinks towards 0: it leaves its state once, and an unknown sign stays unknown.
    if (present == SignState::unknown || state_on(horizon) == present) return std::nullopt;
    int holds = 0, left = horizon;
    while (left - holds > 1) {
      const int middle = (holds + left) / 2;
      (state_on(middle) == present ? holds : left) = middle;
    }
    return now + std::chrono::days(left);
  }
  // Both sides fade at their own pace, so the state need not change only once: day by day, as a batch runs.
  for (int day = 1; day <= horizon; ++day) {
    if (state_on(day) != present) return now + std::chrono::days(day);
  }
  return std::nullopt;
}

}  // namespace goodword::rules
