// After the introduction: what people tell, and what the clock asks.
#include <catch2/catch.hpp>

#include "engine/follow_up.hpp"
#include "engine/outcomes.hpp"

using namespace goodword;
using model::ReferralState;

namespace {

const base::Instant introduced = *base::parse_rfc3339("2026-11-02T09:00:00Z");  // a Monday
using Days = std::chrono::days;

/// The one thing that is due.
std::optional<engine::FollowUp> next_of(const engine::Subject& subject, const engine::Policy& policy,
                                        base::Instant now) {
  const auto due = engine::follow_ups(subject, policy, now);
  REQUIRE(due.size() <= 1);
  return due.empty() ? std::nullopt : std::optional(due.front());
}

/// Joan, introduced to Pellwick, and what is said about it.
struct Told {
  engine::Policy policy;
  engine::Circle circle;
  engine::Letters letters;
  model::Dossier dossier;
  rules::DeskReading desk;
  std::vector<model::ReferralEvent> events;
  base::Instant now = introduced;

  explicit Told(ReferralState state = ReferralState::introduced) {
    circle.firm.currency = "GBP";
    dossier.crm = "main";
    dossier.contact.values[model::contact::id] = std::string("101");
    model::Referral referral;
    referral.id = "r1";
    referral.contact = dossier.ref();
    referral.need = "copywriting";
    referral.partner = "pellwick";
    referral.state = state;
    referral.opened = introduced - Days(5);
    dossier.referrals = {referral};
    events = {{"r1", "introduce", introduced, "dev", "", "note", ""}};
    referral_().next_by = engine::next_by(referral_(), "introduce", introduced, {}, policy);
  }
  model::Referral& referral_() { return dossier.referrals.back(); }
  void note(const std::string& word, int days, const std::string& record, const std::string& value = "") {
    rules::DeskWord said;
    said.word = word;
    said.value = value;
    said.by = "dev";
    said.at = introduced + Days(days);
    said.record = {"main", model::Kind::activity, record};
    desk.words.push_back(said);
  }
  /// Reads the desk, and keeps what it told.
  std::vector<std::string> hear(int days) {
    now = introduced + Days(days);
    engine::Heard heard;
    engine::hear_news(dossier, desk, {policy, circle, letters, {}, now, {{"r1", events}}}, heard);
    std::vector<std::string> told;
    for (const auto& event : heard.commit.events) {
      told.push_back(event.event);
      events.push_back(event);
    }
    if (!heard.commit.referrals.empty()) referral_() = heard.commit.referrals.back();
    return told;
  }
  /// What the clock asks on a day, kept.
  std::string ask(int days) {
    engine::Subject subject{dossier, {}, "dev", false, std::nullopt};
    subject.events["r1"] = events;
    const auto due = next_of(subject, policy, introduced + Days(days));
    if (!due) return "";
    if (!due->move.event.event.empty()) {
      events.push_back(due->move.event);
      referral_() = due->move.referral;
    }
    return due->about;
  }
  int next_day() {
    const auto by = referral_().next_by;
    return by ? static_cast<int>(base::days_between(introduced, *by)) : -1;
  }
};

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("news moves a referral on, each piece once, in the order it happened") {
  Told one;
  one.note("met", 9, "12");
  one.note("acknowledged", 2, "11");
  std::ranges::sort(one.desk.words, {}, &rules::DeskWord::at);
  CHECK(one.hear(10) == Words{"acknowledge", "meet"});
  CHECK(one.referral_().state == ReferralState::met);
  CHECK(one.hear(11).empty());
  one.note("on-hold", 12, "13");
  CHECK(one.hear(12) == Words{"hold"});
  one.note("working", 20, "14");
  CHECK(one.hear(20) == Words{"start_work"});
  CHECK(one.hear(21).empty());  // "on-hold" is still written there
  one.note("won", 40, "15", "6400");
  CHECK(one.hear(40) == Words{"win"});
  CHECK(one.events.back().value == base::Money{640'000, "GBP"});
  CHECK(one.events.back().proof == "main activity 15");
  CHECK(one.hear(41).empty());
}

TEST_CASE("what was said before the offer, or of another partner, is no news") {
  Told one;
  one.note("met", -10, "11");
  CHECK(one.hear(1).empty());
  one.note("won", 1, "12");
  one.desk.words.back().partner = "sallow";
  CHECK(one.hear(1).empty());
  rules::DeskWord tag;
  tag.word = "won";
  tag.tag = "gw:won";
  tag.at = introduced + Days(1);
  one.desk.words = {tag};
  one.referral_().tags_then = {"gw:won"};
  CHECK(one.hear(1).empty());
  one.referral_().tags_then.clear();
  CHECK(one.hear(1) == Words{"win"});
}

TEST_CASE("how terms were settled is told by a word or an amount, and a bar of the law settles them by itself") {
  const auto settled = [](const std::string& value) {
    Told one(ReferralState::won);
    one.note("settled", 5, "11", value);
    CHECK(one.hear(6) == Words{"settle"});
    return std::pair(one.events.back().reason, one.events.back().value);
  };
  CHECK(settled("640") == std::pair(std::string("fee"), std::optional(base::Money{64'000, "GBP"})));
  CHECK(settled("Waived") == std::pair(std::string("waived"), std::optional<base::Money>()));
  CHECK(settled("") == std::pair(std::string("none"), std::optional<base::Money>()));
  CHECK(settled("later") == std::pair(std::string("none: later"), std::optional<base::Money>()));
  Told one(ReferralState::won);
  one.referral_().terms = "10%";
  engine::Subject subject{one.dossier, {}, "dev", false, std::nullopt};
  subject.events["r1"] = one.events;
  CHECK(next_of(subject, one.policy, introduced + Days(6))->about == "thank");
  model::ScreenAnswer pay;
  pay.question = "pay";
  pay.answer = model::Answer3::no;
  pay.pack = "respa";
  subject.decision.screen = {pay};
  const auto due = next_of(subject, one.policy, introduced + Days(6));
  REQUIRE(due);
  CHECK(due->move.event.event == "settle");
  CHECK(due->move.event.reason == "barred: may not be paid (respa)");
  CHECK(due->move.referral.state == ReferralState::won);
  subject.events["r1"].push_back(due->move.event);
  CHECK(next_of(subject, one.policy, introduced + Days(6))->about == "thank");
}

TEST_CASE("how it was is heard once it is known what came of it, as late as it is told, and moves nothing") {
  Told early(ReferralState::met);
  early.note("prospect-content", 5, "11");
  CHECK(early.hear(6).empty());
  Told one(ReferralState::won);
  one.events.push_back({"r1", "win", introduced + Days(20), "dev", "", "main activity 10", ""});
  one.note("partner-content", 22, "11");
  CHECK(one.hear(22) == Words{"partner_content"});
  CHECK(one.referral_().state == ReferralState::won);
  one.referral_().state = ReferralState::closed;
  one.note("prospect-complains", 60, "12");
  CHECK(one.hear(60) == Words{"prospect_complains"});
  CHECK(one.referral_().state == ReferralState::closed);
  CHECK(one.hear(61).empty());
  one.note("won", 62, "13");  // it is closed
  CHECK(one.hear(62).empty());
  one.note("disputed", 63, "14");
  CHECK(one.hear(63) == Words{"dispute"});
}

TEST_CASE("typed news is held to the table, and says what can be told") {
  Told one(ReferralState::lost);
  const engine::DeskGround ground{one.policy, one.circle, one.letters, {}, introduced + Days(9), {{"r1", one.events}}};
  engine::SpokenNews news{"meet", "dev", "", "", {}, ground.now};
  const auto refused = engine::record_news(one.referral_(), news, ground);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().detail ==
        "referral r1 is lost: \"meet\" does not follow; what can be told: disputed, prospect-content, "
        "prospect-complains, partner-content, partner-complains, corrected, entered-in-error");
  news.event = "correct";
  const auto taken = engine::record_news(one.referral_(), news, ground);
  REQUIRE(taken);
  CHECK(taken->referrals.front().state == ReferralState::working);
}

TEST_CASE("the clock asks whether it arrived, whether they wrote, and what came of it after 30 and 90 days") {
  Told one;
  CHECK(one.next_day() == 3);  // three working days
  CHECK(one.ask(2).empty());
  CHECK(one.ask(4) == "acknowledge");
  CHECK(one.ask(5).empty());
  CHECK(one.next_day() == 11);
  CHECK(one.ask(12) == "acknowledge");
  CHECK(one.next_day() == 30);
  CHECK(one.ask(31) == "outcome");
  CHECK(one.next_day() == 90);
  CHECK(one.ask(91) == "outcome");
  CHECK(one.next_day() == -1);
  CHECK(one.ask(400).empty());
}

TEST_CASE("with news the clock waits, and asks how it goes") {
  Told one;
  one.note("acknowledged", 1, "11");
  one.hear(1);
  CHECK(one.next_day() == 8);  // five working days after it
  CHECK(one.ask(9) == "contact");
  one.note("contacted", 10, "12");
  one.hear(10);
  CHECK(one.next_day() == 24);
  CHECK(one.ask(25) == "progress");
  CHECK(one.next_day() == 30);
}

TEST_CASE("where work came of it both are thanked, terms are settled, and only then it is closed") {
  Told one(ReferralState::working);
  one.referral_().terms = "10% of the first year";
  one.note("won", 20, "11");
  one.hear(20);
  CHECK(one.next_day() == 22);
  engine::Subject subject{one.dossier, {}, "dev", false, std::nullopt};
  subject.events["r1"] = one.events;
  const auto due = next_of(subject, one.policy, introduced + Days(20));
  REQUIRE(due);
  CHECK(due->task == "task-thank");
  subject.dossier.marks.emplace_back().cause = due->cause;
  CHECK_FALSE(next_of(subject, one.policy, introduced + Days(21)));  // asked once
  one.note("thanked-prospect", 21, "12");
  one.note("thanked-partner", 21, "13");
  CHECK(one.hear(21) == Words{"thank_prospect", "thank_partner"});
  CHECK(engine::owed(one.referral_(), one.events) == std::vector<std::string_view>{"settle"});
  one.note("settled", 30, "14");
  one.hear(30);
  CHECK(one.ask(31) == "close");
  CHECK(one.referral_().state == ReferralState::closed);
}

TEST_CASE("a partner that gave it back, or never wrote, ends it at once") {
  for (const auto& [word, state] : {std::pair("given-back", ReferralState::given_back),
                                    std::pair("never-contacted", ReferralState::never_contacted)}) {
    Told one;
    one.note(word, 6, "11");
    one.hear(6);
    CHECK(one.referral_().state == state);
    CHECK_FALSE(engine::is_under_way(one.referral_()));
    CHECK(one.ask(100).empty());
  }
}

TEST_CASE("of several partners a word is about the one it names, and about none where it names nobody") {
  Told one(ReferralState::working);
  model::Referral other = one.referral_();
  other.id = "r2", other.partner = "babel", other.need = "translation", other.state = ReferralState::introduced;
  one.dossier.referrals.push_back(other);
  engine::DeskGround ground{one.policy, one.circle, one.letters, {}, introduced + Days(9), {{"r1", one.events}}};
  ground.events["r2"] = {{"r2", "introduce", introduced, "dev", "", "note", ""}};
  const auto heard = [&](const std::string& word, const std::string& partner) {
    one.desk.words.clear();
    one.note(word, 8, "21");
    one.desk.words.back().partner = partner;
    engine::Heard made;
    engine::hear_news(one.dossier, one.desk, ground, made);
    std::string told;
    for (const auto& event : made.commit.events) told += event.referral + " " + event.event;
    for (const auto& question : made.questions) told += question.text;
    return told;
  };
  CHECK(heard("contacted", "babel") == "r2 contact");
  CHECK(heard("given-back", "") ==
        "gw: given-back: of which partner? Write a note: gw: given-back to pellwick, or to babel");
  CHECK(heard("acknowledged", "") == "r2 acknowledge");  // it can be said of one alone
  CHECK(heard("won", "sallow").empty());
  // What was asked about is answered once it is told by name, also when that one is over.
  ground.events["r1"].push_back({"r1", "win", introduced + Days(8), "dev", "", "main activity 22", ""});
  one.referral_() = other;
  one.dossier.referrals.front().state = ReferralState::closed;
  CHECK(heard("won", "").empty());
  CHECK(heard("won", "babel") == "r2 win");
}

TEST_CASE("the clock asks of each partner by itself, and both are asked on one day") {
  Told one;
  model::Referral other = one.referral_();
  other.id = "r2", other.partner = "babel";
  other.next_by = introduced + Days(1);
  one.referral_().next_by = introduced + Days(5);
  one.dossier.referrals.push_back(other);
  engine::Subject subject{one.dossier, {}, "dev", false, std::nullopt};
  subject.events = {{"r1", one.events}, {"r2", {{"r2", "introduce", introduced, "dev", "", "note", ""}}}};
  const auto asked = [&](int days) {
    std::vector<std::string> ids;
    for (const auto& due : engine::follow_ups(subject, one.policy, introduced + Days(days)))
      ids.push_back(due.move.referral.id);
    return ids;
  };
  CHECK(asked(0).empty());
  CHECK(asked(2) == Words{"r2"});
  CHECK(asked(6) == Words{"r1", "r2"});
}

TEST_CASE("what is at hand is the open offer, else who was introduced last") {
  Told one(ReferralState::working);
  auto referrals = one.dossier.referrals;
  const auto add = [&](const std::string& id, ReferralState state) {
    referrals.push_back(referrals.front());
    referrals.back().id = id, referrals.back().state = state;
  };
  add("r2", ReferralState::closed);
  CHECK(engine::at_hand(referrals)->id == "r1");
  add("r3", ReferralState::introduced);
  CHECK(engine::at_hand(referrals)->id == "r3");
  referrals.insert(referrals.begin(), referrals.front());
  referrals.front().id = "r0", referrals.front().state = ReferralState::offered_partner;
  CHECK(engine::at_hand(referrals)->id == "r0");
  CHECK(engine::at_hand({}) == nullptr);
}
