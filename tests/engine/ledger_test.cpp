#include "engine/ledger.hpp"

#include <catch2/catch.hpp>

#include "stage/stage.hpp"

using namespace goodword;
using namespace goodword::testing;

namespace {

const base::Instant now = *base::parse_rfc3339("2026-11-27T09:00:00Z");
base::Instant days_ago(int days) { return now - std::chrono::days(days); }

/// What happened to one referral, a step a day from `days` ago on.
void tell(std::vector<model::PastStep>& steps, const std::string& id, const std::string& partner, int days,
          const std::vector<std::string>& events, std::optional<base::Money> value = {}) {
  for (const auto& event : events) {
    steps.push_back({partner, "copywriting", id, event, days_ago(days--)});
    if (event == "win") steps.back().value = value;
  }
}

engine::Circle circle_with(const std::vector<model::PastStep>& steps) {
  engine::Circle circle;
  circle.firm.currency = "GBP";
  for (const std::string id : {"pellwick", "sallow", "quiet"}) {
    model::Partner partner;
    partner.id = partner.name = id;
    circle.partners.push_back(partner);
  }
  circle.past = match::past_referrals(steps);
  return circle;
}

const std::vector<std::string> to_introduction = {"offer_prospect", "prospect_yes", "offer_partner", "partner_yes",
                                                  "introduce"};
std::vector<std::string> and_then(const std::string& event) {
  auto made = to_introduction;
  made.push_back(event);
  return made;
}

}  // namespace

TEST_CASE("the ledger counts what was given, what came of it and what it is worth") {
  std::vector<model::PastStep> steps;
  tell(steps, "r1", "pellwick", 60, and_then("win"), base::Money{640'000, "GBP"});
  tell(steps, "r2", "pellwick", 50, and_then("win"), base::Money{100'000, "EUR"});  // no rate: not known
  tell(steps, "r3", "pellwick", 40, and_then("miss"));
  tell(steps, "r4", "sallow", 30, {"offer_prospect", "prospect_yes", "offer_partner", "partner_no"});
  tell(steps, "r5", "sallow", 20, and_then("lose"));
  tell(steps, "r6", "sallow", 8, {"offer_prospect"});
  const auto circle = circle_with(steps);
  const auto ledger = engine::ledger_of(circle, {}, {}, now);
  REQUIRE(ledger.partners.size() == 2);  // nobody is listed for nothing
  const auto& first = ledger.partners.front();
  CHECK(first.id == "pellwick");
  CHECK((first.offered == 3 && first.introduced == 3 && first.ended == 3 && first.won == 2));
  CHECK(first.value_won == Approx(6400));
  CHECK(first.value_unknown == 1);
  CHECK(first.answer_days == Approx(1));
  const auto& other = ledger.partners.back();
  CHECK((other.offered == 3 && other.agreed == 2 && other.asked == 2 && other.accepted == 1 && other.ended == 1));
  CHECK(ledger.all.offered == 6);
  CHECK(ledger.all.introduced == 4);
  CHECK(engine::ledger_of(circle, {}, days_ago(35), now).all.offered == 3);
}

TEST_CASE("what both sides said when asked how it was is counted apart from what was won") {
  std::vector<model::PastStep> steps;
  const auto told = [](const std::string& ending, const std::string& judged) {
    auto made = and_then(ending);
    made.push_back(judged);
    return made;
  };
  tell(steps, "r1", "pellwick", 60, told("win", "prospect_content"));
  tell(steps, "r2", "pellwick", 50, told("win", "prospect_complains"));
  tell(steps, "r3", "pellwick", 40, told("lose", "partner_content"));
  tell(steps, "r4", "sallow", 40, told("find_no_fit", "prospect_content"));
  const auto ledger = engine::ledger_of(circle_with(steps), {}, {}, now);
  const auto& pellwick = ledger.partners.front();
  CHECK(pellwick.won == 2);
  CHECK(pellwick.prospects == engine::Judged{1, 1});
  CHECK(pellwick.partner == engine::Judged{1, 0});
  CHECK(ledger.all.prospects == engine::Judged{2, 1});
  CHECK(ledger.all.won == 2);
}

TEST_CASE("what was earned is added up, and how terms were settled counted") {
  std::vector<model::PastStep> steps;
  int number = 0;
  const auto settle = [&](const std::string& as, std::optional<base::Money> value) {
    const auto id = "r" + std::to_string(++number);
    tell(steps, id, "pellwick", 60, and_then("win"));
    steps.push_back({"pellwick", "copywriting", id, "settle", days_ago(9), value, as});
  };
  settle("fee: transferred", base::Money{64'000, "GBP"});
  settle("fee", base::Money{6'000, "GBP"});
  settle("waived: as a favour", base::Money{5'000, "GBP"});
  settle("none", {});
  const auto line = engine::ledger_of(circle_with(steps), {}, {}, now).all;
  CHECK(line.earned == Approx(700));
  CHECK(line.settled == std::map<std::string, int>{{"fee", 2}, {"waived", 1}});
}

TEST_CASE("an outcome noted in error counts for nothing once it is corrected") {
  std::vector<model::PastStep> steps;
  auto events = and_then("win");
  events.push_back("correct");
  tell(steps, "r1", "pellwick", 60, events, base::Money{640'000, "GBP"});
  const auto ledger = engine::ledger_of(circle_with(steps), {}, {}, now);
  CHECK((ledger.all.introduced == 1 && ledger.all.ended == 0 && ledger.all.won == 0));
  CHECK(ledger.all.value_won == 0);
}

TEST_CASE("months are the last twelve, and both directions are in them") {
  std::vector<model::PastStep> steps;
  tell(steps, "r1", "pellwick", 10, to_introduction);
  const model::Received one{{"main", model::Kind::contact, "1"}, "sallow", "", "", "dev", days_ago(40)};
  const std::vector<engine::ReceivedOutcome> received = {{one, true, true, base::Money{50'000, "GBP"}}};
  const auto ledger = engine::ledger_of(circle_with(steps), received, {}, now);
  REQUIRE(ledger.months.size() == 12);
  CHECK(ledger.months.front().month == "2025-12");
  CHECK(ledger.months.back() == engine::LedgerMonth{"2026-11", 1, 0});
  CHECK(ledger.months[10] == engine::LedgerMonth{"2026-10", 0, 1});
  CHECK(ledger.all.received_won == 1);
  CHECK(ledger.all.received_value == Approx(500));
}

TEST_CASE("where a pack in force says so, given and received are not held against each other") {
  auto circle = circle_with({});
  CHECK(engine::ledger_of(circle, {}, {}, now).no_comparison.empty());
  rules::Pack pack;
  pack.title = "US health care";
  pack.reciprocity_off = true;
  circle.book.packs = {pack};
  CHECK(engine::ledger_of(circle, {}, {}, now).no_comparison == "US health care");
}
