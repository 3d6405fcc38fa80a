// The seventeen invariants of the life cycle, a case for each, shown through what the program does with a whole town.
// To read the list: test_invariants "every invariant*"
#include <catch2/catch.hpp>

#include <fstream>
#include <iostream>
#include <iterator>

#include "base/text.hpp"
#include "invariants/story.hpp"
#include "rules/pack.hpp"

using namespace goodword;
using namespace goodword::invariants;

namespace {

using std::chrono::days;
const Mutant nothing_broken{"nothing"};

/// A life that goes as it should, up to where a test takes over.
struct Life : Story {
  Life() : Story(nothing_broken) {}
  ~Life() { CHECK(all() == ""); }

  void offered() { sync(); }
  void carded() {
    offered();
    say("prospect-yes");
    sync();
  }
  void introduced() {
    carded();
    say("partner-yes");
    sync();
  }
  const std::set<std::string>& tags() { return town.crm("main").cards().at("1001").tags; }
  std::string texts() {
    std::string all;
    for (const auto& slip : town.crm("main").slips()) {
      if (!slip.marker.empty()) all += slip.title + "\n" + slip.text + "\n";
    }
    return all;
  }
  bool left_alone(const std::string& code) {
    const auto plan = town.store().plan(0);
    return std::ranges::any_of((*plan)->left_alone, [&](const auto& one) { return one.code == code; });
  }
  std::vector<model::Referral> referrals() { return *town.store().referrals("main"); }
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// What the store itself refuses, whatever the program above it does: cases of tests/store/promises_test.cpp.
const std::multimap<int, std::string>& refused_by_the_store() {
  static const std::multimap<int, std::string> all = {
      {1, "SQL cannot release without both consents in force"},
      {2, "SQL cannot make a second live offer, live is what the model says"},
      {3, "SQL can do nothing to a consent but withdraw it once"},
      {6, "SQL cannot release an excluded prospect or a referral nobody accepted"},
      {10, "SQL cannot change a referral's terms, partner or prospect once the offer went out"}};
  return all;
}

}  // namespace

TEST_CASE("invariant 1: no detail leaves without both yeses in force at the moment of sending") {
  Life life;
  life.carded();
  CHECK(life.letters() == 0);
  life.say("partner-yes");
  SECTION("with both it leaves, once") {
    life.sync();
    life.sync();
    CHECK(life.letters() == 1);
  }
  SECTION("not when one was taken back while it waited to be sent") {
    life.town.crm("main").read_only = true;
    life.sync();
    life.town.crm("main").read_only = false;
    life.say("withdraw");
    life.sync();
    CHECK(life.letters() == 0);
  }
  SECTION("not when the referral ended while it waited to be sent, and the next offer was taken back") {
    life.town.crm("main").read_only = true;
    life.sync();
    life.say("never-contacted");
    life.sync();
    life.say("withdraw");
    life.town.crm("main").read_only = false;
    life.sync();
    CHECK(life.letters() == 0);
  }
  SECTION("not when one ran out while it waited to be sent") {
    life.town.crm("main").read_only = true;
    life.sync();
    life.town.crm("main").read_only = false;
    life.town.clock.pass(days(91));
    life.sync();
    CHECK(life.letters() == 0);
  }
}

TEST_CASE("invariant 1: a meeting before the decision has a consent of its own, and shows name and firm only") {
  Life life;
  life.offered();
  life.say("prospect-meet-first");
  life.sync();
  CHECK(life.state() == "meeting_offered");
  life.say("partner-yes");
  life.sync();
  CHECK(life.state() == "meeting");
  CHECK(has(life.texts(), "Canary1001"));
  CHECK(life.letters() == 0);
}

TEST_CASE("invariant 1: whoever takes a yes back has the partner asked to delete what it was sent, and only that") {
  Life life;
  const std::string asked = "to delete what it got about";
  SECTION("the details of an introduction") {
    life.introduced();
    life.say("withdraw");
    life.sync();
    CHECK(has(life.texts(), asked));
  }
  SECTION("name and firm for a meeting") {
    life.offered();
    life.say("prospect-meet-first");
    life.sync();
    life.say("partner-yes");
    life.sync();
    REQUIRE(life.state() == "meeting");
    life.say("withdraw");
    life.sync();
    CHECK(life.state() == "withdrawn");
    CHECK(has(life.texts(), asked));
  }
  SECTION("nothing, where nothing was sent") {
    life.carded();
    life.say("withdraw");
    life.sync();
    CHECK_FALSE(has(life.texts(), asked));
  }
}

TEST_CASE("invariant 2: the next partner is tried when the offer to the one before it ended") {
  Life life;
  life.offered();
  life.sync();
  CHECK(life.referrals().size() == 1);
  CHECK(life.referrals().front().alternatives == std::vector<std::string>{"sallow", "tilden"});
  life.say("prospect-no");
  life.sync();
  REQUIRE(life.referrals().size() == 2);
  CHECK(life.state() == "offered_prospect");
  CHECK(life.oracle.newest(Story::joan())->row.partner == "sallow");
}

TEST_CASE("invariant 3: a consent says who, to whom, what, why, until when, by whom, how, and in which words") {
  Life life;
  life.introduced();
  const auto consents = *life.town.store().consents(life.referrals().front().id);
  REQUIRE(consents.size() == 2);
  for (const auto& consent : consents) {
    CHECK(consent.receiver == "pellwick");
    CHECK(consent.purpose == "introduction for copywriting");
    CHECK(consent.until == consent.at + days(90));
    CHECK(consent.recorded_by == "dev");
    CHECK(consent.how == "phone");
    CHECK(consent.proof.starts_with("main activity notes:"));
    CHECK(has(consent.wording, "Pellwick Copy") == (consent.party == model::Party::prospect));
    CHECK_FALSE(consent.withdrawn);
  }
  CHECK(consents.front().fields == std::vector<std::string>{"name", "email", "need"});
  life.say("withdraw");
  life.sync();
  CHECK(life.state() == "recalled");
  const auto after = *life.town.store().consents(life.referrals().front().id);
  for (const auto& consent : after) CHECK(consent.withdrawn);
}

TEST_CASE("invariant 4: a partner's room is asked again at release") {
  Life life;
  life.carded();
  life.say("partner-yes");
  life.sync(engine::Writing::never);
  auto* pellwick = life.town.partner("pellwick");
  SECTION("no room any more") { pellwick->room->places = 0; }
  SECTION("its word on room ended") { pellwick->room->until = *base::parse_date("2026-11-01"); }
  SECTION("paused") { pellwick->paused = true; }
  life.sync();
  CHECK(life.letters() == 0);
  CHECK(life.state() == "partner_accepted");
  CHECK(life.left_alone("partner"));
  pellwick->paused = false;
  pellwick->room = model::Room{5, *base::parse_date("2099-12-31")};
  life.sync();
  CHECK(life.letters() == 1);
}

TEST_CASE("invariant 5: whom a partner names is asked with a yes of the prospect's own, and gets nothing before") {
  Life life;
  life.carded();
  life.say("partner-names=sallow");
  life.sync();
  CHECK(life.letters() == 0);
  CHECK(life.state() == "offered_prospect");
  CHECK(life.oracle.newest(Story::joan())->row.partner == "sallow");
  CHECK(life.town.store().consents(life.oracle.newest(Story::joan())->row.id)->empty());
}

TEST_CASE("invariant 6: who is excluded reaches no partner") {
  Life life;
  life.carded();
  life.say("partner-yes");
  life.town.say(Story::joan(), {"exclude", "", "", {}, true});
  life.sync();
  life.sync();
  CHECK(life.letters() == 0);
  CHECK(life.state() == "withdrawn");
  CHECK(life.referrals().size() == 1);
}

TEST_CASE("invariant 7: a partner who declined is not asked again for the same need") {
  Life life;
  life.town.circle.partners.resize(1);
  life.carded();
  life.say("partner-no");
  life.sync();
  life.town.clock.pass(days(40));
  life.sync();
  CHECK(life.state() == "partner_declined");
  CHECK(life.referrals().size() == 1);
}

TEST_CASE("invariant 12: an answer that is late is seen with the next sync, also between two batches") {
  Life life;
  life.carded();
  const auto by = life.referrals().front().next_by;
  REQUIRE(by);
  life.town.clock.pass(*by - life.town.clock.now() - std::chrono::hours(1));
  life.sync();
  CHECK(life.state() == "offered_partner");
  life.town.clock.pass(std::chrono::hours(2));
  REQUIRE(base::date_of(life.town.clock.now()) == base::date_of(*by));
  life.sync();
  CHECK(life.state() == "expired");
  life.sync();
  CHECK(life.state() == "offered_prospect");
}

TEST_CASE("invariant 8: every change is journalled with its prior value, and undo says what it cannot take back") {
  Life life;
  life.offered();
  const auto run = life.town.store().runs(1)->front().number;
  const auto written = *life.town.store().operations_of_run(run);
  REQUIRE(written.size() >= 3);
  for (const auto& operation : written) {
    if (operation.change.action == model::Action::add_tag && operation.change.rule.starts_with("verdict row"))
      CHECK(operation.change.prior == "gw:need-copywriting");
  }
  life.town.crm("main").finish_tasks("1001");
  std::vector<model::LeftAlone> kept;
  life.town.undo("main", run, &kept);
  for (auto& line : life.oracle.look()) life.wrong.push_back(line);
  CHECK(life.tags() == std::set<std::string>{"gw:need-copywriting"});
  CHECK(life.state() == "recalled");
  REQUIRE(kept.size() == 1);
  CHECK(kept.front().text == "the task was done by a person");
}

TEST_CASE("invariant 9: a missing fact is review, and review is no yes") {
  const std::string text =
      R"({"id": "charter", "version": 1, "title": "t", "about": "a", "rules": [{"id": "mail", "version": 1, "title": "ask",
      "when": {"all": [{"fact": "issuer", "is": "equal", "value": true}]},
      "answers": {"refer": "no"}, "source": {"statute": "s", "clause": "c"}, "vectors": [
      {"says": "a", "facts": {}, "answers": {}, "missing": "issuer"}, {"says": "b", "facts": {}, "answers": {}},
      {"says": "c", "facts": {}, "answers": {}}]}]})";
  const std::vector<rules::PackFile> files = {{"charter.json", base::parse_json(text).value()}};
  Life life;
  rules::put_in_force(life.town.circle.book, rules::compile_packs(files).value());
  life.sync();
  const auto dossier = *life.town.store().dossier(Story::joan());
  REQUIRE(dossier->decision);
  CHECK(dossier->decision->held);
  CHECK(std::ranges::any_of(dossier->decision->screen, [](const auto& one) {
    return one.question == "refer" && one.answer == model::Answer3::review && one.missing == "issuer";
  }));
  CHECK(life.state() == "none");
}

