#include "rules/screen.hpp"

#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include "packs.hpp"
#include "rules/assess.hpp"
#include "rules/stated.hpp"

using namespace goodword;
using namespace goodword::rules;
using model::Answer3;
using model::Verdict;

namespace {

RuleBook book_with(std::vector<Pack> packs, bool reviewed) {
  RuleBook book = shipped();
  for (auto& pack : packs) pack.reviewed = reviewed;
  put_in_force(book, std::move(packs));
  return book;
}

RuleBook book_of(const std::string& when, const std::string& answers, bool reviewed = false) {
  return book_with(packs_from(pack_text(when, answers, R"("duties": ["say it"], )")).value(), reviewed);
}

Facts facts(std::initializer_list<std::pair<const char*, FactValue>> list) {
  Facts made;
  for (const auto& [name, value] : list) made.emplace(name, Fact{value, {}, name, {}});
  return made;
}

std::vector<model::ScreenAnswer> asked(const RuleBook& book, const Facts& known, const char* day = "2026-11-03") {
  static const Facts none;
  return screen({book, {}, known, none, *base::parse_date(day), Books::as_stated});
}

std::string said(const std::vector<model::ScreenAnswer>& answers, const char* question) {
  for (const auto& one : answers) {
    if (one.question != question) continue;
    return std::string(model::to_text(one.answer)) + (one.rule.empty() ? "" : " " + one.rule) +
           (one.missing.empty() ? "" : " ?" + one.missing);
  }
  return "";
}

/// Whether `fewer`, which knows less, says yes to something that `more` does not.
bool more_permissive(const std::vector<model::ScreenAnswer>& fewer, const std::vector<model::ScreenAnswer>& more) {
  for (std::size_t i = 0; i < fewer.size(); ++i) {
    if (fewer[i].answer == Answer3::yes && more[i].answer != Answer3::yes) return true;
  }
  return false;
}

const std::string issuer = R"({"fact": "issuer", "is": "equal", "value": true})";
const std::string both = R"({"all": [)" + issuer + R"(, {"fact": "limit_nda", "is": "equal", "value": true}]})";

struct Story {
  RuleBook book;
  model::Firm firm = ottermere();
  model::Dossier dossier = joan();
  MatchSummary match;

  explicit Story(RuleBook of) : book(std::move(of)) {
    dossier.opportunities = {deal("1", "Brochure", 6000)};
    dossier.company = model::Record(model::Kind::company);
    dossier.company->values[model::company::id] = std::string("77");
  }

  Assessment read() const { return read_prospect({book, firm, vocabulary(), "gw:"}, dossier, today()); }

  void propose(const model::Partner& partner) {
    match.whole = Offer::ok;
    match.matches = {{partner.id, 893, {}, {}, {}}};
    match.screens = {
        {partner.id,
         screened(book, read(), partner_facts(partner, dossier.referrals, base::date_of(today())), today())}};
  }

  model::Decision decided() const { return decide(book, read(), {{}, match, {}}, today()); }
};

model::Partner pellwick(std::initializer_list<std::pair<const std::string, base::Json>> known = {}) {
  model::Partner partner;
  partner.id = "pellwick";
  partner.kind = model::PartnerKind::competitor;
  partner.facts = known;
  return partner;
}

model::PersonAnswer answer(const char* about, const char* value, double age = 1,
                           model::Kind kind = model::Kind::contact) {
  return {{"main", kind, kind == model::Kind::contact ? "20417" : "77"}, about, value, "", "dev", days_ago(age)};
}

}  // namespace

TEST_CASE("the strictest answer holds, a missing fact is review and named, and yes waits for counsel") {
  struct Row {
    std::string when, answers;
    bool reviewed;
    Facts known;
    std::string refer;
  };
  const std::string no = R"({"refer": "no"})", yes = R"({"refer": "yes"})", review = R"({"refer": "review"})";
  for (const auto& [when, answers, reviewed, known, refer] : {
           Row{issuer, no, false, facts({{"issuer", true}}), "no r"},
           Row{issuer, no, false, facts({{"issuer", false}}), "yes"},
           Row{issuer, no, false, {}, "review r ?issuer"},
           Row{issuer, no, true, {}, "review r ?issuer"},
           Row{issuer, review, true, facts({{"issuer", true}}), "review r"},
           Row{issuer, yes, false, facts({{"issuer", true}}), "review r"},
           Row{issuer, yes, true, facts({{"issuer", true}}), "yes r"},
           Row{issuer, yes, true, facts({{"issuer", false}}), "yes"},
           Row{issuer, yes, true, {}, "review r ?issuer"},
           Row{both, no, true, facts({{"limit_nda", true}}), "review r ?issuer"},
           Row{both, no, true, facts({{"issuer", true}}), "review r ?limit_nda"},
           Row{both, no, true, facts({{"limit_nda", false}}), "yes"},
           Row{R"({"not": )" + both + "}", no, true, facts({{"issuer", true}}), "review r ?limit_nda"},
       }) {
    INFO(when << " " << answers << " " << refer);
    const auto answered = asked(book_of(when, answers, reviewed), known);
    CHECK(said(answered, "refer") == refer);
    CHECK(said(answered, "pay") == "yes");
  }
  const auto answers = asked(book_of(issuer, yes, true), facts({{"issuer", true}}));
  CHECK(answers[1].duties == std::vector<std::string>{"say it"});
  CHECK(answers[1].clause == "c");
  CHECK(answers[1].version == 1);
  CHECK(asked(book_of(issuer, yes, true), {})[1].duties.empty());
}

