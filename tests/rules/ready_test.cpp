#include "rules/ready.hpp"

#include <catch2/catch.hpp>

#include "shipped.hpp"

using namespace goodword;
using namespace goodword::rules;

namespace {

base::Instant ago(double days) { return today() - std::chrono::hours(static_cast<int>(days * 24)); }

std::vector<Touch> touches(const std::vector<std::pair<double, double>>& of) {
  std::vector<Touch> made;
  for (const auto& [weight, age] : of)
    made.push_back({weight >= 1 ? "meeting" : weight > 0.5 ? "call" : "reply", weight, ago(age)});
  return made;
}

double warmth(const std::vector<std::pair<double, double>>& of) {
  return warmth_of(touches(of), today(), shipped().settings).value;
}

model::Record activity(const std::string& kind, double age) {
  model::Record made(model::Kind::activity);
  made.values[model::activity::id] = kind + std::to_string(age);
  made.values[model::activity::kind] = kind;
  made.values[model::activity::at] = ago(age);
  return made;
}

/// Met three times, bought, and an impression was noted.
model::Dossier friendly() {
  model::Dossier made;
  made.crm = "main";
  made.contact.values[model::contact::id] = std::string("1");
  for (const double age : {1.0, 2.0, 3.0, 4.0}) made.activities.push_back(activity("meeting", age));
  model::Record won(model::Kind::opportunity);
  won.values[model::opportunity::id] = std::string("o");
  won.values[model::opportunity::state] = std::string("won");
  made.opportunities.push_back(won);
  made.answers.push_back({made.ref(), "impression", "knows everybody in food", "", "dev", ago(5)});
  return made;
}

std::vector<std::string> missing(const model::Dossier& dossier) {
  return readiness_of({dossier, {}, dossier.answers}, today(), shipped().settings).missing;
}

}  // namespace

TEST_CASE("warmth as the design's vectors state it") {
  CHECK(warmth({{1, 10}, {1, 40}, {0.6, 5}, {0.4, 2}, {0.4, 20}}) == Approx(0.4758).margin(5e-5));
  CHECK(warmth({{0.4, 5}, {0.4, 5.1}}) == Approx(warmth({{0.4, 5}})));  // one a day and kind
  const auto thrice = [&](double weight, double age) {
    const std::vector<Touch> three = {{"a", weight, ago(age)}, {"b", weight, ago(age)}, {"c", weight, ago(age)}};
    return warmth_of(three, today(), shipped().settings).value;
  };
  CHECK(thrice(1, 0) == Approx(0.5));
  CHECK(thrice(0.4, 5) == Approx(0.2303).margin(5e-5));
  CHECK(warmth({}) == 0);
  CHECK(warmth({{1, -3}}) == 0);  // what is planned has not happened
}

TEST_CASE("who knows, trusts and is at ease is ready, and each thing missing is named alone") {
  CHECK(missing(friendly()).empty());
  const auto lacks = [](auto change, std::string_view word) {
    auto dossier = friendly();
    change(dossier);
    const auto list = missing(dossier);
    INFO(word);
    REQUIRE(list.size() == 1);
    CHECK(list.front().find(word) != std::string::npos);
  };
  const auto answer = [](const std::string& about, const std::string& value, double age = 1) {
    return [=](model::Dossier& of) { of.answers.push_back({of.ref(), about, value, "", "dev", ago(age)}); };
  };
  lacks([](auto& of) { of.activities.resize(1); }, "talk with them again");
  lacks([](auto& of) { of.opportunities.clear(); }, "a piece of work won");
  lacks([](auto& of) { of.answers.clear(); }, "record an impression");
  lacks(answer("complaint", "yes"), "complaint");
  lacks(answer("promise", "overdue"), "promise");
  lacks(answer("asked", "yes", 20), "90 days");
  lacks(answer("rung", "2"), "rung 2");
  auto settled = friendly();
  answer("complaint", "yes", 9)(settled);
  answer("complaint", "no", 3)(settled);
  answer("asked", "yes", 91)(settled);
  answer("asked", "declined", 20)(settled);
  answer("asked", "no", 19)(settled);  // a slip taken back: nobody was asked
  CHECK(missing(settled).empty());
}

TEST_CASE("the rung follows from what happened, and from what a person says") {
  model::Dossier dossier;
  const auto rung = [&] {
    return rung_of({dossier, {}, dossier.answers}, touches_of(dossier, {}, shipped().settings));
  };
  CHECK(rung() == 1);
  dossier.activities = {activity("email", 3)};
  CHECK(rung() == 2);
  dossier.activities.push_back(activity("call", 2));
  CHECK(rung() == 3);
  dossier.activities.push_back(activity("meeting", 1));
  CHECK(rung() == 4);
  dossier.opportunities = friendly().opportunities;
  CHECK(rung() == 5);
  dossier.answers = {{dossier.ref(), "rung", "1", "", "dev", ago(1)}};
  CHECK(rung() == 1);
}

TEST_CASE("hours spent are those of the last four weeks") {
  model::Dossier dossier;
  dossier.activities = {activity("call", 1), activity("meeting", 27), activity("email", 2),
                        activity("note", 3), activity("call", 29),    activity("meeting", -1)};
  CHECK(hours_spent(dossier, today(), shipped().settings) == Approx(0.5 + 1.5 + 0.1));
}
