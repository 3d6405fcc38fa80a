#include <catch2/catch.hpp>
#include <set>

#include "engine/desk.hpp"
#include "engine/tags.hpp"
#include "stage/stage.hpp"

using namespace goodword;
using model::ReferralState;

namespace {

const base::Instant opened = *base::parse_rfc3339("2026-11-02T09:00:00Z");

struct Desk {
  engine::Policy policy;
  engine::Circle circle;
  engine::Letters letters = goodword::testing::shipped_letters();
  model::Dossier dossier;
  rules::DeskReading desk;
  std::vector<model::ReferralEvent> recorded;

  explicit Desk(ReferralState state = ReferralState::offered_prospect) {
    dossier.crm = "main";
    dossier.contact.values[model::contact::id] = std::string("101");
    model::Referral referral;
    referral.id = "r1";
    referral.contact = dossier.ref();
    referral.need = "copywriting";
    referral.partner = "pellwick";
    referral.state = state;
    referral.opened = opened;
    dossier.referrals = {referral};
  }
  void say(const std::string& word, const std::string& how, int hours = 1, const std::string& to = "") {
    rules::DeskWord said;
    said.word = word;
    said.how = how;
    said.by = "dev";
    said.partner = to;
    said.at = opened + std::chrono::hours(hours);
    said.record = {"main", model::Kind::activity, "9"};
    desk.words.push_back(said);
  }
  void tag(const std::string& word) {
    rules::DeskWord said;
    said.word = word;
    said.tag = "gw:" + word;
    said.at = opened + std::chrono::hours(1);
    desk.words.push_back(said);
  }
  engine::Heard hear() const {
    return engine::hear(dossier, desk,
                        {policy, circle, letters, {{"r1", {"c1"}}}, opened + std::chrono::days(1), {{"r1", recorded}}});
  }
};

}  // namespace

TEST_CASE("each answer takes the open offer to its own state, and only a yes is a consent") {
  struct Row {
    ReferralState from;
    std::string word;
    ReferralState to;
    std::size_t consents;
  };
  using enum ReferralState;
  for (const auto& row :
       {Row{offered_prospect, "prospect-yes", prospect_accepted, 1},
        Row{offered_prospect, "prospect-no", prospect_declined, 0},
        Row{offered_prospect, "prospect-wants-us", chose_us, 0},
        Row{offered_prospect, "prospect-meet-first", wants_meeting, 1},
        Row{meeting_offered, "partner-yes", meeting_agreed, 1}, Row{meeting_offered, "partner-no", partner_declined, 0},
        Row{meeting, "prospect-yes", prospect_accepted, 1}, Row{meeting, "prospect-no", prospect_declined, 0},
        Row{meeting, "prospect-wants-us", chose_us, 0}, Row{offered_partner, "partner-asks", needs_info, 0},
        Row{needs_info, "partner-told", offered_partner, 0}, Row{needs_info, "partner-yes", partner_accepted, 1},
        Row{offered_partner, "partner-yes", partner_accepted, 1},
        Row{offered_partner, "partner-no", partner_declined, 0}}) {
    INFO(row.word);
    Desk desk(row.from);
    desk.say(row.word, "phone");
    const auto heard = desk.hear();
    REQUIRE(heard.commit.referrals.size() == 1);
    CHECK(heard.commit.referrals.front().state == row.to);
    CHECK(heard.commit.consents.size() == row.consents);
    CHECK(heard.questions.empty());
  }
}

TEST_CASE("a yes to a meeting is a receipt of its own, for name and firm, and one to an introduction another") {
  using enum ReferralState;
  std::set<std::string> ids;
  for (const auto& [from, word, scope] : {std::tuple(offered_prospect, "prospect-meet-first", model::Scope::meeting),
                                          std::tuple(meeting_offered, "partner-yes", model::Scope::meeting),
                                          std::tuple(meeting, "prospect-yes", model::Scope::introduction),
                                          std::tuple(offered_partner, "partner-yes", model::Scope::introduction)}) {
    INFO(word);
    Desk desk(from);
    desk.say(word, "phone");
    const auto heard = desk.hear();
    REQUIRE(heard.commit.consents.size() == 1);
    const auto& consent = heard.commit.consents.front();
    CHECK(consent.scope == scope);
    CHECK(ids.insert(consent.id).second);
    const bool shows_address = std::ranges::count(consent.fields, std::string("email")) > 0;
    CHECK(shows_address == (std::string(word) == "prospect-yes"));
  }
}

