#include "rules/chance.hpp"

#include <algorithm>
#include <cmath>

#include "rules/chance_fit.hpp"
#include "rules/chance_train.hpp"
#include "rules/logistic.hpp"

namespace goodword::rules {
namespace {

constexpr std::size_t most_contributions = 5;

/// The value's columns less their means, from the term's first.
std::vector<double> centred(const ChanceModel& model, const TermColumns& term, const Placed& placed) {
  std::vector<double> made(width(term), 0);
  if (placed.withheld) return made;
  for (std::size_t k = 0; k < placed.count; ++k) made[placed.entries[k].at] = placed.entries[k].value;
  if (!term.knots.empty()) to_ramps(made.data(), term.knots.size(), model.trend);
  for (std::size_t i = 0; i < made.size(); ++i) made[i] -= model.columns.means[term.first + i];
  return made;
}

std::string number_text(double value) { return base::Json(std::round(value * 100) / 100).text(); }

/// "industry: food", "visits: 7", "size: not known", "no timing".
std::string contribution_name(const Term& term, const TermValue& value) {
  if (term.kind == TermKind::sign) return term.name;
  if (const auto* number = std::get_if<double>(&value)) return term.name + ": " + number_text(*number);
  const auto* text = std::get_if<std::string>(&value);
  return term.name + ": " + (text && !text->empty() ? *text : "not known");
}

double spread_of(const Matrix& covariance, const std::vector<double>& z) {
  double sum = 0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    if (z[i] != 0) sum += z[i] * dot(covariance.row(i), z);
  }
  return sum;
}

}  // namespace

double prior_intercept(double buy_share) {
  const double held = std::clamp(buy_share, 0.005, 0.995);
  return logit(held) * std::sqrt(1 + shrinking);
}

std::vector<Term> sign_terms(std::span<const SignKind> signs) {
  std::vector<Term> made;
  for (const auto& kind : signs)
    made.push_back({kind.name, TermKind::sign, kind.id, kind.prior, kind.prior_sd, kind.good});
  return made;
}

ChanceModel untrained_model(double buy_share, const Outcomes& outcomes, std::span<const SignKind> signs,
                            const Settings& settings) {
  TrainingSet set{sign_terms(signs), {}};
  for (int i = 0; i < 2; ++i) {
    const int count = i == 0 ? outcomes.won : outcomes.closed - outcomes.won;
    if (count == 0) continue;
    set.rows.push_back({i == 0 ? "won" : "lost", i == 0, static_cast<double>(count), 0,
                        std::vector<TermValue>(set.terms.size(), 0.0)});
  }
  ChanceModel made = fit_model(set, signs_only(set.terms), buy_share, settings);
  made.outcomes = outcomes.closed;
  made.won = outcomes.won;
  return made;
}

std::vector<TermValue> values_for(const ChanceModel& model, const KnownTerms& known) {
  std::vector<TermValue> made;
  for (const auto& term : model.columns.terms) {
    const auto found = known.find(term.term.name);
    made.push_back(found == known.end() ? TermValue() : found->second);
  }
  return made;
}

Points points_of(const ChanceModel& model, std::span<const TermValue> values) {
  Points made;
  made.m = made.intercept = model.coefficients[0];
  std::vector<double> z(model.columns.count, 0);
  z[0] = 1;
  for (std::size_t t = 0; t < values.size(); ++t) {
    const auto& term = model.columns.terms[t];
    const Placed placed = place(term, values[t]);
    const auto columns = centred(model, term, placed);
    std::ranges::copy(columns, z.begin() + static_cast<std::ptrdiff_t>(term.first));
    const double given = dot(columns, std::span(model.coefficients).subspan(term.first, columns.size()));
    made.contributions.push_back({contribution_name(term.term, values[t]), given, placed.outcomes});
    made.m += given;
    if (placed.unseen) made.v += model.variances[term.group];
  }
  made.v += spread_of(model.covariance, z);
  return made;
}

model::Chance chance_of(const ChanceModel& model, std::span<const TermValue> values, const Settings& settings) {
  Points points = points_of(model, values);
  const double spread = settings.chance_interval * std::sqrt(std::max(0.0, points.v));
  model::Chance made;
  made.value = std::clamp(sigmoid(on_curve(model.curve, points.m) / std::sqrt(1 + shrinking * points.v)),
                          settings.chance_least, settings.chance_most);
  made.low = sigmoid(on_curve(model.curve, points.m - spread));
  made.high = sigmoid(on_curve(model.curve, points.m + spread));
  made.outcomes = model.outcomes;
  made.contributions = std::move(points.contributions);
  std::erase_if(made.contributions, [](const auto& one) { return one.points == 0; });
  std::ranges::sort(made.contributions, [](const auto& a, const auto& b) {
    const double x = std::abs(a.points), y = std::abs(b.points);
    return x != y ? x > y : a.name < b.name;
  });
  if (made.contributions.size() > most_contributions) made.contributions.resize(most_contributions);
  return made;
}

std::optional<std::size_t> place_of_sign(const ChanceModel& model, std::string_view sign) {
  const auto& terms = model.columns.terms;
  const auto found = std::ranges::find_if(
      terms, [&](const auto& one) { return one.term.kind == TermKind::sign && one.term.source == sign; });
  if (found == terms.end()) return std::nullopt;
  return static_cast<std::size_t>(found - terms.begin());
}

std::optional<double> sign_coefficient(const ChanceModel& model, std::string_view sign) {
  const auto place = place_of_sign(model, sign);
  if (!place) return std::nullopt;
  return model.coefficients[model.columns.terms[*place].first];
}

}  // namespace goodword::rules
