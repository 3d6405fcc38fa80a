// How good chances are, once the outcomes are known.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace goodword::bench {

struct Forecast {
  double chance = 0;
  double won = 0;  ///< 1 or 0; or the true chance, where it is known
};

struct Measures {
  double auc = 0, log_loss = 0, brier = 0, calibration = 0;

  Measures& operator+=(const Measures& other) {
    auc += other.auc;
    log_loss += other.log_loss;
    brier += other.brier;
    calibration += other.calibration;
    return *this;
  }
  Measures over(double n) const { return {auc / n, log_loss / n, brier / n, calibration / n}; }
};

/// How often a won one got the larger chance; a tie counts half.
inline double auc_of(std::vector<Forecast> forecasts) {
  std::ranges::sort(forecasts, {}, &Forecast::chance);
  double won = 0, lost = 0, pairs = 0;
  for (std::size_t i = 0; i < forecasts.size();) {
    double won_here = 0, lost_here = 0;
    const double chance = forecasts[i].chance;
    for (; i < forecasts.size() && forecasts[i].chance == chance; ++i) {
      won_here += forecasts[i].won;
      lost_here += 1 - forecasts[i].won;
    }
    pairs += won_here * (lost + lost_here / 2);
    won += won_here;
    lost += lost_here;
  }
  return pairs / (won * lost);
}

/// Ten bins of equal width: |mean chance - share won|, weighted by size.
inline double calibration_of(const std::vector<Forecast>& forecasts) {
  std::array<std::pair<double, double>, 10> bins{};
  for (const auto& one : forecasts) {
    auto& [chance, won] = bins[std::min<std::size_t>(9, static_cast<std::size_t>(one.chance * 10))];
    chance += one.chance;
    won += one.won;
  }
  double sum = 0;
  for (const auto& [chance, won] : bins) sum += std::abs(chance - won);
  return sum / static_cast<double>(forecasts.size());
}

inline Measures measures_of(const std::vector<Forecast>& forecasts) {
  Measures made;
  const auto n = static_cast<double>(forecasts.size());
  for (const auto& [chance, won] : forecasts) {
    made.log_loss -= (won * std::log(chance) + (1 - won) * std::log(1 - chance)) / n;
    made.brier += (won * (1 - chance) * (1 - chance) + (1 - won) * chance * chance) / n;
  }
  made.auc = auc_of(forecasts);
  made.calibration = calibration_of(forecasts);
  return made;
}

}  // namespace goodword::bench
