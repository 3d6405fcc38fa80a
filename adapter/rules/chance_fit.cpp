#include "rules/chance_fit.hpp"

#include <algorithm>
#include <cmath>

#include "rules/logistic.hpp"

namespace goodword::rules {
namespace {

constexpr double longest_step = 4;  // points of any row: keeps Newton from overshooting where all were won or lost
constexpr double solved = 1e-9;     // a step that moves no coefficient further than this is the last
constexpr int most_steps = 100;     // of the first solution
constexpr int most_halvings = 20;
constexpr int steps_an_update = 3;  // of the variances
constexpr int most_updates = 40;
constexpr double settled = 0.01;  // in the logarithm of every variance

/// Log likelihood of the rows at some coefficients, with its slope and curvature in columns.
struct Likelihood {
  double loss = 0;
  std::vector<double> slope;
  Matrix curvature;
};

class Newton {
 public:
  Newton(const FitRows& rows, std::span<const double> weights, const Basis& basis, std::span<const Prior> priors,
         const GroupPrior& groups)
      : rows_(rows), weights_(weights), basis_(basis), priors_(priors), groups_(groups) {
    std::size_t count = 0;
    for (const auto& prior : priors) {
      if (prior.group) count = std::max(count, *prior.group + 1);
    }
    variances_.assign(count, groups.variance);
    for (const auto& prior : priors) b_.push_back(std::clamp(prior.mean, prior.least, prior.most));
  }

  Fitted learn() {
    here_ = likelihood(b_);
    descend(most_steps);
    for (int update = 0; update < most_updates; ++update) {
      const double moved = update_variances();
      descend(steps_an_update);
      if (moved < settled) break;
    }
    return {b_, covariance(), variances_, steps_};
  }

  std::vector<double> learn_coefficients(const Fitted& known) {
    b_ = known.coefficients;
    variances_ = known.variances;
    here_ = likelihood(b_);
    descend(most_steps);
    return b_;
  }

 private:
  double variance(std::size_t column) const {
    return priors_[column].group ? variances_[*priors_[column].group] : priors_[column].variance;
  }

  Likelihood likelihood(const std::vector<double>& b) const {
    const auto in_basis = basis_.to_basis(b);
    Likelihood made;
    std::vector<double> slope(basis_.size, 0);
    Matrix curvature(basis_.size);
    for (std::size_t i = 0; i < rows_.rows.size(); ++i) {
      const double weight = weights_[i];
      if (weight == 0) continue;
      const double m = points_of_row(rows_.rows, i, in_basis) + (rows_.offsets.empty() ? 0 : rows_.offsets[i]);
      const double p = sigmoid(m);
      made.loss += weight * log_loss(rows_.won[i] ? m : -m);
      const double rest = weight * ((rows_.won[i] ? 1 : 0) - p), bend = weight * p * (1 - p);
      const auto row = rows_.rows.row(i);
      for (std::size_t j = 0; j < row.size(); ++j) {
        slope[row[j].at] += rest * row[j].value;
        double* line = &curvature.values[row[j].at * basis_.size];
        const double scaled = bend * row[j].value;
        for (std::size_t k = 0; k <= j; ++k) line[row[k].at] += scaled * row[k].value;
      }
    }
    made.slope = basis_.to_columns(slope);
    made.curvature = in_columns(curvature);
    return made;
  }

  /// A' H A, of an H of which one triangle is filled: entries of a row stand in ascending order.
  Matrix in_columns(Matrix& h) const {
    const std::size_t n = basis_.columns, size = basis_.size;
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t j = 0; j < i; ++j) h.at(j, i) = h.at(i, j);
    }
    std::vector<double> half(n * size);  // columns by basis
    for (std::size_t i = 0; i < size; ++i) {
      const auto line = basis_.to_columns(h.row(i));
      for (std::size_t j = 0; j < n; ++j) half[j * size + i] = line[j];
    }
    Matrix made(n);
    for (std::size_t j = 0; j < n; ++j) {
      const auto line = basis_.to_columns(std::span(half).subspan(j * size, size));
      std::ranges::copy(line, &made.values[j * n]);
    }
    return made;
  }

  double penalty(const std::vector<double>& b) const {
    double sum = 0;
    for (std::size_t i = 0; i < b.size(); ++i) {
      const double off = b[i] - priors_[i].mean;
      sum += off * off / (2 * variance(i));
    }
    return sum;
  }

  Matrix hessian() const {
    Matrix made = here_.curvature;
    for (std::size_t i = 0; i < made.size; ++i) made.at(i, i) += 1 / variance(i);
    return made;
  }

  Matrix covariance() const { return inverse(cholesky(hessian())); }

  void descend(int steps) {
    for (int step = 0; step < steps; ++step) {
      if (take_step() < solved) return;
    }
  }

  /// One step of Newton's method; how far the coefficient moved that moved furthest.
  double take_step() {
    ++steps_;
    const auto target = lowest_of_quadratic();
    std::vector<double> step(target.size());
    for (std::size_t i = 0; i < step.size(); ++i) step[i] = target[i] - b_[i];
    double share = 1;
    if (const double far = furthest_row(step); far > longest_step) share = longest_step / far;
    const double before = here_.loss + penalty(b_);
    for (int tries = 0; tries < most_halvings; ++tries, share /= 2) {
      std::vector<double> next = b_;
      for (std::size_t i = 0; i < step.size(); ++i) next[i] += share * step[i];
      Likelihood there = likelihood(next);
      if (there.loss + penalty(next) > before + 1e-9 * (1 + std::abs(before))) continue;
      b_ = std::move(next);
      here_ = std::move(there);
      break;
    }
    return share * std::abs(*std::ranges::max_element(step, {}, [](double x) { return std::abs(x); }));
  }

