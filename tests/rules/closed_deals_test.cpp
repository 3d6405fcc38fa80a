#include "rules/closed_deals.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "people.hpp"

using namespace goodword;
using namespace goodword::rules;

namespace {

namespace opp = model::opportunity;

const model::Firm& firm() {
  static const auto made = ottermere();
  return made;
}
const std::vector<model::Service>& services() {
  static const auto made = vocabulary();
  return made;
}
Ground ground() { return {shipped(), firm(), services(), "gw:"}; }

/// Made 200 days ago, closed 100 days ago: half-way is 150 days ago.
model::Record closed_deal(const std::string& id, const std::string& state) {
  auto made = deal(id, "Warehouse layout", 6000);
  made.values[opp::state] = state;
  made.values[opp::created] = days_ago(200);
  made.values[opp::changed] = days_ago(100);
  return made;
}

/// Joan at a food firm with a call before half-way and a meeting after it, contact and company changed long ago.
model::Dossier joan_who_bought() {
  auto made = joan();
  made.contact.values[model::contact::title] = std::string("Managing Director");
  made.contact.values[model::contact::country] = std::string("GB");
  made.contact.values[model::contact::changed] = days_ago(300);
  made.company = model::Record(model::Kind::company);
  made.company->values[model::company::id] = std::string("c1");
  made.company->values[model::company::industry] = std::string(" Food ");
  made.company->values[model::company::size] = 40.0;
  made.company->values[model::company::changed] = days_ago(160);
  made.opportunities = {closed_deal("d1", "won")};
  made.activities = {activity("a1", "call", "We spoke about the warehouse.", 180),
                     activity("a2", "meeting", "Met on site.", 120)};
  return made;
}

TermValue term(const TrainingRow& row, const std::string& name) {
  const auto terms = terms_of(shipped());
  const auto found = std::ranges::find(terms, name, &Term::name);
  REQUIRE(found != terms.end());
  return row.values.at(static_cast<std::size_t>(found - terms.begin()));
}

TrainingRow only_row(const model::Dossier& dossier) {
  const auto made = closed_deals(ground(), dossier, today());
  REQUIRE(made.size() == 1);
  CHECK(made[0].contact == "20417");
  return made[0].row;
}

}  // namespace

TEST_CASE("a closed deal is learned from as it stood half-way through its life") {
  const auto row = only_row(joan_who_bought());
  CHECK(row.id == "d1");
  CHECK(row.won);
  CHECK(row.weight == Approx(std::exp2(-100.0 / 730)));
  CHECK(row.age_years == Approx(100 / 365.25));
  const std::vector<std::pair<std::string, TermValue>> rows = {{"industry", std::string("food")},
                                                               {"country", std::string("gb")},
                                                               {"employees", 40.0},
                                                               {"seniority", 4.0},
                                                               {"touches", 1.0},
                                                               {"meetings", 0.0},
                                                               {"amount", Withheld{}},
                                                               {"source", Withheld{}}};
  for (const auto& [name, value] : rows) {
    INFO(name);
    CHECK(term(row, name) == value);
  }
  CHECK(std::get<double>(term(row, "no power")) < -0.4);  // a managing director decides
}

TEST_CASE("what was changed after half-way is withheld, and what was said later is not known") {
  auto dossier = joan_who_bought();
  dossier.contact.values[model::contact::changed] = days_ago(140);
  dossier.company->values[model::company::changed] = model::Value();
  dossier.answers = {{dossier.ref(), "outcome", "no", "", "dev", days_ago(151)},
                     {dossier.ref(), "risk", "no", "", "dev", days_ago(149)}};
  dossier.activities.push_back(activity("a3", "note", "gw: top=no", 149));
  const auto row = only_row(dossier);
  CHECK(term(row, "access to the top") == TermValue(0.0));
  for (const auto& name : {"industry", "country", "employees", "seniority", "amount", "service"}) {
    INFO(name);
    CHECK(std::holds_alternative<Withheld>(term(row, name)));
  }
  CHECK(term(row, "touches") == TermValue(1.0));
  CHECK(term(row, "no power") == TermValue(0.0));
  CHECK(std::get<double>(term(row, "no outcome")) > 0.9);
  CHECK(term(row, "risk") == TermValue(0.0));
}

TEST_CASE("who wishes no scoring, and a deal of unknown beginning, give their outcome alone") {
  auto objects = joan_who_bought(), undated = joan_who_bought();
  tag(objects, {"gw:no-scoring"});
  undated.opportunities[0].values[opp::created] = model::Value();
  for (const auto* dossier : {&objects, &undated}) {
    const auto row = only_row(*dossier);
    CHECK(row.won);
    CHECK(std::ranges::all_of(row.values, [](const TermValue& value) {
      return std::holds_alternative<Withheld>(value) || value == TermValue(0.0);
    }));
  }
}

