#include "engine/clients.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "rules/hour.hpp"
#include "rules/past.hpp"

namespace goodword::engine {
namespace {

using base::Instant;
using base::Json;
using base::Result;
using model::Record;

namespace opp = model::opportunity;

constexpr int most_closed = 50'000;
constexpr double days_a_year = 365;

std::optional<double> number_in(const Record& record, const std::string& field) {
  const auto* held = field.empty() ? nullptr : record.custom_value(field);
  if (held == nullptr) return std::nullopt;
  if (const auto* number = std::get_if<double>(&held->value)) return *number;
  if (const auto* money = std::get_if<base::Money>(&held->value)) return base::to_units(*money);
  const auto* text = std::get_if<std::string>(&held->value);
  const auto read = base::parse_json(text == nullptr ? "" : *text);
  return read && read->is_number() ? read->real() : std::nullopt;
}

Median median(std::vector<double> values) {
  Median made{static_cast<int>(values.size()), 0};
  if (const auto middle = rules::median_of(values)) made.value = *middle;
  return made;
}

/// Gathers one of the two groups.
class Gathered {
 public:
  void add(const Record& deal, Instant closed, const model::Firm& firm) {
    ++closed_;
    if (deal.text(opp::state) != "won") return;
    ++won_;
    const auto amount = deal.money(opp::amount);
    const double size = amount ? model::in_firms_currency(firm, *amount).value_or(0) : 0;
    if (size > 0) sizes_.push_back(size);
    if (const auto created = deal.instant(opp::created); created && *created < closed)
      days_.push_back(base::days_between(*created, closed));
    const auto cost = number_in(deal, firm.client_fields.cost);
    if (cost) costs_.push_back(*cost);
    if (auto margin = number_in(deal, firm.client_fields.margin))
      margins_.push_back(*margin > 1 ? *margin / 100 : *margin);
    else if (cost && size > 0)
      margins_.push_back((size - *cost) / size);
    if (const auto paid = number_in(deal, firm.client_fields.days_to_pay)) paid_.push_back(*paid);
  }
  ClientGroup group() const {
    return {closed_, won_, median(sizes_), median(days_), median(costs_), median(margins_), median(paid_)};
  }

 private:
  int closed_ = 0, won_ = 0;
  std::vector<double> sizes_, days_, costs_, margins_, paid_;
};

std::string text_of(const std::map<std::string, Record>& records, const std::string& id, model::FieldIndex field) {
  const auto found = records.find(id);
  return found == records.end() ? "" : std::string(base::trim(found->second.text(field)));
}

class Reading {
 public:
  void add(const ClientGround& crm) {
    for (const auto& [contact, at] : crm.received) add_person(crm, contact, at);
    for (const auto& deal : crm.closed) {
      const auto closed = rules::closed_at(deal, crm.now);
      if (!closed) continue;
      const bool referred = is_referred(crm, deal, *closed), counts = *closed >= crm.since;
      if (counts) (referred ? referred_ : others_).add(deal, *closed, crm.firm);
      // What came first is asked of all there ever was.
      if (deal.text(opp::state) == "won") add_work(industry_of(crm, deal), *closed, referred, counts);
    }
  }

  ClientReport report() {
    for (auto& [key, industry] : industries_) {
      const auto work = first_work_.find(key);
      if (work != first_work_.end() && work->second.second) industry.entered = base::date_of(work->second.first);
      if (industry.people > 0) brought_.industries.push_back(std::move(industry));
    }
    std::ranges::stable_sort(brought_.industries, std::ranges::greater(), &IndustryBrought::people);
    brought_.companies = static_cast<int>(companies_.size());
    return {referred_.group(), others_.group(), std::move(brought_)};
  }

 private:
  static bool is_referred(const ClientGround& crm, const Record& deal, Instant closed) {
    return std::ranges::any_of(deal.texts(opp::contacts), [&](const std::string& contact) {
      const auto found = crm.received.find(contact);
      return found != crm.received.end() && closed >= base::start_of(base::date_of(found->second));
    });
  }

  static std::string industry_of(const ClientGround& crm, const Record& deal) {
    auto company = deal.text(opp::company);
    for (const auto& contact : deal.texts(opp::contacts)) {
      if (company.empty()) company = text_of(crm.contacts, contact, model::contact::company);
    }
    return text_of(crm.companies, company, model::company::industry);
  }

