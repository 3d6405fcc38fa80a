#include "engine/replay.hpp"

#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "sandbox/people.hpp"
#include "stage/stage.hpp"

using namespace goodword;
using namespace goodword::testing;
using sandbox::ObjectType;

namespace {

/// Two months in which Joan and Ann want copy, which the firm does not write, and Rob wants what it does; Joan and Rob
/// buy in the end, Ann does not.
class TwoMonths {
 public:
  TwoMonths() : dev_(stage.crm, std::string(dev_user)), begin(stage.clock.now()) {
    need_copywriting_elsewhere(stage.circle);
    joan = prospect("Joan", "Marsh", "Copy for the site", "6000");
    ann = prospect("Ann", "Lowe", "Copy for a brochure", "4000");
    rob = prospect("Rob", "Ives", "Process mapping", "12000");
    for (const auto& one : {joan, ann})
      dev_.write_note(one.contact, "She said: we are looking for help with copywriting.");
    pass(10);
    for (const auto& one : {joan, ann, rob}) activity(ObjectType::meetings, one.contact, "hs_meeting_title");
    pass(30);
    activity(ObjectType::calls, joan.contact, "hs_call_title");
    dev_.set_property(ObjectType::deals, joan.deal, "dealstage", "closedwon");
    dev_.set_property(ObjectType::deals, rob.deal, "dealstage", "closedwon");
    dev_.set_property(ObjectType::deals, ann.deal, "dealstage", "closedlost");
    pass(20);
    stage.sync(everything());
  }

  engine::ReplayReport replay(int days_between = 28) {
    auto report = engine::replay(stage.store(), stage.circle, "gw", stage.clock.now(),
                                 {"main", begin + std::chrono::days(2), days_between});
    REQUIRE(report);
    return *report;
  }

  struct Prospect {
    std::string contact, deal;
  };

  Stage stage;

 private:
  sandbox::Person dev_;

 public:
  const base::Instant begin;
  Prospect joan, ann, rob;

 private:
  void pass(int days) { stage.clock.pass(std::chrono::hours(24 * days)); }

  Prospect prospect(const std::string& first, const std::string& last, const std::string& deal,
                    const std::string& amount) {
    const auto contact = dev_.create(ObjectType::contacts, {{"firstname", first},
                                                            {"lastname", last},
                                                            {"email", base::lower(first) + "@example.com"},
                                                            {"lifecyclestage", "lead"},
                                                            {"hubspot_owner_id", std::string(dev_user)}});
    return {contact, dev_.create_deal(contact, deal, "appointmentscheduled", amount)};
  }

  void activity(ObjectType type, const std::string& contact, const std::string& title) {
    const auto now = std::to_string(base::to_micros(stage.clock.now()) / 1000);
    const auto id =
        dev_.create(type, {{"hs_timestamp", now}, {title, "Talk"}, {"hubspot_owner_id", std::string(dev_user)}});
    dev_.associate(type, id, ObjectType::contacts, contact);
  }
};

int of(const engine::ReplayLook& look, model::Verdict verdict) {
  const auto found = look.verdicts.find(verdict);
  return found == look.verdicts.end() ? 0 : found->second;
}

}  // namespace

TEST_CASE("replay says whom the rules would have given away, what came of them, and what went on them") {
  TwoMonths months;
  const auto report = months.replay();
  REQUIRE(report.looks.size() == 3);
  CHECK(report.looks[0].prospects == 3);
  CHECK(of(report.looks[0], model::Verdict::refer) == 2);
  REQUIRE(report.won.size() == 1);
  CHECK(report.won[0].name == "Joan Marsh");
  CHECK(report.won[0].verdict == model::Verdict::refer);
  CHECK(report.won[0].at == months.begin + std::chrono::days(2));
  CHECK(report.won[0].reason == "outside our usual field");
  CHECK(report.won[0].hours == Approx(1.5 + 0.5));
  CHECK(report.lost == 1);
  CHECK(report.open == 0);
  CHECK(report.hours_freed == Approx(1.5));  // Ann's meeting; what went on Joan was not lost
  CHECK(report.kept_won == 1);
  CHECK(report.kept_lost == 0);
  CHECK(report.to_ask == 2);
  CHECK(report.introductions == 0);
}

