#include "rules/past.hpp"

#include <catch2/catch.hpp>

#include "people.hpp"
#include "rules/ready.hpp"

using namespace goodword;
using namespace goodword::rules;

namespace {

namespace con = model::contact;
namespace opp = model::opportunity;

/// A contact with a deal that was made 60 days ago and won 20 days ago, and a call before and after each.
model::Dossier winner() {
  auto made = joan();
  made.contact.values[con::title] = std::string("Managing director");
  made.contact.values[con::changed] = days_ago(50);
  auto won = deal("1", "Warehouse layout", 6000);
  won.values[opp::created] = days_ago(60);
  won.values[opp::changed] = days_ago(20);
  won.values[opp::state] = std::string("won");
  made.opportunities = {won};
  made.activities = {activity("a", "call", "first", 70), activity("b", "call", "second", 30),
                     activity("c", "call", "third", 10)};
  made.answers = {{made.ref(), "decider", "yes", "", "dev", days_ago(25)}};
  return made;
}

Past past(double days) { return past_of(winner(), days_ago(days), today()); }

}  // namespace

TEST_CASE("the past holds what was said and answered by then, and no more") {
  CHECK(past(40).dossier.activities.size() == 1);
  CHECK(past(22).dossier.activities.size() == 2);
  CHECK(past(40).dossier.answers.empty());
  CHECK(past(22).dossier.answers.size() == 1);
}

TEST_CASE("a deal is not there before it was made, open before it was won, and won after") {
  CHECK(past(61).dossier.opportunities.empty());
  const auto open = past(40).dossier.opportunities.at(0);
  CHECK(open.text(opp::state) == "open");
  CHECK(!open.money(opp::amount));  // closing may have changed it
  const auto won = past(10).dossier.opportunities.at(0);
  CHECK(won.text(opp::state) == "won");
  CHECK(won.money(opp::amount));
}

TEST_CASE("a field is known for the past only where its record was not changed since, and is withheld otherwise") {
  const auto known = past(40), not_known = past(55);
  CHECK(known.dossier.contact.text(con::title) == "Managing director");
  CHECK((known.withheld & of_contact) == 0);
  CHECK(not_known.dossier.contact.text(con::title).empty());
  CHECK(not_known.dossier.contact.id() == "20417");
  CHECK((not_known.withheld & of_contact) != 0);
  CHECK((known.withheld & of_opportunity) != 0);
  CHECK((past(10).withheld & of_opportunity) == 0);
}

TEST_CASE("how much of the past is dated: all of it, where nothing was changed since") {
  const auto all = dated_facts(shipped(), winner(), days_ago(10), today());
  CHECK(all.all > 3);
  CHECK(all.dated == all.all);
  const auto some = dated_facts(shipped(), winner(), days_ago(55), today());
  CHECK(some.dated < some.all);
  CHECK(some.dated > 0);
}

TEST_CASE("a record that does not say when it was changed says nothing of the past") {
  auto dossier = winner();
  dossier.contact.values[con::changed] = {};
  CHECK(past_of(dossier, days_ago(1), today()).dossier.contact.text(con::title).empty());
  dossier.opportunities[0].values[opp::created] = {};
  CHECK(past_of(dossier, days_ago(1), today()).dossier.opportunities.empty());
}

TEST_CASE("hours count from one moment to another") {
  const auto& settings = shipped().settings;
  CHECK(hours_between(winner(), days_ago(35), days_ago(5), settings) == Approx(2 * settings.spent_call));
  CHECK(hours_between(winner(), days_ago(35), days_ago(20), settings) == Approx(settings.spent_call));
}
