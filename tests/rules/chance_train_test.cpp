#include "rules/chance_train.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include "rules/chance_fit.hpp"
#include "rules/logistic.hpp"
#include "shipped.hpp"

using namespace goodword;
using namespace goodword::rules;

namespace {

const Settings& settings() { return shipped().settings; }

std::vector<TermValue> only(const ChanceModel& model, const TrainingSet& set, const TrainingRow& row) {
  std::vector<TermValue> made;
  for (const auto place : places_of(model.columns, set.terms)) made.push_back(row.values[place]);
  return made;
}

/// A source, a size, two signs and a field that says nothing, drawn from a seed; the sign against its own direction
/// where `turned` says so.
TrainingSet drawn(unsigned seed, int rows, double sign_points = -1) {
  std::mt19937_64 random(seed);
  const auto share = [&] { return static_cast<double>(random() >> 11) / 9007199254740992.0; };
  TrainingSet made{{{"size", TermKind::number, "size"},
                    {"source", TermKind::category, "source"},
                    {"no power", TermKind::sign, "b", -0.35, 0.3},
                    {"right person", TermKind::sign, "access", 0.35, 0.3, true}},
                   {}};
  for (int i = 0; i < rows; ++i) {
    const double size = std::round(share() * 50), x = share() < 0.6 ? 0 : share() * 1.8 - 0.9;
    const auto source = static_cast<int>(share() * 4);
    const double m = -0.5 + (source == 0 ? 1.2 : 0) + size / 30 + sign_points * x;
    TrainingRow row{"d" + std::to_string(i), share() < sigmoid(m), 0.5 + share() / 2, share() * 2, {}};
    row.values = {size, "s" + std::to_string(source), x, 0.0};
    if (share() < 0.2) row.values[0] = TermValue();
    if (share() < 0.1) row.values[1] = Withheld{};
    made.rows.push_back(std::move(row));
  }
  return made;
}

TrainingSet one_term(TermKind kind, int rows, const std::function<TermValue(int)>& value,
                     const std::function<bool(int)>& won) {
  TrainingSet made{{{"it", kind, "it"}}, {}};
  for (int i = 0; i < rows; ++i) made.rows.push_back({"d" + std::to_string(1000 + i), won(i), 1, 0, {value(i)}});
  return made;
}

double column_sum(const Matrix& m, std::size_t i, std::span<const double> v) { return dot(m.row(i), v); }

}  // namespace

TEST_CASE("Cholesky's factor solves and inverts") {
  Matrix a(3);
  a.values = {4, 2, 1, 2, 5, 3, 1, 3, 6};
  const auto lower = cholesky(a);
  const auto x = solve(lower, {1, 2, 3});
  const auto inverted = inverse(lower);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(column_sum(a, i, x) == Approx(static_cast<double>(i) + 1));
    for (std::size_t j = 0; j < 3; ++j)
      CHECK(column_sum(a, i, std::vector{inverted.at(0, j), inverted.at(1, j), inverted.at(2, j)}) ==
            Approx(i == j ? 1 : 0).margin(1e-12));
  }
}

TEST_CASE("weights of knots become ramps and a trend, and coefficients go the other way") {
  // Between the second and third of four knots: the first ramp is full, the second at a quarter.
  std::vector<double> at = {0, 0.75, 0.25, 0};
  to_ramps(at.data(), 4, 4);
  const std::vector<double> expected = {1, 0.25, 0, 4 * (1.25 / 3 - 0.5)};
  for (std::size_t i = 0; i < 4; ++i) CHECK(at[i] == Approx(expected[i]).margin(1e-12));

  rc::prop("both bases give a row the same points", [](const std::vector<double>& seed) {
    const auto number = [&](std::size_t i) {
      return seed.empty() ? 0.5 : std::sin(seed[i % seed.size()] + static_cast<double>(i));
    };
    Basis basis{6, 7, {{1, 4}}, 4, {0, 0.3, 0.2, 0.1, -0.4, 0.5}, {0, 6, 6, 6, 6, 0}};
    std::vector<double> row(7), b(6);
    for (std::size_t i = 0; i < 7; ++i) row[i] = number(i);
    for (std::size_t i = 0; i < 6; ++i) b[i] = number(i + 7);
    RC_ASSERT(std::abs(dot(basis.to_columns(row), b) - dot(row, basis.to_basis(b))) < 1e-12);
  });
}

