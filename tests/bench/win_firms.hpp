// Invented firms whose true chances are known: how near the model comes, and whether its interval tells the truth.
#pragma once

#include "rules/book.hpp"

namespace goodword::bench {

struct FirmMeasures {
  double calibration = 0;  ///< mean over firms, against the true chances
  double worst = 0;
  double log_loss = 0;
  double base_log_loss = 0;
  double inside = 0;  ///< share of fresh prospects whose true chance lies in the 90% interval
};

/// Each firm has `closed` outcomes of the last two years, in which its base and one field drifted, 60% of signs
/// unknown; then fresh prospects of today.
FirmMeasures measure_firms(const rules::RuleBook& book, int firms, int closed);

}  // namespace goodword::bench
