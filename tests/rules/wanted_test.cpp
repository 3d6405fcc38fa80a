// The wanted prospect is described first: a prospect read against it, and amounts in other currencies.
#include <catch2/catch.hpp>

#include "people.hpp"
#include "rules/assess.hpp"
#include "rules/closed_deals.hpp"
#include "rules/wanted.hpp"

using namespace goodword;
using namespace goodword::rules;

namespace {

model::Firm choosy() {
  auto firm = ottermere();
  firm.industries = {"food", "retail"};
  firm.company_size = {5, 500};
  firm.countries = {"GB"};
  firm.languages = {"en"};
  return firm;
}

model::Dossier dairy(std::int64_t pounds = 9000) {
  auto dossier = joan();
  dossier.contact.values[model::contact::country] = std::string("United Kingdom");
  model::Record company(model::Kind::company);
  company.values[model::company::id] = std::string("k");
  company.values[model::company::name] = std::string("Kestrelby Dairy");
  company.values[model::company::industry] = std::string("Food");
  company.values[model::company::size] = 40.0;
  dossier.company = company;
  dossier.opportunities = {deal("d", "Warehouse layout", pounds)};
  return dossier;
}

Assessment read(const model::Firm& firm, const model::Dossier& dossier) {
  static const auto services = vocabulary();
  return read_prospect({shipped(), firm, services, "gw:"}, dossier, today());
}

const model::WantedLine& line(const Assessment& read, const std::string& aspect) {
  const auto found = std::ranges::find(read.wanted, aspect, &model::WantedLine::aspect);
  REQUIRE(found != read.wanted.end());
  return *found;
}

bool wanted(const Assessment& read) { return std::get<bool>(read.facts.at("wanted").value); }

}  // namespace

TEST_CASE("a prospect is read against each thing the firm says, and only against those") {
  const auto fits = read(choosy(), dairy());
  REQUIRE(fits.wanted.size() == 5);
  CHECK(line(fits, "industry").wanted == "food, retail");
  CHECK(line(fits, "industry").fits);
  CHECK(line(fits, "company size").wanted == "5 to 500 employees");
  CHECK(line(fits, "deal size").wanted == "1,000 to 40,000 GBP");
  CHECK(line(fits, "country").fits);
  CHECK(line(fits, "language").found.empty());
  CHECK(wanted(fits));
  CHECK(read(ottermere(), dairy()).wanted.size() == 1);
}

TEST_CASE("one line that does not fit makes a prospect not as wanted, an unknown one does not") {
  auto dossier = dairy();
  dossier.company->values[model::company::size] = 900.0;
  const auto large = read(choosy(), dossier);
  CHECK_FALSE(line(large, "company size").fits);
  CHECK_FALSE(wanted(large));
  CHECK(large.need.fit == NeedFit::ours);  // not wanted is no reason to turn anybody away
  dossier.company->values[model::company::size] = std::monostate{};
  CHECK(wanted(read(choosy(), dossier)));
  dossier = joan();
  CHECK_FALSE(read(choosy(), dossier).facts.contains("wanted"));
}

TEST_CASE("a country or language we do not serve makes every need another's") {
  auto dossier = dairy();
  dossier.contact.values[model::contact::country] = std::string("CH");
  const auto abroad = read(choosy(), dossier);
  CHECK(abroad.need.fit == NeedFit::not_ours);
  CHECK(abroad.need.not_served == "the country is CH, and we serve GB");
  dossier = dairy();
  dossier.contact.values[model::contact::language] = std::string("de");
  CHECK(read(choosy(), dossier).need.not_served == "the language is de, and we serve en");
  dossier.opportunities.clear();
  CHECK(read(choosy(), dossier).need.fit == NeedFit::unknown);
}

TEST_CASE("the chance learns whether those who are wanted buy more often") {
  const auto terms = terms_of(shipped());
  CHECK(std::ranges::find(terms, "wanted", &Term::name) != terms.end());
  const auto made = read(choosy(), dairy());
  const auto known = known_terms(shipped(), {made.facts, made.need.need.service, made.signs, 0});
  CHECK(known.at("wanted") == TermValue(std::string("yes")));
}

TEST_CASE("an amount in another currency counts at the operator's rate, which is shown") {
  auto firm = choosy();
  auto dossier = dairy();
  dossier.opportunities.front().values[model::opportunity::amount] = base::Money{1'000'000, "USD"};
  const auto unknown = read(firm, dossier);
  CHECK(unknown.hour.size_estimated);
  CHECK_FALSE(unknown.facts.contains("deal_size"));
  CHECK(line(unknown, "deal size").found.empty());

  firm.rates["USD"] = {0.8, *base::parse_date("2026-11-02")};
  const auto converted = read(firm, dossier);
  CHECK_FALSE(converted.hour.size_estimated);
  CHECK(converted.hour.size == base::Money{800'000, "GBP"});
  CHECK(converted.hour.converted == "$10,000 at 0.8 of 2026-11-02");
  CHECK(number_fact(converted.facts, "deal_size") == 8000);
  CHECK_FALSE(converted.large);

  firm.rates["USD"].worth = 4.5;
  CHECK(read(firm, dossier).large);
}
