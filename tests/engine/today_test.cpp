#include "engine/today.hpp"

#include <catch2/catch.hpp>

#include "sandbox/story.hpp"
#include "stage/stage.hpp"

using namespace goodword;
using namespace goodword::testing;
using sandbox::ObjectType;

namespace {

/// A town's worth of contacts decided about, and what today says to its sellers.
class Monday {
 public:
  explicit Monday(double weekly_hours = 19) {
    need_copywriting_elsewhere(stage.circle);
    stage.circle.firm.sellers = {{"dev", "Dev Anand", {{"main", std::string(sandbox::dev_user)}}, weekly_hours},
                                 {"priya", "Priya Raman", {{"main", std::string(sandbox::priya_user)}}, weekly_hours}};
    sandbox::tell_story(stage.crm, {1, stage.clock.now(), 60});
    stage.set_up();
    stage.promote();
    stage.sync(everything());
  }
  engine::TodayList list(const std::string& seller) {
    auto report = engine::today(stage.store(), {"main"}, stage.circle, stage.clock.now());
    REQUIRE(report);
    const auto asks = engine::read_ask_book({stage.store(), stage.circle, "gw", stage.clock.now()}, {"main"}, {});
    REQUIRE(asks);
    engine::add_asks(*report, *asks, stage.clock.now());
    for (auto& one : report->lists) {
      if (one.seller == seller) return one;
    }
    FAIL("no list for " << seller);
    return {};
  }
  void answer(const model::Ref& contact, const std::string& about, const std::string& value) {
    REQUIRE(stage.store().save_answer({contact, about, value, "", "dev", stage.clock.now()}));
  }

  Stage stage;
};

}  // namespace

TEST_CASE("today lists a seller's five best hours, best first, each as its decision says") {
  Monday monday(1);
  const auto list = monday.list("dev");
  CHECK(list.weekly_hours == 1);
  CHECK(list.bar > 0);
  CHECK_FALSE(list.left_over);
  CHECK(Monday(100).list("dev").left_over);
  REQUIRE(list.prospects.size() >= 2);
  CHECK(list.prospects.size() <= 5);
  CHECK(list.pursued >= static_cast<int>(list.prospects.size()));
  CHECK(std::ranges::is_sorted(list.prospects, std::greater(), &engine::TodayProspect::back));
  for (const auto& one : list.prospects) {
    const auto decision = monday.stage.dossier(one.contact.id).decision;
    REQUIRE(decision);
    CHECK(decision->verdict == model::Verdict::pursue);
    CHECK(decision->hour.back == one.back);
    CHECK(decision->hour.hours == one.hours);
  }
  CHECK(list.hours.freed >= 0);
  CHECK(monday.list("priya").prospects != list.prospects);
}

TEST_CASE("an offer waits for its seller, and is overdue once its day is past") {
  Monday monday;
  sandbox::Person dev(monday.stage.crm, std::string(sandbox::dev_user));
  dev.add_tag(monday.list("dev").prospects.back().contact.id, "gw_tags", "gw:need-copywriting");
  monday.stage.clock.pass(std::chrono::minutes(5));
  monday.stage.sync(everything());
  const auto waits = [&] {
    const auto list = monday.list("dev");
    return std::ranges::find_if(list.steps, [](const auto& step) {
             return step.text.starts_with("ask about Pellwick");
           }) != list.steps.end();
  };
  REQUIRE(waits());
  CHECK_FALSE(monday.list("dev").steps.front().overdue);
  monday.stage.clock.pass(monday.stage.policy.offer_answer + std::chrono::hours(1));
  CHECK(monday.list("dev").steps.front().overdue);
}

TEST_CASE("who is ready is asked, who lacks one thing is named with it, and a private contact is neither") {
  Monday monday;
  const auto contact = monday.list("dev").prospects.front().contact;
  sandbox::Person dev(monday.stage.crm, std::string(sandbox::dev_user));
  const auto found = [&]() -> std::optional<std::string> {
    monday.stage.clock.pass(std::chrono::minutes(5));
    monday.stage.sync(everything());
    const auto list = monday.list("dev");
    const auto ask = std::ranges::find(list.asks, contact, &engine::TodayAsk::contact);
    return ask == list.asks.end() ? std::nullopt : std::optional(ask->missing);
  };
  const auto now = monday.stage.clock.now();
  for (int days = 1; days <= 4; ++days) {
    const auto meeting =
        dev.create(ObjectType::meetings, {{"hs_meeting_title", "Workshop"},
                                          {"hs_timestamp", base::to_rfc3339(now - std::chrono::days(days))},
                                          {"hubspot_owner_id", std::string(sandbox::dev_user)}});
    dev.associate(ObjectType::meetings, meeting, ObjectType::contacts, contact.id);
  }
  monday.answer(contact, "feedback", "good");
  const auto nearly = found();
  REQUIRE(nearly);
  CHECK(nearly->starts_with("record an impression"));
  monday.answer(contact, "impression", "knows every dairy in the county");
  CHECK(found() == "");
  CHECK(monday.list("dev").hours.kept >= 6);  // four meetings
  dev.add_tag(contact.id, "gw_tags", "gw:private");
  CHECK_FALSE(found());
}