  double furthest_row(const std::vector<double>& step) const {
    const auto in_basis = basis_.to_basis(step);
    double far = 0;
    for (std::size_t i = 0; i < rows_.rows.size(); ++i) {
      if (weights_[i] > 0) far = std::max(far, std::abs(points_of_row(rows_.rows, i, in_basis)));
    }
    return far;
  }

  /// Where the quadratic that touches the penalised likelihood here is lowest within the bounds: coefficients at a
  /// bound are held, and let go again one at a time while that lowers it.
  std::vector<double> lowest_of_quadratic() const {
    const Matrix h = hessian();
    const std::size_t n = h.size;
    std::vector<double> right(n);
    for (std::size_t i = 0; i < n; ++i)
      right[i] = here_.slope[i] + dot(here_.curvature.row(i), b_) + priors_[i].mean / variance(i);
    std::vector<double> x = b_;
    std::vector<char> held(n);
    for (std::size_t i = 0; i < n; ++i) held[i] = x[i] == priors_[i].least || x[i] == priors_[i].most ? 1 : 0;
    for (std::size_t tries = 0; tries < 4 * n; ++tries) {
      if (move_within_bounds(solved_with(h, right, held, x), x, held)) continue;
      const auto loose = to_let_go(h, right, held, x);
      if (!loose) break;
      held[*loose] = 0;
    }
    return x;
  }

  static std::vector<double> solved_with(Matrix h, std::vector<double> right, const std::vector<char>& held,
                                         const std::vector<double>& x) {
    const std::size_t n = h.size;
    for (std::size_t i = 0; i < n; ++i) {
      if (!held[i]) continue;
      for (std::size_t j = 0; j < n; ++j) {
        if (!held[j]) right[j] -= h.at(j, i) * x[i];
        h.at(i, j) = h.at(j, i) = 0;
      }
      h.at(i, i) = 1;
      right[i] = x[i];
    }
    return solve(cholesky(std::move(h)), std::move(right));
  }

  /// Goes towards the target until the first bound; true if there was one, whose coefficient is now held.
  bool move_within_bounds(const std::vector<double>& target, std::vector<double>& x, std::vector<char>& held) const {
    double share = 1;
    std::optional<std::size_t> met;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double bound = std::clamp(target[i], priors_[i].least, priors_[i].most);
      if (held[i] || bound == target[i]) continue;
      const double part = (bound - x[i]) / (target[i] - x[i]);
      if (part >= share) continue;
      share = part;
      met = i;
    }
    for (std::size_t i = 0; i < x.size(); ++i) x[i] += share * (target[i] - x[i]);
    if (!met) return false;
    x[*met] = std::clamp(target[*met], priors_[*met].least, priors_[*met].most);
    held[*met] = 1;
    return true;
  }

  std::optional<std::size_t> to_let_go(const Matrix& h, const std::vector<double>& right, const std::vector<char>& held,
                                       const std::vector<double>& x) const {
    std::optional<std::size_t> best;
    double most = solved;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (!held[i]) continue;
      const double up = right[i] - dot(h.row(i), x);  // falls this fast upwards
      const double inwards = x[i] == priors_[i].least ? up : -up;
      if (inwards <= most) continue;
      most = inwards;
      best = i;
    }
    return best;
  }

  /// How far the variance moved that moved furthest, in its logarithm.
  double update_variances() {
    const Matrix s = covariance();
    std::vector<double> sums(variances_.size(), groups_.weight * groups_.variance), counts(variances_.size(), 0);
    for (std::size_t i = 0; i < b_.size(); ++i) {
      if (!priors_[i].group) continue;
      sums[*priors_[i].group] += b_[i] * b_[i] + s.at(i, i);
      ++counts[*priors_[i].group];
    }
    double moved = 0;
    for (std::size_t g = 0; g < variances_.size(); ++g) {
      const double next = sums[g] / (counts[g] + groups_.weight);
      moved = std::max(moved, std::abs(std::log(next / variances_[g])));
      variances_[g] = next;
    }
    return moved;
  }

  const FitRows& rows_;
  std::span<const double> weights_;
  const Basis& basis_;
  std::span<const Prior> priors_;
  GroupPrior groups_;
  std::vector<double> b_;
  std::vector<double> variances_;
  Likelihood here_;
  int steps_ = 0;
};

}  // namespace

double points_of_row(const SparseRows& rows, std::size_t row, std::span<const double> in_basis) {
  double sum = 0;
  for (const auto& entry : rows.row(row)) sum += in_basis[entry.at] * entry.value;
  return sum;
}

Fitted fit(const FitRows& rows, const Basis& basis, std::span<const Prior> priors, const GroupPrior& groups) {
  return Newton(rows, rows.weights, basis, priors, groups).learn();
}

std::vector<double> refit(const FitRows& rows, std::span<const double> weights, const Basis& basis,
                          std::span<const Prior> priors, const Fitted& known) {
  return Newton(rows, weights, basis, priors, {}).learn_coefficients(known);
}

}  // namespace goodword::rules
