// What the screen says, as the engine acts on it: whom it drops, what it asks, what may not go on.
#include "engine/law.hpp"

#include <catch2/catch.hpp>

#include "engine/matching.hpp"
#include "rules/screen.hpp"
#include "rules/stated.hpp"
#include "stage/stage.hpp"

using namespace goodword;
using namespace goodword::testing;
using model::Answer3;

namespace {

model::ScreenAnswer says(const char* question, Answer3 answer, const char* missing = "") {
  return {question, answer, "CANARY text", "pack-x", "rule-x", 1, "CANARY clause", missing, {}};
}

/// A contact whose verdict is held, of a company ("" for none).
engine::Subject held(const std::string& id, const std::string& company, const model::ScreenAnswer& answer) {
  engine::Subject subject;
  auto& dossier = subject.dossier;
  dossier.crm = "main";
  dossier.contact.values[model::contact::id] = id;
  dossier.contact.values[model::contact::name] = "Person " + id;
  if (!company.empty()) {
    dossier.company = model::Record(model::Kind::company);
    dossier.company->values[model::company::id] = company;
    dossier.company->values[model::company::name] = "Company " + company;
  }
  subject.decision.held = true;
  subject.decision.verdict = answer.question == "serve" ? model::Verdict::find_out : model::Verdict::refer;
  subject.decision.screen = {answer};
  if (answer.question == "refer") subject.decision.matches = {{"pellwick", 800, {}, {}, {}}};
  return subject;
}

model::Plan planned(const std::vector<engine::Subject>& subjects, const engine::Circle& circle) {
  engine::PlanGround ground;
  ground.crm = "main";
  ground.abilities = {{model::Action::note, model::Kind::contact, model::Sameness::a, 1, 0, {}},
                      {model::Action::task, model::Kind::contact, model::Sameness::a, 1, 0, {}}};
  const engine::Policy policy;
  const auto letters = shipped_letters();
  engine::Planner planner(ground, policy, circle, letters);
  for (const auto& subject : subjects) REQUIRE(planner.add(subject));
  return planner.finish({});
}

model::Partner rival(const std::string& id, bool prices) {
  model::Partner partner;
  partner.id = id;
  partner.kind = model::PartnerKind::competitor;
  partner.services = {"copywriting"};
  partner.remote = partner.trusted = true;
  partner.room = model::Room{9, *base::parse_date("2027-12-31")};
  partner.facts = {{"partner_agreement", base::Json(true)}, {"agreement_client_prices", base::Json(prices)}};
  return partner;
}

/// A rule of the shipped charter, in force.
rules::RuleBook charter() {
  const std::string text =
      R"({"id": "charter", "version": 1, "title": "t", "about": "a", "rules": [{"id": "prices", "version": 1, "title": "no prices",
      "when": {"all": [{"fact": "partner_agreement", "is": "equal", "value": true},
                       {"fact": "agreement_client_prices", "is": "equal", "value": true}]},
      "answers": {"refer": "no"}, "source": {"statute": "s", "clause": "Art. 101"}, "vectors": [
      {"says": "a", "facts": {}, "answers": {}, "missing": "partner_agreement"}, {"says": "b", "facts": {}, "answers": {}},
      {"says": "c", "facts": {}, "answers": {}}]}]})";
  const std::vector<rules::PackFile> files = {{"charter.json", base::parse_json(text).value()}};
  auto book = shipped_rules();
  rules::put_in_force(book, rules::compile_packs(files).value());
  return book;
}

}  // namespace