TEST_CASE("columns: values with two outcomes, one for the rare, ramps between distinct knots, values held often") {
  struct Row {
    std::string words;
    TermKind kind;
    int rows;
    std::function<TermValue(int)> value;
    std::size_t columns, knots, levels, rare;
  };
  const auto text = [](const std::string& word) { return TermValue(word); };
  const std::vector<Row> rows = {
      {"two values and a missing one", TermKind::category, 12,
       [&](int i) { return i % 3 == 0 ? TermValue() : text(i % 3 == 1 ? "a" : "b"); }, 3, 0, 3, 0},
      {"two values seen once share a column", TermKind::category, 12,
       [&](int i) {
         return text(i == 0 ? "x" : i == 1 ? "y" : i % 2 ? "a" : "b");
       },
       3, 0, 2, 2},
      {"one value seen once has none", TermKind::category, 12,
       [&](int i) { return text(i == 0  ? "x"
                                : i % 2 ? "a"
                                        : "b"); }, 2, 0, 2, 0},
      {"one value says nothing", TermKind::category, 12, [&](int) { return text("a"); }, 0, 0, 0, 0},
      {"ten numbers: four parts, and a missing column", TermKind::number, 10,
       [&](int i) { return TermValue(double(i)); }, 6, 5, 0, 0},
      {"a number and its values", TermKind::number, 40, [&](int i) { return TermValue(double(i % 4)); }, 9, 4, 4, 0},
      {"one number, sometimes", TermKind::number, 20, [&](int i) { return i % 2 ? TermValue(3.0) : TermValue(); }, 2, 0,
       1, 0},
      {"one number, always", TermKind::number, 20, [&](int) { return TermValue(3.0); }, 0, 0, 0, 0},
      {"many numbers: eight parts, none held often", TermKind::number, 400, [&](int i) { return TermValue(double(i)); },
       10, 9, 0, 0},
      {"0 held often among many", TermKind::number, 400,
       [&](int i) { return TermValue(i % 10 == 0 ? 0.0 : double(i)); }, 11, 9, 1, 0},
      {"withheld throughout", TermKind::category, 12, [&](int) { return TermValue(Withheld{}); }, 0, 0, 0, 0},
  };
  for (const auto& row : rows) {
    const auto set = one_term(row.kind, row.rows, row.value, [](int i) { return i % 2 == 0; });
    const auto made = make_columns(set, {1}, settings());
    INFO(row.words);
    CHECK(made.count == row.columns + 1);
    CHECK(made.terms.size() == (row.columns > 0 ? 1 : 0));
    if (made.terms.empty()) continue;
    CHECK(made.terms[0].knots.size() == row.knots);
    CHECK(made.terms[0].levels.size() == row.levels);
    CHECK(made.terms[0].rare.size() == row.rare);
  }
}

TEST_CASE("the fit is where the penalised likelihood is flat, but for coefficients at their bounds") {
  for (const double points : {-1.0, 2.0}) {  // the second against the sign's direction: it is held at 0
    const auto set = drawn(3, 300, points);
    const auto model = fit_model(set, signs_only(set.terms), 0.3, settings());
    std::vector<double> slope(3);
    slope[0] = -(model.coefficients[0] - prior_intercept(0.3));
    for (std::size_t j = 1; j < 3; ++j) slope[j] = -(model.coefficients[j] - (j == 1 ? -0.35 : 0.35)) / 0.09;
    for (const auto& row : set.rows) {
      const double m = points_of(model, only(model, set, row)).m, rest = row.weight * ((row.won ? 1 : 0) - sigmoid(m));
      slope[0] += rest;
      slope[1] += rest * std::get<double>(row.values[2]);
      slope[2] += rest * std::get<double>(row.values[3]);
    }
    CHECK(slope[0] == Approx(0).margin(1e-6));
    CHECK(slope[2] == Approx(0).margin(1e-6));
    if (points < 0) CHECK(slope[1] == Approx(0).margin(1e-6));
    if (points > 0) CHECK(slope[1] > 1);
    CHECK((model.coefficients[1] == 0) == (points > 0));
  }
}

