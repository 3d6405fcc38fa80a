// A table of outcomes from a CSV file, as terms and rows that a model of the chance is trained on.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rules/chance_terms.hpp"

namespace goodword::bench {

/// RFC 4180: quoted fields, doubled quotes, CR LF or LF. The first record is the header.
std::vector<std::vector<std::string>> read_csv(std::string_view text);

struct TableWish {
  std::string target;
  std::set<std::string> drop;
  std::set<std::string> missing = {"", "Select"};  ///< words that stand for no value
};

/// A column is a number if all its values parse as numbers, otherwise a category. A target of "1", "true", "yes" or
/// "won" is a won row; ids are row numbers. Throws where the target is no column.
rules::TrainingSet outcomes_in(const std::vector<std::vector<std::string>>& csv, const TableWish& wish);

}  // namespace goodword::bench