TEST_CASE("invariant 10: terms are those of the offer, and are told to the prospect before the yes") {
  Life life;
  std::erase_if(life.town.circle.partners, [](const auto& one) { return one.id != "sallow"; });
  life.offered();
  CHECK(has(life.texts(), "20% of the first invoice"));
  life.town.partner("sallow")->terms = "30% of everything";
  life.say("prospect-yes");
  life.sync();
  life.say("partner-yes");
  life.sync();
  CHECK(life.letters() == 1);
  CHECK_FALSE(has(life.texts(), "30%"));
  const auto consents = *life.town.store().consents(life.referrals().front().id);
  CHECK(has(consents.front().wording, "20% of the first invoice"));
}

TEST_CASE("invariant 11: nothing but ours is changed, and a tag that a person took off stays off") {
  Life life;
  auto& paper = life.town.crm("main");
  paper.tag("1001", "vip");
  life.offered();
  paper.untag("1001", "gw:refer");
  life.oracle.took_off(Story::joan(), "gw:refer");
  for (int i = 0; i < 3; ++i) {
    life.town.clock.pass(days(1));
    life.sync();
  }
  CHECK(life.tags() == std::set<std::string>{"gw:ask-prospect", "gw:need-copywriting", "vip"});
  CHECK(life.left_alone("person_edit"));
  life.town.say(Story::joan(), {"keep", "", "", {}, true});  // another verdict
  life.sync();
  CHECK(life.left_alone("person_edit"));
  CHECK_FALSE(life.tags().contains("gw:pursue"));
}

