#include "rules/watch.hpp"

#include <catch2/catch.hpp>

#include "people.hpp"
#include "rules/assess.hpp"

using namespace goodword;
using namespace goodword::rules;
using model::Decision;
using model::Verdict;

namespace {

/// Somebody whose file changes, and what is decided of it one time after the other.
class Watched {
 public:
  explicit Watched(const std::string& need = "audit") : dossier_(joan()) {
    dossier_.opportunities = {deal("1", "Warehouse layout", 6000)};
    dossier_.activities = {};
    want(need);
  }

  void want(const std::string& need) { tag(dossier_, {"gw:need-" + need}); }
  void tag_with(std::vector<std::string> tags) { tag(dossier_, std::move(tags)); }
  void say(const std::string& line) {
    const auto count = dossier_.activities.size();
    const double age = 1 - 0.1 * static_cast<double>(count);  // the later, the newer
    dossier_.activities.push_back(activity(std::to_string(count + 1), "note", line, age));
  }
  void amount(std::int64_t pounds) { dossier_.opportunities = {deal("1", "Warehouse layout", pounds)}; }
  void leave_scope() {
    dossier_.opportunities = {};
    dossier_.contact.values[model::contact::stage] = std::string("other");
  }
  void ask_again(const std::string& opportunity) { dossier_.opportunities = {deal(opportunity, "New layout", 6000)}; }
  void hand_over(const std::string& need) { with_partner_ = need; }
  void win() { dossier_.opportunities.front().values[model::opportunity::state] = std::string("won"); }
  Decision decide_again(const MatchSummary& match = {}, double bar = 0, base::Instant now = today()) {
    const auto firm = ottermere();
    const auto services = vocabulary();
    auto assessment = read_prospect({shipped(), firm, services, "gw:"}, dossier_, now);
    assessment.handed_over = !with_partner_.empty() && assessment.need.need.service == with_partner_;
    const Bar hours{bar, false};
    dossier_.decision = decide(shipped(), assessment, {hours, match, dossier_.decision}, now);
    return *dossier_.decision;
  }

