// What a person gets to read of what is held of them, and what not: the partners' weaknesses and the firm's promises.
#include "engine/person_document.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "base/schema.hpp"
#include "stage/stage.hpp"

using namespace goodword;
using namespace goodword::testing;
using model::Answer3;
using model::Kind;

namespace {

const base::Instant noon = *base::parse_rfc3339("2026-11-02T12:00:00Z");

base::Schema schema() {
  std::ifstream file(std::string(GOODWORD_SOURCE_DIR) + "/schemas/person.schema.json");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  return {base::parse_json(text).value(), "person.schema.json"};
}

engine::Circle circle_with_packs() {
  engine::Circle circle;
  circle.firm.name = "Ottermere";
  circle.partners.resize(1);
  circle.partners[0].id = "pellwick";
  circle.partners[0].name = "Pellwick Copy";
  const auto files = shipped_pack_files();
  rules::put_in_force(circle.book, rules::compile_packs(files).value());
  return circle;
}

ports::HeldRecord record(Kind kind, model::FieldIndex field, const std::string& text) {
  ports::HeldRecord held{model::Record(kind), noon, {}};
  held.record.values[0] = std::string("7");
  held.record.values[field] = text;
  return held;
}

model::Decision decided() {
  model::Decision decision;
  decision.id = "d1";
  decision.contact = {"main", Kind::contact, "7"};
  decision.at = noon;
  decision.verdict = model::Verdict::refer;
  decision.held = true;
  decision.reasons = {{24, "outside our usual field"}, {0, "SECRET do we promise"}};
  model::SignReading sign;
  sign.sign = "d";
  sign.name = "no timing";
  sign.state = model::SignState::seen;
  sign.evidence.resize(1);
  sign.evidence[0].quote = "perhaps next year";
  decision.signs = {sign};
  decision.matches = {{"pellwick", 800, {{"speed", 10, true, "SECRET slow"}}, {}, {"SECRET loses every second"}}};
  decision.no_matches = {{"sallow", "reliability", "SECRET never answers"}};
  decision.free_peers = {{"SECRETpeer", false}};
  decision.inside.text = "SECRET colleagues are busy";
  decision.screen = {
      {"refer", Answer3::review, "SECRET do we promise", "contract-limits", "SECRET rule", 1, "SECRET clause", "", {}},
      {"show", Answer3::review, "SECRET missing", "", "", 0, "", "limit_nda", {}},
      {"disclose", Answer3::no, "SECRET of a pack that is gone", "once-in-force", "SECRET rule", 1, "SECRET", "", {}},
      {"pay", Answer3::no, "no pay here", "gdpr", "gdpr-basis", 1, "Art. 6", "", {}}};
  decision.watch = {
      "d1", noon, model::Verdict::refer, "copywriting", {24}, "dev", {{"need", "copywriting", "another need"}}};
  decision.back = {noon,
                   {"d0", noon, model::Verdict::let_go, "payroll", {}, "dev", {{"need", "payroll", "ours", "audit"}}}};
  decision.question = model::Question{"limit_nda", "SECRET do we know", 0, true};
  return decision;
}

ports::PersonRows everything_held() {
  const model::Ref joan{"main", Kind::contact, "7"};
  ports::PersonRows held;
  held.contact = joan;
  held.ids = {"7", "6"};
  held.records = {
      record(Kind::contact, model::contact::name, "Joan Alder"),
      record(Kind::activity, model::activity::text, "We met.\ngw: limit_nda=yes SECRET client\nShe liked it.")};
  held.records[1].gone_at = noon;
  held.rejects = {{"main", "contacts", "7", "/phone", "no phone number", "{\"phone\": \"?\"}"}};
  held.decisions = {decided()};
  held.answers = {{joan, "decider", "yes", "Joan, by phone", "dev", noon},
                  {joan, "limit_nda", "SECRET", "SECRET client", "dev", noon}};
  held.asks = {{{joan}, *base::parse_date("2026-12-01"), "firms like hers", "dev", "dev", noon}};
  held.received = {{joan, "pellwick", "copywriting", "nice to work with", "dev", noon}};
  ports::HeldReferral referral;
  referral.referral.id = "r1";
  referral.referral.contact = joan;
  referral.referral.partner = "pellwick";
  referral.referral.state = model::ReferralState::introduced;
  referral.events = {{"r1", "prospect_yes", noon, "dev", "phone", "task 1", "she asked for it"},
                     {"r1", "partner_no", noon, "dev", "phone", "task 2", "SECRET no capacity"}};
  referral.consents.resize(1);
  referral.consents[0].id = "p";
  referral.consents[0].fields = {"name", "email"};
  referral.consents[0].wording = "May we introduce you?";
  referral.consents[0].withdrawn = noon;
  referral.releases = {{"r1", "p", "q", noon, "abc"}};
  held.referrals = {referral};
  model::Operation operation;
  operation.id = "o1";
  operation.change.action = model::Action::note;
  operation.change.body = "Joan was introduced.";
  operation.state = model::OperationState::done;
  operation.done_at = noon;
  held.operations = {operation};
  return held;
}

}  // namespace

TEST_CASE("a person reads everything that is held of them, in the form that the schema describes") {
  const auto document = engine::person_document(everything_held(), circle_with_packs(), noon);
  std::vector<std::string> problems;
  for (const auto& problem : schema().problems(document, "export")) problems.push_back(base::to_text(problem));
  CHECK(problems == std::vector<std::string>{});
  const auto text = base::write_json(document);
  for (const char* part : {"Joan Alder", "We met.", "She liked it.", "no phone number", "outside our usual field",
                           "perhaps next year", "no timing", "decider", "Joan, by phone", "firms like hers",
                           "nice to work with", "she asked for it", "May we introduce you?", "another need", "payroll",
                           "Pellwick Copy", "\"letters_sha256\":\"abc\"", "Joan was introduced.", "Art. 6"}) {
    INFO(part);
    CHECK(text.find(part) != std::string::npos);
  }
  const auto& release = document.find("referrals")->items().front().find("releases")->items().front();
  CHECK(release.texts("fields") == std::vector<std::string>{"name", "email"});
  CHECK(release.text_or("receiver", "") == "pellwick");
  CHECK(release.text_or("scope", "") == "introduction");
  CHECK(document.find("person")->texts("ids") == std::vector<std::string>{"7", "6"});
}

TEST_CASE("what partners lack and what is confidential stays out of an export") {
  const auto text = base::write_json(engine::person_document(everything_held(), circle_with_packs(), noon));
  const auto found = text.find("SECRET");
  CHECK(text.substr(found == std::string::npos ? text.size() : found, 60) == "");
}

TEST_CASE("with no pack in force an answer of any pack is told without its reason") {
  const auto document = engine::person_document(everything_held(), engine::Circle(), noon);
  for (const auto& answer : document.find("decisions")->items().front().find("screen")->items()) {
    if (answer.text_or("question", "") == "show") continue;
    CHECK(answer.members().size() == 2);
  }
}