TEST_CASE("what only our books can know is no where they are complete, and unknown in a vector") {
  const auto book = book_of(R"({"fact": "limit_nda", "is": "equal", "value": true})", R"({"refer": "no"})");
  const Facts none;
  CHECK(said(screen({book, {}, none, none, {}}), "refer") == "yes");
  CHECK(said(asked(book, none), "refer") == "review r ?limit_nda");
  const auto gifts = book_of(R"({"fact": "gift_value", "is": "more", "value": 0})", R"({"pay": "no"})");
  CHECK(said(screen({gifts, {}, none, none, {}}), "pay") == "yes");
}

TEST_CASE("a rule has nothing to say before its first and after its last day") {
  for (const auto& [day, pay] : {std::pair{"2025-12-31", "yes"},
                                 {"2026-01-01", "no stark-gifts-2026-above"},
                                 {"2026-12-31", "no stark-gifts-2026-above"},
                                 {"2027-01-01", "review stark-gifts-later"}})
    CHECK(said(asked(book_with({shipped_packs()[4]}, true),
                     facts({{"gift_value", 600.0}, {"partner_kind", std::string("none")}}), day),
               "pay") == pay);
}

TEST_CASE("a fact taken away from any vector never turns review or no into yes") {
  for (const bool reviewed : {true, false}) {
    const auto book = book_with(shipped_packs(), reviewed);
    int dropped = 0;
    for (const auto& pack : shipped_packs()) {
      for (const auto& rule : pack.rules) {
        for (const auto& vector : rule.vectors) {
          const auto whole = asked(book, vector.facts);
          for (const auto& [name, fact] : vector.facts) {
            auto fewer = vector.facts;
            fewer.erase(name);
            INFO(rule.id << ": " << vector.says << ", without " << name);
            CHECK_FALSE(more_permissive(asked(book, fewer), whole));
            ++dropped;
          }
        }
      }
    }
    CHECK(dropped > 300);
  }
}

TEST_CASE("the same of any facts at all, any day, unreviewed packs never say yes where one of their rules holds") {
  static const auto reviewed = book_with(shipped_packs(), true), fresh = book_with(shipped_packs(), false);
  rc::prop("monotone", [] {
    Facts known;
    std::vector<std::string> names;
    for (const auto& row : fact_table()) {
      if (row.of == FactOf::crm && row.name != "no_mail") continue;
      if (!*rc::gen::weightedElement<bool>({{2, true}, {1, false}})) continue;
      FactValue value = *rc::gen::arbitrary<bool>();
      if (row.type == FactType::number) value = *rc::gen::element(0.0, 4.0, 5.0, 70.0, 71.0, 535.0, 1001.0);
      if (row.type == FactType::text)
        value = *rc::gen::element<std::string>("none", "ally", "competitor", "tax", "other");
      known.emplace(row.name, Fact{value, {}, "", {}});
      names.emplace_back(row.name);
    }
    RC_PRE(!names.empty());
    auto fewer = known;
    fewer.erase(*rc::gen::elementOf(names));
    const char* day = *rc::gen::element("2001-01-01", "2026-06-01", "2030-01-01");
    for (const auto* book : {&reviewed, &fresh})
      RC_ASSERT_FALSE(more_permissive(asked(*book, fewer, day), asked(*book, known, day)));
    for (const auto& one : asked(fresh, known, day)) RC_ASSERT((one.answer != Answer3::yes || one.rule.empty()));
  });
}

TEST_CASE("with the packs of a small firm in force and nothing stated, everything goes on as without them") {
  Story story(book_with(packs_in_force(shipped_packs(), ottermere(), {}), false));
  story.propose(pellwick());
  const auto decision = story.decided();
  CHECK(decision.verdict == Verdict::refer);
  CHECK_FALSE(decision.held);
  for (const auto* question : {"serve", "refer", "pay", "disclose"}) CHECK(said(decision.screen, question) == "yes");
  CHECK(said(decision.screen, "show") == "no");
}

TEST_CASE("serve feeds the verdict: review is held with the missing fact as question, no goes to a partner") {
  Story story(book_of(issuer, R"({"serve": "no"})"));
  auto decision = story.decided();
  CHECK(decision.row == 8);
  CHECK(decision.held);
  CHECK(decision.question->about == "issuer");
  CHECK(decision.question->text == "Do we know whether the company is an issuer under the rules of the SEC?");
  CHECK(decision.reasons.back().text.find("not known: whether the company is an issuer") == 0);
  CHECK(model::decision_from_json(model::to_json(decision)) == decision);
  story.dossier.answers = {answer("issuer", "yes", 1, model::Kind::company)};
  CHECK(story.decided().row == 5);
  story.propose(pellwick());
  decision = story.decided();
  CHECK(decision.row == 4);
  CHECK(decision.reasons.front().number == 25);
  story.dossier.answers.push_back(answer("issuer", "no", 0.5));
  story.propose(pellwick());
  CHECK(story.decided().row == 10);
}

