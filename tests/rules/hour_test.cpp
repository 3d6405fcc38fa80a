#include "rules/hour.hpp"

#include <catch2/catch.hpp>

#include "shipped.hpp"

using namespace goodword::rules;

namespace {

const Settings& settings() { return shipped().settings; }

const std::vector<Candidate> four = {{"a", 3000, 10}, {"b", 2000, 10}, {"c", 900, 10}, {"d", 200, 10}};

}  // namespace

TEST_CASE("hours still to come follow stage, size and what closed ones took") {
  CHECK(hours_left(8, 1, {}, settings()) == Approx(8.0));
  CHECK(hours_left(8, 10, {}, settings()) == Approx(15.962).margin(5e-4));
  CHECK(hours_left(8, 1, {4, 34}, settings()) == Approx(8.167).margin(5e-4));
  CHECK(hours_left(0.1, 0, {100, 0}, settings()) == 0.5);
  CHECK(hours_left(8, 1e9, {}, settings()) == Approx(24));
  CHECK(hours_left(8, 0, {}, settings()) == Approx(4));
}

TEST_CASE("the price of an hour is the return of the first that does not fit whole") {
  const auto week = week_price(four, 24, 0, settings());
  CHECK(week.price == Approx(90));
  CHECK(week.filled == std::vector<Filled>{{"a", 10}, {"b", 10}, {"c", 4}});
  CHECK_FALSE(week.hours_left_over);
  CHECK(bar_from(week.price, std::nullopt, settings()) == Approx(72));
}

TEST_CASE("if all fit, an hour is worth what it costs the firm") {
  const auto free = week_price(four, 60, 0, settings());
  CHECK(free.price == 0);
  CHECK(free.hours_left_over);
  CHECK(free.filled.size() == 4);
  const auto costly = week_price(four, 60, 25, settings());
  CHECK(costly.price == 25);
  CHECK(costly.filled == std::vector<Filled>{{"a", 10}, {"b", 10}, {"c", 10}});
}

TEST_CASE("one huge deal does not set the price alone") {
  const auto week =
      week_price(std::vector<Candidate>{{"a", 90000, 100}, {"b", 2000, 10}, {"c", 900, 10}}, 30, 0, settings());
  CHECK(week.price == Approx(90));
  CHECK(week.filled == std::vector<Filled>{{"a", 15}, {"b", 10}, {"c", 5}});
}

TEST_CASE("what returns nothing is left out and never above") {
  const auto week = week_price(std::vector<Candidate>{{"z", 0, 5}, {"b", 100, 5}}, 30, 0, settings());
  CHECK(week.price == 0);
  CHECK(week.filled == std::vector<Filled>{{"b", 5}});
  CHECK_FALSE(above_bar(0, 0, Stood::never, settings()));
}

TEST_CASE("equal returns are filled by id, whatever the order they come in") {
  const std::vector<Candidate> one = {{"b", 100, 10}, {"a", 100, 10}, {"c", 100, 10}},
                               other = {{"c", 100, 10}, {"b", 100, 10}, {"a", 100, 10}};
  CHECK(week_price(one, 25, 0, settings()).filled == week_price(other, 25, 0, settings()).filled);
  CHECK(week_price(one, 25, 0, settings()).filled == std::vector<Filled>{{"a", 10}, {"b", 10}, {"c", 5}});
}

TEST_CASE("less than half an hour left is given to nobody") {
  const auto week =
      week_price(std::vector<Candidate>{{"a", 300, 10}, {"b", 290, 9.7}, {"c", 10, 5}}, 20, 0, settings());
  CHECK(week.filled == std::vector<Filled>{{"a", 10}, {"b", 9.7}});
  CHECK(week.price == Approx(2));
}

TEST_CASE("the bar is eight tenths of the mean of two weeks") { CHECK(bar_from(100, 50, settings()) == Approx(60)); }

TEST_CASE("above and below have a margin of fifteen percent once decided") {
  CHECK(above_bar(100, 100, Stood::never, settings()));
  CHECK_FALSE(above_bar(99, 100, Stood::never, settings()));
  CHECK(above_bar(86, 100, Stood::above, settings()));
  CHECK_FALSE(above_bar(84, 100, Stood::above, settings()));
  CHECK_FALSE(above_bar(114, 100, Stood::below, settings()));
  CHECK(above_bar(115, 100, Stood::below, settings()));
  CHECK(above_bar(85, 100, Stood::above, settings()));
}

TEST_CASE("hours to fill are three quarters of eight weeks") { CHECK(hours_to_fill(19, settings()) == Approx(114)); }

TEST_CASE("busy is who finds no hours, pursued ones first, then by return, then at colleagues") {
  const std::vector<SellerHours> sellers = {{"dev", 20}, {"priya", 6}};
  const std::vector<BusyCandidate> above = {{"new-best", "dev", 500, 7, false, {}},
                                            {"old", "dev", 100, 7, true, {}},
                                            {"second", "dev", 400, 7, false, {"priya"}},
                                            {"third", "dev", 300, 7, false, {"priya"}}};
  // dev's hours: old 7, new-best 7, then 6 left; priya may take one prospect up to half of three quarters of 6.
  CHECK(busy_ones(above, sellers, settings()) == std::vector<std::string>{});
  const std::vector<SellerHours> fewer = {{"dev", 20}};
  CHECK(busy_ones(above, fewer, settings()) == std::vector<std::string>{"second", "third"});
}

TEST_CASE("the median is the lower one of two in the middle") {
  CHECK(median_of({}) == std::nullopt);
  CHECK(median_of({5, 1, 3}) == 3);
  CHECK(median_of({4, 1, 3, 2}) == 2);
}
