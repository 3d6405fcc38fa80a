// The circle as it stands: both origins, room as last said, what came of referrals, ties, and the monthly letter.
#include "engine/partners.hpp"

#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "engine/check_in.hpp"
#include "engine/ground.hpp"
#include "engine/matching.hpp"
#include "engine/today.hpp"
#include "stage/stage.hpp"

using namespace goodword;
using namespace goodword::testing;

namespace {

base::Date day(const char* text) { return *base::parse_date(text); }
base::Instant moment(const char* text) { return *base::parse_rfc3339(std::string(text) + "T12:00:00Z"); }

/// A store with one circle in it, and a morning of November 2026.
class Town {
 public:
  Town() {
    need_copywriting_elsewhere(stage.circle);
    stage.circle.firm.name = "Ottermere";
  }

  engine::Circle gathered() {
    engine::Circle circle = stage.circle;
    REQUIRE(engine::gather_circle(circle, stage.store(), stage.circle.partners, stage.clock.now()));
    return circle;
  }
  engine::PartnerReading read(const std::string& id) {
    const auto all = engine::read_partners(gathered(), stage.store(), {}, stage.clock.now());
    REQUIRE(all);
    const auto found = std::ranges::find(*all, id, [](const auto& one) { return one.partner.id; });
    REQUIRE(found != all->end());
    return *found;
  }
  /// A referral to Pellwick, and what became of it.
  void refer(const std::string& id, const std::vector<std::pair<const char*, base::Instant>>& events) {
    ports::DeskCommit desk;
    model::Referral referral;
    referral.id = id;
    referral.contact = {"main", model::Kind::contact, "contact-" + id};
    referral.need = "copywriting";
    referral.partner = "pellwick";
    referral.seller = "dev";
    referral.state = model::ReferralState::working;
    desk.referrals = {referral};
    for (const auto& [event, at] : events) desk.events.push_back({id, event, at, "dev", "phone", "", ""});
    REQUIRE(stage.store().commit_desk(desk));
  }
  void say_room(int places, const char* until) {
    REQUIRE(stage.store().save_room({"pellwick", {places, day(until)}, "dev", stage.clock.now()}));
  }
  void check_in(const char* on) { REQUIRE(stage.store().save_check_in({"pellwick", moment(on), "dev", ""})); }
  std::string circle_version() {
    std::string version;
    const auto stated = stage.circle;
    stage.circle = gathered();
    stage.with_world([&](engine::World& world) { version = engine::circle_version(world); });
    stage.circle = stated;
    return version;
  }

  Stage stage;
};

}  // namespace

TEST_CASE("the word on room that was said last holds until its day is over, then whichever ends later") {
  const model::Room stated{3, day("2026-12-31")}, said{1, day("2026-11-30")}, long_said{0, day("2027-01-31")};
  const auto today = day("2026-11-30"), tomorrow = day("2026-12-01");
  CHECK(engine::room_in_force(stated, {}, today) == stated);
  CHECK(engine::room_in_force({}, said, tomorrow) == said);
  CHECK(engine::room_in_force(stated, said, today) == said);
  CHECK(engine::room_in_force(stated, said, tomorrow) == stated);
  CHECK(engine::room_in_force(stated, long_said, tomorrow) == long_said);
  CHECK(engine::room_in_force(said, long_said, day("2027-03-01")) == long_said);
}

TEST_CASE("partners.json stands before a stored partner of the same id, and said room before either") {
  Town town;
  model::Partner stored;
  stored.id = "pellwick";
  stored.name = "Impostor";
  auto other = stored;
  other.id = "anvil";
  REQUIRE(town.stage.store().save_partners(std::vector{stored, other}, town.stage.clock.now()));
  town.say_room(7, "2026-11-30");
  const auto circle = town.gathered();
  REQUIRE(circle.partners.size() == 2);
  CHECK(circle.partners[0].id == "anvil");
  CHECK(circle.partners[1].name == "Pellwick Copy");
  CHECK(circle.partners[1].room->places == 7);
}

TEST_CASE("another word on room, an answer or an outcome makes another circle, what is repeated does not") {
  Town town;
  const auto first = town.circle_version();
  CHECK(town.circle_version() == first);
  town.say_room(1, "2026-11-30");
  const auto second = town.circle_version();
  CHECK(second != first);
  town.refer("r1", {{"offer_partner", moment("2026-10-01")}});
  CHECK(town.circle_version() == second);
  town.refer("r2", {{"offer_partner", moment("2026-10-01")}, {"partner_yes", moment("2026-10-03")}});
  const auto third = town.circle_version();
  CHECK(third != second);
  town.refer("r3", {{"win", moment("2026-10-20")}});
  CHECK(town.circle_version() != third);
}