TEST_CASE("invariant 12: the state says who acts next, and by when") {
  Life life;
  life.offered();
  const auto offered = life.referrals().front();
  CHECK(offered.next_by == offered.opened + days(14));
  CHECK(model::acts_next(offered.state) == "prospect");
  life.say("prospect-yes");
  life.sync();
  CHECK(model::acts_next(life.referrals().front().state) == "partner");
  life.town.clock.pass(days(8));
  life.sync();
  life.sync();
  CHECK(life.oracle.of(Story::joan()).front()->state == model::ReferralState::expired);
  CHECK(life.state() == "offered_prospect");
}

TEST_CASE("invariant 13: what is written carries no opinion and no sign") {
  Life life;
  life.town.crm("main").note("1001", "canaryopinion: she wastes our time and never decides.");
  life.introduced();
  life.say("won", "", "");
  life.sync();
  CHECK(life.letters() == 1);
  CHECK_FALSE(has(life.texts(), "canaryopinion"));
}

TEST_CASE("invariant 14: the reason of a confidential conflict stands in no text") {
  Life life;
  life.offered();
  life.town.crm("main").note("1001", "gw: private canaryconflict, we act for her rival");
  life.sync();
  life.sync();
  CHECK(life.state() == "withdrawn");
  CHECK_FALSE(has(life.texts(), "canaryconflict"));
}

