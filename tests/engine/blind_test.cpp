// The card by which a partner is asked names nobody: no part of who the prospect is stands in it, whatever the CRM
// holds and wherever it holds it.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cctype>

#include "base/text.hpp"
#include "engine/reading.hpp"
#include "engine/wording.hpp"
#include "sandbox/census.hpp"
#include "stage/stage.hpp"

using namespace goodword;
using namespace goodword::testing;
using sandbox::ObjectType;

namespace {

const engine::Letters& letters() {
  static const engine::Letters shipped = shipped_letters();
  return shipped;
}

/// A made-up prospect, no two values of which, here or in another one, are the same.
struct MadeUp {
  std::string first, last, company, domain, email, phone, city, title, deal, amount, staff, industry;
};

const std::vector<MadeUp>& made_up() {
  static const std::vector<MadeUp> all = {
      {"Joan", "Marsh", "Kestrelby Dairy", "kestrelby.example", "jmarsh@post.example", "+44 1765 555 0141", "Ripon",
       "Head of Marketing", "Brochure relaunch", "6100", "37", "Cheesemaking"},
      {"Wilfrida", "Okonjo-Ellis", "Tarn & Sons Mills Ltd", "tarnmills.test", "wilf@letters.invalid", "0113 496 0777",
       "Skipton", "Owner", "Catalogue words", "14250", "212", "Worsted"},
      {"Béla", "Kovács", "Ötvös Szerszám Kft", "otvos.example.org", "bela.k@kontakt.example.net", "+36 1 555 9302",
       "Győr", "Ügyvezető", "Prospektus fordítás", "873", "6", "Toolmaking"},
      {"Xanthe", "Quill", "Copywriting Friends of Hexham", "hexhamfriends.example", "xq77@friends.invalid",
       "07700 900461", "Hexham", "Trustee", "Newsletter for donors", "31999", "5417", "Charity"},
  };
  return all;
}

std::vector<std::string> values_of(const MadeUp& one) {
  return {one.first, one.last,  one.company, one.domain, one.email, one.phone,
          one.city,  one.title, one.deal,    one.amount, one.staff, one.industry};
}

bool is_word_sign(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80;
}

/// The words of a text, lower case, of three letters or digits and more.
std::vector<std::string> words_in(const std::string& text) {
  std::vector<std::string> words(1);
  for (const char c : base::lower(text)) {
    if (is_word_sign(c))
      words.back() += c;
    else
      words.emplace_back();
  }
  std::erase_if(words, [](const auto& word) { return word.size() < 3; });
  return words;
}

/// Words of the prospect's values that stand in the text. The service is ours to name: it is in services.json.
std::vector<std::string> given_away(const std::string& text, const MadeUp& one) {
  const auto said = words_in(text);
  std::vector<std::string> found;
  for (const auto& value : values_of(one)) {
    for (const auto& word : words_in(value)) {
      if (word != "copywriting" && std::ranges::find(said, word) != said.end()) found.push_back(word);
    }
  }
  return found;
}

engine::Circle circle() {
  engine::Circle made;
  made.services = {{"copywriting", "", {{"en", {"copywriting"}}}}, {"process", "", {{"en", {"process mapping"}}}}};
  made.firm.services = {"process"};
  made.firm.sellers = {{"dev", "Dev Anand", {}, 19}};
  model::Partner partner;
  partner.id = "pellwick";
  partner.name = "Pellwick Copy";
  partner.services = {"copywriting"};
  partner.remote = true;
  partner.trusted = true;
  partner.room = model::Room{9, *base::parse_date("2027-12-31")};
  made.partners = {partner};
  return made;
}

/// What the partner is asked with, as the seller finds it in the CRM.
std::vector<std::string> cards_written(Stage& stage, const std::string& contact) {
  constexpr std::string_view before = "with no name on it: ";
  std::vector<std::string> cards;
  for (const auto& seen : sandbox::activities_of(stage.crm, ObjectType::tasks, contact)) {
    const std::string text = seen.value("hs_task_body");
    const auto at = text.find(before);
    if (at == std::string::npos) continue;
    const auto from = at + before.size();
    cards.push_back(text.substr(from, text.find(".<br>", from) - from));
  }
  return cards;
}

engine::Subject subject_of(const MadeUp& one, const std::string& country) {
  engine::Subject subject;
  auto& person = subject.dossier.contact.values;
  person[model::contact::name] = one.first + " " + one.last;
  person[model::contact::emails] = std::vector<std::string>{one.email};
  person[model::contact::phones] = std::vector<std::string>{one.phone};
  person[model::contact::city] = one.city;
  person[model::contact::title] = one.title;
  model::Record company(model::Kind::company);
  company.values[model::company::name] = one.company;
  company.values[model::company::domain] = one.domain;
  subject.dossier.company = company;
  model::Record deal(model::Kind::opportunity);
  deal.values[model::opportunity::name] = one.deal;
  subject.dossier.opportunities = {deal};
  auto& need = subject.decision.need;
  need.service = "copywriting";
  need.city = one.city;
  need.industry = one.industry;
  need.evidence = "we at " + one.company + " need copywriting";
  need.country = country;
  need.company_size = std::stod(one.staff);
  return subject;
}

/// Among companies enough for any card, or those counted.
std::string card_of(const engine::Subject& subject, const ports::CompanyFit& fit = {1000, 100, 100, 20}) {
  return engine::blind_card(subject, fit, engine::Policy(), circle(), letters());
}

}  // namespace