TEST_CASE("what came of past referrals is counted, and a partner nobody vouches for becomes reliable by it") {
  Town town;
  town.stage.circle.partners.front().trusted = false;
  CHECK(town.read("pellwick").obstacles.front().limit == "reliability");
  town.refer("r1", {{"offer_partner", moment("2026-10-01")},
                    {"partner_yes", moment("2026-10-03")},
                    {"introduce", moment("2026-10-04")},
                    {"win", moment("2026-10-20")}});
  town.refer("r2", {{"offer_partner", moment("2026-10-01")}, {"partner_no", moment("2026-10-05")}});
  const auto reading = town.read("pellwick");
  CHECK(reading.record == engine::PartnerRecord{2, 1, 1, 1, 1, 1, 1, 0, 3.0});
  CHECK(reading.obstacles.empty());

  const auto circle = town.gathered();
  rules::Assessment assessment;
  assessment.need.need.service = "copywriting";
  assessment.need.services = assessment.need.open = {"copywriting"};
  const auto match = engine::matches_for(circle, assessment, {}, town.stage.clock.now());
  REQUIRE(match.matches.size() == 1);
  const auto term = [&](const char* name) {
    return std::ranges::find(match.matches.front().terms, name, &model::MatchTerm::name)->text;
  };
  CHECK(term("affinity") == "1 of 1 served well");
  CHECK(term("speed") == "answers in 3 days");
}

TEST_CASE("each obstacle says what to do, by where the partner stands") {
  Town town;
  auto partner = town.stage.circle.partners.front();
  partner.trusted = false;
  partner.paused = true;
  partner.services.clear();
  partner.room.reset();
  const auto advice = [&](std::string_view origin) {
    partner.origin = origin;
    town.stage.circle.partners = {partner};
    std::string text;
    for (const auto& one : town.read("pellwick").obstacles) text += one.limit + ": " + one.advice + "\n";
    return text;
  };
  CHECK(advice("partners.json") ==
        "paused: take \"paused\" out of its entry in partners.json\nservice: name its \"services\" in partners.json\n"
        "reliability: if you vouch for it: \"trusted\": true in partners.json\n"
        "room: ask it, then: goodword partners room pellwick N\n");
  CHECK(advice("command") ==
        "paused: goodword partners add pellwick --change --resume\n"
        "service: goodword partners add pellwick --change --service SERVICE\n"
        "reliability: if you vouch for it: goodword partners add pellwick --change --trusted\n"
        "room: ask it, then: goodword partners room pellwick N\n");
}

TEST_CASE("the last contact is the latest of profile, check-in, answer and what the CRM records, notes are ours") {
  Town town;
  CHECK_FALSE(town.read("pellwick").tie.last_contact);
  CHECK_FALSE(town.read("pellwick").tie.cold);
  auto& partner = town.stage.circle.partners.front();
  partner.origin = "partners.json";
  partner.last_contact = day("2026-07-01");
  CHECK(town.read("pellwick").tie.how == "partners.json");
  CHECK(town.read("pellwick").tie.cold);
  town.check_in("2026-08-01");
  CHECK(town.read("pellwick").tie.how == "check-in by dev");
  CHECK(town.read("pellwick").tie.cold);
  CHECK(town.read("pellwick").tie.check_in_due);
  town.refer("r1", {{"offer_partner", moment("2026-09-10")}, {"partner_yes", moment("2026-09-12")}});
  CHECK(town.read("pellwick").tie.last_contact == moment("2026-09-12"));
  CHECK_FALSE(town.read("pellwick").tie.cold);

  partner.email = "ewan@pellwick.example";
  sandbox::Person dev(town.stage.crm, std::string(dev_user));
  const auto ewan =
      dev.create(sandbox::ObjectType::contacts, {{"firstname", "Ewan"}, {"email", "Ewan@Pellwick.example"}});
  dev.write_note(ewan, "one of ours");
  const auto call = [&](const char* at) {
    const auto id = dev.create(sandbox::ObjectType::calls, {{"hs_call_body", "about work"}, {"hs_timestamp", at}});
    dev.associate(sandbox::ObjectType::calls, id, sandbox::ObjectType::contacts, ewan);
  };
  call("2026-10-20T10:00:00Z");
  call("2026-12-20T10:00:00Z");
  town.stage.sync();
  CHECK(town.read("pellwick").tie.how == "call in main");
  CHECK(base::to_text(base::date_of(*town.read("pellwick").tie.last_contact)) == "2026-10-20");
  partner.email.clear();
  partner.mark = model::PartnerMark{"main", ewan};
  CHECK(town.read("pellwick").tie.how == "call in main");
}