TEST_CASE("a missing fact is asked once: of the firm, a company, a partner, a person, or of counsel about a pack") {
  const auto company = says("serve", Answer3::review, "issuer"),
             firm = says("serve", Answer3::review, "firm_audits_issuers"),
             person = says("serve", Answer3::review, "mail_consent"), pack = says("refer", Answer3::review),
             partner = says("refer", Answer3::review, "agreement_exclusive");
  const std::vector<engine::Subject> subjects = {
      held("1", "7", company), held("2", "7", company),  held("3", "8", company), held("4", "", company),
      held("5", "7", firm),    held("6", "8", firm),     held("7", "7", person),  held("8", "7", person),
      held("9", "7", partner), held("10", "8", partner), held("11", "7", pack),   held("12", "8", pack)};
  engine::Circle circle;
  circle.firm.name = "Ottermere";
  circle.partners = {rival("pellwick", false)};
  circle.partners.front().name = "Pellwick Copy";
  const auto plan = planned(subjects, circle);
  std::string asked;
  int listed = 0;
  for (const auto& alone : plan.left_alone) {
    CHECK(alone.text.find("CANARY") == std::string::npos);
    if (alone.code == "fact") asked += alone.name + " | " + alone.text + "\n";
    listed += alone.code == "held" ? 1 : 0;
  }
  CHECK(listed == 12);
  CHECK(asked ==
        "Company 7 | do we know whether the company is an issuer under the rules of the SEC? goodword answer 1 "
        "issuer=yes (or no)\n"
        "Company 8 | do we know whether the company is an issuer under the rules of the SEC? goodword answer 3 "
        "issuer=yes (or no)\n"
        "Person 4 | do we know whether the company is an issuer under the rules of the SEC? goodword answer 4 "
        "issuer=yes (or no)\n"
        "Ottermere | do we know whether we audit any issuer under the rules of the SEC? say it in firm.json: "
        "\"facts\": {\"firm_audits_issuers\": …}\n"
        "Person 7 | do we know whether they agreed to be written to by mail? goodword answer 7 mail_consent=yes (or "
        "no)\n"
        "Person 8 | do we know whether they agreed to be written to by mail? goodword answer 8 mail_consent=yes (or "
        "no)\n"
        "Pellwick Copy | do we know whether we agreed to refer to nobody else, or it to nobody else? say it in "
        "partners.json: \"facts\": {\"agreement_exclusive\": …}\n"
        "rule pack pack-x | holds verdicts: goodword packs show pack-x, then goodword packs review pack-x\n");
  CHECK(plan.entries.empty());
}

TEST_CASE("a partner at no is dropped with the rule, and the next takes its place") {
  engine::Circle circle;
  circle.services = {{"copywriting", "", {{"en", {"copywriting"}}}}};
  circle.book = charter();
  for (const auto* id : {"a", "b", "c", "d"}) circle.partners.push_back(rival(id, std::string_view(id) == "a"));
  rules::Assessment assessment;
  assessment.need.need.service = "copywriting";
  assessment.need.services = assessment.need.open = {"copywriting"};
  assessment.need.fit = rules::NeedFit::not_ours;
  const auto match = engine::matches_for(circle, assessment, {}, *base::parse_rfc3339("2026-11-02T09:00:00Z"));
  std::string shown;
  for (const auto& one : match.matches) shown += one.partner;
  CHECK(shown == "bcd");
  REQUIRE(match.no_matches.size() == 1);
  CHECK(match.no_matches.front().limit == "law");
  CHECK(match.no_matches.front().text == "may not be referred to: no prices [Art. 101]");
  REQUIRE(match.screens.size() == 3);
  CHECK(rules::answer_to(match.screens.front().answers, "refer") == Answer3::yes);
  circle.partners.resize(1);
  const auto none = engine::matches_for(circle, assessment, {}, *base::parse_rfc3339("2026-11-02T09:00:00Z"));
  CHECK(none.matches.empty());
  REQUIRE(none.screens.size() == 1);
  assessment.standing.standing = rules::Standing::prospect;
  const auto decision =
      rules::decide(circle.book, assessment, {{}, none, {}}, *base::parse_rfc3339("2026-11-02T09:00:00Z"));
  CHECK(decision.verdict == model::Verdict::let_go);
  CHECK(rules::answer_to(decision.screen, "refer") == Answer3::no);
}

