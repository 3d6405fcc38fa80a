#include "rules/assess.hpp"

#include <catch2/catch.hpp>

#include "people.hpp"
#include "rules/evidence.hpp"

using namespace goodword;
using namespace goodword::rules;
using model::Verdict;

namespace {

Assessment read(const model::Dossier& dossier) {
  const auto firm = ottermere();
  const auto services = vocabulary();
  return read_prospect({shipped(), firm, services, "gw:"}, dossier, today());
}

model::Decision decided(const Assessment& assessment, const Bar& bar = {}, const MatchSummary& match = {},
                        const std::optional<model::Decision>& previous = {}, base::Instant now = today()) {
  return decide(shipped(), assessment, {bar, match, previous}, now);
}

model::SignReading sign(const Assessment& assessment, const std::string& id) {
  for (const auto& reading : assessment.signs) {
    if (reading.sign == id) return reading;
  }
  return {};
}

std::vector<int> numbers(const model::Decision& decision) {
  std::vector<int> made;
  for (const auto& reason : decision.reasons) {
    if (reason.number != 0) made.push_back(reason.number);
  }
  return made;
}

model::Dossier with_deal(const std::string& name = "Warehouse layout", std::int64_t pounds = 6000) {
  auto dossier = joan();
  dossier.opportunities = {deal("1", name, pounds)};
  return dossier;
}

MatchSummary pellwick() {
  MatchSummary made;
  made.whole = Offer::ok;
  made.matches = {{"pellwick", 893, {{"strength", 75, true, ""}}, {"12 km"}, {}}};
  return made;
}

}  // namespace

TEST_CASE("Joan's mail is a need we do not serve: refer, with the words it rests on") {
  auto dossier = with_deal("Website and brochure");
  dossier.activities = {activity("2", "email_in", "Hi Dev,\nthe words on our site put people off. Can you help?")};
  const auto assessment = read(dossier);
  CHECK(assessment.need.fit == NeedFit::not_ours);
  CHECK(assessment.need.need.service == "copywriting");
  CHECK_FALSE(assessment.need.need.confirmed);
  CHECK(assessment.need.supported);
  CHECK(assessment.need.need.evidence == "the words on our site put people off.");
  CHECK(assessment.need.need.record == model::Ref{"main", model::Kind::activity, "2"});
  const auto decision = decided(assessment, {}, pellwick());
  CHECK(decision.verdict == Verdict::refer);
  CHECK(decision.row == 10);
  CHECK(numbers(decision) == std::vector<int>{23, 24});
  CHECK(decision.matches.front().partner == "pellwick");
  CHECK(decision.rules_version == shipped().version);
}

TEST_CASE("who needs what we do not offer costs nothing to give away") {
  model::Decision decision;
  decision.hour.value = 900;
  CHECK(forgone(decision) == 900);  // nobody knows yet what is needed
  decision.need.service = "copywriting";
  CHECK(forgone(decision) == 0);
  decision.inside.ours = true;
  CHECK(forgone(decision) == 900);
}

TEST_CASE("without a home the same need is let go, and the reason says why there is none") {
  auto dossier = with_deal("Brochure");
  MatchSummary match;
  match.no_matches = {{"a", "service", ""}, {"b", "room", ""}, {"c", "service", ""}};
  const auto decision = decided(read(dossier), {}, match);
  CHECK(decision.verdict == Verdict::let_go);
  CHECK(decision.reasons.back().text == "no partner: 2 of 3 fail at service");
}

TEST_CASE("a mention without a wish is no need, a refusal is none, and a person's word beats both") {
  auto dossier = joan();
  dossier.activities = {activity("1", "email_in", "The copywriter came along for lunch.")};
  CHECK(read(dossier).need.fit == NeedFit::unknown);
  dossier.activities = {activity("1", "email_in", "We don't need a copywriter.")};
  CHECK(read(dossier).need.fit == NeedFit::unknown);
  dossier.activities = {activity("1", "email_in", "We are looking for a copywriter.")};
  CHECK(read(dossier).need.need.service == "copywriting");
  tag(dossier, {"gw:need-audit"});
  const auto told = read(dossier).need;
  CHECK(told.need.service == "audit");
  CHECK(told.need.confirmed);
  CHECK(told.need.evidence == "gw:need-audit");
}

