#include "rules/chance.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace goodword::rules {
namespace {

constexpr double shrink_factor = std::numbers::pi / 8;  // of the logistic curve averaged over a normal
constexpr int most_steps = 100;
constexpr double longest_step = 4;  // points: keeps Newton from overshooting where all were won or lost
constexpr std::size_t most_contributions = 5;

struct Fit {
  double mean = 0;
  double variance = 0;
};

/// Maximum of log likelihood of `won` of `closed` plus the normal prior; variance is the inverse curvature there.
Fit fitted_intercept(double prior_mean, double prior_variance, const Outcomes& outcomes) {
  double b = prior_mean;
  double curvature = 1 / prior_variance;
  for (int step = 0; step < most_steps; ++step) {
    const double p = sigmoid(b);
    const double slope = outcomes.won - outcomes.closed * p - (b - prior_mean) / prior_variance;
    curvature = outcomes.closed * p * (1 - p) + 1 / prior_variance;
    const double change = std::clamp(slope / curvature, -longest_step, longest_step);
    b += change;
    if (std::abs(change) < 1e-12) break;
  }
  return {b, 1 / curvature};
}

}  // namespace

double sigmoid(double points) { return 1 / (1 + std::exp(-points)); }
double logit(double chance) { return std::log(chance / (1 - chance)); }

double prior_intercept(double buy_share) {
  const double held = std::clamp(buy_share, 0.005, 0.995);
  return logit(held) * std::sqrt(1 + shrink_factor);
}

ChanceModel untrained_model(double buy_share, const Outcomes& outcomes, std::span<const SignKind> signs,
                            const Settings& settings) {
  const double prior_variance = settings.chance_intercept_sd * settings.chance_intercept_sd;
  const Fit fit = fitted_intercept(prior_intercept(buy_share), prior_variance, outcomes);
  ChanceModel made;
  made.outcomes = outcomes.closed;
  made.terms.push_back({"before anything is known", "", fit.mean, 0, outcomes.closed});
  for (const auto& kind : signs) made.terms.push_back({kind.name, kind.id, kind.prior, 0, 0});
  const std::size_t n = made.terms.size();
  made.covariance.assign(n * n, 0);
  made.covariance[0] = fit.variance;
  for (std::size_t i = 1; i < n; ++i) made.covariance[i * n + i] = signs[i - 1].prior_sd * signs[i - 1].prior_sd;
  return made;
}

std::vector<double> values_for(const ChanceModel& model, std::span<const model::SignReading> readings) {
  std::vector<double> values(model.terms.size(), 0);
  if (!values.empty()) values[0] = 1;
  for (std::size_t i = 1; i < model.terms.size(); ++i) {
    const auto found = std::ranges::find(readings, model.terms[i].sign, &model::SignReading::sign);
    if (found != readings.end()) values[i] = sign_value(*found);
  }
  return values;
}

Points points_of(const ChanceModel& model, std::span<const double> values) {
  const std::size_t n = model.terms.size();
  Points made;
  for (std::size_t i = 0; i < n; ++i) {
    const double zi = values[i] - model.terms[i].mean;
    if (zi == 0) continue;
    made.m += model.terms[i].coefficient * zi;
    for (std::size_t j = 0; j < n; ++j) made.v += zi * model.covariance[i * n + j] * (values[j] - model.terms[j].mean);
  }
  return made;
}

model::Chance chance_of(const ChanceModel& model, std::span<const double> values, const Settings& settings) {
  const Points points = points_of(model, values);
  const double spread = settings.chance_interval * std::sqrt(std::max(0.0, points.v));
  model::Chance made;
  made.value = std::clamp(sigmoid(points.m / std::sqrt(1 + shrink_factor * points.v)), settings.chance_least,
                          settings.chance_most);
  made.low = sigmoid(points.m - spread);
  made.high = sigmoid(points.m + spread);
  made.outcomes = model.outcomes;
  for (std::size_t i = 1; i < model.terms.size(); ++i) {
    const double given = model.terms[i].coefficient * (values[i] - model.terms[i].mean);
    if (given != 0) made.contributions.push_back({model.terms[i].name, given, model.terms[i].outcomes});
  }
  std::ranges::sort(made.contributions, [](const auto& a, const auto& b) {
    const double x = std::abs(a.points), y = std::abs(b.points);
    return x != y ? x > y : a.name < b.name;
  });
  if (made.contributions.size() > most_contributions) made.contributions.resize(most_contributions);
  return made;
}

}  // namespace goodword::rules
