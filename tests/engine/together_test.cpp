// Serving a prospect together with a partner: what it stands on, what is told of it, and what stops it.
#include "engine/together.hpp"

#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "engine/desk.hpp"
#include "stage/stage.hpp"

using namespace goodword;
using namespace goodword::testing;

namespace {

struct Joint {
  Stage stage;
  engine::Subject subject;
  model::Referral referral;

  Joint() {
    model::Partner partner;
    partner.id = "pellwick";
    partner.name = "Pellwick Copy";
    partner.person = "Ewan Pell";
    partner.room = model::Room{3, *base::parse_date("2027-12-31")};
    partner.trusted = true;
    partner.arrangements = {{{"copywriting"},
                             "write the pages",
                             "map the flow",
                             {},
                             *base::parse_date("2027-12-01"),
                             "in the safe",
                             model::WorkMode::shared,
                             "they",
                             "each"}};
    stage.circle.partners = {partner};
    stage.circle.services = {{"copywriting", "", {{"en", {"copywriting"}}, {"de", {"Werbetexte"}}}}};
    stage.circle.firm.name = "Ottermere & Vance";
    stage.circle.firm.sellers = {{"dev", "Dev Anand", {}, 19}};
    subject.seller = "dev";
    auto& dossier = subject.dossier;
    dossier.crm = "main";
    dossier.contact.values[model::contact::id] = std::string("101");
    dossier.contact.values[model::contact::name] = std::string("Ruth Oye");
    dossier.contact.values[model::contact::emails] = std::vector<std::string>{"ruth@canary.example"};
    subject.decision.id = "d1";
    subject.decision.at = stage.clock.now();
    subject.decision.verdict = model::Verdict::team_up;
    subject.decision.need.service = "copywriting";
    subject.decision.need.confirmed = true;
    subject.decision.matches = {{"pellwick", 700, {}, {}, {}}};
    referral.id = "r1";
    referral.contact = dossier.ref();
    referral.need = "copywriting";
    referral.partner = "pellwick";
    referral.seller = "dev";
    referral.state = model::ReferralState::partner_accepted;
    referral.kind = model::ReferralKind::together;
    referral.agreed = agreement();
  }

  model::Partner& partner() { return stage.circle.partners.front(); }
  model::Arrangement& agreement() { return partner().arrangements.front(); }
  base::Date today() { return base::date_of(stage.clock.now()); }
  base::Date yesterday() { return base::date_of(stage.clock.now() - std::chrono::days(1)); }

  model::Consent yes(model::Party party) {
    model::Consent made;
    made.id = party == model::Party::prospect ? "c1" : "c2";
    made.referral = "r1";
    made.party = party;
    made.receiver = "pellwick";
    if (party == model::Party::prospect) made.fields = {"name", "need"};
    made.at = stage.clock.now();
    made.until = made.at + std::chrono::days(90);
    return made;
  }
  engine::Introduction letters() {
    base::Result<engine::Introduction> made;
    stage.with_world([&](engine::World& world) {
      made = engine::introduction_for(engine::ground_of(world), subject.dossier, referral,
                                      {yes(model::Party::prospect), yes(model::Party::partner)});
    });
    REQUIRE(made);
    return *made;
  }
  std::string offer() {
    base::Result<std::string> made;
    stage.with_world([&](engine::World& world) {
      made = engine::joint_offer_letter(engine::ground_of(world), subject, partner(), agreement());
    });
    REQUIRE(made);
    return *made;
  }
  model::Plan plan() {
    engine::PlanGround ground;
    ground.crm = "main";
    ground.now = ground.data_at = stage.clock.now();
    for (const auto action : {model::Action::add_tag, model::Action::note, model::Action::task})
      ground.abilities.push_back({action, model::Kind::contact, model::Sameness::a, 1, 0, {}});
    const auto shipped = shipped_letters();
    engine::Planner planner(ground, stage.policy, stage.circle, shipped);
    REQUIRE(planner.add(subject));
    return planner.finish({});
  }
};

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string code(const base::Result<void>& result) { return result ? "" : result.error().code; }

}  // namespace

