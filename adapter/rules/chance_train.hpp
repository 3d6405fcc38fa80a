// Training the chance: closed opportunities in, a model out, with a report of what was used, left out and checked.
//
// Pure and the same for the same rows in any order: nothing is carried over from the last model, so what a model says
// follows from the outcomes and settings alone.
#pragma once

#include <string>
#include <vector>

#include "rules/chance.hpp"

namespace goodword::rules {

inline constexpr double days_a_year = 365.25;

struct LeftOut {
  std::string term;
  std::string why;

  friend bool operator==(const LeftOut&, const LeftOut&) = default;
};

struct TrainingReport {
  int outcomes = 0;
  int won = 0;
  bool terms_used = false;   ///< false: intercept and signs only, `words` say why
  bool checked = false;      ///< tried on the newest outcomes, trained without them
  double log_loss = 0;       ///< there, of the model
  double base_log_loss = 0;  ///< and of the base rate
  std::vector<LeftOut> left_out;
  std::vector<std::string> words;  ///< for people, a sentence each

  friend bool operator==(const TrainingReport&, const TrainingReport&) = default;
};

struct Trained {
  ChanceModel model;
  TrainingReport report;
};

/// What is known beside the rows.
struct Before {
  double buy_share = 0.2;                       ///< "of ten prospects, how many buy?" / 10
  std::vector<std::string> written_at_closing;  ///< names of terms that are filled in only when the outcome is known
};

/// What a model is fitted from: which terms of a set, and whether the age of an outcome.
struct Use {
  std::vector<char> terms;
  bool age = false;
};
Use signs_only(const std::vector<Term>& terms);

/// The model of some terms, unchecked; rows in order of id.
ChanceModel fit_model(const TrainingSet& set, const Use& use, double buy_share, const Settings& settings);

/// Of each term of the set: how well it alone separates won from lost (0.5 to 1; 0.5 with too few outcomes to say).
double separation(const TrainingSet& set, std::size_t term, const Settings& settings);

Trained train_model(TrainingSet set, const Before& before, const Settings& settings);

base::Json to_json(const TrainingReport& report);

}  // namespace goodword::rules