TEST_CASE("who was given away is not looked at again, and a look later than the outcome gives nobody away") {
  TwoMonths months;
  const auto report = months.replay();
  CHECK(report.looks[1].prospects == 1);
  const auto late = engine::replay(months.stage.store(), months.stage.circle, "gw", months.stage.clock.now(),
                                   {"main", months.begin + std::chrono::days(55), 28});
  REQUIRE(late);
  CHECK(late->won.empty());
  CHECK(late->hours_freed == 0);
}

TEST_CASE("a look knows nothing of what came later") {
  TwoMonths months;
  const auto before = months.replay();
  const sandbox::Values words = {{"hs_note_body", "She said: we no longer need copywriting, we wrote it ourselves."},
                                 {"hs_timestamp", std::to_string(base::to_micros(months.stage.clock.now()) / 1000)}};
  sandbox::Person dev(months.stage.crm, std::string(dev_user));
  for (const auto& one : {months.joan, months.ann})
    dev.associate(ObjectType::notes, dev.create(ObjectType::notes, words), ObjectType::contacts, one.contact);
  months.stage.clock.pass(std::chrono::hours(1));
  months.stage.sync(everything());
  const auto after = months.replay();
  CHECK(after.looks[0].verdicts == before.looks[0].verdicts);
  CHECK(after.won.size() == before.won.size());
}

TEST_CASE("other rules would have given away others") {
  TwoMonths months;
  months.stage.circle.firm.services.push_back("copywriting");
  const auto report = months.replay();
  CHECK(report.won.empty());
  CHECK(report.kept_won == 2);
  CHECK(report.to_ask == 0);
}

TEST_CASE("replay writes nothing: not a decision, not a price, not a run") {
  TwoMonths months;
  auto& store = months.stage.store();
  const auto seen = [&] {
    std::string text;
    for (const auto& one : {months.joan, months.ann, months.rob}) {
      const auto history = store.decision_history({"main", model::Kind::contact, one.contact}, 100);
      text += std::to_string(history->size()) + " ";
    }
    text += std::to_string(store.hour_prices("dev", 100)->size()) + " " + std::to_string(store.runs(100)->size());
    const auto rows = store.pipeline("main", ports::PipelinePart::competing);
    for (const auto& row : *rows) text += " " + row.contact;
    return text + base::write_canonical(store.begin_deciding("main")->ground);
  };
  const auto before = seen();
  months.replay(7);
  CHECK(seen() == before);
}

TEST_CASE("where too little carries its own time, replay says so instead of judging") {
  TwoMonths months;
  CHECK(months.replay().tells());
  sandbox::Person dev(months.stage.crm, std::string(dev_user));
  for (const auto& one : {months.joan, months.ann, months.rob}) {
    dev.set_property(ObjectType::contacts, one.contact, "jobtitle", "Director");
    dev.set_property(ObjectType::contacts, one.contact, "city", "Ripon");
    dev.set_property(ObjectType::contacts, one.contact, "country", "United Kingdom");
  }
  months.stage.clock.pass(std::chrono::hours(1));
  months.stage.sync(everything());
  const auto report = months.replay();
  CHECK(report.facts > report.dated);
  CHECK_FALSE(report.tells());
}

TEST_CASE("a day that is not in the past is refused, with the day") {
  TwoMonths months;
  const auto report = engine::replay(months.stage.store(), months.stage.circle, "gw", months.stage.clock.now(),
                                     {"main", months.stage.clock.now() + std::chrono::days(1), 28});
  REQUIRE_FALSE(report);
  CHECK(report.error().code == "usage");
  CHECK(base::to_text(report.error()).find("2027-01-02") != std::string::npos);
}
