#include "kept_letters.hpp"

#include "stage/stage.hpp"

namespace goodword::testing {
namespace {

using std::chrono::days;
const base::Instant sent = *base::parse_rfc3339("2026-11-03T10:00:00Z");

model::Partner partner_of(const std::string& id, const std::string& name, const std::string& person,
                          const std::string& city) {
  model::Partner partner;
  partner.id = id;
  partner.name = name;
  partner.person = person;
  partner.places = {{city, "GB", {}, {}}};
  return partner;
}

}  // namespace

Keeping::Keeping() {
  static const auto book = shipped_rules();
  circle.book = book;
  circle.firm.name = "Ottermere & Vance";
  circle.firm.place.country = "GB";
  circle.firm.sellers = {{"dev", "Dev Anand", {}, 19}};
  circle.firm.services = {"process"};
  circle.services = {{"copywriting", "", {{"en", {"copywriting"}}, {"de", {"Werbetexte"}}}},
                     {"process", "", {{"en", {"process improvement"}}, {"de", {"Prozessverbesserung"}}}}};
  circle.partners = {partner_of("pellwick", "Pellwick Copy", "Ewan Pell", "Ripon"),
                     partner_of("hawsby", "Hawsby Ledger", "Bina Hawsby", "Harrogate")};
  dossier.crm = "main";
  auto& person = dossier.contact.values;
  person[model::contact::id] = std::string("101");
  person[model::contact::name] = std::string("Joan Marsh");
  person[model::contact::emails] = std::vector<std::string>{"joan@kestrelby.example"};
  person[model::contact::phones] = std::vector<std::string>{"+44 1765 555 0199"};
  person[model::contact::city] = std::string("Ripon");
  dossier.company = model::Record(model::Kind::company);
  dossier.company->values[model::company::name] = std::string("Kestrelby Dairy");
  dossier.company->values[model::company::country] = std::string("GB");
  model::Record mail(model::Kind::activity);
  mail.values[model::activity::id] = std::string("m1");
  mail.values[model::activity::kind] = std::string("email_in");
  mail.values[model::activity::text] = std::string("Hello Dev, the words on our site put people off.");
  mail.values[model::activity::at] = sent - days(1);
  dossier.activities = {mail};
  auto& decision = dossier.decision.emplace();
  decision.verdict = model::Verdict::refer;
  decision.need.service = "copywriting";
  decision.need.confirmed = true;
  decision.need.evidence = "the words on our site put people off";
  decision.need.record = {"main", model::Kind::activity, "m1"};
  referral.emplace();
  referral->id = "r1";
  referral->contact = dossier.ref();
  referral->need = "copywriting";
  referral->partner = "pellwick";
  referral->seller = "dev";
  referral->state = model::ReferralState::won;
  referral->opened = sent;
  events = {{"r1", "introduce", sent + days(2), "dev", "", "note", ""},
            {"r1", "contact", sent + days(6), "dev", "", "note", ""},
            {"r1", "win", *base::parse_rfc3339("2026-11-20T09:00:00Z"), "dev", "", "note", "CANARY a new site",
             base::Money{640'000, "GBP"}}};
  consent.emplace();
  consent->fields = {"name", "email", "need"};
}

base::Result<engine::PersonalLetter> Keeping::letter(std::string_view name, const std::string& language) const {
  static const auto letters = shipped_letters();
  const auto* kind = engine::letter_kind(name);
  engine::LetterInput input{dossier, circle, policy, letters};
  if (!kind->event.empty() && referral) input.referral = &*referral;
  input.events = events;
  input.consent = consent;
  input.seller = "dev";
  input.language = language;
  input.now = now;
  return engine::personal_letter(*kind, input);
}

void Keeping::received() {
  dossier.received = {{dossier.ref(), "hawsby", "copywriting", "they want words", "dev", sent}};
}

void Keeping::deal(const std::string& state, int days_after_received) {
  model::Record deal(model::Kind::opportunity);
  deal.values[model::opportunity::id] = "d" + std::to_string(dossier.opportunities.size());
  deal.values[model::opportunity::state] = state;
  deal.values[model::opportunity::created] = sent + days(days_after_received);
  deal.values[model::opportunity::amount] = base::Money{640'000, "GBP"};
  dossier.opportunities.push_back(deal);
}

void Keeping::word(const std::string& kind, int days_from_now) {
  model::Record activity(model::Kind::activity);
  activity.values[model::activity::id] = kind + std::to_string(days_from_now);
  activity.values[model::activity::kind] = kind;
  activity.values[model::activity::at] = now + days(days_from_now);
  dossier.activities.push_back(activity);
}

void Keeping::make_everything_long() {
  received();
  word("meeting", -200);
  dossier.contact.values[model::contact::name] = "Maria " + std::string(10'000, 'x');
  dossier.company->values[model::company::name] =
      std::string("The Kestrelby and District Farmers' Dairy Cooperative Society Limited");
  dossier.contact.values[model::contact::city] = std::string(10'000, 'y');
  circle.firm.name = "Ottermere, Vance and Partners Operations Consulting LLP";
  circle.firm.sellers.front().name = "Priya Raman-Whitfield";
  circle.firm.services = {"process", "process", "process"};
  for (auto& service : circle.services)
    service.names = {{"en", {"search engine optimisation and content maintenance"}}};
  for (auto& partner : circle.partners) {
    partner.name = "Pellwick, Harrogate and Daughters Communications";
    partner.person = "Prof. Ewan Alexander Pellwick";
  }
  consent->fields = {"name", "company"};
  auto& decision = *dossier.decision;
  decision.reasons = {{20, ""}, {21, ""}, {24, ""}, {27, ""}};
  decision.need.evidence =
      "we have been looking since the spring for somebody who can rewrite all of our site, shop and price lists";
}

}  // namespace goodword::testing
