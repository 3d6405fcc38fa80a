// What this model is compared with: the base rate, and the frequency method of the CRM that has one, as its documents
// describe it (both readings of "a value counts from 50 outcomes").
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "rules/chance_terms.hpp"
#include "rules/settings.hpp"

namespace goodword::bench {

using Predict = std::function<double(const rules::TrainingRow&)>;

struct Method {
  std::string name;
  std::function<Predict(const rules::TrainingSet&, const rules::Settings&)> train;
};

/// This model first, then Odoo's method (the rule of 50 outcomes for every value, then for tags only), the base rate
/// last.
std::vector<Method> methods();

}  // namespace goodword::bench
