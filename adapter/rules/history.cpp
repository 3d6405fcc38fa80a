#include "rules/assess.hpp"

namespace goodword::rules {

using base::Json;

Json to_json(const AnswerCounts& counts) {
  Json made = Json::object({});
  for (const auto& [sign, count] : counts)
    made.set(sign, Json::object({{"seen", Json(count.seen)}, {"answered", Json(count.answered)}}));
  return made;
}

AnswerCounts answer_counts_from_json(const Json& json) {
  AnswerCounts counts;
  for (const auto& [sign, count] : json.members())
    counts[sign] = {static_cast<int>(count.integer_or("seen", 0)), static_cast<int>(count.integer_or("answered", 0))};
  return counts;
}

Json to_json(const History& history) {
  Json medians = Json::object({});
  for (const auto& [service, median] : history.median_by_service) medians.set(service, Json(median));
  return Json::object({{"won", Json(history.outcomes.won)},
                       {"closed", Json(history.outcomes.closed)},
                       {"median_size", history.median_size ? Json(*history.median_size) : Json()},
                       {"won_with_size", Json(history.won_with_size)},
                       {"median_by_service", std::move(medians)},
                       {"answers", to_json(history.answers)},
                       {"model", history.model ? to_json(*history.model) : Json()},
                       {"learned_from", history.learned_from}});
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
  if (const auto* answers = json.find("answers")) history.answers = answer_counts_from_json(*answers);
  // One that another version of this program wrote is not taken: it is trained anew.
  const auto* written = json.find("model");
  if (const auto model = written ? chance_model_from_json(*written) : chance_model_from_json({})) {
    history.model = std::make_shared<const ChanceModel>(*model);
    history.learned_from = json.text_or("learned_from", "");
  }
  return history;
}

}  // namespace goodword::rules