TEST_CASE("two needs, one of them ours, are part, the one we lack decides") {
  auto dossier = with_deal("");
  dossier.activities = {activity("1", "email_in", "We need a new warehouse layout and a copywriter for the signs.")};
  const auto need = read(dossier).need;
  CHECK(need.fit == NeedFit::part);
  CHECK(need.services == std::vector<std::string>{"copywriting", "operations"});
  CHECK(need.missing == std::vector<std::string>{"copywriting"});
  CHECK(need.need.service == "copywriting");
  MatchSummary beside;
  beside.beside = Offer::ok;
  beside.matches = pellwick().matches;
  CHECK(decided(read(dossier), {}, beside).verdict == Verdict::team_up);
}

TEST_CASE("of several needs the next one decides as soon as a partner has the one before") {
  using enum model::ReferralState;
  auto dossier = with_deal("");
  tag(dossier, {"gw:need-audit", "gw:need-copywriting", "gw:need-operations"});
  const auto taken = [&](std::vector<std::pair<std::string, model::ReferralState>> referrals) {
    dossier.referrals.clear();
    for (const auto& [need, state] : referrals) {
      model::Referral referral;
      referral.need = need, referral.state = state;
      dossier.referrals.push_back(referral);
    }
    const auto need = read(dossier).need;
    std::string text = need.need.service + ":";
    for (const auto& id : need.need.rest) text += " " + id;
    return text + " of " + std::to_string(need.open.size());
  };
  CHECK(taken({}) == "audit: copywriting of 3");
  CHECK(taken({{"audit", offered_prospect}}) == "audit: copywriting of 3");
  CHECK(taken({{"audit", partner_declined}}) == "audit: copywriting of 3");
  CHECK(taken({{"audit", introduced}}) == "copywriting: of 2");
  CHECK(taken({{"audit", closed}, {"copywriting", offered_partner}}) == "copywriting: of 2");
  CHECK(taken({{"audit", given_back}, {"copywriting", working}}) == "audit: of 2");
  CHECK(taken({{"audit", won}, {"copywriting", lost}}) == "audit: copywriting of 3");  // all of it is with somebody
  model::Referral both;
  both.need = "audit", both.also = {"copywriting"}, both.state = met;
  dossier.referrals = {both};
  CHECK(read(dossier).need.need.service == "audit");
}

TEST_CASE("the same wish in German, a wider service of ours, and a mapped field") {
  auto dossier = joan();
  dossier.activities = {activity("1", "email_in", "Wir suchen jemanden für unsere Lagerplanung.")};
  CHECK(read(dossier).need.fit == NeedFit::ours);
  CHECK(read(dossier).need.need.language == "de");
  auto field = with_deal("");
  field.contact.custom.push_back({"need", model::FieldClass::business, std::string("Copywriting")});
  CHECK(read(field).need.need.service == "copywriting");
  CHECK_FALSE(read(field).need.need.confirmed);
  CHECK(offers(ottermere(), vocabulary(), "training"));
  CHECK_FALSE(offers(ottermere(), vocabulary(), "copywriting"));
  CHECK(services_named(vocabulary(), "our seo and three audits") == std::vector<std::string>{"audit"});
  CHECK(services_named(vocabulary(), "museology, auditorium") == std::vector<std::string>{});
}

TEST_CASE("size, hours and value are those of the design, and estimates are marked") {
  const auto known = read(with_deal());
  CHECK(known.hour.size == base::Money{600000, "GBP"});
  CHECK_FALSE(known.hour.size_estimated);
  CHECK(known.hour.hours == Approx(8));
  CHECK(known.hour.value == Approx(known.chance.value * 6000 * 0.4));
  CHECK(known.hour.back == Approx(known.hour.value / 8));
  const auto guess = read(with_deal("Layout", 0));
  CHECK(guess.hour.size_estimated);
  CHECK(guess.hour.estimate == "middle of the deal sizes in firm.json");
  const auto won = read_prospect(Ground{shipped(), ottermere(), vocabulary(), "gw:", {{3, 10}, 3000.0, 7, {}}},
                                 with_deal("Layout", 0), today());
  CHECK(won.hour.estimate == "median of 7 won deals");
  CHECK(base::to_units(won.hour.size) == 3000);
  CHECK(won.chance.outcomes == 10);
  auto lead = joan();
  lead.contact.values[model::contact::stage] = std::string("Lead");
  CHECK(read(lead).hour.hours == Approx(9));
}

