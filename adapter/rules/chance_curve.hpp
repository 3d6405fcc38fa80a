// The curve that turns points into points that mean what they say, learned from points given out of fold.
//
// curve(m) = m + shift + sum of rises, one for each gap between knots; it always rises. With few outcomes there is
// none, and curve(m) = m.
#pragma once

#include <span>
#include <vector>

#include "rules/settings.hpp"

namespace goodword::rules {

struct Curve {
  double shift = 0;
  std::vector<double> knots;  ///< points, ascending
  std::vector<double> rises;  ///< one for each gap, added over its length; at least -0.9 times the gap

  friend bool operator==(const Curve&, const Curve&) = default;
};

double on_curve(const Curve& curve, double points);

struct CurveRow {
  double points = 0;
  bool won = false;
  double weight = 1;
};

/// From points that each row got from a model that did not know it.
Curve fit_curve(std::span<const CurveRow> rows, const Settings& settings);

}  // namespace goodword::rules
