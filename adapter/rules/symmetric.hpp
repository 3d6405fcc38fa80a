// Symmetric positive definite systems of a few hundred unknowns: Cholesky's method.
//
// Our own and not a library's: fifty lines, a millisecond at the sizes that occur here, and the same order of sums on
// every machine, so that the same outcomes give the same model.
#pragma once

#include <span>
#include <vector>

namespace goodword::rules {

/// Square, row by row.
struct Matrix {
  std::size_t size = 0;
  std::vector<double> values;

  Matrix() = default;
  explicit Matrix(std::size_t n) : size(n), values(n * n, 0) {}
  double& at(std::size_t row, std::size_t column) { return values[row * size + column]; }
  double at(std::size_t row, std::size_t column) const { return values[row * size + column]; }
  std::span<const double> row(std::size_t i) const { return std::span(values).subspan(i * size, size); }

  friend bool operator==(const Matrix&, const Matrix&) = default;
};

/// Lower triangle L with L L' = the matrix, of which only the lower triangle is read.
Matrix cholesky(Matrix matrix);
std::vector<double> solve(const Matrix& lower, std::vector<double> right);
/// Inverse of L L'.
Matrix inverse(const Matrix& lower);

double dot(std::span<const double> a, std::span<const double> b);

}  // namespace goodword::rules