TEST_CASE("a card is widened until twenty known companies fit, and is none where that many are not known") {
  auto subject = subject_of(made_up()[0], "GB");
  CHECK(card_of(subject, {500, 40, 60, 20}) == "copywriting, 10 to 50 staff, GB");
  CHECK(card_of(subject, {500, 20, 60, 19}) == "copywriting, 10 to 50 staff, region open");
  CHECK(card_of(subject, {500, 19, 20, 19}) == "copywriting, GB");
  CHECK(card_of(subject, {20, 19, 19, 19}) == "copywriting, region open");
  CHECK(card_of(subject, {19, 19, 19, 19}) == "");
  subject.decision.need.company_size.reset();
  CHECK(card_of(subject, {500, 500, 20, 500}) == "copywriting, GB");
  subject.decision.need.country.clear();
  CHECK(card_of(subject, {500, 500, 500, 500}) == "copywriting, region open");
}

TEST_CASE("how many companies a card could mean is counted in the store, in any case of the country's name") {
  Stage stage;
  sandbox::Person dev(stage.crm, std::string(dev_user));
  stage.set_up();
  for (int i = 0; i < 6; ++i)
    dev.create(ObjectType::companies, {{"name", "Company " + std::to_string(i)},
                                       {"country", i % 2 == 0 ? "United Kingdom" : "Germany"},
                                       {"numberofemployees", std::to_string(i * 10)}});
  dev.create(ObjectType::companies, {{"name", "Nothing known of it"}});
  stage.sync(everything());
  auto subject = subject_of(made_up()[0], "UNITED kingdom");
  subject.dossier.crm = "main";
  subject.dossier.decision = subject.decision;
  const auto fit = engine::companies_like(stage.store(), subject.dossier);  // 10 to 50 staff: 10, 20, 30, 40
  REQUIRE(fit);
  CHECK(*fit == ports::CompanyFit{7, 4, 3, 2});
}

TEST_CASE("where too few companies are known the partner is asked for room and told no more") {
  Stage stage;
  need_copywriting_elsewhere(stage.circle);
  stage.policy.card_companies = 2;
  sandbox::Person dev(stage.crm, std::string(dev_user));
  stage.set_up();
  const auto joan = dev.create(ObjectType::contacts, {{"firstname", "Joan"},
                                                      {"lastname", "Marsh"},
                                                      {"email", "joan@kestrelby.example"},
                                                      {"lifecyclestage", "lead"},
                                                      {"country", "United Kingdom"},
                                                      {"hubspot_owner_id", std::string(dev_user)}});
  dev.create(ObjectType::companies, {{"name", "Kestrelby Dairy"}, {"country", "United Kingdom"}});
  stage.promote();
  stage.sync(everything());
  dev.add_tag(joan, "gw_tags", "gw:need-copywriting");
  stage.sync(everything());
  stage.clock.pass(std::chrono::hours(1));
  dev.write_note(joan, "gw: prospect-yes by phone");
  stage.sync(everything());
  stage.sync(everything());
  bool asked = false;
  for (const auto& seen : sandbox::activities_of(stage.crm, ObjectType::tasks, joan)) {
    const std::string text = seen.value("hs_task_body");
    CHECK(text.find("United Kingdom") == std::string::npos);
    asked = asked || text.find("have room for copywriting, and tell no more") != std::string::npos;
  }
  CHECK(asked);
}

