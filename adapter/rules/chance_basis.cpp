#include "rules/chance_basis.hpp"

namespace goodword::rules {

void to_ramps(double* at, std::size_t knots, double trend) {
  const auto gaps = static_cast<double>(knots - 1);
  double above = 0, sum = 0;
  for (std::size_t k = knots - 1; k > 0; --k) {  // a ramp is 1 at every knot above its gap
    const double weight = at[k];
    above += weight;
    sum += above;
    at[k] = above;
  }
  const double all = above + at[0];
  for (std::size_t k = 0; k + 1 < knots; ++k) at[k] = at[k + 1];
  at[knots - 1] = trend * (sum / gaps - 0.5 * all);
}

namespace {

/// The transpose of to_ramps().
void from_ramps(double* at, std::size_t knots, double trend) {
  const auto gaps = static_cast<double>(knots - 1);
  const double slope = trend * at[knots - 1];
  double sum = 0;
  for (std::size_t k = 0; k < knots; ++k) {
    const double next = k + 1 < knots ? at[k] : 0;
    at[k] = sum + slope * (static_cast<double>(k) / gaps - 0.5);
    sum += next;
  }
}

}  // namespace

std::vector<double> Basis::to_columns(std::span<const double> sums) const {
  std::vector<double> made(sums.begin(), sums.begin() + static_cast<std::ptrdiff_t>(columns));
  for (const auto& one : ramps) to_ramps(made.data() + one.first, one.knots, trend);
  for (std::size_t i = 0; i < columns; ++i) made[i] -= means[i] * sums[presence[i]];
  return made;
}

std::vector<double> Basis::to_basis(std::span<const double> coefficients) const {
  std::vector<double> made(coefficients.begin(), coefficients.end());
  made.resize(size, 0);
  for (const auto& one : ramps) from_ramps(made.data() + one.first, one.knots, trend);
  for (std::size_t i = 0; i < columns; ++i) made[presence[i]] -= means[i] * coefficients[i];
  return made;
}

}  // namespace goodword::rules