TEST_CASE("ties that went cold are shown most valuable first, few of them, colleagues and paused ones never") {
  Town town;
  const auto with = [&](const char* id, auto change) {
    auto partner = town.stage.circle.partners.front();
    partner.id = id;
    partner.last_contact = day("2026-05-01");
    change(partner);
    return partner;
  };
  town.stage.circle.partners = {with("often", [](auto& p) { p.finished = p.served_well = 4; }),
                                with("early", [](auto& p) { p.last_contact = day("2026-04-01"); }),
                                with("late", [](auto& p) { p.owner = "dev"; }),
                                with("doubted", [](auto& p) { p.trusted = false; }),
                                with("house", [](auto& p) { p.kind = model::PartnerKind::colleague; }),
                                with("paused", [](auto& p) { p.paused = true; }),
                                with("warm", [](auto& p) { p.last_contact = day("2026-10-20"); })};
  const auto all = engine::read_partners(town.gathered(), town.stage.store(), {}, town.stage.clock.now());
  REQUIRE(all);
  const auto names = [](const std::vector<const engine::PartnerReading*>& list) {
    std::string text;
    for (const auto* one : list) text += one->partner.id + " ";
    return text;
  };
  CHECK(names(engine::cold_ties(*all, 9)) == "often early late doubted ");
  CHECK(names(engine::cold_ties(*all, 2)) == "often early ");
  CHECK(names(engine::due_check_ins(*all)) == "often early late warm doubted ");

  engine::TodayReport report;
  report.lists.resize(1);
  report.lists.front().seller = "dev";
  engine::add_ties(report, *all);
  REQUIRE(report.lists.size() == 2);
  CHECK(report.lists[0].ties ==
        std::vector<engine::TodayTie>{{"late", "Pellwick Copy", base::start_of(day("2026-05-01"))}});
  CHECK(report.lists[1].ties.size() == 3);
  CHECK(report.lists[1].ties.front().partner == "often");
}

TEST_CASE("the monthly letter counts what was introduced since the last one and names no prospect") {
  Town town;
  town.stage.circle.partners.front().person = "Ewan Pell";
  town.stage.circle.partners.front().owner = "dev";
  town.check_in("2026-09-25");
  town.refer("r0", {{"introduce", moment("2026-09-01")}});
  town.refer("r1", {{"introduce", moment("2026-10-04")}, {"win", moment("2026-10-20")}});
  town.refer("r2", {{"introduce", moment("2026-10-05")}});
  const auto reading = town.read("pellwick");
  const auto letter =
      engine::check_in_letter(town.gathered(), town.stage.letters, reading, "en", town.stage.clock.now());
  REQUIRE(letter);
  CHECK(letter->title == "How are things at Pellwick Copy?");
  CHECK(letter->body ==
        "Dear Ewan,\n\n"
        "Introductions we made to you since 25 September 2026: 2 (copywriting). Work that came of our introductions: "
        "1. How did it go, "
        "and what could we have done better?\n\n"
        "For the coming month I would like to know:\n"
        "- How much room do you have? I have noted: 3, until 31 December 2027.\n"
        "- What kind of work do you want? I have nothing noted.\n"
        "- What has changed with you, and what can we do for you?\n\n"
        "Two lines are enough.\n\nDev Anand, Ottermere");
  const auto german =
      engine::check_in_letter(town.gathered(), town.stage.letters, reading, "de", town.stage.clock.now());
  REQUIRE(german);
  CHECK(german->body.starts_with(
      "Guten Tag Ewan,\n\nseit dem 25. September 2026 haben wir Ihnen vorgestellt: 2 (copywriting)."));
}

TEST_CASE("a partner is written to in the house's language where it speaks it, else in one it speaks") {
  const engine::Letters letters{{{"en/check-in", "x"}, {"de/check-in", "x"}}};
  model::Partner partner;
  CHECK(engine::letter_language(letters, "check-in", partner.languages, "en") == "en");
  partner.languages = {"fr", "de"};
  CHECK(engine::letter_language(letters, "check-in", partner.languages, "en") == "de");
  partner.languages = {"de", "en"};
  CHECK(engine::letter_language(letters, "check-in", partner.languages, "en") == "en");
  partner.languages = {"fr"};
  CHECK(engine::letter_language(letters, "check-in", partner.languages, "en") == "en");
}
