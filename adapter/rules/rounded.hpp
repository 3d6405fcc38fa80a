// Values that decide are rounded to a millionth before they are compared, so that the last bits of a sum decide
// nothing.
#pragma once

#include <cmath>

namespace goodword::rules {

inline double rounded(double value) { return std::round(value * 1e6) / 1e6; }
inline bool at_least(double value, double border) { return rounded(value) >= rounded(border); }

}  // namespace goodword::rules
