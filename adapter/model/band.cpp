#include "model/band.hpp"

#include <cmath>

#include "base/text.hpp"

namespace goodword::model {

bool is_open(const Band& band) { return !band.least && !band.most; }

bool holds(const Band& band, double number) {
  return (!band.least || number >= *band.least) && (!band.most || number <= *band.most);
}

std::string to_people(const Band& band, std::string_view unit) {
  if (is_open(band)) return {};
  const auto number = [](double value) { return base::grouped(std::llround(value)); };
  const std::string tail = " " + std::string(unit);
  if (!band.most) return "from " + number(*band.least) + tail;
  return (band.least ? number(*band.least) + " to " : "up to ") + number(*band.most) + tail;
}

}  // namespace goodword::model
