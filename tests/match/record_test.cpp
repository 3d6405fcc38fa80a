#include "match/record.hpp"

#include <catch2/catch.hpp>

#include "match/match.hpp"

using namespace goodword;
using namespace goodword::match;

namespace {

const base::Instant now = *base::parse_rfc3339("2026-11-03T09:00:00Z");
base::Instant days_ago(int days) { return now - std::chrono::days(days); }

const std::vector<model::Service> services = {{"writing", "", {}}, {"copywriting", "writing", {}}, {"audit", "", {}}};

PastReferral ended(const std::string& service, int days, bool well) {
  PastReferral one{"forge", service, {}, {}, false, {}, days_ago(days), well, well};
  return one;
}

TrackRecord only(const std::vector<PastReferral>& past, std::string_view wanted,
                 const std::vector<model::Partner>& partners = {}) {
  const auto made = track_records(past, partners, services, wanted, now);
  REQUIRE(made.size() == 1);
  return made.front();
}

model::Partner forge(int finished, int served_well) {
  model::Partner made;
  made.id = "forge";
  made.services = {"copywriting"};
  made.finished = finished;
  made.served_well = served_well;
  made.room = model::Room{1, {std::chrono::year(2026), std::chrono::November, std::chrono::day(30)}};
  return made;
}

}  // namespace

TEST_CASE("steps of referrals are read as referrals, in the order in which they began") {
  const std::vector<model::PastStep> steps = {{"forge", "copywriting", "r1", "offer_prospect", days_ago(30)},
                                              {"anvil", "audit", "r2", "offer_partner", days_ago(29)},
                                              {"forge", "copywriting", "r1", "offer_partner", days_ago(28)},
                                              {"forge", "copywriting", "r1", "partner_yes", days_ago(26)},
                                              {"anvil", "audit", "r2", "partner_no", days_ago(25)},
                                              {"forge", "copywriting", "r1", "introduce", days_ago(20)},
                                              {"forge", "copywriting", "r1", "win", days_ago(2)}};
  const auto past = past_referrals(steps);
  REQUIRE(past.size() == 2);
  CHECK(past[0].partner == "forge");
  CHECK(past[0].offered == days_ago(28));
  CHECK(past[0].answered == days_ago(26));
  CHECK(past[0].accepted);
  CHECK(past[0].introduced == days_ago(20));
  CHECK(past[0].ended == days_ago(2));
  CHECK(past[0].served_well);
  CHECK(past[1].answered == days_ago(25));
  CHECK_FALSE(past[1].accepted);
  CHECK_FALSE(past[1].ended);
}

TEST_CASE("well served is who would do it again, won or not, and who gave us work and did not complain") {
  const auto steps = [](std::initializer_list<const char*> events) {
    std::vector<model::PastStep> made;
    for (const auto* event : events) made.push_back({"forge", "copywriting", "r1", event, days_ago(9)});
    return made;
  };
  const auto well = [&](std::initializer_list<const char*> events) {
    return past_referrals(steps(events)).front().served_well;
  };
  CHECK(well({"introduce", "win"}));
  CHECK(well({"introduce", "win", "close", "prospect_content"}));
  CHECK_FALSE(well({"introduce", "win", "prospect_complains"}));
  CHECK(well({"introduce", "win", "prospect_complains", "prospect_content"}));  // as they last said
  CHECK(well({"introduce", "find_no_fit", "prospect_content"}));                // also where we earn nothing
  CHECK_FALSE(well({"introduce", "find_no_fit", "partner_content"}));           // it is the prospect who is served
  CHECK_FALSE(well({"introduce", "win", "correct"}));
  const auto past = past_referrals(steps({"introduce", "win", "prospect_complains", "partner_content"}));
  CHECK(past.front().won);
  CHECK(past.front().prospect_content == false);
  CHECK(past.front().partner_content == true);
}

