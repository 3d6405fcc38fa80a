#include "packs.hpp"

#include <catch2/catch.hpp>

#include "base/schema.hpp"

using namespace goodword;
using namespace goodword::rules;

namespace {

const std::string issuer = R"({"fact": "issuer", "is": "equal", "value": true})";

model::Firm firm_in(const std::string& country, const std::string& trade, std::vector<std::string> served = {}) {
  model::Firm firm;
  firm.trade = trade;
  firm.place.country = country;
  firm.countries = std::move(served);
  return firm;
}

std::string names(const std::vector<Pack>& packs) {
  std::string all;
  for (const auto& pack : packs) all += (all.empty() ? "" : " ") + pack.id;
  return all;
}

std::string rules_of(const std::vector<Pack>& packs, const std::string& pack) {
  std::string all;
  for (const auto& one : packs) {
    for (const auto& rule : one.rules) all += one.id == pack ? rule.id + " " : "";
  }
  return all;
}

}  // namespace

TEST_CASE("ten packs are shipped, each valid against its schema and saying what it is") {
  CHECK(names(shipped_packs()) ==
        "auditors competition-charter contract-limits gdpr health-us lawyers-us marketing-mail recruiting respa "
        "sec-marketing");
  const auto schema =
      base::parse_json(read_text(std::string(GOODWORD_SOURCE_DIR) + "/schemas/pack.schema.json")).value();
  for (const auto& [name, json] : pack_files()) {
    INFO(name);
    CHECK(in_lines(base::schema_problems(schema, "pack.schema.json", json, name)) == "");
  }
  for (const auto& pack : shipped_packs())
    CHECK(pack.about.find("for review by counsel, not legal advice") != std::string::npos);
}

TEST_CASE("every vector of every shipped rule gives what it says") {
  CHECK(in_lines(check_vectors(shipped_packs())) == "");
}

TEST_CASE("a vector that its rule does not answer is a problem that says both") {
  auto packs = shipped_packs();
  auto& vector = packs.front().rules.front().vectors.front();
  vector.answers = {{"serve", model::Answer3::yes}};
  const auto problems = check_vectors(packs);
  REQUIRE(problems.size() == 1);
  CHECK(problems.front().line > 0);
  CHECK(problems.front().message.find("expected serve yes; it answers serve no") != std::string::npos);
}

TEST_CASE("what makes no sense in a pack is a problem with its place") {
  struct Row {
    std::string text, says;
  };
  const std::string no = R"({"refer": "no"})";
  for (const auto& [text, says] : {
           Row{pack_text(issuer, no), ""},
           Row{pack_text(R"({"fact": "issuer", "is": "known"})", no), "\"known\" has no place in a pack"},
           Row{pack_text(R"({"not": {"fact": "issuer", "is": "known"}})", no), "\"known\" has no place"},
           Row{pack_text(R"({"text": {"patterns": ["x"]}})", no), "rests on facts"},
           Row{pack_text(R"({"all": [{"count": {"kinds": ["call"], "within_days": 9}, "is": "more", "value": 1}]})",
                         no),
               "rests on facts"},
           Row{pack_text(R"({"fact": "isuer", "is": "equal", "value": true})", no), "did you mean \"issuer\""},
           Row{pack_text(R"({"fact": "issuer", "is": "equal", "value": 3})", no), "compared with true or false"},
           Row{pack_text(R"({"fact": "partner_kind", "is": "equal", "value": "ally"})", R"({"serve": "no"})"),
               "\"serve\" cannot rest on \"partner_kind\""},
           Row{pack_text(issuer, "{}"), "answers nothing"},
           Row{pack_text(issuer, R"({"serv": "no"})"), "did you mean \"serve\""},
           Row{pack_text(issuer, R"({"serve": "maybe"})"), "unknown word \"maybe\""},
           Row{pack_text(issuer, no, R"("places": ["Europe"], )"), "neither a country nor a region"},
           Row{pack_text(issuer, no, R"("from": "2026-13-01", )"), "a day is expected"},
           Row{pack_text(issuer, no, R"("from": "2026-02-01", "until": "2026-01-01", )"), "\"until\" is before"},
       }) {
    INFO(text);
    const auto packs = packs_from(text);
    const std::string problems = packs ? "" : in_lines(packs.error());
    CHECK((says.empty() ? problems.empty() : problems.find(says) != std::string::npos));
  }
  const std::string one_vector = R"({"id": "p", "version": 1, "title": "P", "about": "t", "rules": [{"id": "r", )"
                                 R"("version": 1, "title": "r", "when": )" +
                                 issuer + R"(, "answers": {"pay": "no"},
      "source": {"statute": "s", "clause": "c"}, "vectors": [{"says": "x", "facts": {"issuer": 7, "isuer": true}, "answers": {}}]}]})";
  const std::string problems = in_lines(packs_from(one_vector).error());
  for (const auto* says : {"fewer than three", "no vector in which a fact is missing", "\"issuer\" is yes or no",
                           "unknown fact \"isuer\""})
    CHECK(problems.find(says) != std::string::npos);
}