TEST_CASE("every value of the made-up prospects is another one") {
  std::vector<std::string> all;
  for (const auto& one : made_up()) {
    for (const auto& value : values_of(one)) all.push_back(value);
  }
  std::ranges::sort(all);
  CHECK(std::ranges::adjacent_find(all) == all.end());
}

TEST_CASE("the blind card names service, size band and country, and nothing the prospect could be known by") {
  const auto& all = made_up();
  const auto card = [&](std::size_t i) { return card_of(subject_of(all[i], "GB")); };
  CHECK(card(0) == "copywriting, 10 to 50 staff, GB");
  CHECK(card(1) == "copywriting, 200 to 1000 staff, GB");
  CHECK(card(2) == "copywriting, 1 to 10 staff, GB");
  CHECK(card(3) == "copywriting, over 5,000 staff, GB");
  for (const auto& one : all) CHECK(given_away(card_of(subject_of(one, "United Kingdom")), one).empty());
}

TEST_CASE("a country field that holds more than a country leaves the region open") {
  for (const auto& one : made_up()) {
    for (const auto& country : {one.city + ", UK", "UK (" + one.company + ")", one.email, "GB " + one.phone,
                                "ask " + one.first, "http://" + one.domain, one.deal, base::lower(one.last)}) {
      CAPTURE(country);
      const auto card = card_of(subject_of(one, country));
      CHECK(card.ends_with(" staff, region open"));
      CHECK(given_away(card, one).empty());
    }
  }
  CHECK(card_of(subject_of(made_up()[0], "United Kingdom")).ends_with(", United Kingdom"));
}

TEST_CASE("the card that stands in the CRM when a partner is to be asked names nobody") {
  const auto& one = GENERATE(from_range(made_up()));
  Stage stage;
  stage.circle.services = circle().services;
  stage.circle.firm = circle().firm;
  stage.circle.partners = circle().partners;
  stage.policy.card_companies = 1;  // its own, so that the card tells as much as it can
  sandbox::Person dev(stage.crm, std::string(dev_user));
  stage.set_up();
  const auto joan = dev.create(ObjectType::contacts, {{"firstname", one.first},
                                                      {"lastname", one.last},
                                                      {"email", one.email},
                                                      {"phone", one.phone},
                                                      {"city", one.city},
                                                      {"jobtitle", one.title},
                                                      {"country", "United Kingdom"},
                                                      {"lifecyclestage", "lead"},
                                                      {"hubspot_owner_id", std::string(dev_user)}});
  const auto house = dev.create(ObjectType::companies, {{"name", one.company},
                                                        {"domain", one.domain},
                                                        {"city", one.city},
                                                        {"country", "United Kingdom"},
                                                        {"numberofemployees", one.staff}});
  dev.associate(ObjectType::contacts, joan, ObjectType::companies, house);
  dev.create_deal(joan, one.deal, "appointmentscheduled", one.amount);
  dev.add_tag(joan, "gw_tags", "gw:need-copywriting");
  stage.promote();
  stage.sync(everything());
  stage.clock.pass(std::chrono::hours(24));
  dev.write_note(joan, "gw: prospect-yes by phone");
  stage.sync(everything());
  const auto cards = cards_written(stage, joan);
  CHECK(cards.size() == 1);
  for (const auto& card : cards) {
    CAPTURE(card);
    CHECK(card.starts_with("copywriting, "));
    CHECK(card.ends_with(" staff, United Kingdom"));
    CHECK(given_away(card, one).empty());
  }
}