TEST_CASE("refer feeds whole and beside: a partner at review is held, and the reason says what is missing") {
  const std::string priced = R"({"fact": "agreement_client_prices", "is": "equal", "value": true})";
  Story story(book_of(priced, R"({"refer": "no"})"));
  story.propose(pellwick());
  auto decision = story.decided();
  CHECK(decision.verdict == Verdict::refer);
  CHECK(decision.held);
  CHECK(decision.reasons.back().text.find("not known: whether we agreed with it on prices") == 0);
  CHECK_FALSE((decision.question && decision.question->about == "agreement_client_prices"));
  story.propose(pellwick({{"agreement_client_prices", base::Json(false)}}));
  CHECK_FALSE(story.decided().held);
  story.propose(pellwick({{"agreement_client_prices", base::Json(true)}}));
  CHECK(story.decided().verdict == Verdict::let_go);
}

TEST_CASE("pay, disclose and show are carried, and both consents open what is shown") {
  Story story(book_with(packs_in_force(shipped_packs(), ottermere(), {}), false));
  auto partner = pellwick();
  partner.terms = "10% of the first invoice";
  story.firm.place.country = "GB";
  story.book = book_with(packs_in_force(shipped_packs(), story.firm, {}), false);
  model::Referral referral;
  referral.partner = "pellwick";
  referral.state = model::ReferralState::partner_accepted;
  story.dossier.referrals = {referral};
  story.propose(partner);
  const auto answers = story.decided().screen;
  CHECK(said(answers, "pay") == "review charter-client-prices ?agreement_client_prices");
  CHECK(said(answers, "disclose") == "review gdpr-13-recipient");
  CHECK(said(answers, "show") == "yes");
  story.dossier.referrals.front().state = model::ReferralState::offered_partner;
  story.propose(partner);
  CHECK(said(story.decided().screen, "show") == "no");
  story.dossier.referrals.clear();
  story.propose(partner);
  CHECK(said(story.decided().screen, "show") == "no gdpr-06-consent");
}

TEST_CASE("a fact is what a person said last, else a mapped field, else a mapped tag, else the firm's word") {
  Story story(shipped());
  auto& firm = story.firm;
  firm.facts = {{"firm_audits_issuers", base::Json(false)}};
  firm.fact_fields = {{"Listed", "issuer"}, {"Share", "amount_share"}, {"Kind", "recruiting_candidate"}};
  firm.fact_tags = {{"candidate", "recruiting_candidate"}};
  story.dossier.company->custom = {{"Listed", model::FieldClass::business, std::string("Yes")},
                                   {"Share", model::FieldClass::business, std::string("4.5 %")}};
  story.dossier.contact.custom = {{"Kind", model::FieldClass::business, std::string("maybe")}};
  tag(story.dossier, {"candidate"});
  auto known = story.read().facts;
  CHECK(std::get<bool>(known.at("firm_audits_issuers").value) == false);
  CHECK(std::get<bool>(known.at("issuer").value));
  CHECK(known.at("issuer").record == model::Ref{"main", model::Kind::company, "77"});
  CHECK(number_fact(known, "amount_share") == 4.5);
  CHECK(std::get<bool>(known.at("recruiting_candidate").value));
  story.dossier.answers = {answer("issuer", "yes", 9), answer("issuer", "no", 3), answer("amount_share", "unknown", 1),
                           answer("partner_is_lawyer", "yes", 1)};
  story.dossier.activities = {
      activity("1", "note", "gw: nda_covers_introduction=no their contract\ngw: limit_nda=perhaps")};
  const auto assessment = story.read();
  known = assessment.facts;
  CHECK(std::get<bool>(known.at("issuer").value) == false);
  CHECK(std::get<bool>(known.at("nda_covers_introduction").value) == false);
  CHECK(number_fact(known, "amount_share") == 4.5);
  CHECK_FALSE(known.contains("partner_is_lawyer"));
  CHECK_FALSE(known.contains("limit_nda"));
  REQUIRE(assessment.desk.problems.size() == 1);
  CHECK(assessment.desk.problems.front().find("yes or no is expected, not \"perhaps\"") != std::string::npos);
}

TEST_CASE("a service has the class of the nearest wider service that states one") {
  Story story(shipped());
  auto services = vocabulary();
  const auto class_of = [&] {
    return text_fact(read_prospect({story.book, story.firm, services, "gw:"}, story.dossier, today()).facts,
                     "service_class");
  };
  tag(story.dossier, {"gw:need-copywriting"});
  CHECK(class_of() == "");
  services[0].law_class = "other";
  CHECK(class_of() == "other");
  services[1].law_class = "tax";
  CHECK(class_of() == "tax");
}
