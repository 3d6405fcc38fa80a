// What the chance of a sale is learned from: a list of terms, and for each closed opportunity one value a term.
//
// Values only, made by closed_deals.hpp from records and by tests/bench from a table; nothing here knows a CRM.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace goodword::rules {

enum class TermKind { category, number, sign };

struct Term {
  std::string name;  ///< unique; as explain prints it: "industry", "no timing"
  TermKind kind = TermKind::category;
  std::string source;   ///< the fact it is read from, or the id of the sign
  double prior = 0;     ///< signs only: coefficient before any outcome
  double prior_sd = 0;  ///< signs only
  bool good = false;    ///< signs only: never below 0; a warning sign is never above it

  friend bool operator==(const Term&, const Term&) = default;
};

/// Known today, but not how it stood when the outcome was still open: says nothing at all, unlike an empty field.
struct Withheld {
  friend bool operator==(const Withheld&, const Withheld&) = default;
};

/// Nothing: missing, which is a value of its own. A sign is a number, 0 where it is unknown.
using TermValue = std::variant<std::monostate, double, std::string, Withheld>;

/// One closed opportunity, as it stood before its outcome was known.
struct TrainingRow {
  std::string id;
  bool won = false;
  double weight = 1;
  double age_years = 0;           ///< since closing
  std::vector<TermValue> values;  ///< one a term, in the order of the terms
};

struct TrainingSet {
  std::vector<Term> terms;
  std::vector<TrainingRow> rows;
};

}  // namespace goodword::rules