TEST_CASE("a question of the partner and its answer are heard once each, and a second question again") {
  Desk desk(ReferralState::offered_partner);
  desk.say("partner-asks", "", 1);
  desk.desk.words.back().record.id = "10";
  REQUIRE(desk.hear().commit.events.size() == 1);
  desk.recorded = desk.hear().commit.events;
  CHECK(desk.hear().empty());
  desk.say("partner-asks", "", 5);
  desk.desk.words.back().record.id = "11";
  CHECK(desk.hear().commit.events.size() == 1);
}

TEST_CASE("whom a partner names is passed on to where the circle knows them, else asked about") {
  Desk desk(ReferralState::offered_partner);
  model::Partner sallow;
  sallow.id = "sallow";
  sallow.name = "Sallow & Reed";
  desk.circle.partners = {sallow};
  desk.say("partner-names", "");
  desk.desk.words.back().value = "sallow & reed";
  auto heard = desk.hear();
  REQUIRE(heard.commit.answers.size() == 1);
  CHECK(heard.commit.answers.front().about == engine::named_in_place);
  CHECK(heard.commit.answers.front().value == "sallow");
  CHECK(heard.commit.consents.empty());
  CHECK(heard.commit.events.front().reason == "sallow & reed");
  desk.desk.words.back().value = "Ann Lowe";
  heard = desk.hear();
  CHECK(heard.commit.answers.empty());
  CHECK(heard.questions.size() == 1);
}

TEST_CASE("a consent keeps the wording that was shown, in the firm's language") {
  Desk desk;
  desk.dossier.referrals.front().terms = "10 %";
  desk.say("prospect-yes", "phone");
  CHECK(desk.hear().commit.consents.front().wording ==
        "May I introduce you to pellwick for copywriting? They would get your name, your e-mail and what you need; "
        "nothing else. What we earn: 10 %.");
  desk.policy.language = "de";
  CHECK(desk.hear().commit.consents.front().wording ==
        "Darf ich Sie pellwick vorstellen, für copywriting? Weitergeben würde ich Ihren Namen, Ihre E-Mail-Adresse und "
        "was Sie suchen, sonst nichts. Was wir daran verdienen: 10 %.");
}

TEST_CASE("a yes without how, to somebody else, or from a tag that was there before, records nothing") {
  Desk no_how;
  no_how.say("prospect-yes", "");
  CHECK(no_how.hear().empty());
  CHECK(no_how.hear().questions.size() == 1);
  Desk elsewhere;
  elsewhere.say("prospect-yes", "phone", 1, "sallow");
  CHECK(elsewhere.hear().empty());
  CHECK(elsewhere.hear().questions.size() == 1);
  Desk before;
  before.dossier.referrals.front().tags_then = {"gw:prospect-no"};
  before.tag("prospect-no");
  CHECK(before.hear().empty());
  Desk early;
  early.say("prospect-yes", "phone", -1);
  CHECK(early.hear().empty());
}

TEST_CASE("of two answers that contradict each other the later one holds and a person is asked") {
  Desk desk;
  desk.say("prospect-yes", "phone", 1);
  desk.say("prospect-no", "phone", 2);
  const auto heard = desk.hear();
  REQUIRE(heard.commit.referrals.size() == 1);
  CHECK(heard.commit.referrals.front().state == ReferralState::prospect_declined);
  CHECK(heard.commit.consents.empty());
  CHECK(heard.questions.size() == 1);
}

TEST_CASE("an answer to no offer is a question, and the partner's yes before the prospect's counts for nothing") {
  Desk stray;
  stray.dossier.referrals.clear();
  stray.tag("prospect-yes");
  CHECK(stray.hear().empty());
  CHECK(stray.hear().questions.size() == 1);
  Desk partner_first;
  partner_first.say("partner-yes", "phone");
  CHECK(partner_first.hear().empty());
}

