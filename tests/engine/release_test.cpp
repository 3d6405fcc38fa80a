#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "engine/release.hpp"
#include "stage/stage.hpp"

using namespace goodword;
using namespace goodword::testing;

namespace {

struct Case {
  Stage stage;
  model::Dossier dossier;
  model::Referral referral;
  engine::Consents consents;

  Case() {
    model::Partner partner;
    partner.id = "pellwick";
    partner.name = "Pellwick Copy";
    stage.circle.partners = {partner};
    stage.circle.services = {{"copywriting", "", {{"en", {"copywriting"}}}}};
    dossier.crm = "main";
    auto& person = dossier.contact.values;
    person[model::contact::id] = std::string("101");
    person[model::contact::name] = std::string("Joan Marsh");
    person[model::contact::emails] = std::vector<std::string>{"joan@canary.example"};
    person[model::contact::phones] = std::vector<std::string>{"+44 1765 555 0199"};
    model::Record company(model::Kind::company);
    company.values[model::company::name] = std::string("Kestrelby Dairy");
    dossier.company = company;
    referral.id = "r1";
    referral.contact = dossier.ref();
    referral.need = "copywriting";
    referral.partner = "pellwick";
    consents.prospect = consent(model::Party::prospect);
    consents.prospect.fields = {"name", "need"};
    consents.partner = consent(model::Party::partner);
  }
  model::Consent consent(model::Party party) {
    model::Consent made;
    made.id = party == model::Party::prospect ? "c1" : "c2";
    made.referral = "r1";
    made.party = party;
    made.receiver = "pellwick";
    made.at = stage.clock.now();
    made.until = made.at + std::chrono::days(90);
    return made;
  }
  base::Result<engine::Introduction> letters() {
    base::Result<engine::Introduction> made;
    stage.with_world([&](engine::World& world) {
      made = engine::introduction_for(engine::ground_of(world), dossier, referral, consents);
    });
    return made;
  }
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("the partner's letter shows the fields the prospect agreed to and no other") {
  Case one;
  auto letters = one.letters();
  REQUIRE(letters);
  CHECK(has(letters->to_partner, "Joan Marsh"));
  CHECK_FALSE(has(letters->to_partner, "joan@canary.example"));
  CHECK_FALSE(has(letters->to_partner, "555 0199"));
  CHECK_FALSE(has(letters->to_partner, "Kestrelby"));
  CHECK(base::count_words(letters->to_partner) <= 120);
  CHECK(base::count_words(letters->to_prospect) <= 120);
  one.consents.prospect.fields = {"email"};
  letters = one.letters();
  REQUIRE(letters);
  CHECK(has(letters->to_partner, "joan@canary.example"));
  CHECK_FALSE(has(letters->to_partner, "Joan"));
  CHECK_FALSE(has(letters->to_partner, "Marsh"));
}

TEST_CASE("letters for a meeting show name and firm, and stand on yeses to a meeting alone") {
  for (const std::string language : {"en", "de"}) {
    Case one;
    one.stage.policy.language = language;
    one.referral.state = model::ReferralState::meeting_agreed;
    one.consents.prospect.fields = {"name", "company"};
    CHECK(one.letters().error().code == "brake.consent");
    one.consents.prospect.scope = one.consents.partner.scope = model::Scope::meeting;
    const auto letters = one.letters();
    REQUIRE(letters);
    CHECK(has(letters->to_partner, "Joan Marsh"));
    CHECK(has(letters->to_partner, "Kestrelby Dairy"));
    for (const std::string hidden : {"joan@canary.example", "555 0199"}) {
      CHECK_FALSE(has(letters->to_partner, hidden));
      CHECK_FALSE(has(letters->to_prospect, hidden));
    }
    CHECK(base::count_words(letters->to_partner) <= 120);
    CHECK(base::count_words(letters->to_prospect) <= 120);
    one.referral.state = model::ReferralState::partner_accepted;
    CHECK(one.letters().error().code == "brake.consent");
  }
}

TEST_CASE("letters that waited are not sent once the referral ended or the person is excluded") {
  for (const std::string what : {"nothing", "withdrawn", "recalled", "excluded"}) {
    INFO(what);
    Case one;
    auto& store = one.stage.store();
    one.referral.state = model::ReferralState::partner_accepted;
    ports::PageCommit page;
    page.crm = "main";
    page.stream = "contacts";
    page.records = std::span(&one.dossier.contact, 1);
    page.at = one.stage.clock.now();
    REQUIRE(store.commit_page(page));
    ports::DeskCommit desk;
    desk.referrals = {one.referral};
    desk.consents = {one.consents.prospect, one.consents.partner};
    REQUIRE(store.commit_desk(desk));
    ports::DeskCommit introduced;
    introduced.referrals = {one.referral};
    introduced.referrals.front().state = model::ReferralState::introduced;
    REQUIRE(store.record_release({"r1", "c1", "c2", one.stage.clock.now(), "hash"}, introduced));
    model::Change letters;
    letters.subject = one.dossier.ref();
    letters.action = model::Action::note;
    letters.cause = "introduce:r1";
    if (what == "withdrawn") {
      ports::DeskCommit withdrawn;
      withdrawn.withdrawn = {"c1"};
      withdrawn.at = one.stage.clock.now();
      REQUIRE(store.commit_desk(withdrawn));
    } else if (what == "recalled") {
      introduced.referrals.front().state = model::ReferralState::recalled;
      REQUIRE(store.commit_desk(introduced));
    } else if (what == "excluded") {
      model::Decision decision;
      decision.id = "d1";
      decision.contact = one.dossier.ref();
      decision.verdict = model::Verdict::exclude;
      REQUIRE(store.save_decisions(std::span(&decision, 1)));
    }
    const auto held = engine::what_holds_back(store, one.stage.circle, letters, one.stage.clock.now());
    REQUIRE(held);
    CHECK(held->empty() == (what == "nothing"));
  }
}

TEST_CASE("a consent for another partner or another referral makes no letter") {
  Case other_partner;
  other_partner.consents.prospect.receiver = "sallow";
  CHECK(other_partner.letters().error().code == "brake.consent");
  Case other_referral;
  other_referral.consents.partner.referral = "r2";
  CHECK(other_referral.letters().error().code == "brake.consent");
}

TEST_CASE("only what the prospect wrote is quoted to the prospect as their own words") {
  Case one;
  auto& need = one.dossier.decision.emplace().need;
  need.evidence = "we need a copywriter";
  CHECK_FALSE(has(one.letters()->to_prospect, need.evidence));  // a tag, a deal's name, what a seller was told
  model::Record mail(model::Kind::activity);
  mail.values[model::activity::id] = std::string("m1");
  mail.values[model::activity::text] = std::string("Hello Dev, we need a copywriter.");
  mail.values[model::activity::at] = one.stage.clock.now() - std::chrono::days(3);
  need.record = {"main", model::Kind::activity, "m1"};
  for (const auto& [kind, quoted] :
       {std::pair("email_in", true), std::pair("email_out", false), std::pair("note", false)}) {
    mail.values[model::activity::kind] = std::string(kind);
    one.dossier.activities = {mail};
    CHECK(has(one.letters()->to_prospect, need.evidence) == quoted);
    CHECK_FALSE(has(one.letters()->to_partner, need.evidence));
  }
}

TEST_CASE("both letters are in the firm's language, and so is what was shared") {
  Case one;
  one.stage.policy.language = "de";
  one.consents.prospect.fields = {"name", "email", "need"};
  one.referral.terms = "10 % des ersten Auftrags";
  const auto letters = one.letters();
  REQUIRE(letters);
  CHECK(has(letters->to_prospect, "Ihren Namen, Ihre E-Mail-Adresse und was Sie suchen, sonst nichts"));
  CHECK(has(letters->to_prospect, "Was wir daran verdienen: 10 % des ersten Auftrags."));
  CHECK(has(letters->to_partner, "Name: Joan Marsh\nE-Mail: joan@canary.example"));
}

TEST_CASE("both letters stay within 120 words when everything about the two firms is long") {
  Case one;
  auto& partner = one.stage.circle.partners.front();
  partner.name = "Pellwick, Harrogate and Daughters Communications";
  partner.person = "Prof. Ewan Alexander Pellwick";
  partner.proof = "has rewritten the sites, shops and brochures of three food producers in the north of England";
  one.stage.circle.services.front().names["en"] = {"search engine optimisation and content maintenance"};
  one.stage.circle.firm.name = "Ottermere, Vance and Partners Operations Consulting LLP";
  one.stage.circle.firm.sellers = {{"priya", "Priya Raman-Whitfield", {}, 19}};
  one.referral.seller = "priya";
  one.referral.terms =
      "ten per cent of the first year's fees, paid by the partner once the first invoice has been paid";
  one.dossier.contact.values[model::contact::name] = std::string("Dr. Maria-Magdalena Antonia von Hohenberg");
  one.dossier.company->values[model::company::name] =
      std::string("The Kestrelby and District Farmers' Dairy Cooperative Society Limited");
  one.dossier.decision.emplace().need.evidence =
      "we have been looking since the spring for somebody who can rewrite all of our site, shop and price lists";
  one.consents.prospect.fields = {"name", "email", "phone", "company", "need"};
  const auto letters = one.letters();
  REQUIRE(letters);
  CHECK(base::count_words(letters->to_prospect) <= 120);
  CHECK(base::count_words(letters->to_partner) <= 120);
  for (const auto& part : {partner.name, partner.person, one.referral.terms, std::string("your phone number")})
    CHECK(has(letters->to_prospect, part));
  for (const auto& part : {std::string("joan@canary.example"), std::string("Hohenberg"), one.referral.terms})
    CHECK(has(letters->to_partner, part));
}