TEST_CASE("an answer is evidence with author and date, and overrules older texts") {
  auto dossier = with_deal();
  dossier.activities = {activity("1", "call", "Doesn't know who decides.", 10)};
  CHECK(sign(read(dossier), "b").state == model::SignState::seen);
  dossier.answers = {{dossier.ref(), "decider", "yes", "CFO, 12 May", "dev", days_ago(1)}};
  const auto b = sign(read(dossier), "b");
  CHECK(b.state == model::SignState::ruled_out);
  REQUIRE(b.evidence.size() == 1);
  CHECK(b.evidence[0].by == "dev");
  CHECK(b.evidence[0].quote == "decider=yes (CFO, 12 May)");
  dossier.answers[0].value = "no";
  CHECK(sign(read(dossier), "b").state == model::SignState::seen);
  dossier.answers[0].value = "Margaret Ives";
  CHECK(sign(read(dossier), "b").state == model::SignState::ruled_out);
}

TEST_CASE("a referral that ended with wanting us raises the chance by itself") {
  auto dossier = with_deal();
  const double before = read(dossier).chance.value;
  model::Referral referral;
  referral.state = model::ReferralState::chose_us;
  referral.partner = "dunmarrow";
  referral.opened = days_ago(5);
  dossier.referrals = {referral};
  CHECK(sign(read(dossier), "wants_us").state == model::SignState::seen);
  CHECK(read(dossier).chance.value > before + 0.05);
}

TEST_CASE("a person who objects gets no score and no verdict") {
  auto dossier = with_deal();
  tag(dossier, {"gw:no-scoring"});
  const auto decision = decided(read(dossier));
  CHECK(decision.verdict == Verdict::none);
  CHECK(decision.row == 2);
  CHECK(decision.signs.empty());
  CHECK(decision.chance == model::Chance{});
  CHECK(decision.hour == model::HourValue{});
}

TEST_CASE("of keep and pass-on the later one holds, and two tags keep") {
  auto dossier = with_deal();
  tag(dossier, {"gw:pass-on", "gw:keep"});
  CHECK(read(dossier).keep);
  CHECK_FALSE(read(dossier).pass_on);
  CHECK(read(dossier).desk.problems.size() == 1);
  dossier.activities = {activity("1", "note", "gw: pass-on", 1)};
  CHECK(read(dossier).pass_on);
  CHECK_FALSE(read(dossier).keep);
  dossier.activities = {activity("1", "note", "gw: keep she knows my brother", 1)};
  const auto decision = decided(read(dossier), {1000, false}, pellwick());
  CHECK(decision.verdict == Verdict::pursue);
  CHECK(decision.reasons == std::vector<model::Reason>{{0, "kept by dev"}});
}

TEST_CASE("private names no partner, in no part of the decision") {
  auto dossier = with_deal("Brochure");
  tag(dossier, {"gw:private"});
  const auto decision = decided(read(dossier), {}, pellwick());
  CHECK(decision.verdict == Verdict::let_go);
  CHECK(decision.matches.empty());
}

TEST_CASE("a firm that is wanted later is nurtured until then") {
  auto dossier = with_deal();
  dossier.activities = {activity("1", "note", "gw: call-after=2027-03-01")};
  const auto decision = decided(read(dossier));
  CHECK(decision.verdict == Verdict::nurture);
  CHECK(decision.row == 12);
  CHECK(decision.again == base::parse_rfc3339("2027-03-01T00:00:00Z"));
  dossier.activities = {activity("1", "note", "gw: start=2026-11-20")};
  CHECK(decided(read(dossier)).verdict == Verdict::pursue);
}

TEST_CASE("too large and too busy hold for thirty days once given") {
  const auto large = read(with_deal("Warehouse layout", 50000));
  const auto first = decided(large);
  CHECK(first.row == 15);
  CHECK(first.again == today() + std::chrono::hours(30 * 24));
  const auto smaller = read(with_deal("Warehouse layout", 30000));
  const auto soon = decided(smaller, {}, {}, first, today() + std::chrono::hours(24));
  CHECK(soon.row == 15);
  CHECK(soon.again == first.again);
  CHECK(decided(smaller, {}, {}, first, today() + std::chrono::hours(31 * 24)).verdict == Verdict::pursue);
  const auto busy = decided(smaller, {0, true});
  CHECK(numbers(busy) == std::vector<int>{21});
  CHECK(decided(smaller, {0, false}, {}, busy, today() + std::chrono::hours(24)).row == 21);
}