TEST_CASE("a pack is in force where trade and place call for it, and says why it is not") {
  struct Row {
    model::Firm firm;
    std::string in_force;
  };
  auto named = firm_in("JP", "consulting");
  named.packs = {"respa"};
  for (const auto& [firm, in_force] : {
           Row{firm_in("GB", "operations consulting"), "competition-charter contract-limits gdpr marketing-mail"},
           Row{firm_in("DE", "Wirtschaftsprüfer"), "auditors competition-charter contract-limits gdpr"},
           Row{firm_in("US", "law firm"), "competition-charter contract-limits lawyers-us marketing-mail"},
           Row{firm_in("US", "Real estate"), "competition-charter contract-limits marketing-mail respa"},
           Row{firm_in("US", "dental clinic"), "competition-charter contract-limits health-us marketing-mail"},
           Row{firm_in("US", "wealth management"), "competition-charter contract-limits marketing-mail sec-marketing"},
           Row{firm_in("BR", "Headhunter"), "competition-charter contract-limits recruiting"},
           Row{firm_in("JP", "consulting", {"JP", "FR"}), "competition-charter contract-limits gdpr"},
           Row{firm_in("", ""), "competition-charter contract-limits"},
           Row{named, "competition-charter contract-limits respa"},
       }) {
    INFO(firm.place.country << " " << firm.trade);
    CHECK(names(packs_in_force(shipped_packs(), firm, {})) == in_force);
  }
  const auto& auditors = shipped_packs().front();
  CHECK(standing_of(auditors, firm_in("GB", "audit")).why == "not for GB");
  CHECK(standing_of(auditors, firm_in("US", "")).why == "firm.json states no trade");
  CHECK(standing_of(auditors, firm_in("", "audit")).why == "firm.json states no country");
  CHECK(standing_of(auditors, firm_in("US", "audit")).why == "the trade audit, in US");
}

TEST_CASE("of a pack in force only the rules for the firm's places count, of one that is named all") {
  const auto in_us = packs_in_force(shipped_packs(), firm_in("US", "audit"), {});
  CHECK(rules_of(in_us, "auditors") == "sox-201-barred sox-202-approved sox-202-not-approved ");
  CHECK(rules_of(packs_in_force(shipped_packs(), firm_in("AT", "audit"), {}), "auditors") ==
        "eu-537-4-cap eu-537-5-approval eu-537-5-barred ");
  CHECK(rules_of(in_us, "marketing-mail") == "can-spam-opt-out ");
  auto named = firm_in("GB", "");
  named.packs = {"auditors"};
  CHECK(packs_in_force(shipped_packs(), named, {}).front().rules.size() == 6);
}

TEST_CASE("a review counts for the version and the content it was made of, and if persons are named") {
  const auto firm = firm_in("GB", "consulting");
  auto packs = shipped_packs();
  const auto reviewed = [&](const PackReview& review) {
    return packs_in_force(packs, firm, std::vector{review}).front().reviewed;
  };
  Pack& charter = packs[1];
  const auto review = review_for(charter);
  CHECK(reviewed(review));
  for (const auto& change :
       std::vector<void (*)(PackReview&)>{[](PackReview& r) { r.by.clear(); }, [](PackReview& r) { r.counsel.clear(); },
                                          [](PackReview& r) { r.pack = "gdpr"; }, [](PackReview& r) { r.version = 2; },
                                          [](PackReview& r) { r.digest = "000000000000"; }}) {
    auto other = review;
    change(other);
    CHECK_FALSE(reviewed(other));
  }
  charter.version = 2;
  CHECK_FALSE(reviewed(review));
  CHECK_FALSE(packs_from(pack_text(issuer, R"({"pay": "yes"})"))->front().digest ==
              packs_from(pack_text(issuer, R"({"pay": "no"})"))->front().digest);
}

TEST_CASE("packs in force and their reviews are part of the rules' version") {
  const auto version = [](const std::vector<PackReview>& reviews, const std::string& country) {
    RuleBook book = shipped();
    put_in_force(book, packs_in_force(shipped_packs(), firm_in(country, "consulting"), reviews));
    return book.version;
  };
  const auto plain = version({}, "GB");
  CHECK(plain != shipped().version);
  CHECK(plain == version({}, "GB"));
  CHECK(plain != version({}, "US"));
  CHECK(plain != version({review_for(shipped_packs()[1])}, "GB"));
}

TEST_CASE("a rule holds from its first to its last day, and the next change is known") {
  const auto packs =
      packs_from(pack_text(issuer, R"({"pay": "no"})", R"("from": "2026-03-01", "until": "2026-03-31", )"));
  const auto& rule = packs->front().rules.front();
  const auto day = [](const char* text) { return *base::parse_date(text); };
  for (const auto& [text, holds] :
       {std::pair{"2026-02-28", false}, {"2026-03-01", true}, {"2026-03-31", true}, {"2026-04-01", false}})
    CHECK(holds_on(rule, day(text)) == holds);
  const auto next = [&](const char* text) { return packs_change_at(*packs, base::start_of(day(text))); };
  CHECK(next("2026-02-01") == base::start_of(day("2026-03-01")));
  CHECK(next("2026-03-01") == base::start_of(day("2026-04-01")));
  CHECK_FALSE(next("2026-04-01"));
}
