#include "engine/gifts.hpp"

#include <catch2/catch.hpp>

#include "engine/law.hpp"
#include "stage/stage.hpp"

using namespace goodword;
using namespace goodword::testing;

namespace {

const base::Instant a_day = *base::parse_rfc3339("2026-11-27T09:00:00Z");

/// A shipped pack alone in force, reviewed or not.
engine::Circle circle_under(const std::string& id, bool reviewed) {
  engine::Circle circle;
  circle.firm.currency = "USD";
  circle.book = shipped_rules();
  auto packs = rules::compile_packs(shipped_pack_files()).value();
  std::erase_if(packs, [&](const auto& pack) { return pack.id != id; });
  for (auto& pack : packs) pack.reviewed = reviewed;
  rules::put_in_force(circle.book, std::move(packs));
  model::Partner partner;
  partner.id = "forge";
  circle.partners = {partner};
  return circle;
}

engine::Gift worth(const engine::Circle& circle, int dollars, std::vector<model::ReferralEvent> before = {}) {
  return {&circle.partners.front(), base::Money{dollars * 100, circle.firm.currency}, std::move(before)};
}

model::ReferralEvent given(int dollars, const char* day) {
  model::ReferralEvent made;
  made.event = "thank_partner";
  made.at = *base::parse_rfc3339(std::string(day) + "T09:00:00Z");
  made.value = base::Money{dollars * 100, "USD"};
  return made;
}

}  // namespace

TEST_CASE("the gifts of a calendar year are added up before a limit is looked at") {
  const auto circle = circle_under("health-us", true);
  const auto answer = [&](const engine::Gift& gift) { return engine::may_give(circle, gift, a_day).answer; };
  CHECK(answer(worth(circle, 535)) == model::Answer3::yes);
  CHECK(answer(worth(circle, 536)) == model::Answer3::no);
  CHECK(answer(worth(circle, 36, {given(500, "2026-01-02")})) == model::Answer3::no);
  CHECK(answer(worth(circle, 36, {given(500, "2025-12-31")})) == model::Answer3::yes);
  const auto refused = engine::may_give(circle, worth(circle, 600), a_day);
  CHECK(refused.year == base::Money{60'000, "USD"});
  CHECK(refused.why.find("health-us, 42 CFR 411.357(k)(1)") != std::string::npos);
  CHECK(engine::may_give(circle, worth(circle, 30), a_day).duties.size() == 2);
}

TEST_CASE("a gift is a question where nobody reviewed the pack, or where its worth in dollars is not known") {
  CHECK(engine::may_give(circle_under("health-us", false), worth(circle_under("health-us", false), 30), a_day).answer ==
        model::Answer3::review);
  auto circle = circle_under("health-us", true);
  circle.firm.currency = "GBP";
  CHECK(engine::may_give(circle, worth(circle, 30), a_day).answer == model::Answer3::review);
  circle.firm.rates["USD"].worth = 0.75;
  CHECK(engine::may_give(circle, worth(circle, 30), a_day).answer == model::Answer3::yes);
  CHECK(engine::may_give(circle, worth(circle, 402), a_day).answer == model::Answer3::no);  // 536 dollars
}

TEST_CASE("without a pack that speaks of gifts nothing stands against one, and nothing is said of them") {
  engine::Circle none;
  none.firm.currency = "EUR";
  model::Partner partner;
  none.partners = {partner};
  const auto answer = engine::may_give(none, worth(none, 9000), a_day);
  CHECK(answer.answer == model::Answer3::yes);
  CHECK(answer.why.empty());
  CHECK(engine::gift_rules(none, base::date_of(a_day)).empty());
  const auto lines = engine::gift_rules(circle_under("health-us", true), base::date_of(a_day));
  CHECK(lines.size() == 2);  // those of this year
  CHECK(lines.back().find("add up the year's gifts") != std::string::npos);
}

TEST_CASE("terms that the law bars or leaves open are not offered") {
  model::Decision decision;
  model::Partner partner;
  partner.terms = "10% of the first year";
  CHECK(engine::terms_allowed(decision, partner) == partner.terms);
  model::ScreenAnswer pay;
  pay.question = "pay";
  pay.pack = "lawyers-us";
  pay.clause = "Rule 7.2(b)";
  for (const auto answer : {model::Answer3::yes, model::Answer3::no, model::Answer3::review}) {
    pay.answer = answer;
    decision.screen = {pay};
    CHECK(engine::terms_allowed(decision, partner).empty() == (answer != model::Answer3::yes));
    CHECK(engine::unpaid_because(decision).empty() == (answer == model::Answer3::yes));
  }
  CHECK(engine::unpaid_because(decision) == "whether we may be paid is open (lawyers-us, Rule 7.2(b))");
}
