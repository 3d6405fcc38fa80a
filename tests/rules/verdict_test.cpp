#include "rules/verdict.hpp"

#include <array>
#include <functional>
#include <map>

#include <catch2/catch.hpp>

using namespace goodword::rules;
using goodword::model::Answer3;
using goodword::model::Verdict;

namespace {

using S = Situation;

/// Calls `look` with every one of the 331,776 situations.
void for_every_situation(const std::function<void(const S&)>& look) {
  constexpr std::array bools = {false, true};
  constexpr std::array offers = {Offer::none, Offer::review, Offer::ok};
  for (const auto exclude : {Exclusion::no, Exclusion::proposed, Exclusion::confirmed})
    for (const auto serve : {Answer3::yes, Answer3::review, Answer3::no})
      for (const auto need : {NeedFit::ours, NeedFit::part, NeedFit::not_ours, NeedFit::unknown})
        for (const auto whole : offers)
          for (const auto beside : offers)
            for (int bits = 0; bits < 1024; ++bits) {
              const auto bit = [&](int place) { return bools[static_cast<std::size_t>((bits >> place) & 1)]; };
              look({bit(0), bit(1), exclude, bit(2), bit(3), bit(4), serve, need, bit(5), bit(6), bit(7), bit(8),
                    bit(9), whole, beside});
            }
}

bool names_partner(Verdict v) { return v == Verdict::refer || v == Verdict::team_up; }

struct Property {
  std::string name;
  std::function<bool(const S&, const VerdictRow&)> holds;
};

bool undecided_by_people(const S& s) { return s.in_scope && !s.objected && s.exclude == Exclusion::no; }

const std::vector<Property> properties = {
    {"refer never without a partner for the whole",
     [](const S& s, const VerdictRow& r) { return r.verdict != Verdict::refer || whole_open(s); }},
    {"team_up never without a partner beside us",
     [](const S& s, const VerdictRow& r) { return r.verdict != Verdict::team_up || beside_open(s); }},
    {"nothing private reaches a partner",
     [](const S& s, const VerdictRow& r) { return !s.is_private || !names_partner(r.verdict); }},
    {"nothing proposed for exclusion reaches a partner",
     [](const S& s, const VerdictRow& r) { return s.exclude == Exclusion::no || !names_partner(r.verdict); }},
    {"a need that is unknown reaches no partner",
     [](const S& s, const VerdictRow& r) { return s.need != NeedFit::unknown || !names_partner(r.verdict); }},
    {"serve no never pursues",
     [](const S& s, const VerdictRow& r) { return s.serve != Answer3::no || r.verdict != Verdict::pursue; }},
    {"serve review never writes pursue",
     [](const S& s, const VerdictRow& r) {
       return s.serve != Answer3::review || r.verdict != Verdict::pursue || r.held;
     }},
    {"keep yields only to law, exclusion and objection",
     [](const S& s, const VerdictRow& r) {
       return !s.keep || !s.in_scope || s.objected || s.exclude == Exclusion::confirmed || s.serve == Answer3::no ||
              r.verdict == Verdict::pursue;
     }},
    {"pursue without keep only above, not busy, not large, not later, need ours or unknown",
     [](const S& s, const VerdictRow& r) {
       return r.verdict != Verdict::pursue || s.keep ||
              (s.above && !s.busy && !s.large && !s.later && (s.need == NeedFit::ours || s.need == NeedFit::unknown));
     }},
    {"out of scope or objected has no verdict, and nobody else has none",
     [](const S& s, const VerdictRow& r) { return (!s.in_scope || s.objected) == (r.verdict == Verdict::none); }},
    {"through a partner at review everything is held",
     [](const S& s, const VerdictRow& r) {
       return (r.verdict != Verdict::refer || s.whole != Offer::review || r.held) &&
              (r.verdict != Verdict::team_up || s.beside != Offer::review || r.held);
     }},
    {"find_out only for a question below the bar or a missing legal fact",
     [](const S& s, const VerdictRow& r) {
       return r.verdict != Verdict::find_out || s.serve == Answer3::review || (s.question && !s.above);
     }},
    {"exclude only where it is proposed or confirmed",
     [](const S& s, const VerdictRow& r) { return r.verdict != Verdict::exclude || s.exclude != Exclusion::no; }},
    {"below the bar reason 27 is given from row 10 on",
     [](const S& s, const VerdictRow& r) {
       const bool given = std::find(r.reasons.begin(), r.reasons.end(), 27) != r.reasons.end();
       return !undecided_by_people(s) || r.row < 10 || given == !s.above;
     }},
};

VerdictRow row(int number, Verdict verdict, std::vector<int> reasons, const VerdictRow& like) {
  return {number, verdict, std::move(reasons), like.held, like.again, like.words};
}

}  // namespace

TEST_CASE("all 331,776 situations have a verdict, every row is reached, and the properties hold in each") {
  std::map<int, int> reached;
  std::map<std::string, int> broken;
  int count = 0;
  for_every_situation([&](const S& s) {
    ++count;
    const auto made = verdict_for(s);
    ++reached[made.row];
    for (const auto& property : properties) {
      if (!property.holds(s, made)) ++broken[property.name];
    }
  });
  CHECK(count == 331776);
  CHECK(reached.size() == 24);
  CHECK(broken == std::map<std::string, int>{});
}

TEST_CASE("the vectors of the design land in the rows they state") {
  const auto check = [](const S& s, int number, Verdict verdict, std::vector<int> reasons) {
    const auto made = verdict_for(s);
    CHECK(made == row(number, verdict, std::move(reasons), made));
    return made;
  };
  S s;
  s.need = NeedFit::not_ours;
  s.whole = Offer::ok;
  check(s, 10, Verdict::refer, {24});
  s.is_private = true;
  check(s, 11, Verdict::let_go, {24});
  s = {};
  s.above = false;
  s.question = true;
  check(s, 22, Verdict::find_out, {27});
  s = {};
  s.above = false;
  s.whole = Offer::review;
  CHECK(check(s, 23, Verdict::refer, {27}).held);
  s = {};
  s.serve = Answer3::no;
  s.keep = true;
  check(s, 5, Verdict::let_go, {25});
  s = {};
  s.busy = true;
  CHECK(check(s, 21, Verdict::nurture, {21}).again);
  s = {};
  s.large = true;
  s.above = false;
  s.beside = Offer::ok;
  check(s, 24, Verdict::let_go, {20, 27});
}

TEST_CASE("an opportunity opened for a service of ours that turns out otherwise is reason 26") {
  S s;
  s.need = NeedFit::not_ours;
  s.whole = Offer::ok;
  CHECK(verdict_for(s, {true, false}).reasons == std::vector<int>{26});
  CHECK(verdict_for(s, {false, true}).reasons == std::vector<int>{23, 24});
}

TEST_CASE("every numbered reason has its words") {
  for (int number = 20; number <= 27; ++number) CHECK_FALSE(reason_text(number).empty());
  CHECK(reason_text(19).empty());
}
