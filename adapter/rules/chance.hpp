// From points to the chance that a prospect buys, with its 90% interval and what each term gave.
//
// The model is a value: terms with coefficients, their covariance and the number of outcomes behind them. This room
// makes the one that needs no training (intercept learned from won and closed counts, signs at their priors); a trained
// model has more terms and the same form, so nothing that reads it changes.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/decision.hpp"
#include "rules/settings.hpp"
#include "rules/signs.hpp"

namespace goodword::rules {

struct Term {
  std::string name;  ///< "no timing"; the intercept's is "before anything is known"
  std::string sign;  ///< id of the sign it belongs to, or empty
  double coefficient = 0;
  double mean = 0;   ///< subtracted from the value
  int outcomes = 0;  ///< closed opportunities behind it
};

struct ChanceModel {
  std::vector<Term> terms;         ///< the first is the intercept, whose value is always 1
  std::vector<double> covariance;  ///< row by row, as many rows as terms
  int outcomes = 0;
};

/// How the firm's closed opportunities ended.
struct Outcomes {
  int won = 0;
  int closed = 0;
};

/// Points and uncertainty of one prospect: stored beside it, so that a changed sign touches one column.
struct Points {
  double m = 0;
  double v = 0;
};

/// Mean of the intercept's prior: such that with no outcome the chance is `buy_share` itself.
double prior_intercept(double buy_share);

/// Intercept from the outcomes by Newton's method; each sign at its prior.
ChanceModel untrained_model(double buy_share, const Outcomes& outcomes, std::span<const SignKind> signs,
                            const Settings& settings);

/// One value for each term of the model: 1, then the signs' values; 0 where a sign was not read.
std::vector<double> values_for(const ChanceModel& model, std::span<const model::SignReading> readings);

Points points_of(const ChanceModel& model, std::span<const double> values);
model::Chance chance_of(const ChanceModel& model, std::span<const double> values, const Settings& settings);

double sigmoid(double points);
double logit(double chance);

}  // namespace goodword::rules
