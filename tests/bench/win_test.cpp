// What the figures of win_model rest on: the table, the measures, the methods it compares with.
#include <catch2/catch.hpp>

#include "rules/shipped.hpp"
#include "win_measures.hpp"
#include "win_rivals.hpp"
#include "win_table.hpp"

using namespace goodword;
using namespace goodword::bench;
using Cells = std::vector<std::vector<std::string>>;

TEST_CASE("a CSV file as RFC 4180 has it") {
  const std::vector<std::pair<std::string, Cells>> rows = {
      {"a,b\n1,2\n", {{"a", "b"}, {"1", "2"}}},
      {"a,b\r\n1,\r\n,2", {{"a", "b"}, {"1", ""}, {"", "2"}}},
      {"\"a \"\"x\"\"\",\"b,\nc\"\n\"\",d\n", {{"a \"x\"", "b,\nc"}, {"", "d"}}},
      {"a\n\nb\n", {{"a"}, {"b"}}},
      {"5\" pipe,b\n", {{"5\" pipe", "b"}}},
      {"", {}}};
  for (const auto& [text, expected] : rows) CHECK(read_csv(text) == expected);
}

TEST_CASE("a column of numbers is a number, and missing words are missing") {
  const auto made = outcomes_in(read_csv("id,won,visits,from\n1,1,2.5,web\n2,0,Select,\n3,yes,-1,Select\n4,no,,7\n"),
                                {"won", {"id"}});
  REQUIRE(made.terms.size() == 2);
  CHECK(made.terms[0].kind == rules::TermKind::number);
  CHECK(made.terms[1].kind == rules::TermKind::category);
  const std::vector<std::pair<bool, std::vector<rules::TermValue>>> rows = {
      {true, {2.5, std::string("web")}}, {false, {{}, {}}}, {true, {-1.0, {}}}, {false, {{}, std::string("7")}}};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CHECK(made.rows[i].won == rows[i].first);
    CHECK(made.rows[i].values == rows[i].second);
  }
  CHECK_THROWS(outcomes_in(read_csv("a\n1\n"), {"won", {}}));
}

TEST_CASE("the measures of four forecasts, by hand") {
  const auto made = measures_of({{0.9, 1}, {0.9, 0}, {0.2, 0}, {0.2, 1}});
  CHECK(made.auc == Approx(0.5));
  CHECK(made.log_loss == Approx(-(std::log(0.9) + std::log(0.1) + std::log(0.8) + std::log(0.2)) / 4));
  CHECK(made.brier == Approx((0.01 + 0.81 + 0.04 + 0.64) / 4));
  CHECK(made.calibration == Approx((0.8 + 0.6) / 4));
  CHECK(auc_of({{0.7, 1}, {0.6, 0}, {0.5, 1}, {0.5, 0}}) == Approx(2.5 / 4));
}

TEST_CASE("the methods it is compared with, by hand") {
  rules::TrainingSet set{{{"from", rules::TermKind::category, "from"}}, {}};
  for (int i = 0; i < 10; ++i)
    set.rows.push_back({std::to_string(i), i < 4, 1, 0, {std::string(i < 3 ? "fair" : "web")}});
  const auto all = methods();
  const auto chance = [&](std::size_t method, const rules::TermValue& from) {
    return all[method].train(set, rules::shipped().settings)({"", false, 1, 0, {from}});
  };
  // fair 3.1 won, 0.1 lost; web 1.1 and 6.1.
  const double won = 0.4 * 3.1 / 4.2, lost = 0.6 * 0.1 / 6.2;
  CHECK(chance(2, std::string("fair")) == Approx(won / (won + lost)));
  CHECK(chance(2, {}) == Approx(0.4));
  CHECK(chance(1, std::string("fair")) == Approx(0.4));  // fewer than fifty outcomes
  CHECK(chance(3, {}) == Approx(4.5 / 11));
  CHECK(chance(0, std::string("fair")) > chance(0, std::string("web")));
}
