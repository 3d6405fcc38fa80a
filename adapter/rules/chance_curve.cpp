#include "rules/chance_curve.hpp"

#include <algorithm>

#include "rules/chance_columns.hpp"
#include "rules/chance_fit.hpp"

namespace goodword::rules {
namespace {

constexpr double steepest_fall = -0.9;  // of a gap: a curve that fell would order prospects anew

double on_ramp(const std::vector<double>& knots, std::size_t k, double m) {
  return std::clamp((m - knots[k]) / (knots[k + 1] - knots[k]), 0.0, 1.0);
}

/// Nine quantiles, 12% apart: eight gaps with about as many outcomes each.
std::vector<double> knots_of(std::span<const CurveRow> rows) {
  std::vector<double> points, made;
  for (const auto& row : rows) points.push_back(row.points);
  std::ranges::sort(points);
  for (int percent = 2; percent <= 98; percent += 12) made.push_back(quantile(points, percent / 100.0));
  made.erase(std::unique(made.begin(), made.end()), made.end());
  return made;
}

}  // namespace

double on_curve(const Curve& curve, double points) {
  double sum = points + curve.shift;
  for (std::size_t k = 0; k < curve.rises.size(); ++k) sum += curve.rises[k] * on_ramp(curve.knots, k, points);
  return sum;
}

Curve fit_curve(std::span<const CurveRow> rows, const Settings& settings) {
  Curve made;
  if (rows.empty()) return made;
  made.knots = knots_of(rows);
  const std::size_t gaps = made.knots.size() - 1;
  FitRows given;
  for (const auto& row : rows) {
    given.rows.add(0, 1);
    for (std::size_t k = 0; k < gaps && row.points > made.knots[k]; ++k)
      given.rows.add(k + 1, on_ramp(made.knots, k, row.points));
    given.rows.end_row();
    given.won.push_back(row.won ? 1 : 0);
    given.weights.push_back(row.weight);
    given.offsets.push_back(row.points);
  }
  Basis basis;
  basis.columns = basis.size = gaps + 1;
  basis.means.assign(gaps + 1, 0);
  basis.presence.assign(gaps + 1, 0);
  std::vector<Prior> priors(gaps + 1);
  for (std::size_t k = 1; k <= gaps; ++k) priors[k].group = 0;
  const auto fitted = fit(given, basis, priors, {settings.chance_curve_variance, settings.chance_curve_weight});
  made.shift = fitted.coefficients[0];
  for (std::size_t k = 0; k < gaps; ++k) {
    const double gap = made.knots[k + 1] - made.knots[k];
    made.rises.push_back(std::max(fitted.coefficients[k + 1], steepest_fall * gap));
  }
  return made;
}

}  // namespace goodword::rules
