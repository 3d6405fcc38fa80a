#include "rules/closed_deals.hpp"

#include <algorithm>
#include <cmath>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace goodword::rules {
namespace {

namespace opp = model::opportunity;

unsigned sources_of(std::string_view fact) {
  if (const FactRow* row = fact_row(fact)) return row->from;
  if (fact == service_fact) return of_contact | of_opportunity;  // tags and the deal's name may say it
  return of_contact | of_company | of_opportunity;
}

TermValue as_number(const FactValue& value) {
  if (const auto* number = std::get_if<double>(&value)) return *number;
  return {};
}

TermValue as_category(const FactValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return base::lower(base::trim(*text));
  if (const auto* truth = std::get_if<bool>(&value)) return std::string(*truth ? "yes" : "no");
  if (const auto* number = std::get_if<double>(&value)) return base::Json(*number).text();
  return {};
}

TermValue value_of(const ChanceTerm& term, const KnownFacts& known) {
  bool withheld = false;
  for (const auto& name : term.facts) {
    const auto fact = known.facts.find(name);
    if (name == service_fact && !known.service.empty()) return std::string(known.service);
    if (fact != known.facts.end())
      return term.kind == TermKind::number ? as_number(fact->second.value) : as_category(fact->second.value);
    withheld = withheld || (sources_of(name) & known.withheld) != 0;
  }
  return withheld ? TermValue(Withheld{}) : TermValue();
}

TrainingRow row_of(const RuleBook& book, const model::Record& opportunity) {
  TrainingRow made;
  made.id = opportunity.id();
  made.won = opportunity.text(opp::state) == "won";
  made.values.assign(book.chance_terms.size(), Withheld{});
  made.values.resize(book.chance_terms.size() + book.signs.size(), 0.0);
  return made;
}

/// What stood half-way between its making and its closing.
void fill_in(const Ground& ground, const model::Dossier& dossier, const model::Record& opportunity, base::Instant then,
             TrainingRow& row) {
  Past past = people_at(dossier, then);
  past.withheld |= of_opportunity;  // closing has changed it
  past.dossier.opportunities = {bare_opportunity(opportunity, "open")};
  Assessment read;
  read.contact = dossier.ref();
  read.desk = read_desk(ground.book, ground.firm, ground.services, past.dossier, ground.tag_prefix);
  read_evidence(ground, past.dossier, then, read);
  const auto known = known_terms(ground.book, {read.facts, read.need.need.service, read.signs, past.withheld});
  const auto terms = terms_of(ground.book);
  for (std::size_t i = 0; i < terms.size(); ++i) row.values[i] = known.at(terms[i].name);
}

}  // namespace

std::vector<Term> terms_of(const RuleBook& book) {
  std::vector<Term> made;
  for (const auto& term : book.chance_terms) made.push_back({term.id, term.kind, term.facts.front()});
  std::ranges::move(sign_terms(book.signs), std::back_inserter(made));
  return made;
}

KnownTerms known_terms(const RuleBook& book, const KnownFacts& known) {
  KnownTerms made;
  for (const auto& term : book.chance_terms) made[term.id] = value_of(term, known);
  for (const auto& kind : book.signs) made[kind.name] = 0.0;
  for (const auto& reading : known.signs) made[reading.name] = sign_value(reading);
  return made;
}

void age(ClosedDeal& deal, const Settings& settings, base::Instant now) {
  const double days = std::max(0.0, base::days_between(deal.closed, now));
  deal.row.weight = std::exp2(-days / settings.chance_half_life_days);
  deal.row.age_years = std::min(days / days_a_year, settings.chance_most_age_years);
}

std::optional<ClosedDeal> bare_deal(const RuleBook& book, const model::Record& opportunity, base::Instant now) {
  const auto closed = closed_at(opportunity, now);
  if (!closed) return std::nullopt;
  ClosedDeal made{"", *closed, row_of(book, opportunity)};
  age(made, book.settings, now);
  return made;
}

std::vector<ClosedDeal> closed_deals(const Ground& ground, const model::Dossier& dossier, base::Instant now) {
  std::vector<ClosedDeal> made;
  const auto desk = read_desk(ground.book, ground.firm, ground.services, dossier, ground.tag_prefix);
  const bool objected = desk.newest("no-scoring") != nullptr;
  for (const auto& opportunity : dossier.opportunities) {
    auto deal = bare_deal(ground.book, opportunity, now);
    if (!deal) continue;
    const auto closed = deal->closed;
    const auto created = opportunity.instant(opp::created);
    deal->contact = dossier.contact.id();
    if (created && *created < closed && !objected)
      fill_in(ground, dossier, opportunity, *created + (closed - *created) / 2, deal->row);
    made.push_back(std::move(*deal));
  }
  return made;
}

std::string outcomes_version(std::span<const model::Record> closed, const RuleBook& book) {
  std::vector<std::string> lines;
  for (const auto& one : closed) lines.push_back(one.id() + " " + one.text(opp::state));
  std::ranges::sort(lines);
  return base::sha256_hex(book.version + "\n" + base::join(lines, "\n")).substr(0, 16);
}

Trained train(std::vector<ClosedDeal> deals, const RuleBook& book, double buy_share) {
  const auto order = [](const ClosedDeal& deal) {
    return std::tuple(std::string_view(deal.row.id), deal.contact.empty(), std::string_view(deal.contact));
  };
  std::ranges::sort(deals, {}, order);
  TrainingSet set{terms_of(book), {}};
  for (auto& deal : deals) {
    if (set.rows.empty() || set.rows.back().id != deal.row.id) set.rows.push_back(std::move(deal.row));
  }
  return train_model(std::move(set), {buy_share, {}}, book.settings);
}

}  // namespace goodword::rules
