// 300 contacts as they mostly look in a CRM, with hardly a note (tests/rules/corpus/sparse.json), decided as a batch of
// the demo's firm: how many end in a question, and whether the answer to it would settle them.
#include <cstdio>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "engine/ground.hpp"
#include "engine/matching.hpp"
#include "engine/reading.hpp"
#include "rules/hour.hpp"
#include "stage/stage.hpp"

using namespace goodword;

namespace {

const base::Instant now = *base::parse_rfc3339("2026-11-03T09:00:00Z");

base::Json json_of(const std::string& path) {
  std::ifstream file(std::string(GOODWORD_SOURCE_DIR) + "/" + path);
  std::ostringstream text;
  text << file.rdbuf();
  const auto json = base::parse_settings_json(text.str(), path);
  REQUIRE(json);
  return *json;
}

engine::Circle demo_circle() {
  engine::Circle circle;
  circle.firm = model::firm_from_json(json_of("packaging/share/demo/firm.json"));
  circle.services = model::services_from_json(json_of("packaging/share/demo/services.json"));
  const auto partners = json_of("packaging/share/demo/partners.json");
  for (const auto& partner : partners.find("partners")->items())
    circle.partners.push_back(model::partner_from_json(partner));
  circle.book = testing::shipped_rules();
  return circle;
}

base::Instant days_ago(const base::Json& json, std::string_view key) {
  return now - std::chrono::hours(static_cast<int>(24 * json.real_or(key, 0)));
}

model::Dossier dossier_of(const base::Json& contact, const std::string& user) {
  model::Dossier made;
  made.crm = "main";
  made.seen_at = now;
  auto& person = made.contact.values;
  person[model::contact::id] = contact.text_or("id", "");
  person[model::contact::name] = std::string("Joan Marsh");
  person[model::contact::title] = contact.text_or("title", "");
  person[model::contact::city] = contact.text_or("city", "");
  person[model::contact::owner] = user;
  made.company = model::Record(model::Kind::company);
  made.company->values[model::company::industry] = contact.text_or("industry", "");
  const base::Json& deal = *contact.find("deal");
  model::Record opportunity(model::Kind::opportunity);
  opportunity.values[model::opportunity::id] = contact.text_or("id", "") + "-deal";
  opportunity.values[model::opportunity::name] = deal.text_or("name", "");
  opportunity.values[model::opportunity::stage] = deal.text_or("stage", "");
  opportunity.values[model::opportunity::state] = std::string("open");
  opportunity.values[model::opportunity::created] = days_ago(deal, "age_days");
  if (const double amount = deal.real_or("amount", 0); amount > 0)
    opportunity.values[model::opportunity::amount] = base::from_units(amount, "GBP");
  made.opportunities.push_back(std::move(opportunity));
  for (const auto& one : contact.find("activities")->items()) {
    model::Record activity(model::Kind::activity);
    const std::string kind = one.text_or("kind", "");
    activity.values[model::activity::id] = contact.text_or("id", "") + "-" + std::to_string(made.activities.size());
    activity.values[model::activity::kind] = kind == "email" ? "email_" + one.text_or("direction", "in") : kind;
    activity.values[model::activity::text] = one.text_or("text", "");
    activity.values[model::activity::at] = days_ago(one, "days_ago");
    made.activities.push_back(std::move(activity));
  }
  return made;
}

/// All contacts, read and decided against one bar for each seller, as a batch does it.
class Batch {
 public:
  Batch() {
    const auto json = json_of("tests/rules/corpus/sparse.json");
    const auto& sellers = circle_.firm.sellers;
    for (const auto& contact : json.find("contacts")->items()) {
      const auto& seller = sellers[readings_.size() % sellers.size()];
      readings_.push_back(read(dossier_of(contact, seller.users.at("main")), seller.id));
    }
    price_hours();
  }

  const std::vector<engine::Reading>& readings() const { return readings_; }

  model::Decision decide(const engine::Reading& reading, const std::optional<model::Decision>& before = {}) const {
    const rules::Bar bar{ground_.bar_of(reading.seller),
                         std::ranges::binary_search(busy_, reading.dossier.contact.id())};
    const auto match = engine::matches_for(circle_, reading.assessment, reading.dossier, now);
    return rules::decide(circle_.book, reading.assessment, {bar, match, before}, now);
  }

  /// The same contact after somebody answered.
  model::Decision answered(const engine::Reading& reading, const model::Decision& asked,
                           const std::string& value) const {
    auto dossier = reading.dossier;
    dossier.answers.push_back({dossier.ref(), asked.question->about, value, "by phone", reading.seller, now});
    return decide(read(std::move(dossier), reading.seller), asked);
  }

 private:
  engine::Reading read(model::Dossier dossier, const std::string& seller) const {
    engine::Reading made{std::move(dossier), {}, seller};
    const rules::Ground ground{circle_.book, circle_.firm, circle_.services, "gw:", {}};
    made.assessment = rules::read_prospect(ground, made.dossier, now);
    return made;
  }

  void price_hours() {
    const auto& settings = circle_.book.settings;
    std::vector<model::PipelineRow> rows;
    for (const auto& reading : readings_) rows.push_back(engine::row_of(reading));
    for (const auto& seller : circle_.firm.sellers) {
      std::vector<rules::Candidate> competing;
      for (const auto& row : rows) {
        if (row.competes && row.seller == seller.id) competing.push_back({row.contact, row.value, row.hours});
      }
      const double hours = rules::hours_to_fill(seller.weekly_hours, settings);
      const auto week = rules::week_price(competing, hours, circle_.firm.hour_cost, settings);
      ground_.bars[seller.id] = rules::bar_from(week.price, std::nullopt, settings);
    }
    busy_ = engine::busy_among(rows, ground_, circle_);
  }

  const engine::Circle circle_ = demo_circle();
  std::vector<engine::Reading> readings_;
  engine::Ground ground_;
  std::vector<std::string> busy_;
};

}  // namespace

TEST_CASE("of 300 contacts with hardly a note at most three in ten end in a question, and its answer settles them") {
  const Batch batch;
  REQUIRE(batch.readings().size() == 300);
  std::map<model::Verdict, int> verdicts;
  for (const auto& reading : batch.readings()) {
    const auto decision = batch.decide(reading);
    ++verdicts[decision.verdict];
    if (decision.verdict != model::Verdict::find_out) continue;
    INFO(reading.dossier.contact.id());
    REQUIRE(decision.question);
    CHECK(decision.question->decides);
    CHECK(!decision.question->text.empty());
    const auto yes = batch.answered(reading, decision, "yes"), no = batch.answered(reading, decision, "no");
    CHECK(yes.verdict != no.verdict);
    CHECK(yes.hour.above != no.hour.above);
  }
  for (const auto& [verdict, count] : verdicts)
    std::printf("sparse: %d %s\n", count, std::string(model::to_text(verdict)).c_str());
  CHECK(verdicts[model::Verdict::find_out] >= 1);
  CHECK(verdicts[model::Verdict::find_out] <= 90);
}