TEST_CASE("above the bar or below has a margin only once decided") {
  const auto assessment = read(with_deal());
  const double back = assessment.hour.back;
  const auto above = decided(assessment, {back * 0.99, false});
  CHECK(above.verdict == Verdict::pursue);
  CHECK(decided(assessment, {back * 1.1, false}, {}, above).verdict == Verdict::pursue);
  const auto below = decided(assessment, {back * 1.5, false}, pellwick());
  CHECK(below.verdict == Verdict::refer);
  CHECK(numbers(below) == std::vector<int>{27});
  CHECK(decided(assessment, {back * 0.95, false}, {}, below).verdict != Verdict::pursue);
}

TEST_CASE("a question is asked twice at most, and then the verdict falls through") {
  const auto assessment = read(with_deal("Warehouse layout", 30000));
  const Bar bar{assessment.hour.back * 1.02, false};
  const auto at = [](int day) { return today() + std::chrono::hours(24 * day); };
  const auto first = decided(assessment, bar, {}, {}, at(0));
  REQUIRE(first.verdict == Verdict::find_out);
  REQUIRE(first.question);
  CHECK(first.question->asked == 1);
  CHECK_FALSE(first.question->text.empty());
  const auto waiting = decided(assessment, bar, {}, first, at(10));
  CHECK(waiting.question->asked == 1);
  CHECK(waiting.question->asked_at == at(0));
  CHECK(waiting.id == first.id);
  const auto second = decided(assessment, bar, {}, waiting, at(31));
  CHECK(second.question->asked == 2);
  CHECK(second.verdict == Verdict::find_out);
  const auto spent = decided(assessment, bar, {}, second, at(62));
  CHECK(spent.verdict == Verdict::let_go);
  CHECK(spent.question->asked == 2);
  CHECK(decided(assessment, bar, {}, spent, at(200)).verdict == Verdict::let_go);
}

TEST_CASE("the id stays while the outcome stays") {
  const auto assessment = read(with_deal());
  const auto first = decided(assessment);
  const auto same = decided(assessment, {}, {}, first, today() + std::chrono::hours(24));
  CHECK(same.id == first.id);
  const auto other = decided(assessment, {1e6, false}, pellwick(), first);
  CHECK(other.id != first.id);
}

TEST_CASE("no consent, no showing, nothing agreed, nothing to pay, what travels is told") {
  auto dossier = with_deal("Brochure");
  dossier.activities = {activity("1", "call", "Doesn't know who decides.")};
  const auto decision = decided(read(dossier), {}, pellwick());
  std::vector<std::string> lines;
  for (const auto& answer : decision.screen)
    lines.push_back(answer.question + " " + std::string(model::to_text(answer.answer)) + ": " + answer.text);
  CHECK(lines == std::vector<std::string>{"serve yes: no rule pack in force", "refer yes: no rule pack in force",
                                          "pay yes: nothing agreed", "disclose yes: tell the partner: b no power",
                                          "show no: a yes is missing"});
}

TEST_CASE("every question about a sign has its words, in English and German") {
  for (const auto& kind : shipped().signs) {
    if (!kind.asked) continue;
    CHECK_FALSE(question_text(shipped(), kind.id, "en").empty());
    CHECK(question_text(shipped(), kind.id, "de") != question_text(shipped(), kind.id, "en"));
  }
  for (const auto* about : {"timing", "size", "need"}) CHECK_FALSE(question_text(shipped(), about, "fr").empty());
}

TEST_CASE("reading the same prospect twice, with its records in another order, gives the same") {
  auto dossier = with_deal();
  dossier.activities = {activity("1", "note", "No timeline.", 3), activity("2", "call", "He has the final say.", 2),
                        activity("3", "email_in", "It's costing us 4,000 a month.", 1)};
  const auto first = read(dossier);
  std::reverse(dossier.activities.begin(), dossier.activities.end());
  const auto second = read(dossier);
  CHECK(first.signs == second.signs);
  CHECK(first.chance == second.chance);
  CHECK(first.need == second.need);
}

TEST_CASE("who is not in scope is not read any further") {
  const auto assessment = read(joan());
  CHECK(assessment.standing.standing == Standing::other);
  CHECK(assessment.signs.empty());
  const auto decision = decided(assessment);
  CHECK(decision.verdict == Verdict::none);
  CHECK(decision.reasons == std::vector<model::Reason>{{0, "no open opportunity, no lead state, no activity"}});
}
