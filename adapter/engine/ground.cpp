#include "engine/ground.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace goodword::engine {
namespace {

using base::Json;
using base::Result;
using model::BarSide;
using model::PipelineRow;

constexpr double fallback_weekly_hours = 38;  ///< a firm that named no seller: two half-time sellers

double weekly_hours(const Circle& circle, const std::string& seller) {
  const auto& sellers = circle.firm.sellers;
  const auto found = std::ranges::find(sellers, seller, &model::Seller::id);
  if (found != sellers.end()) return found->weekly_hours;
  return sellers.empty() ? fallback_weekly_hours : 0;
}

Result<double> bar_from_weeks(World& world, const std::string& seller, double price) {
  const std::chrono::sys_days today(base::date_of(world.clock.now()));
  const auto monday = today - (std::chrono::weekday(today) - std::chrono::Monday);
  const auto saved = world.store.save_hour_price(seller, std::chrono::year_month_day(monday), price);
  if (!saved) return tl::unexpected(saved.error());
  const auto prices = world.store.hour_prices(seller, 2);
  if (!prices) return tl::unexpected(prices.error());
  const auto before = prices->size() > 1 ? std::optional<double>((*prices)[1]) : std::nullopt;
  return rules::bar_from(price, before, world.circle.book.settings);
}

rules::Stood stood(BarSide side) {
  switch (side) {
    case BarSide::above: return rules::Stood::above;
    case BarSide::below: return rules::Stood::below;
    case BarSide::none: break;
  }
  return rules::Stood::never;
}

}  // namespace

double Ground::bar_of(const std::string& seller) const {
  const auto found = bars.find(seller);
  return found == bars.end() ? mean_bar : found->second;
}

Json to_json(const Ground& ground) {
  Json bars = Json::object({});
  for (const auto& [seller, bar] : ground.bars) bars.set(seller, Json(bar));
  Json left_over = Json::array();
  for (const auto& seller : ground.left_over) left_over.push(Json(seller));
  return Json::object({{"rules", Json(ground.rules)},
                       {"circle", Json(ground.circle)},
                       {"day", Json(ground.day)},
                       {"planned_only", Json(ground.planned_only)},
                       {"history", rules::to_json(ground.history)},
                       {"answered", rules::to_json(ground.answered)},
                       {"bars", std::move(bars)},
                       {"mean_bar", Json(ground.mean_bar)},
                       {"left_over", std::move(left_over)}});
}

Ground ground_from_json(const Json& json) {
  Ground ground;
  ground.rules = json.text_or("rules", "");
  ground.circle = json.text_or("circle", "");
  ground.day = json.text_or("day", "");
  ground.planned_only = json.boolean_or("planned_only", false);
  if (const auto* history = json.find("history")) ground.history = rules::history_from_json(*history);
  if (const auto* answered = json.find("answered")) ground.answered = rules::answer_counts_from_json(*answered);
  if (const auto* bars = json.find("bars")) {
    for (const auto& [seller, bar] : bars->members()) ground.bars[seller] = bar.real().value_or(0);
  }
  ground.mean_bar = json.real_or("mean_bar", 0);
  for (auto& seller : json.texts("left_over")) ground.left_over.insert(std::move(seller));
  return ground;
}

std::string rules_version(const World& world) {
  const auto& circle = world.circle;
  return base::sha256_hex(circle.book.version + "|" + circle.version + "|" + world.policy.tag_prefix).substr(0, 16);
}

std::string circle_version(const World& world) {
  std::string text;
  for (const auto& partner : world.circle.partners) text += base::write_canonical(model::to_json(partner)) + "\n";
  // What came of referrals moves scores; how old it is moves them too, but that waits for the day's batch.
  for (const auto& one : world.circle.past) {
    const auto when = [](std::optional<base::Instant> at) { return at ? base::to_rfc3339(*at) : std::string("-"); };
    if (!one.answered && !one.ended) continue;
    text += base::join(std::vector<std::string>{one.partner, one.service, when(one.offered), when(one.answered),
                                                when(one.ended), one.served_well ? "well" : ""},
                       "|") +
            "\n";
  }
  return base::sha256_hex(text).substr(0, 16);
}

std::map<std::string, rules::WeekPrice> week_prices(std::span<const PipelineRow> competing, const Circle& circle) {
  std::map<std::string, std::vector<rules::Candidate>> by_seller;
  for (const auto& row : competing) by_seller[row.seller].push_back({row.contact, row.value, row.hours});
  const auto& settings = circle.book.settings;
  std::map<std::string, rules::WeekPrice> made;
  for (const auto& [seller, candidates] : by_seller) {
    const double weekly = weekly_hours(circle, seller);
    if (weekly <= 0) continue;
    made[seller] =
        rules::week_price(candidates, rules::hours_to_fill(weekly, settings), circle.firm.hour_cost, settings);
  }
  return made;
}

void Ground::set_bars(std::map<std::string, double> by_seller, double without_sellers) {
  bars = std::move(by_seller);
  double sum = 0;
  for (const auto& [seller, bar] : bars) sum += bar;
  mean_bar = bars.empty() ? without_sellers : sum / static_cast<double>(bars.size());
}

Result<void> price_hours(World& world, Ground& ground) {
  const auto rows = world.store.pipeline(world.crm, ports::PipelinePart::competing);
  if (!rows) return tl::unexpected(rows.error());
  std::map<std::string, double> bars;
  ground.left_over.clear();
  for (const auto& [seller, week] : week_prices(*rows, world.circle)) {
    const auto bar = bar_from_weeks(world, seller, week.price);
    if (!bar) return tl::unexpected(bar.error());
    bars[seller] = *bar;
    if (week.hours_left_over) ground.left_over.insert(seller);
  }
  ground.set_bars(std::move(bars), world.circle.firm.hour_cost);
  return {};
}

std::vector<std::string> busy_among(std::span<const PipelineRow> rows, const Ground& ground, const Circle& circle) {
  const auto& settings = circle.book.settings;
  std::vector<rules::SellerHours> hours;
  for (const auto& seller : circle.firm.sellers) {
    if (seller.prospects_for.empty()) hours.push_back({seller.id, settings.price_weeks * seller.weekly_hours});
  }
  if (hours.empty()) hours.push_back({"", settings.price_weeks * fallback_weekly_hours});
  std::vector<rules::BusyCandidate> above;
  for (const auto& row : rows) {
    if (!row.competes || !rules::above_bar(row.back, ground.bar_of(row.seller), stood(row.side), settings)) continue;
    rules::BusyCandidate candidate{row.contact, row.seller, row.back, row.hours, row.verdict == model::Verdict::pursue,
                                   {}};
    for (const auto& seller : hours) {
      if (seller.seller != row.seller) candidate.may_take.push_back(seller.seller);
    }
    above.push_back(std::move(candidate));
  }
  return rules::busy_ones(above, hours, settings);
}

}  // namespace goodword::engine
