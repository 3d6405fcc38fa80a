#include "rules/symmetric.hpp"

#include <algorithm>
#include <cmath>

namespace goodword::rules {
namespace {

constexpr double least_pivot = 1e-12;  // the prior keeps every real one far above it

}  // namespace

double dot(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

Matrix cholesky(Matrix matrix) {
  const std::size_t n = matrix.size;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      const double rest = matrix.at(i, j) - dot(matrix.row(i).first(j), matrix.row(j).first(j));
      matrix.at(i, j) = i == j ? std::sqrt(std::max(rest, least_pivot)) : rest / matrix.at(j, j);
    }
    std::fill_n(&matrix.values[i * n] + i + 1, n - i - 1, 0.0);
  }
  return matrix;
}

std::vector<double> solve(const Matrix& lower, std::vector<double> right) {
  const std::size_t n = lower.size;
  for (std::size_t i = 0; i < n; ++i) {
    right[i] = (right[i] - dot(lower.row(i).first(i), std::span(right).first(i))) / lower.at(i, i);
  }
  for (std::size_t i = n; i-- > 0;) {
    right[i] /= lower.at(i, i);
    for (std::size_t j = 0; j < i; ++j) right[j] -= lower.at(i, j) * right[i];
  }
  return right;
}

Matrix inverse(const Matrix& lower) {
  const std::size_t n = lower.size;
  Matrix made(n);
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<double> unit(n, 0);
    unit[i] = 1;
    const auto column = solve(lower, std::move(unit));
    for (std::size_t j = 0; j <= i; ++j) made.at(i, j) = made.at(j, i) = column[j];  // the same to the last bit
  }
  return made;
}

}  // namespace goodword::rules
