// From values to columns: which numbers stand for a category, a number, a sign, the age of an outcome.
//
// A category has a 0/1 column a value; a number has ramps between its knots, a trend, and 0/1 columns for values held
// often and for missing. All are centred by their weighted means, so that the mean prospect has the intercept alone;
// signs and age are not, so that an unknown sign gives exactly nothing.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "rules/chance_basis.hpp"
#include "rules/chance_terms.hpp"
#include "rules/settings.hpp"

namespace goodword::rules {

/// A value with a column of its own.
struct Level {
  std::string text;   ///< of a category; empty: missing
  double number = 0;  ///< of a number
  int outcomes = 0;   ///< closed opportunities that had it

  friend bool operator==(const Level&, const Level&) = default;
};

/// The columns of one term, in this order: category: levels, then one for rare values if there are any; number: ramps
/// and trend (as many as knots), levels, missing; sign: one.
struct TermColumns {
  Term term;
  std::size_t first = 0;          ///< its first column
  std::size_t group = 0;          ///< that learns its variance; a number has another after it, for levels and missing
  std::vector<Level> levels;      ///< ascending
  std::vector<std::string> rare;  ///< values that share a column, ascending
  int rare_outcomes = 0;          ///< of all of them together
  std::vector<double> knots;      ///< ascending; none where all values are the same
  int known = 0;                  ///< outcomes in which it had a value (a sign: was not unknown)
  int missing = 0;                ///< numbers: outcomes in which it had none

  friend bool operator==(const TermColumns&, const TermColumns&) = default;
};

struct Columns {
  std::vector<TermColumns> terms;  ///< by name; terms that cannot say anything are left out
  std::size_t count = 1;  ///< with the intercept, the first, and the age of the outcome, if it is used, the last
  std::size_t groups = 0;
  bool age = false;
  std::vector<double> means;  ///< a column; 0 where it is not centred

  friend bool operator==(const Columns&, const Columns&) = default;
};

std::size_t width(const TermColumns& term);

/// A value in the basis of chance_basis.hpp: entries that are not 0, at columns counted from the term's first.
struct Placed {
  std::array<SparseRows::Entry, 3> entries{};
  std::size_t count = 0;
  int outcomes = 0;       ///< closed opportunities behind it
  bool unseen = false;    ///< a category's value that no outcome had
  bool withheld = false;  ///< nothing is known: no column, and no mean to subtract
};

Placed place(const TermColumns& term, const TermValue& value);

/// Columns of the terms that `uses` says to use; `set` in order of id.
Columns make_columns(const TrainingSet& set, const std::vector<char>& uses, const Settings& settings);

/// What the columns are fitted from: rows in the basis, and the basis itself with the means filled in.
struct Encoded {
  SparseRows rows;
  Basis basis;
};

/// Rows and basis; the means of the columns are filled in as well. `trend`: size of a number's trend from end to end.
Encoded encode(const TrainingSet& set, Columns& columns, double trend);

/// Where each term of the columns stands in a list of terms that has all of them.
std::vector<std::size_t> places_of(const Columns& columns, const std::vector<Term>& terms);

/// Lower empirical quantile of ascending numbers.
double quantile(const std::vector<double>& ascending, double share);

}  // namespace goodword::rules