  void add_person(const ClientGround& crm, const std::string& contact, Instant at) {
    if (at < crm.since) return;
    ++brought_.people;
    const double days = base::days_between(at, crm.now);
    if (days <= days_a_year) ++brought_.this_year;
    if (days > days_a_year && days <= 2 * days_a_year) ++brought_.year_before;
    const auto company = text_of(crm.contacts, contact, model::contact::company);
    if (!company.empty()) companies_.emplace(&crm, company);
    auto country = text_of(crm.contacts, contact, model::contact::country);
    if (country.empty()) country = text_of(crm.companies, company, model::company::country);
    if (!country.empty()) ++brought_.countries[country];
    if (const auto industry = text_of(crm.companies, company, model::company::industry); !industry.empty())
      ++named(industry).people;
  }

  IndustryBrought& named(const std::string& industry) {
    auto& made = industries_[base::lower(industry)];
    if (made.name.empty()) made.name = industry;
    return made;
  }

  void add_work(const std::string& industry, Instant closed, bool referred, bool counts) {
    if (industry.empty()) return;
    if (referred && counts) ++named(industry).won;
    const auto [place, fresh] = first_work_.try_emplace(base::lower(industry), closed, referred);
    if (!fresh && std::pair(closed, referred) < place->second) place->second = {closed, referred};
  }

  Gathered referred_, others_;
  Brought brought_;
  std::set<std::pair<const ClientGround*, std::string>> companies_;
  std::map<std::string, IndustryBrought> industries_;
  std::map<std::string, std::pair<Instant, bool>> first_work_;  ///< by industry: when, and whether it was referred
};

Json json_of(const Median& median) {
  return Json::object({{"n", Json(median.n)}, {"median", median.n > 0 ? Json(median.value) : Json()}});
}

Json json_of(const ClientGroup& group) {
  const auto share = match::share_of(group.won, group.closed);
  return Json::object({{"closed", Json(group.closed)},
                       {"won", Json(group.won)},
                       {"won_share_low", Json(share.low)},
                       {"won_share_high", Json(share.high)},
                       {"size", json_of(group.size)},
                       {"days_to_win", json_of(group.days_to_win)},
                       {"cost", json_of(group.cost)},
                       {"margin", json_of(group.margin)},
                       {"days_to_pay", json_of(group.days_to_pay)}});
}

}  // namespace

ClientReport clients_of(std::span<const ClientGround> crms) {
  Reading reading;
  for (const auto& crm : crms) reading.add(crm);
  return reading.report();
}

Result<ClientReport> read_clients(ports::Store& store, const std::vector<std::string>& crms, const model::Firm& firm,
                                  Instant since, Instant now) {
  const auto received = store.received();
  if (!received) return tl::unexpected(received.error());
  std::vector<ClientGround> all;
  for (const auto& crm : crms) {
    auto& ground = all.emplace_back(ClientGround{firm, {}, {}, {}, {}, since, now});
    auto closed = store.closed_opportunities(crm, most_closed);
    if (!closed) return tl::unexpected(closed.error());
    ground.closed = std::move(*closed);
    std::vector<std::string> people;
    for (const auto& one : *received) {
      if (one.contact.crm == crm && ground.received.try_emplace(one.contact.id, one.at).second)
        people.push_back(one.contact.id);
    }
    auto contacts = store.records_of(crm, model::Kind::contact, people);
    if (!contacts) return tl::unexpected(contacts.error());
    std::set<std::string> firms;
    for (auto& contact : *contacts) {
      firms.insert(contact.text(model::contact::company));
      ground.contacts.emplace(contact.id(), std::move(contact));
    }
    // Who of them is new to an industry shows against all who ever gave us work; without anybody sent, nobody asks.
    if (!people.empty()) {
      for (const auto& deal : ground.closed) firms.insert(deal.text(opp::company));
    }
    firms.erase("");
    auto companies = store.records_of(crm, model::Kind::company, std::vector(firms.begin(), firms.end()));
    if (!companies) return tl::unexpected(companies.error());
    for (auto& company : *companies) ground.companies.emplace(company.id(), std::move(company));
  }
  return clients_of(all);
}

Json to_json(const ClientReport& report) {
  Json industries = Json::array(), countries = Json::object({});
  for (const auto& one : report.brought.industries)
    industries.push(Json::object({{"name", Json(one.name)},
                                  {"people", Json(one.people)},
                                  {"won", Json(one.won)},
                                  {"entered", one.entered ? Json(base::to_text(*one.entered)) : Json()}}));
  for (const auto& [country, people] : report.brought.countries) countries.set(country, Json(people));
  const auto& brought = report.brought;
  return Json::object({{"referred", json_of(report.referred)},
                       {"others", json_of(report.others)},
                       {"brought", Json::object({{"people", Json(brought.people)},
                                                 {"companies", Json(brought.companies)},
                                                 {"this_year", Json(brought.this_year)},
                                                 {"year_before", Json(brought.year_before)},
                                                 {"industries", std::move(industries)},
                                                 {"countries", std::move(countries)}})}});
}

}  // namespace goodword::engine