TEST_CASE("invariant 15: a partner's weaknesses leave the store in no text") {
  Life life;
  life.town.circle.services.push_back({"canaryweakness", "", {{"en", {"canaryweakness"}}}});
  life.introduced();
  for (const auto* word : {"won", "thanked-prospect", "thanked-partner", "settled"}) life.say(word, "", "");
  life.sync();
  life.sync();
  CHECK(life.state() == "closed");
  CHECK_FALSE(has(life.texts(), "canaryweakness"));
}

TEST_CASE("invariant 16: where too few companies fit, the card tells nothing of the prospect") {
  Life life;
  life.carded();
  CHECK(life.state() == "offered_partner");
  const auto& slips = life.town.crm("main").slips();
  const auto card =
      std::ranges::find_if(slips, [](const Slip& slip) { return slip.title.starts_with("Ask Pellwick"); });
  REQUIRE(card != slips.end());
  CHECK_FALSE(has(card->text, "Ripon"));
  CHECK(has(card->text, "tell no more"));
}

TEST_CASE("invariant 17: who objects gets no verdict, and undo gives none back") {
  Life life;
  life.offered();
  life.town.clock.pass(days(1));
  life.town.say(Story::joan(), {"no-scoring", "", "", {}, true});
  life.town.clock.pass(std::chrono::hours(1));
  life.sync();
  CHECK(life.tags() == std::set<std::string>{"gw:need-copywriting", "gw:no-scoring"});
  const auto run = life.town.store().runs(1)->front().number;
  std::vector<model::LeftAlone> kept;
  life.town.undo("main", run, &kept);
  CHECK(life.tags() == std::set<std::string>{"gw:need-copywriting", "gw:no-scoring"});
  CHECK_FALSE(kept.empty());
  const auto dossier = *life.town.store().dossier(Story::joan());
  CHECK(dossier->decision->verdict == model::Verdict::none);
}

TEST_CASE("every invariant has a case that shows it") {
  std::ifstream own(std::string(GOODWORD_SOURCE_DIR) + "/tests/invariants/invariants_test.cpp");
  std::ifstream store(std::string(GOODWORD_SOURCE_DIR) + "/tests/store/promises_test.cpp");
  const std::string cases(std::istreambuf_iterator<char>(own), {}), promises(std::istreambuf_iterator<char>(store), {});
  for (int number = 1; number <= 17; ++number) {
    const std::string front = "TEST_CASE(\"invariant " + std::to_string(number) + ": ";
    const auto at = cases.find(front);
    CAPTURE(number);
    REQUIRE(at != std::string::npos);
    std::cout << "  " << number << " | "
              << cases.substr(at + front.size(), cases.find('"', at + front.size()) - at - front.size());
    for (auto [one, last] = refused_by_the_store().equal_range(number); one != last; ++one) {
      CHECK(has(promises, "\"" + one->second + "\""));
      std::cout << " | the store: " << one->second;
    }
    std::cout << "\n";
  }
}
