// Points (log odds) and chances.
#pragma once

#include <cmath>
#include <numbers>

namespace goodword::rules {

/// Of the logistic curve averaged over a normal of variance v: the points are divided by sqrt(1 + shrinking x v).
constexpr double shrinking = std::numbers::pi / 8;

inline double sigmoid(double points) { return 1 / (1 + std::exp(-points)); }
inline double logit(double chance) { return std::log(chance / (1 - chance)); }

/// What a forecast costs once the outcome is known: minus the logarithm of the chance it gave it. `in_favour`: its
/// points for what happened (for a lost one, minus its points).
inline double log_loss(double in_favour) { return in_favour < -30 ? -in_favour : std::log1p(std::exp(-in_favour)); }

}  // namespace goodword::rules