TEST_CASE("an offer to serve together carries the agreement it stands on, and the letter that asks") {
  Joint one;
  const auto plan = one.plan();
  REQUIRE(plan.entries.size() == 1);
  REQUIRE(plan.entries.front().moves.size() == 1);
  const auto& referral = plan.entries.front().moves.front().referral;
  CHECK(referral.kind == model::ReferralKind::together);
  CHECK(referral.agreed == one.agreement());
  CHECK(referral.state == model::ReferralState::offered_prospect);
  const auto& changes = plan.entries.front().changes;
  const auto task = std::ranges::find(changes, model::Action::task, &model::Change::action);
  REQUIRE(task != changes.end());
  CHECK(task->title == "Ask Ruth whether Pellwick Copy may join us");
  CHECK(says(task->body, one.offer()));
}

TEST_CASE("where nothing is agreed, or what was has ended, or the need is a guess, no such offer is made") {
  const auto offers = [](const model::Plan& plan) {
    return !plan.entries.empty() && !plan.entries.front().moves.empty();
  };
  Joint ended;
  ended.agreement().until = ended.yesterday();
  CHECK_FALSE(offers(ended.plan()));
  Joint other_service;
  other_service.agreement().services = {"payroll"};
  CHECK_FALSE(offers(other_service.plan()));
  Joint no_mode;
  no_mode.agreement().mode.reset();
  CHECK_FALSE(offers(no_mode.plan()));
  Joint guess;
  guess.subject.decision.need.confirmed = false;
  CHECK_FALSE(offers(guess.plan()));
}

TEST_CASE("what stops an offer made under an agreement: it ended, it says something else, the partner is gone") {
  Joint one;
  const auto now = [&] { return code(engine::still_agreed(one.stage.circle, one.referral, one.today())); };
  CHECK(now().empty());
  one.agreement().until = *base::parse_date("2029-01-01");  // renewed as it was
  CHECK(now().empty());
  for (auto* changed : {&one.agreement().they, &one.agreement().we, &one.agreement().leads, &one.agreement().bills}) {
    const auto kept = std::exchange(*changed, "we");
    CHECK(now() == "brake.agreement");
    *changed = kept;
  }
  one.agreement().until = one.today();
  CHECK(now().empty());
  one.agreement().until = one.yesterday();
  CHECK(now() == "brake.agreement");
  one.stage.circle.partners.clear();
  CHECK(now() == "brake.agreement");
  one.referral.agreed.reset();  // an introduction needs none
  CHECK(now().empty());
}

TEST_CASE(
    "the letters of a joint offer say who stays the contact, who leads, who bills, and nothing nobody agreed to") {
  Joint one;
  auto letters = one.letters();
  for (const auto& text : {one.offer(), letters.to_prospect, letters.to_partner}) {
    INFO(text);
    CHECK(says(text, " lead; each bills its own part."));
    CHECK(says(text, "We earn nothing for bringing "));
    CHECK_FALSE(says(text, "canary"));
  }
  CHECK(says(one.offer(), "I stay your contact. They write the pages, we map the flow. They lead;"));
  CHECK(says(one.offer(), "your name, your e-mail and what you need; nothing else"));
  CHECK(says(letters.to_prospect, "I stay your contact."));
  CHECK(says(letters.to_partner, "you write the pages, we map the flow. You lead;"));
  one.referral.agreed->bills = "we";
  letters = one.letters();
  CHECK(says(letters.to_prospect, "we bill all of it."));
  one.stage.policy.language = "de";
  CHECK(says(one.letters().to_partner, "Die Leitung haben Sie, die Rechnung kommt von uns."));
}