TEST_CASE(
    "where law bars us from serving, the decision lists every peer who is free to take the client, and no other") {
  const auto now = *base::parse_rfc3339("2026-11-02T09:00:00Z");
  const std::string text =
      R"({"id": "bar", "version": 1, "title": "t", "about": "a", "rules": [{"id": "ours", "version": 1, "title": "we audit them",
      "when": {"all": [{"fact": "audits_company", "is": "equal", "value": true}]},
      "answers": {"serve": "no"}, "source": {"statute": "s", "clause": "s. 201"}, "vectors": [
      {"says": "a", "facts": {"audits_company": true}, "answers": {"serve": "no"}},
      {"says": "b", "facts": {}, "answers": {"serve": "review"}, "missing": "audits_company"},
      {"says": "c", "facts": {"audits_company": false}, "answers": {}}]}]})";
  const std::vector<rules::PackFile> files = {{"bar.json", base::parse_json(text).value()}};
  engine::Circle circle;
  circle.services = {{"copywriting", "", {{"en", {"copywriting"}}}}};
  circle.firm.services = {"copywriting"};
  circle.book = charter();
  auto packs = circle.book.packs;
  std::ranges::move(rules::compile_packs(files).value(), std::back_inserter(packs));
  rules::put_in_force(circle.book, packs);
  for (const auto* id : {"a", "b", "c", "d", "e", "full", "house", "other", "shut"})
    circle.partners.push_back(rival(id, std::string_view(id) == "shut"));
  const auto change = [&](const char* id, auto how) {
    how(*std::ranges::find(circle.partners, id, &model::Partner::id));
  };
  change("b", [](model::Partner& p) { p.kind = model::PartnerKind::ally; });
  change("full", [](model::Partner& p) { p.room->places = 0; });
  change("house", [](model::Partner& p) { p.kind = model::PartnerKind::colleague; });
  change("other", [](model::Partner& p) { p.services = {"audit"}; });
  rules::Assessment assessment;
  assessment.standing.standing = rules::Standing::prospect;
  assessment.need.need.service = "copywriting";
  assessment.need.services = assessment.need.open = {"copywriting"};
  assessment.need.fit = rules::NeedFit::ours;
  const auto decided = [&](bool audits) {
    assessment.facts["audits_company"] = {audits, {}, "", {}};
    const auto match = engine::matches_for(circle, assessment, {}, now);
    return rules::decide(circle.book, assessment, {{}, match, {}}, now);
  };
  const auto free = [](const model::Decision& decision) {
    std::string names;
    for (const auto& peer : decision.free_peers) names += peer.partner + (peer.held ? "? " : " ");
    return names;
  };
  const auto barred = decided(true);
  CHECK(barred.verdict == model::Verdict::refer);
  CHECK(barred.row == 4);
  CHECK(barred.matches.size() == 3);
  CHECK(free(barred) == "a b c d e ");
  CHECK(model::decision_from_json(model::to_json(barred)).free_peers == barred.free_peers);
  CHECK(free(decided(false)) == "");
  assessment.is_private = true;
  CHECK(free(decided(true)) == "");
  assessment.is_private = false;
  change("c", [](model::Partner& p) { p.facts.erase("agreement_client_prices"); });
  CHECK(free(decided(true)) == "a b c? d e ");
}

TEST_CASE("a referral under way goes on only while the law lets it, and nothing says why in the CRM") {
  using enum model::ReferralState;
  model::Decision decision;
  model::Referral referral;
  referral.partner = "pellwick";
  decision.matches = {{"pellwick", 800, {}, {}, {}}};
  const auto lets = [&](Answer3 refer, Answer3 show, model::ReferralState state) {
    referral.state = state;
    decision.screen = {says("refer", refer), says("show", show)};
    return engine::law_lets(decision, referral);
  };
  CHECK(lets(Answer3::yes, Answer3::no, prospect_accepted));
  CHECK(lets(Answer3::yes, Answer3::yes, partner_accepted));
  CHECK_FALSE(lets(Answer3::yes, Answer3::no, partner_accepted));
  CHECK_FALSE(lets(Answer3::yes, Answer3::review, partner_accepted));
  CHECK_FALSE(lets(Answer3::review, Answer3::yes, prospect_accepted));
  decision.matches.clear();
  CHECK(lets(Answer3::review, Answer3::yes, prospect_accepted));
  CHECK_FALSE(lets(Answer3::no, Answer3::yes, prospect_accepted));
  decision.no_matches = {{"pellwick", "law", ""}};
  CHECK_FALSE(lets(Answer3::yes, Answer3::yes, partner_accepted));

  auto subject = held("1", "7", says("refer", Answer3::no));
  subject.decision.held = false;
  subject.dossier.referrals = {referral};
  subject.introduction = model::PlanEntry{};
  subject.introduction->changes.resize(1);
  subject.introduction->changes.front().action = model::Action::note;
  const auto plan = planned({subject}, {});
  CHECK(plan.entries.empty());
  REQUIRE(plan.left_alone.size() == 1);
  CHECK(plan.left_alone.front().text == "it may not go on now: goodword explain contact 1");
}
