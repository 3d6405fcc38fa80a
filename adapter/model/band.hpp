// What a band of sizes holds, and how it is said.
#pragma once

#include <string>
#include <string_view>

#include "model/circle.hpp"

namespace goodword::model {

bool is_open(const Band& band);  ///< no bound at all
bool holds(const Band& band, double number);
/// "5 to 500 employees", "up to 1,000 GBP", whole numbers; empty where it is open.
std::string to_people(const Band& band, std::string_view unit);

}  // namespace goodword::model
