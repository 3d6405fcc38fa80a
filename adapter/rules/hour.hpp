// What an hour on a prospect returns, and what an hour is worth this week.
//
// Hours still to come, value, return; the price of an hour from filling the seller's hours; the bar; above or below it
// with a margin; busy. Pure: the engine hands over one seller's prospects and gets the price, or those that do not fit.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/settings.hpp"

namespace goodword::rules {

/// What closed opportunities still took from a stage on.
struct HoursSpent {
  int closed = 0;
  double hours = 0;
};

/// Hours still to come: the stage's own hours, stretched by size, drawn towards what closed opportunities took.
double hours_left(double stage_hours, double size_over_median, const HoursSpent& spent, const Settings& settings);

/// One prospect competing for a seller's hours.
struct Candidate {
  std::string id;
  double value = 0;  ///< in the firm's currency
  double hours = 0;  ///< still to come
};

struct Filled {
  std::string id;
  double hours = 0;

  friend bool operator==(const Filled&, const Filled&) = default;
};

struct WeekPrice {
  double price = 0;              ///< of an hour
  bool hours_left_over = false;  ///< all prospects fit: hours, not prospects, are left over
  std::vector<Filled> filled;    ///< best return first
};

/// `hours` is what may be filled: share x weeks x weekly hours, see hours_to_fill().
WeekPrice week_price(std::span<const Candidate> prospects, double hours, double hour_cost, const Settings& settings);
double hours_to_fill(double weekly_hours, const Settings& settings);

/// The bar from this week's price and last week's, if there was one.
double bar_from(double price, std::optional<double> price_before, const Settings& settings);

/// Where the prospect stood at the last decision.
enum class Stood { never, above, below };

/// Whether it stands above the bar now. A return of nothing is always below.
bool above_bar(double back, double bar, Stood stood, const Settings& settings);

struct BusyCandidate {
  std::string id;
  std::string seller;
  double back = 0;
  double hours = 0;
  bool pursued = false;               ///< already: is served first
  std::vector<std::string> may_take;  ///< other sellers, in the order they are asked
};

struct SellerHours {
  std::string seller;
  double hours = 0;  ///< full horizon: weeks x weekly hours
};

/// Ids of those above the bar for whom nobody has hours, ascending.
std::vector<std::string> busy_ones(std::span<const BusyCandidate> above, std::span<const SellerHours> sellers,
                                   const Settings& settings);

/// Median of the sizes, or nothing; the lower one of two in the middle.
std::optional<double> median_of(std::vector<double> sizes);

}  // namespace goodword::rules