TEST_CASE("a deal closed on its closing date, if that had come and was not older than the deal") {
  struct Row {
    std::string state;
    std::optional<double> date, changed;
    std::optional<double> closed;  ///< days ago
  };
  const std::vector<Row> rows = {{"won", 110, 100, 110}, {"lost", 50, 100, 100}, {"won", {}, 100, 100},
                                 {"lost", 110, {}, 110}, {"won", 400, 100, 100}, {"lost", {}, {}, {}},
                                 {"open", 110, 100, {}}, {"won", -30, {}, 0}};
  for (const auto& row : rows) {
    auto record = closed_deal("d1", row.state);
    const auto day = [](double days) { return base::date_of(days_ago(days)); };
    record.values[opp::close_date] = row.date ? model::Value(day(*row.date)) : model::Value();
    record.values[opp::changed] = row.changed ? model::Value(days_ago(*row.changed)) : model::Value();
    const auto closed = closed_at(record, today());
    INFO(row.state << " " << row.date.value_or(0) << " " << row.changed.value_or(0));
    REQUIRE(closed.has_value() == row.closed.has_value());
    CHECK(bare_deal(shipped(), record, today()).has_value() == row.closed.has_value());
    if (closed) CHECK(base::days_between(*closed, today()) == Approx(*row.closed).margin(0.5));
  }
}

TEST_CASE("a deal of several contacts counts once, as the first by id sees it, one of nobody counts too") {
  std::vector<ClosedDeal> deals;
  for (int i = 0; i < 20; ++i) {
    auto row = bare_deal(shipped(), closed_deal("d" + std::to_string(i), i < 5 ? "won" : "lost"), today())->row;
    deals.push_back({"", today(), row});
    row.values[1] = std::string(i < 5 ? "food" : "steel");
    deals.push_back({"k1", today(), row});
    row.values[1] = std::string("wrong");
    deals.push_back({"k2", today(), row});
  }
  deals.push_back(*bare_deal(shipped(), closed_deal("nobody's", "lost"), today()));
  const auto trained = train(deals, shipped(), 0.2);
  CHECK(trained.report.outcomes == 21);
  CHECK(trained.report.won == 5);
  CHECK(trained.report.words.empty());
  std::ranges::reverse(deals);
  CHECK(train(deals, shipped(), 0.2).model == trained.model);
  const auto industry =
      std::ranges::find(trained.model.columns.terms, "industry", [](const auto& one) { return one.term.name; });
  REQUIRE(industry != trained.model.columns.terms.end());
  CHECK(industry->levels == std::vector<Level>{{"food", 0, 5}, {"steel", 0, 15}});
}

TEST_CASE("a live prospect is read in the terms it was trained on, and its decision says what moved its chance") {
  std::vector<ClosedDeal> deals;
  for (int i = 0; i < 40; ++i) {
    auto deal = *bare_deal(shipped(), closed_deal("d" + std::to_string(i), i % 4 < 2 ? "won" : "lost"), today());
    deal.row.values[1] = std::string((i % 4 < 2) == (i % 10 != 0) ? "food" : "steel");
    deals.push_back(std::move(deal));
  }
  History history;
  history.model = std::make_shared<const ChanceModel>(train(deals, shipped(), 0.2).model);
  history.learned_from = "0123";
  const auto kept = history_from_json(to_json(history));
  CHECK(*kept.model == *history.model);
  CHECK(kept.learned_from == "0123");
  CHECK(history_from_json(to_json(History{})).model == nullptr);
  auto dossier = joan_who_bought();
  dossier.opportunities = {deal("d99", "Warehouse layout", 6000)};
  auto with = ground();
  with.history = kept;
  const auto trained = read_prospect(with, dossier, today()), untrained = read_prospect(ground(), dossier, today());
  CHECK(trained.chance.outcomes == 40);
  CHECK(trained.chance.value > untrained.chance.value);
  const auto& first = trained.chance.contributions.front();
  CHECK(first.name == "industry: food");
  CHECK(first.outcomes == 20);
  CHECK(first.points > 0.5);
  CHECK(untrained.chance.outcomes == 0);
}

TEST_CASE("there is something new to learn when an outcome comes in or turns, or the rules change") {
  std::vector<model::Record> closed = {closed_deal("d1", "won"), closed_deal("d2", "lost")};
  const auto before = outcomes_version(closed, shipped());
  std::ranges::reverse(closed);
  CHECK(outcomes_version(closed, shipped()) == before);
  auto turned = closed, more = closed;
  turned[0].values[opp::state] = std::string("won");
  more.push_back(closed_deal("d3", "lost"));
  auto book = shipped();
  book.version = "another";
  CHECK(outcomes_version(turned, shipped()) != before);
  CHECK(outcomes_version(more, shipped()) != before);
  CHECK(outcomes_version(closed, book) != before);
}