TEST_CASE("properties of any training") {
  rc::prop("order changes nothing, signs keep their side, contributions add up, unknown gives nothing", [] {
    const auto seed = *rc::gen::inRange(1u, 1000000u);
    const int rows = *rc::gen::element(3, 12, 60, 520);
    auto set = drawn(seed, rows, *rc::gen::element(-1.0, 1.5));
    const auto trained = train_model(set, {}, settings());
    const auto& model = trained.model;
    std::mt19937_64 random(seed);
    std::shuffle(set.rows.begin(), set.rows.end(), random);
    RC_ASSERT(train_model(set, {}, settings()).model == model);
    RC_ASSERT(*sign_coefficient(model, "b") <= 0);
    RC_ASSERT(*sign_coefficient(model, "access") >= 0);
    RC_ASSERT(model.curve.knots.empty() == (rows < 500));
    for (std::size_t i = 0; i < 3; ++i) {
      const auto values = only(model, set, set.rows[i]);
      const auto points = points_of(model, values);
      double sum = points.intercept;
      for (const auto& one : points.contributions) sum += one.points;
      RC_ASSERT(sum == points.m);
      for (std::size_t t = 0; t < model.columns.terms.size(); ++t) {
        const auto& value = values[t];
        const bool nothing = std::holds_alternative<Withheld>(value) || value == TermValue(0.0);
        if (model.columns.terms[t].term.kind == TermKind::sign && nothing)
          RC_ASSERT(points.contributions[t].points == 0);
      }
    }
    for (std::size_t k = 0; k < model.curve.rises.size(); ++k)
      RC_ASSERT(model.curve.rises[k] >= -0.9 * (model.curve.knots[k + 1] - model.curve.knots[k]));
  });
}

TEST_CASE("a value that no outcome had adds its group's variance, one that is withheld changes nothing") {
  const auto set = drawn(5, 200);
  const auto model = train_model(set, {}, settings()).model;
  const auto points = [&](const TermValue& source) {
    return points_of(model,
                     values_for(model, {{"source", source}, {"size", 20.0}, {"no power", 0.0}, {"right person", 0.0}}));
  };
  const auto unseen = points(std::string("new"));
  const auto again = std::ranges::find(model.columns.terms, "source", [](const auto& one) { return one.term.name; });
  auto less = model;
  less.variances[again->group] = 0;
  const auto without = points_of(
      less,
      values_for(less, {{"source", std::string("new")}, {"size", 20.0}, {"no power", 0.0}, {"right person", 0.0}}));
  CHECK(unseen.v - without.v == Approx(model.variances[again->group]));
  CHECK(unseen.m == without.m);
  CHECK(points(Withheld{}).contributions[3].points == 0);
  CHECK(points(Withheld{}).contributions[3].name == "source: not known");
  CHECK(points(std::string("s0")).contributions[3].points > 0);
  CHECK(points(std::string("s0")).contributions[3].outcomes == again->levels[0].outcomes);
}

TEST_CASE("a term that is withheld where deals were won teaches nothing by being withheld") {
  // Edited when won: known of lost deals only. Every live prospect has it, and none may look lost for that.
  const auto set = one_term(
      TermKind::category, 200,
      [](int i) { return i % 2 ? TermValue(Withheld{}) : TermValue(std::string(i % 4 ? "a" : "b")); },
      [](int i) { return i % 2 == 1 || i % 20 == 0; });
  const auto model = train_model(set, {}, settings()).model;
  for (const auto& value : {"a", "b"})
    CHECK(chance_of(model, values_for(model, {{"it", std::string(value)}}), settings()).value ==
          Approx(0.55).margin(0.15));
}