TEST_CASE("a withdrawal withdraws every consent in force and beats a yes said with it") {
  Desk desk(ReferralState::offered_partner);
  desk.say("partner-yes", "phone");
  desk.say("withdraw", "phone");
  const auto heard = desk.hear();
  CHECK(heard.commit.withdrawn == std::vector<std::string>{"c1"});
  CHECK(heard.commit.consents.empty());
  REQUIRE(heard.commit.referrals.size() == 1);
  CHECK(heard.commit.referrals.front().state == ReferralState::withdrawn);
}

TEST_CASE("a withdrawal is heard of every referral of theirs, with the consents of each") {
  Desk desk(ReferralState::introduced);
  auto second = desk.dossier.referrals.front();
  second.id = "r2";
  second.need = "payroll";
  second.state = ReferralState::offered_partner;
  desk.dossier.referrals.push_back(second);
  auto third = second;
  third.id = "r3";
  third.state = ReferralState::lost;
  desk.dossier.referrals.push_back(third);
  desk.say("withdraw", "phone");
  const auto heard = engine::hear(desk.dossier, desk.desk,
                                  {desk.policy,
                                   desk.circle,
                                   desk.letters,
                                   {{"r1", {"c1", "c2"}}, {"r2", {"c3"}}, {"r3", {"c4"}}},
                                   opened + std::chrono::days(1)});
  CHECK(heard.commit.withdrawn == std::vector<std::string>{"c1", "c2", "c3", "c4"});
  std::vector<ReferralState> states;
  for (const auto& referral : heard.commit.referrals) states.push_back(referral.state);
  CHECK(states == std::vector<ReferralState>{ReferralState::recalled, ReferralState::withdrawn});
}

TEST_CASE("a yes taken back after all was over stops further offers, once, and a person may lift it") {
  for (const auto state : {ReferralState::closed, ReferralState::lost, ReferralState::prospect_declined}) {
    Desk desk(state);
    desk.say("withdraw", "phone");
    const auto heard = desk.hear();
    CHECK(heard.commit.events.empty());
    REQUIRE(heard.commit.answers.size() == 1);
    CHECK(heard.commit.answers.front().about == "private");
    CHECK(heard.commit.answers.front().at == desk.desk.words.front().at);
    REQUIRE(heard.questions.size() == 1);
    CHECK(heard.questions.front().text.find("goodword answer 101 private=no") != std::string::npos);
    desk.dossier.answers = heard.commit.answers;
    CHECK(desk.hear().commit.answers.empty());
    CHECK(desk.hear().questions.empty());
  }
  Desk ended(ReferralState::recalled);  // by this same word
  ended.say("withdraw", "phone");
  ended.recorded = {{"r1", "withdraw", opened, "dev", "phone", engine::proof_of(ended.desk.words.front()), ""}};
  CHECK(ended.hear().commit.answers.empty());
  Desk long_ago(ReferralState::closed);
  long_ago.say("withdraw", "phone", -1);
  CHECK(long_ago.hear().commit.answers.empty());
}

TEST_CASE("our tag stands until the contact was read after it was put there and lacks it") {
  model::Dossier dossier;
  model::Mark mark;
  mark.value = "gw:refer";
  mark.done_at = opened;
  dossier.seen_at = opened - std::chrono::hours(1);
  CHECK(engine::stands(mark, dossier));
  dossier.seen_at = opened + std::chrono::hours(1);
  CHECK_FALSE(engine::stands(mark, dossier));
  dossier.contact.values[model::contact::changed] = opened - std::chrono::hours(1);
  CHECK(engine::stands(mark, dossier));
  dossier.contact.values[model::contact::changed] = opened + std::chrono::minutes(1);
  CHECK_FALSE(engine::stands(mark, dossier));
  dossier.contact.values[model::contact::tags] = std::vector<std::string>{"gw:refer"};
  CHECK(engine::stands(mark, dossier));
}
