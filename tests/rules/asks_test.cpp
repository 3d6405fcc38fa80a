#include "rules/asks.hpp"

#include <catch2/catch.hpp>

using namespace goodword;
using namespace goodword::rules;

namespace {

const base::Instant now = *base::parse_rfc3339("2026-11-27T09:00:00Z");
base::Instant ago(double days) { return now - std::chrono::minutes(static_cast<int>(days * 24 * 60)); }
model::AskedOf contact(const std::string& id) { return {{"main", model::Kind::contact, id}}; }

model::Ask plan(const std::string& id, double days_ago, const std::string& purpose = "", bool cold = false) {
  return {contact(id), base::date_of(now), purpose, "dev", "priya", ago(days_ago), cold};
}
model::Asked asked(const std::string& id, double days_ago, const std::string& result) {
  return {contact(id), result, "two names", "dev", ago(days_ago)};
}
model::Ask dropped(const std::string& id, double days_ago) {
  auto made = plan(id, days_ago);
  made.dropped = true;
  return made;
}

std::string states(const std::vector<model::Ask>& plans, const std::vector<model::Asked>& said) {
  std::string text;
  for (const auto& one : read_asks(plans, said)) text += one.whom.contact.id + " " + std::string(one.state) + "; ";
  return text;
}

}  // namespace

TEST_CASE("an ask is open until somebody was asked and something came of it") {
  CHECK(states({plan("1", 3)}, {}) == "1 planned; ");
  CHECK(states({plan("1", 3)}, {asked("1", 2, "yes")}) == "1 yes; ");
  CHECK(read_asks(std::vector{plan("1", 3)}, std::vector{asked("1", 2, "yes")}).front().is_open());
  CHECK(states({plan("1", 3)}, {asked("1", 2, "yes"), asked("1", 1, "given")}) == "1 given; ");
  CHECK(states({plan("1", 3)}, {asked("1", 2, "Declined ")}) == "1 declined; ");
  CHECK(states({plan("1", 3)}, {asked("2", 2, "none")}) == "1 planned; 2 none; ");
  CHECK(states({plan("1", 3), dropped("1", 2)}, {}) == "1 dropped; ");
  CHECK(states({dropped("1", 2)}, {}) == "");
}

TEST_CASE("a plan said anew takes the place of the open one, and begins another once somebody was asked") {
  const auto moved = read_asks(std::vector{plan("1", 3, "first"), plan("1", 2, "second")}, {});
  REQUIRE(moved.size() == 1);
  CHECK(moved.front().plan->purpose == "second");
  CHECK(states({plan("1", 9), plan("1", 1)}, {asked("1", 5, "later")}) == "1 later; 1 planned; ");
  CHECK(states({plan("1", 9), plan("1", 1)}, {asked("1", 5, "yes"), asked("1", 0.5, "given")}) == "1 yes; 1 given; ");
  const auto both = read_asks(std::vector{plan("1", 9), plan("1", 1)}, std::vector{asked("1", 5, "later")});
  REQUIRE(open_ask(both, contact("1")) != nullptr);
  CHECK(open_ask(both, contact("1"))->state == "planned");
  CHECK(open_ask(both, contact("2")) == nullptr);
}

TEST_CASE("an answer counts without a plan, words of one's own count as asked, and no takes the last one back") {
  CHECK(states({}, {asked("1", 5, "given")}) == "1 given; ");
  const auto free = read_asks({}, std::vector{asked("1", 5, "hinted at her sister")});
  CHECK(free.front().state == "yes");
  CHECK(free.front().words == "hinted at her sister two names");
  CHECK(states({}, {asked("1", 5, "given"), asked("1", 4, "no")}) == "");
  CHECK(states({plan("1", 6)}, {asked("1", 5, "given"), asked("1", 4, "no")}) == "1 planned; ");
  CHECK(states({plan("1", 6)}, {asked("1", 4, "no")}) == "1 planned; ");
}

TEST_CASE("a day alone stands for its end, so that it does not come before the plan of that day") {
  auto whole_day = asked("1", 0, "given");
  whole_day.at = base::start_of(base::date_of(now));
  CHECK(states({plan("1", 0.1)}, {whole_day}) == "1 given; ");
}

TEST_CASE("asks are counted by seller over four weeks, and cold ones over seven days whatever came of them") {
  const std::vector<model::Ask> plans = {plan("1", 30, "", true), plan("2", 6, "", true),
                                         plan("3", 2, "", true),  plan("4", 2),
                                         plan("5", 1, "", true),  dropped("5", 0.5)};
  std::vector<model::Asked> said = {asked("1", 29, "given"), asked("2", 5, "given"), asked("4", 1, "none"),
                                    asked("6", 3, "given")};
  said.back().by = "priya";
  const auto asks = read_asks(plans, said);
  CHECK(count_asks(asks, now) == std::map<std::string, AskCount>{{"dev", {2, 1, 1}}, {"priya", {1, 1, 0}}});
  CHECK(cold_asks(asks, "dev", now) == 2);
  CHECK(cold_asks(asks, "priya", now) == 0);
  CHECK(cold_asks(asks, "dev", now + std::chrono::days(2)) == 1);
}
