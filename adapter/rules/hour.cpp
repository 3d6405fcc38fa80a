#include "rules/hour.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "rules/rounded.hpp"

namespace goodword::rules {
namespace {

double back_of(const Candidate& c) { return c.value / std::max(c.hours, 1e-9); }

/// Lower in a heap: smaller return, then larger id.
bool comes_later(const Candidate& a, const Candidate& b) {
  const double x = back_of(a), y = back_of(b);
  return x != y ? x < y : a.id > b.id;
}

std::vector<Candidate> worth_an_hour(std::span<const Candidate> prospects, double hour_cost) {
  std::vector<Candidate> kept;
  for (const auto& one : prospects) {
    if (one.value > 0 && at_least(back_of(one), hour_cost)) kept.push_back(one);
  }
  return kept;
}

}  // namespace

double hours_left(double stage_hours, double size_over_median, const HoursSpent& spent, const Settings& settings) {
  const double stretch = std::pow(std::max(size_over_median, 0.0), settings.hours_size_power);
  const double factor = std::clamp(stretch, settings.hours_least_factor, settings.hours_most_factor);
  const double weighed = settings.hours_weight * stage_hours * factor + spent.hours;
  return std::max(settings.hours_least, weighed / (settings.hours_weight + spent.closed));
}

double hours_to_fill(double weekly_hours, const Settings& settings) {
  return settings.price_share * settings.price_weeks * weekly_hours;
}

WeekPrice week_price(std::span<const Candidate> prospects, double hours, double hour_cost, const Settings& settings) {
  auto heap = worth_an_hour(prospects, hour_cost);
  std::ranges::make_heap(heap, comes_later);  // only as far as hours go: the rest is never sorted
  const double most_of_one = settings.price_one_prospect * hours;
  WeekPrice made{hour_cost, true, {}};
  double left = hours;
  while (!heap.empty()) {
    std::ranges::pop_heap(heap, comes_later);
    const Candidate best = heap.back();
    heap.pop_back();
    const double wanted = std::min(best.hours, most_of_one);
    if (at_least(left, wanted)) {
      made.filled.push_back({best.id, wanted});
      left -= wanted;
      continue;
    }
    if (left > 0 && at_least(left, std::min(best.hours, settings.price_least_rest)))
      made.filled.push_back({best.id, left});
    made.price = std::max(back_of(best), hour_cost);
    made.hours_left_over = false;
    break;
  }
  return made;
}

double bar_from(double price, std::optional<double> price_before, const Settings& settings) {
  return settings.bar_share * (price_before ? (price + *price_before) / 2 : price);
}

bool above_bar(double back, double bar, Stood stood, const Settings& settings) {
  if (rounded(back) <= 0) return false;
  const double margin = stood == Stood::above   ? 1 - settings.bar_margin
                        : stood == Stood::below ? 1 + settings.bar_margin
                                                : 1;
  return at_least(back, bar * margin);
}

std::vector<std::string> busy_ones(std::span<const BusyCandidate> above, std::span<const SellerHours> sellers,
                                   const Settings& settings) {
  std::map<std::string, double> left;
  std::map<std::string, double> most_of_one;
  for (const auto& seller : sellers) {
    left[seller.seller] = seller.hours;
    most_of_one[seller.seller] = settings.price_one_prospect * settings.price_share * seller.hours;
  }
  std::vector<BusyCandidate> queue(above.begin(), above.end());
  std::ranges::sort(queue, [](const auto& a, const auto& b) {
    if (a.pursued != b.pursued) return a.pursued;
    return a.back != b.back ? a.back > b.back : a.id < b.id;
  });
  std::vector<std::string> busy;
  for (const auto& one : queue) {
    std::vector<std::string> takers{one.seller};
    takers.insert(takers.end(), one.may_take.begin(), one.may_take.end());
    const auto has_hours = [&](const std::string& seller) {
      return left.contains(seller) && at_least(left[seller], std::min(one.hours, most_of_one[seller]));
    };
    const auto taker = std::ranges::find_if(takers, has_hours);
    if (taker == takers.end()) {
      busy.push_back(one.id);
    } else {
      left[*taker] -= std::min(one.hours, most_of_one[*taker]);
    }
  }
  std::ranges::sort(busy);
  return busy;
}

std::optional<double> median_of(std::vector<double> sizes) {
  if (sizes.empty()) return std::nullopt;
  const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>((sizes.size() - 1) / 2);
  std::ranges::nth_element(sizes, middle);
  return *middle;
}

}  // namespace goodword::rules
