#include "win_firms.hpp"

#include <algorithm>
#include <array>
#include <random>

#include "rules/chance_train.hpp"
#include "rules/logistic.hpp"
#include "win_measures.hpp"

namespace goodword::bench {
namespace {

using rules::TermKind;
using rules::TermValue;
using rules::TrainingRow;

constexpr int fresh = 4000;
constexpr double years = 2, unknown_share = 0.6, most_drift = 0.7;

/// Fields: where a prospect comes from, its industry, its size, the touches so far, and one that says nothing.
class Firm {
 public:
  Firm(const rules::RuleBook& book, unsigned seed) : random_(seed), signs_(rules::sign_terms(book.signs)) {
    base_ = normal(-1.2, 0.7);
    guess_ = rules::sigmoid(base_ + normal(0, 0.7));
    base_drift_ = uniform(-most_drift, most_drift);
    source_drift_ = uniform(-most_drift, most_drift);
    for (auto& one : sources_) one = normal(0, 0.6);
    for (auto& one : industries_) one = normal(0, 0.5);
    by_size_ = normal(0, 0.3);
    by_touches_ = std::abs(normal(0.5, 0.3));
    for (const auto& sign : signs_) {
      const double drawn = normal(sign.prior, sign.prior_sd);
      by_sign_.push_back(sign.prior < 0 ? std::min(0.0, drawn) : std::max(0.0, drawn));
    }
  }

  double guess() const { return guess_; }

  std::vector<rules::Term> terms() const {
    std::vector<rules::Term> made = {{"source", TermKind::category, "source"},
                                     {"industry", TermKind::category, "industry"},
                                     {"size", TermKind::number, "size"},
                                     {"touches", TermKind::number, "touches"},
                                     {"colour", TermKind::category, "colour"}};
    made.insert(made.end(), signs_.begin(), signs_.end());
    return made;
  }

  /// A prospect of `age` years ago, and its true chance.
  std::pair<TrainingRow, double> draw(double age, const std::string& id) {
    TrainingRow row{id, false, 1, age, {}};
    const auto source = pick(sources_.size()), industry = pick(industries_.size());
    const double size = normal(0, 1), touches = static_cast<double>(pick(9));
    double m = base_ - base_drift_ * age / years + sources_[source] + industries_[industry] + by_size_ * size +
               by_touches_ * (std::sqrt(touches) - 1.5);
    if (source == 0) m -= source_drift_ * age / years;
    row.values = {std::to_string(source), std::to_string(industry), std::round(1000 * std::exp(size)), touches,
                  std::to_string(pick(4))};
    for (const double by : by_sign_) {
      const double x = uniform(0, 1) < unknown_share ? 0
                       : uniform(0, 1) < 0.35        ? uniform(0.4, 0.95)
                                                     : uniform(-0.95, -0.4);
      m += by * x;
      row.values.emplace_back(x);
    }
    row.won = uniform(0, 1) < rules::sigmoid(m);
    return {row, rules::sigmoid(m)};
  }

  double uniform(double from, double to) {
    return from + (to - from) * static_cast<double>(random_() >> 11) / 9007199254740992.0;  // 2^53
  }

 private:
  std::size_t pick(std::size_t n) { return static_cast<std::size_t>(uniform(0, static_cast<double>(n))); }
  double normal(double mean, double sd) {  // by hand: the library's differs between machines
    const double u = uniform(1e-12, 1), v = uniform(0, 1);
    return mean + sd * std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v);
  }

  std::mt19937_64 random_;
  std::vector<rules::Term> signs_;
  double base_, guess_, base_drift_, source_drift_, by_size_, by_touches_;
  std::array<double, 5> sources_{};
  std::array<double, 8> industries_{};
  std::vector<double> by_sign_;
};

void measure(Firm& firm, int closed, const rules::Settings& settings, FirmMeasures& sums) {
  rules::TrainingSet set{firm.terms(), {}};
  double won = 0;
  for (int i = 0; i < closed; ++i) {
    const double age = firm.uniform(0, years);
    set.rows.push_back(firm.draw(age, std::to_string(i)).first);
    set.rows.back().weight = std::exp2(-age * 365.25 / settings.chance_half_life_days);
    won += set.rows.back().won;
  }
  const auto model = rules::train_model(set, {firm.guess(), {}}, settings).model;
  const auto places = rules::places_of(model.columns, set.terms);
  const double rate = (won + 0.5) / (closed + 1);
  std::vector<Forecast> forecasts, base;
  int inside = 0;
  for (int i = 0; i < fresh; ++i) {
    const auto [row, truth] = firm.draw(0, "");
    std::vector<TermValue> values;
    for (const auto place : places) values.push_back(row.values[place]);
    const auto chance = rules::chance_of(model, values, settings);
    forecasts.push_back({chance.value, truth});
    base.push_back({rate, truth});
    inside += chance.low <= truth && truth <= chance.high;
  }
  const Measures got = measures_of(forecasts);
  sums.calibration += got.calibration;
  sums.worst = std::max(sums.worst, got.calibration);
  sums.log_loss += got.log_loss;
  sums.base_log_loss += measures_of(base).log_loss;
  sums.inside += static_cast<double>(inside) / fresh;
}

}  // namespace

FirmMeasures measure_firms(const rules::RuleBook& book, int firms, int closed) {
  FirmMeasures made;
  for (int i = 0; i < firms; ++i) {
    Firm firm(book, static_cast<unsigned>(i + 1));
    measure(firm, closed, book.settings, made);
  }
  for (double* mean : {&made.calibration, &made.log_loss, &made.base_log_loss, &made.inside}) *mean /= firms;
  return made;
}

}  // namespace goodword::bench
