// The basis in which training rows are written down, and how it becomes the columns that are fitted.
//
// A number lies between two knots; written as the weights of these two it has two entries, as ramps and trend it has up
// to ten. Centring subtracts a mean from every column, which would leave no zero at all. Both are linear, so sums over
// rows are taken in the basis, where a row has about two entries a term, and only the sums are turned into columns.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace goodword::rules {

/// Rows by entries that are not 0; row i has the entries from starts[i] to starts[i + 1].
struct SparseRows {
  struct Entry {
    std::uint32_t at = 0;
    double value = 0;
  };
  std::vector<std::size_t> starts = {0};
  std::vector<Entry> entries;

  std::size_t size() const { return starts.size() - 1; }
  std::span<const Entry> row(std::size_t i) const {
    return std::span(entries).subspan(starts[i], starts[i + 1] - starts[i]);
  }
  void add(std::size_t at, double value) { entries.push_back({static_cast<std::uint32_t>(at), value}); }
  void end_row() { starts.push_back(entries.size()); }
};

/// Weights of knots (`knots` of them, from `at`) to ramps and, in the last place, the trend.
void to_ramps(double* at, std::size_t knots, double trend);

struct Basis {
  struct Ramps {
    std::size_t first = 0;
    std::size_t knots = 0;
  };
  std::size_t columns = 0;
  std::size_t size = 0;               ///< columns, then one for each term that some row knows nothing about
  std::vector<Ramps> ramps;           ///< where weights of knots stand for ramps and a trend
  double trend = 0;                   ///< size of a trend from end to end
  std::vector<double> means;          ///< a column
  std::vector<std::size_t> presence;  ///< a column: what in the basis says that its mean is to be subtracted

  /// Of a row, or of a sum over rows: `size` numbers in, `columns` numbers out.
  std::vector<double> to_columns(std::span<const double> sums) const;
  /// Of coefficients: `columns` numbers in, `size` out, such that both give each row the same points.
  std::vector<double> to_basis(std::span<const double> coefficients) const;
};

}  // namespace goodword::rules
