// What the last batch decided by, kept until the next one: what closed opportunities say, the bars, and the versions of
// rules and circle. In between a prospect is held against the same bar, so that a day's decisions agree.
#pragma once

#include <map>
#include <set>
#include <string>

#include "engine/world.hpp"
#include "rules/assess.hpp"
#include "rules/hour.hpp"

namespace goodword::engine {

struct Ground {
  std::string rules;          ///< version of rules, firm and services; another one: everybody is read anew
  std::string circle;         ///< version of the partners; another one: those with a need are decided anew
  std::string day;            ///< "2026-11-26" of the last batch; empty: there was none
  bool planned_only = false;  ///< what was planned was not to be written: the first sync that writes looks at everybody
  rules::History history;
  rules::AnswerCounts answered;        ///< counted by the last batch; the next one asks by them
  std::map<std::string, double> bars;  ///< by seller, per hour
  double mean_bar = 0;                 ///< of prospects nobody owns
  std::set<std::string> left_over;     ///< sellers whose hours all that compete for them do not fill

  double bar_of(const std::string& seller) const;
  /// Prospects nobody owns compete for nobody's hours: their bar is the mean of the sellers', or `without_sellers`.
  void set_bars(std::map<std::string, double> by_seller, double without_sellers);
};

base::Json to_json(const Ground& ground);
Ground ground_from_json(const base::Json& json);

std::string rules_version(const World& world);
std::string circle_version(const World& world);

/// What this week's hours are worth, by seller, given what competes for them. Pure.
std::map<std::string, rules::WeekPrice> week_prices(std::span<const model::PipelineRow> competing,
                                                    const Circle& circle);

/// Prices this week's hours by what competes for them, keeps the prices, and sets the bars.
base::Result<void> price_hours(World& world, Ground& ground);

/// Ids of those above the bar for whom nobody has hours, ascending. Pure.
std::vector<std::string> busy_among(std::span<const model::PipelineRow> rows, const Ground& ground,
                                    const Circle& circle);

}  // namespace goodword::engine
