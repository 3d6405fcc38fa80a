// Penalised logistic regression: the most likely coefficients under normal priors, some held to one side of 0, with
// prior variances that groups of columns learn from themselves.
//
// Newton's method; each step solves its quadratic exactly within the bounds (active set). A group's variance follows
// from its coefficients and their uncertainty, so that a field that says nothing shrinks to nothing.
#pragma once

#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "rules/chance_basis.hpp"
#include "rules/symmetric.hpp"

namespace goodword::rules {

struct FitRows {
  SparseRows rows;  ///< in the basis
  std::vector<char> won;
  std::vector<double> weights;
  std::vector<double> offsets;  ///< points given from outside; empty: none
};

/// Of one column.
struct Prior {
  double mean = 0;
  double variance = 1;  ///< where no group learns it
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
  std::optional<std::size_t> group = std::nullopt;  ///< that learns the variance
};

struct GroupPrior {
  double variance = 0;  ///< where learning begins
  double weight = 0;    ///< columns that it counts as
};

struct Fitted {
  std::vector<double> coefficients;
  Matrix covariance;              ///< inverse of the Hessian
  std::vector<double> variances;  ///< a group
  int steps = 0;                  ///< of Newton's method, in all
};

/// Fits coefficients and the variances of groups.
Fitted fit(const FitRows& rows, const Basis& basis, std::span<const Prior> priors, const GroupPrior& groups);

/// Coefficients only, with the variances of `known` and beginning at its coefficients; rows of weight 0 are left out.
std::vector<double> refit(const FitRows& rows, std::span<const double> weights, const Basis& basis,
                          std::span<const Prior> priors, const Fitted& known);

/// Points of a row with coefficients in the basis.
double points_of_row(const SparseRows& rows, std::size_t row, std::span<const double> in_basis);

}  // namespace goodword::rules
