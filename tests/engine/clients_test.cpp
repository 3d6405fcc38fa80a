#include "engine/clients.hpp"

#include <catch2/catch.hpp>

#include "stage/stage.hpp"

using namespace goodword;
using namespace goodword::testing;

namespace {

namespace opp = model::opportunity;

const base::Instant that_day = *base::parse_rfc3339("2026-11-27T09:00:00Z");
base::Instant day_before(int days) { return that_day - std::chrono::days(days); }

struct Deal {
  std::string id, contact, company, state;
  int begun = 0, closed = 0;  ///< days ago
  int amount = 0;             ///< GBP
  std::vector<model::CustomValue> custom = {};
};

model::Record record_of(const Deal& deal) {
  model::Record made(model::Kind::opportunity);
  made.values[opp::id] = deal.id;
  made.values[opp::state] = deal.state;
  made.values[opp::created] = day_before(deal.begun);
  made.values[opp::close_date] = base::date_of(day_before(deal.closed));
  made.values[opp::changed] = day_before(deal.closed);
  if (!deal.contact.empty()) made.values[opp::contacts] = std::vector<std::string>{deal.contact};
  if (!deal.company.empty()) made.values[opp::company] = deal.company;
  if (deal.amount > 0) made.values[opp::amount] = base::Money{deal.amount * 100, "GBP"};
  made.custom = deal.custom;
  return made;
}

model::Record company(const std::string& id, const std::string& industry, const std::string& country = "GB") {
  model::Record made(model::Kind::company);
  made.values[model::company::id] = id;
  made.values[model::company::industry] = industry;
  made.values[model::company::country] = country;
  return made;
}

model::Record contact(const std::string& id, const std::string& of) {
  model::Record made(model::Kind::contact);
  made.values[model::contact::id] = id;
  made.values[model::contact::company] = of;
  return made;
}

model::CustomValue field(const std::string& name, model::Value value) {
  return {name, model::FieldClass::business, std::move(value)};
}

model::Firm ottermere() {
  model::Firm firm;
  firm.currency = "GBP";
  firm.client_fields = {"cost", "margin", "pay_days"};
  return firm;
}

engine::ClientGround ground(const model::Firm& firm, const std::vector<Deal>& deals) {
  engine::ClientGround made{firm, {}, {}, {}, {}, {}, that_day};
  for (const auto& deal : deals) made.closed.push_back(record_of(deal));
  for (const auto& one : {company("c1", "Toys"), company("c2", "toys"), company("c3", "Mills", "DE")})
    made.companies.emplace(one.id(), one);
  for (const auto& one : {contact("joan", "c1"), contact("tom", "c3")}) made.contacts.emplace(one.id(), one);
  return made;
}

}  // namespace

TEST_CASE("who was sent to us stands beside the others, each figure with the number it rests on") {
  const auto firm = ottermere();
  auto crm = ground(
      firm, {{"1", "joan", "", "won", 100, 60, 6000, {field("cost", 3000.0), field("pay_days", std::string("12"))}},
             {"2", "joan", "", "lost", 90, 50},
             {"3", "anna", "c2", "won", 300, 100, 4000, {field("margin", 25.0), field("pay_days", 40.0)}},
             {"4", "", "c2", "won", 220, 200, 2000, {field("margin", 0.5), field("cost", std::string("?"))}},
             {"5", "tom", "", "won", 400, 380, 500}});  // before they were sent to us
  crm.received = {{"joan", day_before(95)}, {"tom", day_before(90)}};
  const auto report = engine::clients_of(std::vector{crm});
  const auto& sent = report.referred;
  CHECK((sent.closed == 2 && sent.won == 1));
  CHECK((sent.size == engine::Median{1, 6000} && sent.cost == engine::Median{1, 3000}));
  CHECK((sent.margin == engine::Median{1, 0.5} && sent.days_to_pay == engine::Median{1, 12}));
  CHECK(sent.days_to_win.n == 1);
  CHECK(sent.days_to_win.value == Approx(40).margin(1));
  CHECK(report.others.closed == 3);
  CHECK(report.others.won == 3);
  CHECK(report.others.margin == engine::Median{2, 0.25});
  CHECK(report.others.cost == engine::Median{});
  CHECK(report.others.days_to_pay == engine::Median{1, 40});
}

TEST_CASE("an industry is entered where our first work in it came from a partner, whatever its name is written like") {
  const auto firm = ottermere();
  const std::vector<Deal> deals = {{"1", "joan", "", "won", 100, 60, 6000},
                                   {"2", "tom", "", "won", 90, 50, 100},
                                   {"3", "anna", "c3", "won", 40, 20, 100}};
  auto crm = ground(firm, deals);
  crm.received = {{"joan", day_before(500)}, {"tom", day_before(95)}};
  const auto first = engine::clients_of(std::vector{crm}).brought;
  CHECK((first.people == 2 && first.companies == 2 && first.this_year == 1 && first.year_before == 1));
  CHECK(first.countries == std::map<std::string, int>{{"DE", 1}, {"GB", 1}});
  REQUIRE(first.industries.size() == 2);
  for (const auto& one : first.industries) CHECK((one.people == 1 && one.won == 1 && one.entered.has_value()));
  CHECK(first.industries.front().entered == base::date_of(day_before(50)));
  crm.closed.push_back(record_of({"4", "old", "c2", "won", 900, 800, 100}));  // "toys"
  const auto second = engine::clients_of(std::vector{crm}).brought;
  CHECK(second.industries.front().entered.has_value());
  CHECK_FALSE(second.industries.back().entered.has_value());
  crm.since = day_before(200);  // older work is not counted, and still came first
  const auto third = engine::clients_of(std::vector{crm});
  CHECK(third.others.closed == 1);
  REQUIRE(third.brought.industries.size() == 1);
  CHECK(third.brought.industries.front().name == "Mills");
}
