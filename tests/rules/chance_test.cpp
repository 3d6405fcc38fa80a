#include "rules/chance.hpp"

#include <cmath>

#include <catch2/catch.hpp>

#include "shipped.hpp"

using namespace goodword;
using namespace goodword::rules;

namespace {

model::SignReading known(const std::string& sign, double d) {
  model::SignReading made;
  made.sign = sign;
  made.d = d;
  made.state = d >= 0.4 ? model::SignState::seen : d <= -0.4 ? model::SignState::ruled_out : model::SignState::unknown;
  return made;
}

model::Chance chance(double buy_share, Outcomes outcomes, const std::vector<model::SignReading>& signs) {
  const auto model = untrained_model(buy_share, outcomes, shipped().signs, shipped().settings);
  return chance_of(model, values_for(model, signs), shipped().settings);
}

}  // namespace

TEST_CASE("with no outcomes the chance is the operator's own answer, and the interval is wide") {
  const auto made = chance(0.2, {}, {});
  CHECK(made.value == Approx(0.2).margin(5e-5));
  CHECK(made.low == Approx(0.0362).margin(5e-5));
  CHECK(made.high == Approx(0.5022).margin(5e-5));
}

TEST_CASE("one warning sign moves the chance by what the design states") {
  CHECK(chance(0.2, {}, {known("b", 0.9)}).value == Approx(0.1629).margin(5e-5));
  CHECK(chance(0.2, {}, {known("b", -0.9)}).value == Approx(0.2482).margin(5e-5));
  CHECK(chance(0.2, {}, {known("b", 0.5)}).value == Approx(0.1780).margin(5e-5));
  CHECK(chance(0.2, {}, {known("b", 0.3)}).value == Approx(0.2).margin(5e-5));
}

TEST_CASE("the base rate is learned from closed opportunities") {
  const auto of = [](int won, int closed) {
    const auto model = untrained_model(0.2, {won, closed}, {}, shipped().settings);
    return std::make_pair(points_of(model, std::vector<double>{1}),
                          chance_of(model, std::vector<double>{1}, shipped().settings));
  };
  const auto [points, three] = of(3, 10);
  CHECK(points.m == Approx(-1.1116).margin(5e-5));
  CHECK(points.v == Approx(0.3493).margin(5e-5));
  CHECK(three.value == Approx(0.2607).margin(5e-5));
  CHECK(three.low == Approx(0.1107).margin(5e-5));
  CHECK(three.high == Approx(0.4652).margin(5e-5));
  const auto none = of(0, 20).second;
  CHECK(none.value == Approx(0.0717).margin(5e-5));
  CHECK(none.low == Approx(0.0193).margin(5e-5));
  CHECK(none.high == Approx(0.1606).margin(5e-5));
  const auto many = of(30, 100).second;
  CHECK(many.value == Approx(0.2941).margin(5e-5));
  CHECK(many.low == Approx(0.2250).margin(5e-5));
  CHECK(many.high == Approx(0.3705).margin(5e-5));
}

TEST_CASE("a trained model of the same form gives the points of its terms and all of their covariance") {
  ChanceModel model;
  model.terms = {{"before anything is known", "", -0.7205, 0, 12}, {"src=ref", "", 0.6341, 0.5, 5}};
  model.covariance = {0.4, 0.1, 0.1, 0.3};
  model.outcomes = 12;
  const auto points = points_of(model, std::vector<double>{1, 1});
  CHECK(points.m == Approx(-0.7205 + 0.6341 * 0.5));
  CHECK(points.v == Approx(0.4 + 2 * 0.1 * 0.5 + 0.3 * 0.25));
  CHECK(chance_of(model, std::vector<double>{1, 1}, shipped().settings).contributions ==
        std::vector<model::Contribution>{{"src=ref", 0.31705, 5}});
}

TEST_CASE("being wanted is a good sign: a third becomes nearly a half") {
  const double before = 0.34;
  CHECK(chance(before, {}, {known("wants_us", 0.95)}).value == Approx(0.45).margin(0.02));
}

TEST_CASE("all seven warnings divide the odds by nine, and never the wrong way round") {
  std::vector<model::SignReading> all;
  for (const auto& kind : shipped().signs) {
    if (!kind.good) all.push_back(known(kind.id, 0.9));
    CHECK((kind.good ? kind.prior >= 0 : kind.prior <= 0));
  }
  REQUIRE(all.size() == 7);
  const auto model = untrained_model(0.2, {}, shipped().signs, shipped().settings);
  const double points = points_of(model, values_for(model, all)).m - points_of(model, values_for(model, {})).m;
  CHECK(std::exp(-points) == Approx(9.07).margin(0.01));
}

TEST_CASE("contributions and the intercept are the points, the five largest are shown, ties by name") {
  const auto made = chance(0.2, {},
                           {known("g", 0.9), known("a", 0.9), known("b", -0.5), known("c", 0.5), known("access", 0.6),
                            known("value", 0.95)});
  std::vector<std::string> names;
  for (const auto& one : made.contributions) names.push_back(one.name);
  CHECK(names ==
        std::vector<std::string>{"our value best", "no outcome", "no timing", "right person", "asks for more"});
  CHECK(made.contributions.front().points == Approx(0.35 * 0.95));
}

TEST_CASE("no chance is shown below half a percent or above 99.5") {
  CHECK(chance(0.005, {0, 100000}, {}).value == 0.005);
  CHECK(chance(0.99, {100000, 100000}, {}).value == 0.995);
}
