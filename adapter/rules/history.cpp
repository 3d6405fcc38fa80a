#include "rules/assess.hpp"

namespace goodword::rules {

using base::Json;

Json to_json(const History& history) {
  Json medians = Json::object({});
  for (const auto& [service, median] : history.median_by_service) medians.set(service, Json(median));
  return Json::object({{"won", Json(history.outcomes.won)},
                       {"closed", Json(history.outcomes.closed)},
                       {"median_size", history.median_size ? Json(*history.median_size) : Json()},
                       {"won_with_size", Json(history.won_with_size)},
                       {"median_by_service", std::move(medians)}});
}

History history_from_json(const Json& json) {
  History history;
  history.outcomes.won = static_cast<int>(json.integer_or("won", 0));
  history.outcomes.closed = static_cast<int>(json.integer_or("closed", 0));
  if (const auto* median = json.find("median_size")) history.median_size = median->real();
  history.won_with_size = static_cast<int>(json.integer_or("won_with_size", 0));
  if (const auto* medians = json.find("median_by_service")) {
    for (const auto& [service, median] : medians->members())
      history.median_by_service[service] = median.real().value_or(0);
  }
  return history;
}

}  // namespace goodword::rules