TEST_CASE("a field that tells the outcome is left out and reported, too few outcomes accuse nobody") {
  const auto won = [](int i) { return i % 3 == 0; };
  struct Row {
    std::string words;
    TermKind kind;
    int rows;
    std::function<TermValue(int)> value;
    bool leaks;
  };
  const std::vector<Row> rows = {
      {"a category", TermKind::category, 60,
       [&](int i) { return TermValue(std::string(won(i) ? "invoiced" : "open")); }, true},
      {"a number", TermKind::number, 60, [&](int i) { return TermValue(won(i) ? 100.0 + i : 0.0); }, true},
      {"a number that falls", TermKind::number, 60, [&](int i) { return TermValue(won(i) ? 0.0 : 5.0 + i); }, true},
      {"a number that is there at all", TermKind::number, 60,
       [&](int i) { return won(i) ? TermValue(double(i)) : TermValue(); }, true},
      {"one in ten wrong", TermKind::category, 60,
       [&](int i) { return TermValue(std::string(won(i) != (i % 10 == 0) ? "a" : "b")); }, false},
      {"a number of its own for each", TermKind::category, 60, [&](int i) { return TermValue(std::to_string(i)); },
       false},
      {"29 outcomes", TermKind::number, 29, [&](int i) { return TermValue(won(i) ? 1.0 : 0.0); }, false},
  };
  for (const auto& row : rows) {
    const auto set = one_term(row.kind, row.rows, row.value, won);
    const auto made = train_model(set, {}, settings());
    INFO(row.words);
    CHECK((separation(set, 0, settings()) > settings().chance_leak_auc) == row.leaks);
    const auto accused = [](const LeftOut& one) { return one.why.find("alone tells won from lost") == 0; };
    CHECK(std::ranges::any_of(made.report.left_out, accused) == row.leaks);
    if (row.leaks) CHECK(made.model.columns.terms.empty());
  }
  const auto few = one_term(
      TermKind::number, 60, [](int i) { return TermValue(i == 0 ? 9.0 : 1.0); }, [](int i) { return i == 0; });
  CHECK(separation(few, 0, settings()) == 0.5);
}

TEST_CASE("a field written only at closing is left out when the caller says so, and silent ones are named") {
  auto set = drawn(8, 100);
  set.terms.push_back({"colour", TermKind::category, "colour"});
  set.terms.push_back({"amount", TermKind::number, "amount"});
  for (auto& row : set.rows) {
    row.values.emplace_back(std::string("grey"));
    row.values.emplace_back(Withheld{});
  }
  auto unchecked = settings();
  unchecked.chance_gate_from = 1e6;
  const auto made = train_model(set, {0.2, {"size"}}, unchecked);
  CHECK(made.report.left_out ==
        std::vector<LeftOut>{{"size", "written only when the outcome is known"},
                             {"colour", "the same for every closed opportunity"},
                             {"amount", "not known of any closed opportunity as it stood before its outcome"}});
  CHECK(to_json(made.report).find("left_out")->items().size() == 3);
}

TEST_CASE("terms are used from ten outcomes, and from fifty only if they do not do worse than the base rate") {
  const auto nine = train_model(drawn(1, 9), {}, settings());
  CHECK_FALSE(nine.report.terms_used);
  CHECK(nine.model.columns.terms.size() == 2);
  CHECK(nine.report.words ==
        std::vector<std::string>{"chance from the base rate and signs alone: only 9 closed opportunities"});
  const auto ten = train_model(drawn(1, 10), {}, settings());
  CHECK(ten.report.terms_used);
  CHECK_FALSE(ten.report.checked);

  // What the source meant is turned round in the newest fifth.
  auto turned = one_term(
      TermKind::category, 100, [](int i) { return TermValue(std::string(i % 2 ? "a" : "b")); },
      [](int i) { return i < 20 ? i % 2 == 0 && i % 10 != 0 : i % 2 == 1 && i % 10 != 1; });
  for (int i = 0; i < 100; ++i) turned.rows[static_cast<std::size_t>(i)].age_years = i < 20 ? 0.1 : 0.2;
  const auto made = train_model(turned, {}, settings());
  CHECK(made.report.checked);
  CHECK(made.report.log_loss > made.report.base_log_loss);
  CHECK_FALSE(made.report.terms_used);
  CHECK(made.model.columns.count == 1);
  CHECK(made.report.words.front().find("did worse than the base rate") != std::string::npos);
  for (auto& row : turned.rows) row.age_years = 0.3 - row.age_years;  // now the turn is old news
  CHECK(train_model(turned, {}, settings()).report.terms_used);
}

