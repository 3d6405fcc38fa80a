#include "rules/chance.hpp"

#include <cmath>

#include <catch2/catch.hpp>

#include "rules/chance_train.hpp"
#include "shipped.hpp"

using namespace goodword;
using namespace goodword::rules;

namespace {

const Settings& settings() { return shipped().settings; }

/// Signs by id.
KnownTerms knowing(const std::vector<std::pair<std::string, double>>& signs) {
  KnownTerms made;
  for (const auto& [id, x] : signs) made[sign_kind(shipped(), id)->name] = x;
  return made;
}

model::Chance untrained(double buy_share, Outcomes outcomes, const KnownTerms& known) {
  const auto model = untrained_model(buy_share, outcomes, shipped().signs, settings());
  return chance_of(model, values_for(model, known), settings());
}

/// `won` of `closed` with no terms, ids in order; weights 1, no age.
TrainingSet counted(int won, int closed) {
  TrainingSet made;
  for (int i = 0; i < closed; ++i) made.rows.push_back({"d" + std::to_string(i), i < won, 1, 0, {}});
  return made;
}

/// src=ref won 4 of 5, src=web 1 of 7.
TrainingSet twelve() {
  TrainingSet made{{{"src", TermKind::category, "src"}}, {}};
  for (int i = 0; i < 12; ++i) {
    const bool ref = i < 5;
    made.rows.push_back({"d" + std::to_string(i), ref ? i < 4 : i < 6, 1, 0, {std::string(ref ? "ref" : "web")}});
  }
  return made;
}

}  // namespace

TEST_CASE("with no outcomes the chance is the operator's own answer, and a sign moves it by what the design states") {
  struct Row {
    std::vector<std::pair<std::string, double>> signs;
    double chance;
  };
  const std::vector<Row> rows = {
      {{}, 0.2000}, {{{"b", 0.9}}, 0.1629}, {{{"b", -0.9}}, 0.2482}, {{{"b", 0.5}}, 0.1780}, {{{"b", 0.0}}, 0.2000}};
  for (const auto& row : rows) CHECK(untrained(0.2, {}, knowing(row.signs)).value == Approx(row.chance).margin(5e-5));
  const auto none = untrained(0.2, {}, {});
  CHECK(none.low == Approx(0.0362).margin(5e-5));
  CHECK(none.high == Approx(0.5022).margin(5e-5));
  CHECK(none.outcomes == 0);
  CHECK(untrained(0.34, {}, knowing({{"wants_us", 0.95}})).value == Approx(0.45).margin(0.02));
}

TEST_CASE("the base rate is learned from closed opportunities, counted or one by one") {
  struct Row {
    Outcomes outcomes;
    double chance, low, high, m, v;
  };
  const std::vector<Row> rows = {{{3, 10}, 0.2607, 0.1107, 0.4652, -1.1116, 0.3493},
                                 {{0, 20}, 0.0717, 0.0193, 0.1606, 0, 0},
                                 {{30, 100}, 0.2941, 0.2250, 0.3705, 0, 0}};
  for (const auto& row : rows) {
    const auto counts = untrained_model(0.2, row.outcomes, {}, settings());
    const auto single = train_model(counted(row.outcomes.won, row.outcomes.closed), {}, settings()).model;
    for (const auto* model : {&counts, &single}) {
      const auto made = chance_of(*model, {}, settings());
      CHECK(made.value == Approx(row.chance).margin(5e-5));
      CHECK(made.low == Approx(row.low).margin(5e-5));
      CHECK(made.high == Approx(row.high).margin(5e-5));
      CHECK(made.outcomes == row.outcomes.closed);
      if (row.v == 0) continue;
      CHECK(points_of(*model, {}).m == Approx(row.m).margin(5e-5));
      CHECK(points_of(*model, {}).v == Approx(row.v).margin(5e-5));
    }
  }
}