TEST_CASE("letters of a joint offer stay within 120 words when everything about the two firms is long") {
  for (const std::string language : {"en", "de"}) {
    Joint one;
    one.stage.policy.language = language;
    auto& partner = one.partner();
    partner.name = "Pellwick, Harrogate and Daughters Communications";
    partner.person = "Prof. Ewan Alexander Pellwick";
    partner.proof = "has rewritten the sites, shops and brochures of three food producers in the north of England";
    one.referral.terms = partner.terms = "10 % of the first invoice, once";
    one.stage.circle.services.front().names["en"] = {"search engine optimisation and content maintenance"};
    one.stage.circle.firm.name = "Ottermere, Vance and Partners Operations Consulting LLP";
    one.agreement().they = "write, photograph and maintain the pages";
    one.agreement().we = "map the flow and train the staff";
    one.referral.agreed = one.agreement();
    const auto letters = one.letters();
    for (const auto& text : {one.offer(), letters.to_prospect, letters.to_partner}) {
      INFO(text);
      CHECK(base::count_words(text) <= 120);
    }
  }
}

TEST_CASE("a yes to working together keeps what was agreed and what it is for") {
  for (const std::string language : {"en", "de"}) {
    Joint one;
    one.stage.policy.language = language;
    one.referral.state = model::ReferralState::offered_prospect;
    const auto shipped = shipped_letters();
    const auto kept = engine::record_yes(one.subject.dossier, one.referral,
                                         {model::Party::prospect, "dev", "phone", "note 1", one.stage.clock.now()},
                                         {one.stage.policy, one.stage.circle, shipped, {}, one.stage.clock.now()});
    REQUIRE(kept);
    REQUIRE(kept->consents.size() == 1);
    const auto& consent = kept->consents.front();
    CHECK(consent.receiver == "pellwick");
    CHECK(consent.fields == std::vector<std::string>{"name", "email", "need"});
    CHECK(consent.purpose.starts_with("serving together for "));
    CHECK(says(consent.wording, "write the pages"));
    CHECK(says(consent.wording, language == "en" ? "They lead;" : "Die Leitung liegt dort"));
  }
}

TEST_CASE("letters that waited are not sent once the agreement ended, and the reason is kept") {
  Joint one;
  auto& store = one.stage.store();
  ports::PageCommit page;
  page.crm = "main";
  page.stream = "contacts";
  page.records = std::span(&one.subject.dossier.contact, 1);
  page.at = one.stage.clock.now();
  REQUIRE(store.commit_page(page));
  ports::DeskCommit desk;
  desk.referrals = {one.referral};
  desk.consents = {one.yes(model::Party::prospect), one.yes(model::Party::partner)};
  REQUIRE(store.commit_desk(desk));
  ports::DeskCommit introduced;
  introduced.referrals = {one.referral};
  introduced.referrals.front().state = model::ReferralState::introduced;
  REQUIRE(store.record_release({"r1", "c1", "c2", one.stage.clock.now(), "hash"}, introduced));
  model::Change letters;
  letters.subject = one.subject.dossier.ref();
  letters.action = model::Action::note;
  letters.cause = "introduce:r1";
  const auto held = [&] { return engine::what_holds_back(store, one.stage.circle, letters, one.stage.clock.now()); };
  CHECK(held() == std::string());
  one.agreement().leads = "we";
  CHECK(says(held().value(), "says something else than what was offered"));
  one.partner().arrangements.clear();
  CHECK(held() == "no working agreement with Pellwick Copy is in force any more");
}

TEST_CASE("the store keeps the kind of an offer and what was agreed, and lets neither be changed") {
  Joint one;
  auto& store = one.stage.store();
  ports::DeskCommit desk;
  desk.referrals = {one.referral};
  REQUIRE(store.commit_desk(desk));
  const auto kept = store.referrals("main");
  REQUIRE(kept);
  CHECK(*kept == std::vector{one.referral});
  for (const bool of_kind : {true, false}) {
    auto other = desk;
    if (of_kind) other.referrals.front().kind = model::ReferralKind::introduction;
    if (!of_kind) other.referrals.front().agreed->leads = "we";
    CHECK_FALSE(store.commit_desk(other));
  }
  auto none = desk;
  none.referrals.front().id = "r2";
  none.referrals.front().need = "payroll";
  none.referrals.front().agreed.reset();
  CHECK_FALSE(store.commit_desk(none));
  CHECK(store.referrals("main")->size() == 1);
}
