#include "match/sources.hpp"

#include <catch2/catch.hpp>

using namespace goodword;
using namespace goodword::match;
using model::PartnerKind;

namespace {

const std::vector<model::Service> services = {{"process", "", {{"en", {"process work"}}}},
                                              {"mapping", "process", {{"en", {"process mapping"}}}},
                                              {"training", "process", {{"en", {"shop-floor training"}}}},
                                              {"audit", "", {{"en", {"audit"}}}}};
const base::Date today{std::chrono::year(2026), std::chrono::November, std::chrono::day(27)};

/// A firm that maps processes for deals from 2,000 to 80,000.
model::Firm firm() {
  model::Firm made;
  made.currency = "GBP";
  made.services = {"mapping"};
  made.deal_size = {2000, 80000};
  return made;
}

/// A competitor that differs in nothing.
model::Partner rival() {
  model::Partner made;
  made.kind = PartnerKind::competitor;
  made.services = {"mapping"};
  made.deal_size = {2000, 80000};
  return made;
}

std::vector<std::string> reasons(const model::Partner& partner, int given = 0, int received = 0) {
  const auto house = firm();
  const std::vector<model::Partner> partners = {partner};
  const CircleView circle{house, services, partners};
  std::vector<std::string> made;
  for (const auto& one : reasons_to_ask({partner, circle, given, received, today}, source_reasons()))
    made.push_back(one.reason + " " + std::to_string(one.number) + ": " + one.text);
  return made;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a competitor that takes what we take is nobody to ask") {
  CHECK(reasons(rival()).empty());
  CHECK(reasons(rival(), 5, 0).empty());  // what was given counts among allies only
}

TEST_CASE("who gave more is no reason where a rule in force says that it may not count") {
  const auto house = firm();
  auto ally = rival();
  ally.kind = model::PartnerKind::ally;
  const std::vector<model::Partner> partners = {ally};
  const CircleView circle{house, services, partners};
  const auto named = [&](bool reciprocity) {
    const auto all = reasons_to_ask({ally, circle, 5, 1, today, reciprocity}, source_reasons());
    return std::ranges::count(all, std::string("we introduced 5 to them, they sent us 1"), &SourceReading::text);
  };
  CHECK(named(true) == 1);
  CHECK(named(false) == 0);
}

TEST_CASE("a competitor is asked for work that is too large or too small for it and not for us") {
  auto partner = rival();
  partner.deal_size = {2000, 20000};
  CHECK(reasons(partner) == Texts{"too_large 20: work above £20,000 is too large for them"});
  partner.deal_size = {9000, {}};
  CHECK(reasons(partner) == Texts{"too_small 20: work below £9,000 is too small for them"});
  partner.deal_size = {1000, 90000};
  CHECK(reasons(partner).empty());
  partner.company_size.most = 1500;
  CHECK(reasons(partner) == Texts{"firms_too_large 20: clients above 1,500 staff are too large for them"});
}

TEST_CASE("a competitor is asked while it has no room, and no longer than its word holds") {
  auto partner = rival();
  partner.room = model::Room{0, today};
  CHECK(reasons(partner) == Texts{"busy 21: they have no room until 2026-11-27"});
  partner.room->until = today - std::chrono::years(1);
  CHECK(reasons(partner).empty());
  partner.room = model::Room{1, today};
  CHECK(reasons(partner).empty());
}

TEST_CASE("a competitor is asked for what it does not do, does not want, may not do, or does one half of") {
  auto partner = rival();
  partner.services = {"audit"};
  CHECK(reasons(partner) == Texts{"outside_field 24: they do not do process mapping"});
  partner.services = {"training"};
  CHECK(reasons(partner) ==
        Texts{"two_firms 22: process work needs two firms: shop-floor training is theirs, process mapping ours",
              "outside_field 24: they do not do process mapping"});
  partner.services = {};
  CHECK(reasons(partner).empty());  // nothing is known of what it does
  partner = rival();
  partner.does_not_want = {"food", "audit"};
  CHECK(reasons(partner) == Texts{"unwanted 24: they turn away food"});
  partner = rival();
  partner.facts["partner_barred_from"] = base::Json("tax for those it audits");
  CHECK(reasons(partner) == Texts{"barred 25: a rule bars them from tax for those it audits"});
}

TEST_CASE("an ally is asked for the doors it can open, and where we gave more than we got") {
  auto partner = rival();
  partner.kind = PartnerKind::ally;
  partner.deal_size = {2000, 20000};
  CHECK(reasons(partner).empty());  // another trade's sizes say nothing about ours
  partner.opens_for_us = {"food", "retail", "care", "rail"};
  CHECK(reasons(partner, 3, 1) == Texts{"doors 0: can open doors for us in food, retail, care and more",
                                        "gave_more 0: we introduced 3 to them, they sent us 1"});
  CHECK(reasons(partner, 1, 0).back() == "gave_more 0: we introduced 1 to them, they sent us nobody yet");
  CHECK(reasons(partner, 2, 2).size() == 1);
  partner.kind = PartnerKind::colleague;
  CHECK(reasons(partner, 3, 1).empty());
}