TEST_CASE("only the newest outcomes count, and the drift of the base is drawn to today") {
  auto few = settings();
  few.chance_most_outcomes = 100;
  auto set = one_term(
      TermKind::category, 300, [](int) { return TermValue(); }, [](int i) { return i >= 200 || i % 10 == 0; });
  for (int i = 0; i < 300; ++i) set.rows[static_cast<std::size_t>(i)].age_years = i >= 200 ? 0 : 2;
  const auto newest = train_model(set, {}, few);
  CHECK(newest.report.outcomes == 100);
  CHECK(newest.report.won == 100);
  auto terms = settings();
  terms.chance_gate_from = 1e6;
  const auto all = train_model(set, {}, terms).model;
  CHECK(all.columns.age);
  CHECK(all.coefficients.back() < -0.3);
  CHECK(chance_of(all, values_for(all, {}), terms).value > 0.5);  // 120 of 300 were won, and all of today's
}

TEST_CASE("the curve brings points that are twice too large back") {
  std::vector<CurveRow> rows;
  std::mt19937_64 random(4);
  for (int i = 0; i < 4000; ++i) {
    const double m = static_cast<double>(i % 400) / 50 - 4;
    rows.push_back({2 * m, static_cast<double>(random() >> 11) / 9007199254740992.0 < sigmoid(m), 1});
  }
  const auto curve = fit_curve(rows, settings());
  REQUIRE(curve.knots.size() == 9);
  for (const double m : {-2.0, -1.0, 0.0, 1.0, 2.0}) CHECK(on_curve(curve, 2 * m) == Approx(m).margin(0.35));
  CHECK(fit_curve({}, settings()) == Curve{});
  CHECK(fit_curve(std::vector<CurveRow>(9, CurveRow{1, true, 1}), settings()).rises.empty());
}

TEST_CASE("a coefficient that begins at its bound leaves it where the outcomes say so") {
  auto set = drawn(3, 300, 2.0);
  set.terms[2] = {"no power", TermKind::sign, "b", 0, 0.3, true};
  CHECK(sign_coefficient(fit_model(set, signs_only(set.terms), 0.3, settings()), "b").value() > 0.3);
  set.terms[2].good = false;
  CHECK(sign_coefficient(fit_model(set, signs_only(set.terms), 0.3, settings()), "b").value() == 0);
}

TEST_CASE("the check on the newest outcomes is made as it would have been on the day they began") {
  TrainingSet set;
  for (int i = 0; i < 60; ++i) {
    const double age = i < 12 ? 0.1 : 1.1;
    set.rows.push_back({"d" + std::to_string(i), i % 3 == 0, std::exp2(-age * 365.25 / 730), age, {}});
  }
  const auto then = untrained_model(0.2, {16, 48}, {}, settings());
  const double points = logit(chance_of(then, {}, settings()).value);
  const auto made = train_model(set, {}, settings());
  CHECK(made.report.log_loss == Approx((4 * log_loss(points) + 8 * log_loss(-points)) / 12).epsilon(1e-9));
  const double base = logit(16.5 / 49);
  CHECK(made.report.base_log_loss == Approx((4 * log_loss(base) + 8 * log_loss(-base)) / 12).epsilon(1e-9));
}

TEST_CASE("the curve is learned from points that rows got from others: what was learned by heart is flattened") {
  auto by_heart = settings();
  by_heart.chance_group_weight = 1e5;  // the variance cannot shrink
  by_heart.chance_group_variance = 9;
  by_heart.chance_gate_from = 1e6;
  std::mt19937_64 random(9);
  const auto set = one_term(
      TermKind::category, 1000, [](int i) { return TermValue(std::to_string(i / 2)); },
      [&](int) { return random() % 2 == 0; });
  const auto curve = train_model(set, {}, by_heart).model.curve;
  REQUIRE(curve.knots.size() == 9);
  const double rise = on_curve(curve, curve.knots.back()) - on_curve(curve, curve.knots.front());
  CHECK(rise < 0.6 * (curve.knots.back() - curve.knots.front()));
}