TEST_CASE("an outcome counts for its service, for a kin one where there is none, and halves in a year") {
  const std::vector<PastReferral> past = {ended("copywriting", 365, true), ended("copywriting", 0, false),
                                          ended("audit", 0, true)};
  const auto exact = only(past, "copywriting");
  CHECK(exact.finished == Approx(1.5));
  CHECK(exact.served_well == Approx(0.5));
  CHECK(only(past, "writing").finished == Approx(1.5));
  CHECK(only(past, "audit").served_well == Approx(1));
  CHECK(only({ended("audit", 0, true)}, "copywriting").finished == 0);
  CHECK(exact.ended == 3);
  CHECK(exact.ended_well == 2);
}

TEST_CASE("what partners.json states comes on top, and answers are timed from the offer") {
  PastReferral answered{"forge", "audit", days_ago(10), days_ago(7), true, {}, {}, false};
  PastReferral silent{"forge", "audit", days_ago(5), {}, false, {}, {}, false};
  const auto record = only({answered, silent, ended("copywriting", 0, true)}, "copywriting", {forge(3, 1)});
  CHECK(record.finished == Approx(4));
  CHECK(record.served_well == Approx(2));
  CHECK(record.ended == 4);
  CHECK(record.answers == 1);
  CHECK(record.answer_days == Approx(3));
}

TEST_CASE("outcomes make a partner reliable, or take that away, and the limit says which") {
  const model::Firm firm;
  const auto doubt = [&](const model::Partner& partner, const std::vector<PastReferral>& past) {
    const auto records = track_records(past, {partner}, services, "copywriting", now);
    const auto limits = limits_for_all(partner, {firm, services, {partner}, records}, base::date_of(now));
    return limits.empty() ? "" : limits.front().limit + ": " + limits.front().text;
  };
  CHECK(doubt(forge(0, 0), {}) == "reliability: no reliability record, and not marked as trusted");
  CHECK(doubt(forge(0, 0), {ended("audit", 900, true)}) == "");
  CHECK(doubt(forge(1, 1), {ended("audit", 1, false), ended("audit", 1, false)}) ==
        "reliability: only 1 of 3 referrals were served well, and it is not marked as trusted");
  auto trusted = forge(0, 0);
  trusted.trusted = true;
  CHECK(doubt(trusted, {ended("audit", 1, false)}) == "");
}

TEST_CASE("what keeps a partner from every need is told at once, a colleague needs neither record nor room") {
  const model::Firm firm;
  model::Partner nobody;
  nobody.id = "forge";
  nobody.paused = true;
  const auto limits = [&] {
    std::string names;
    for (const auto& one : limits_for_all(nobody, {firm, services, {}, {}}, base::date_of(now)))
      names += one.limit + " ";
    return names;
  };
  CHECK(limits() == "paused service reliability room ");
  nobody.kind = model::PartnerKind::colleague;
  CHECK(limits() == "paused service ");
}

TEST_CASE("what referrals came to is counted for some partners, and a share says how little few of them tell") {
  auto introduced = ended("copywriting", 9, false);
  introduced.introduced = days_ago(20);
  auto other = ended("copywriting", 9, true);
  other.partner = "else";
  const std::vector<PastReferral> past = {ended("copywriting", 5, true), introduced, other};
  const std::vector<std::string> forge_alone = {"forge"}, both = {"forge", "else"};
  CHECK(past_figures(past, forge_alone) == PastFigures{1, 2, 1, 0});
  CHECK(past_figures(past, both) == PastFigures{1, 3, 2, 0});
  CHECK(past_figures(past, {}) == PastFigures{});
  CHECK(share_of(2, 3).low == Approx(0.2536).margin(5e-4));
  CHECK(share_of(2, 3).high == Approx(0.9218).margin(5e-4));
  CHECK(share_of(0, 5).low == 0);
  CHECK(share_of(5, 5).high == Approx(1));
  CHECK(share_of(0, 0).high == 1);
}