 private:
  model::Dossier dossier_;
  std::string with_partner_;
};

MatchSummary with_home() {
  MatchSummary made;
  made.whole = Offer::ok;
  made.matches = {{"pellwick", 893, {}, {}, {}}};
  return made;
}

std::vector<std::string> wanted(const Decision& decision) {
  std::vector<std::string> made;
  for (const auto& fact : decision.watch ? decision.watch->facts : std::vector<model::WatchedFact>()) {
    if (!fact.wanted.empty()) made.push_back(fact.about + ": " + fact.wanted);
  }
  return made;
}

std::vector<std::string> turned(const Decision& decision) {
  std::vector<std::string> made;
  for (const auto& fact : decision.back ? decision.back->from.facts : std::vector<model::WatchedFact>())
    made.push_back(fact.about + ": " + fact.was + " > " + fact.now);
  return made;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("who is let go leaves word of what would bring them back, each verdict its own") {
  Watched file;
  const auto gone = file.decide_again();
  REQUIRE(gone.verdict == Verdict::let_go);
  REQUIRE(gone.watch);
  CHECK(gone.watch->decision == gone.id);
  CHECK(gone.watch->since == today());
  CHECK(gone.watch->reasons == std::vector<int>{26});
  CHECK(wanted(gone) == Lines{"need: another need, one of ours", "opportunity: a new opportunity",
                              "partner: on our side: a partner who serves them"});
  Watched later("operations");
  later.say("gw: call-after=2027-03-01");
  const auto put_off = later.decide_again();
  REQUIRE(put_off.verdict == Verdict::nurture);
  CHECK(wanted(put_off) == Lines{"timing: the day they named: 2027-03-01"});
}

TEST_CASE("below the bar, an amount is named at which an hour would clear it") {
  Watched file("operations");
  file.amount(1000);
  const auto gone = file.decide_again({}, 100);
  REQUIRE(gone.row == 24);
  REQUIRE(wanted(gone)[1].starts_with("budget: an amount of about £"));
  file.amount(39000);
  const auto back = file.decide_again({}, 100);
  REQUIRE(back.verdict == Verdict::pursue);
  CHECK(turned(back) == Lines{"budget: 1000.00 GBP > 39000.00 GBP"});
}

TEST_CASE("who is back stays back, once a return, until they are let go again") {
  Watched file;
  const auto gone = file.decide_again();
  file.want("operations");
  const auto later = today() + std::chrono::days(40);
  const auto back = file.decide_again({}, 0, later);
  REQUIRE(back.verdict == Verdict::pursue);
  REQUIRE(back.back);
  CHECK_FALSE(back.watch);
  CHECK(back.back->at == later);
  CHECK(back.back->from.decision == gone.id);
  CHECK(back.back->from.since == today());
  CHECK(turned(back) == Lines{"need: audit > operations"});
  const auto next_day = file.decide_again({}, 0, later + std::chrono::days(1));
  CHECK(next_day.back == back.back);
  file.want("copywriting");
  const auto referred = file.decide_again(with_home(), 0, later + std::chrono::days(2));
  REQUIRE(referred.verdict == Verdict::refer);
  CHECK(referred.back == back.back);
  const auto again = file.decide_again({}, 0, later + std::chrono::days(3));
  REQUIRE(again.verdict == Verdict::let_go);
  REQUIRE(again.watch);
  CHECK(again.watch->decision != gone.id);
  CHECK(again.watch->since == later + std::chrono::days(3));
}

TEST_CASE("who goes to and fro within thirty days came back once, who comes back later came back again") {
  Watched file;
  const auto gone = file.decide_again();
  const auto come_and_go = [&](int days) {
    file.want("operations");
    const auto back = file.decide_again({}, 0, today() + std::chrono::days(days));
    REQUIRE(back.verdict == Verdict::pursue);
    file.want("audit");
    REQUIRE(file.decide_again({}, 0, today() + std::chrono::days(days + 1)).verdict == Verdict::let_go);
    return back.back;
  };
  const auto first = come_and_go(10);
  REQUIRE(first);
  CHECK(come_and_go(12) == first);
  CHECK(come_and_go(38) == first);
  const auto again = come_and_go(40);
  REQUIRE(again);
  CHECK(again->at == today() + std::chrono::days(40));
  CHECK(again->from.decision != first->from.decision);
}

TEST_CASE("a smaller amount brings back only whom a smaller one was wanted of") {
  Watched file("operations");
  file.amount(1000);
  REQUIRE(file.decide_again({}, 100000).verdict == Verdict::let_go);
  file.amount(900);
  const auto pursued = file.decide_again({}, 1);
  REQUIRE(pursued.verdict == Verdict::pursue);
  CHECK_FALSE(pursued.back);

  Watched large("operations");
  large.amount(9000000);
  const auto put_off = large.decide_again();
  REQUIRE(put_off.row == 15);
  CHECK(wanted(put_off).front() == "size: a smaller piece of work");
  large.amount(30000);
  CHECK(turned(large.decide_again({}, 0, today() + std::chrono::days(40))) ==
        Lines{"size: 9000000.00 GBP > 30000.00 GBP"});
}

TEST_CASE("whom a partner has, or had, is back with another need, and not before") {
  Watched file("copywriting");
  const auto offered = file.decide_again(with_home());
  REQUIRE(offered.verdict == Verdict::refer);
  CHECK_FALSE(offered.watch);
  file.hand_over("copywriting");
  const auto then = today() + std::chrono::days(9);
  const auto gone = file.decide_again(with_home(), 0, then);
  CHECK(gone.id == offered.id);
  REQUIRE(gone.watch);
  CHECK(gone.watch->since == then);
  CHECK(gone.watch->need == "copywriting");
  CHECK(wanted(gone) == Lines{"need: another need", "opportunity: a new opportunity"});
  file.want("operations");
  const auto back = file.decide_again({}, 0, then + std::chrono::days(60));
  REQUIRE(back.verdict == Verdict::pursue);
  CHECK(turned(back) == Lines{"need: copywriting > operations"});
  CHECK(back.back->from.verdict == Verdict::refer);
}

TEST_CASE("a client is not welcomed back") {
  Watched file;
  REQUIRE(file.decide_again().watch);
  file.win();
  file.want("copywriting");
  const auto client = file.decide_again(with_home());
  REQUIRE(client.verdict == Verdict::refer);
  CHECK_FALSE(client.back);
  CHECK_FALSE(client.watch);
}

TEST_CASE("what changes while they are away is held against what stood when they left") {
  Watched file;
  const auto gone = file.decide_again();
  file.want("copywriting");
  const auto still = file.decide_again({}, 0, today() + std::chrono::days(9));
  REQUIRE(still.verdict == Verdict::let_go);
  CHECK(still.watch->since == today());
  file.want("operations");
  CHECK(turned(file.decide_again()) == Lines{"need: audit > operations"});
}

TEST_CASE("what changes on our side, or only fades, brings nobody back") {
  Watched file;
  CHECK(file.decide_again().watch);
  const auto referred = file.decide_again(with_home());
  REQUIRE(referred.verdict == Verdict::refer);
  CHECK_FALSE(referred.back);
  CHECK_FALSE(referred.watch);

  Watched cheaper("operations");
  REQUIRE(cheaper.decide_again({}, 100000).verdict == Verdict::let_go);
  const auto pursued = cheaper.decide_again({}, 1);
  REQUIRE(pursued.verdict == Verdict::pursue);
  CHECK_FALSE(pursued.back);
}

TEST_CASE("a warning sign that stood against them brings them back where it is answered") {
  Watched file("operations");
  file.say("gw: decider=no");
  REQUIRE(file.decide_again({}, 100000).verdict == Verdict::let_go);
  SECTION("answered") {
    file.say("gw: decider=yes CFO");
    const auto back = file.decide_again({}, 1);
    REQUIRE(back.verdict == Verdict::pursue);
    REQUIRE(turned(back).size() == 1);
    CHECK(turned(back).front().starts_with("answer: b"));
  }
  SECTION("faded") { CHECK_FALSE(file.decide_again({}, 1, today() + std::chrono::days(400)).back); }
}

TEST_CASE("who left the scope may still be back, who is excluded or objects is not watched") {
  Watched file;
  const auto gone = file.decide_again();
  SECTION("out of scope") {
    file.leave_scope();
    const auto out = file.decide_again();
    REQUIRE(out.verdict == Verdict::none);
    CHECK(out.watch == gone.watch);
    CHECK(file.decide_again().watch == gone.watch);
    file.ask_again("2");
    file.want("operations");
    const auto back = file.decide_again();
    REQUIRE(back.verdict == Verdict::pursue);
    CHECK(turned(back) == Lines{"need: audit > operations", "opportunity: 1 > 2"});
  }
  SECTION("excluded") {
    file.tag_with({"gw:exclude"});
    const auto out = file.decide_again();
    REQUIRE(out.verdict == Verdict::exclude);
    CHECK_FALSE(out.watch);
    CHECK_FALSE(out.back);
  }
  SECTION("objects") {
    file.tag_with({"gw:no-scoring"});
    const auto out = file.decide_again();
    REQUIRE(out.verdict == Verdict::none);
    CHECK_FALSE(out.watch);
  }
}

TEST_CASE("a decision keeps what it watches and who came back when it is stored") {
  Watched file;
  const auto gone = file.decide_again();
  CHECK(model::decision_from_json(model::to_json(gone)) == gone);
  file.want("operations");
  const auto back = file.decide_again();
  REQUIRE(back.back);
  CHECK(model::decision_from_json(model::to_json(back)) == back);
}