TEST_CASE("twelve outcomes of two sources give the coefficients, the variance and the chances of the design") {
  const auto trained = train_model(twelve(), {}, settings());
  CHECK(trained.report.terms_used);
  const auto& model = trained.model;
  REQUIRE(model.coefficients.size() == 4);  // intercept, ref, web, age
  CHECK(model.coefficients[0] == Approx(-0.7205).margin(0.005));
  CHECK(model.coefficients[1] == Approx(0.6341).margin(0.005));
  CHECK(model.coefficients[2] == Approx(-0.6341).margin(0.005));
  CHECK(model.variances[0] == Approx(0.5826).margin(0.005));
  struct Row {
    std::string source;
    double chance, low, high;
    int outcomes;
  };
  const std::vector<Row> rows = {
      {"ref", 0.5044, 0.2482, 0.7590, 5}, {"web", 0.2401, 0.0874, 0.4622, 7}, {"fair", 0.3753, 0, 0, 0}};
  for (const auto& row : rows) {
    const auto made = chance_of(model, values_for(model, {{"src", row.source}}), settings());
    CHECK(made.value == Approx(row.chance).margin(0.005));
    if (row.outcomes > 0) CHECK(made.low == Approx(row.low).margin(0.005));
    if (row.outcomes > 0) CHECK(made.high == Approx(row.high).margin(0.005));
    REQUIRE(made.contributions.size() == 1);
    CHECK(made.contributions[0].name == "src: " + row.source);
    CHECK(made.contributions[0].outcomes == row.outcomes);
  }
}

TEST_CASE("all seven warnings divide the odds by nine, and no sign helps the wrong way round") {
  std::vector<std::pair<std::string, double>> all;
  for (const auto& kind : shipped().signs) {
    if (!kind.good) all.emplace_back(kind.id, 0.9);
    CHECK((kind.good ? kind.prior >= 0 : kind.prior <= 0));
  }
  REQUIRE(all.size() == 7);
  const auto model = untrained_model(0.2, {}, shipped().signs, settings());
  const auto points = [&](const KnownTerms& known) { return points_of(model, values_for(model, known)).m; };
  CHECK(std::exp(points({}) - points(knowing(all))) == Approx(9.07).margin(0.01));
  CHECK(sign_coefficient(model, "b").value() == Approx(-0.35));
  CHECK(sign_coefficient(model, "nothing of the kind") == std::nullopt);
}

TEST_CASE("the five terms that gave most are shown, ties by name") {
  const auto made =
      untrained(0.2, {}, knowing({{"g", 0.9}, {"a", 0.9}, {"b", -0.5}, {"c", 0.5}, {"access", 0.6}, {"value", 0.95}}));
  std::vector<std::string> names;
  for (const auto& one : made.contributions) names.push_back(one.name);
  CHECK(names ==
        std::vector<std::string>{"our value best", "no outcome", "no timing", "right person", "asks for more"});
  CHECK(made.contributions.front().points == Approx(0.35 * 0.95));
}

TEST_CASE("no chance is shown below half a percent or above 99.5") {
  CHECK(untrained(0.005, {0, 100000}, {}).value == 0.005);
  CHECK(untrained(0.99, {100000, 100000}, {}).value == 0.995);
}

TEST_CASE("the curve adds its rises in their gaps, and is the identity where there is none") {
  const Curve curve{0.5, {-1, 0, 2}, {0.2, -1.8}};
  const std::vector<std::pair<double, double>> rows = {{-3, -2.5}, {-1, -0.5}, {-0.5, 0.1},
                                                       {0, 0.7},   {1, 0.8},   {4, 2.9}};
  for (const auto& [m, expected] : rows) CHECK(on_curve(curve, m) == Approx(expected));
  CHECK(on_curve({}, 1.25) == 1.25);
}

TEST_CASE("a model that was read back is the same, what is no model is refused") {
  const auto model = train_model(twelve(), {}, settings()).model;
  const auto json = to_json(model);
  CHECK(chance_model_from_json(base::parse_json(base::write_json(json)).value()).value() == model);
  CHECK(version_of(model).size() == 12);
  auto other = model;
  other.coefficients[0] += 1e-9;
  CHECK(version_of(other) != version_of(model));
  const std::vector<std::pair<std::string, base::Json>> wrong = {
      {"columns", 7},
      {"covariance", base::Json::array()},
      {"coefficients", base::Json::array({1.0})},
      {"means", nullptr},
      {"variances", base::Json::array()},
      {"curve", base::Json::object({{"rises", base::Json::array({1.0})}})}};
  for (const auto& [key, value] : wrong) {
    auto broken = json;
    broken.set(key, value);
    INFO(key);
    CHECK(chance_model_from_json(broken).error().code == "json.syntax");
  }
  CHECK_FALSE(chance_model_from_json(base::Json()));
}
