// From what is known about a prospect to the chance that it buys, with its 90% interval and what each term gave.
//
// The model is a value, made by chance_train.hpp (or, without closed opportunities, by untrained_model()) and read by
// anybody. Points add up: the intercept and the contributions of the terms are the points, each can be printed.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "model/decision.hpp"
#include "rules/chance_columns.hpp"
#include "rules/chance_curve.hpp"
#include "rules/settings.hpp"
#include "rules/signs.hpp"
#include "rules/symmetric.hpp"

namespace goodword::rules {

struct ChanceModel {
  Columns columns;
  std::vector<double> coefficients;  ///< a column
  Matrix covariance;                 ///< of the coefficients
  std::vector<double> variances;     ///< a group of columns: what it learned about the size of its coefficients
  Curve curve;
  double trend = 0;  ///< size of a number's trend from end to end
  int outcomes = 0;  ///< closed opportunities it was made from
  int won = 0;

  friend bool operator==(const ChanceModel&, const ChanceModel&) = default;
};

/// How the firm's closed opportunities ended.
struct Outcomes {
  int won = 0;
  int closed = 0;
};

/// What one prospect's points are made of.
struct Points {
  double m = 0;  ///< the intercept and, in order of the model's terms, the contributions
  double v = 0;  ///< uncertainty of m: a variance
  double intercept = 0;
  std::vector<model::Contribution> contributions;  ///< one for each term of the model
};

/// Values by the name of the term; a term that is not there is missing.
using KnownTerms = std::map<std::string, TermValue, std::less<>>;

/// Mean of the intercept's prior: such that with no outcome the chance is `buy_share` itself.
double prior_intercept(double buy_share);

/// The signs as terms.
std::vector<Term> sign_terms(std::span<const SignKind> signs);

/// Intercept from the outcomes; each sign at its prior.
ChanceModel untrained_model(double buy_share, const Outcomes& outcomes, std::span<const SignKind> signs,
                            const Settings& settings);

/// One value for each term of the model. Signs: 0 where it was not read.
std::vector<TermValue> values_for(const ChanceModel& model, const KnownTerms& known);

Points points_of(const ChanceModel& model, std::span<const TermValue> values);
/// The five terms that gave most are its contributions, ties by name.
model::Chance chance_of(const ChanceModel& model, std::span<const TermValue> values, const Settings& settings);

/// Place of a sign among the model's terms; empty where it has no such sign.
std::optional<std::size_t> place_of_sign(const ChanceModel& model, std::string_view sign);
/// Points of a sign at full strength; empty where the model has no such sign.
std::optional<double> sign_coefficient(const ChanceModel& model, std::string_view sign);

/// Twelve hexadecimal digits: another model, another version.
std::string version_of(const ChanceModel& model);

/// The whole model; reading it back gives the same value. Errors: json.syntax where it is no model of this form.
base::Json to_json(const ChanceModel& model);
base::Result<ChanceModel> chance_model_from_json(const base::Json& json);

}  // namespace goodword::rules
