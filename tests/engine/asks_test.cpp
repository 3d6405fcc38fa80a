// Asking, the brief and the answer to an owner who will not share: what is decided, on plain values and on the stage.
#include "engine/asks.hpp"

#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "engine/brief.hpp"
#include "engine/desk.hpp"
#include "engine/objection.hpp"
#include "engine/today.hpp"
#include "stage/stage.hpp"

using namespace goodword;
using namespace goodword::testing;

namespace {

const base::Instant now = *base::parse_rfc3339("2026-11-02T09:00:00Z");
const model::Ref joan{"main", model::Kind::contact, "1"}, rob{"main", model::Kind::contact, "2"};

model::Ask wish(const model::Ref& contact, const std::string& despite = "") {
  model::Ask made{{contact}, base::date_of(now + std::chrono::days(3)), "firms like theirs", "dev", "dev", now};
  made.despite = despite;
  return made;
}

engine::AskSubject cold(const char* missing = "record an impression") { return {"dev", "", {missing}}; }

/// One cold ask that is planned already.
std::vector<rules::AskReading> one_cold() {
  auto plan = wish(rob);
  plan.cold = true;
  return rules::read_asks(std::vector{plan}, {});
}

model::SignReading sign(const char* name, model::SignState state) {
  model::SignReading made;
  made.name = name;
  made.state = state;
  return made;
}

/// Joan, sent to us by Pellwick on a Friday.
model::Dossier sent() {
  model::Dossier made;
  made.crm = "main";
  made.contact.values[model::contact::id] = std::string("1");
  made.contact.values[model::contact::name] = std::string("Joan Marsh");
  model::Decision decision;
  decision.signs = {sign("no timing", model::SignState::seen), sign("no power", model::SignState::ruled_out),
                    sign("no outcome", model::SignState::unknown)};
  decision.question = model::Question{};
  decision.question->text = "By when?";
  made.decision = decision;
  made.received = {
      {joan, "else", "", "", "dev", now - std::chrono::days(9)},
      {joan, "pellwick", "copywriting", "they plan a new site", "dev", *base::parse_rfc3339("2026-10-30T10:00:00Z")}};
  made.answers = {{joan, "impression", "warm", "at the fair", "priya", now - std::chrono::days(3)},
                  {joan, "impression", "asks a lot", "", "dev", now - std::chrono::days(2)},
                  {joan, "impression", "the oldest one", "", "dev", now - std::chrono::days(8)},
                  {joan, "budget", "no", "", "dev", now - std::chrono::days(1)}};
  return made;
}

}  // namespace

TEST_CASE("who is ready is planned as a person wishes it, and is no cold ask") {
  const auto plan = engine::plan_ask(wish(joan, "needless"), {"dev", "", {}}, one_cold(), 0);
  REQUIRE(plan);
  CHECK(*plan == wish(joan));
}

TEST_CASE("beyond the limit a cold ask takes a reason, which is kept with what was missing") {
  CHECK(engine::plan_ask(wish(joan), cold(), one_cold(), 2)->cold);
  const auto refused = engine::plan_ask(wish(joan), cold(), one_cold(), 1);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "brake.cold_asks");
  CHECK(refused.error().detail ==
        "not ready to be asked: record an impression. In seven days dev planned 1 asks of people who were not ready, "
        "and calm.cold_asks_per_seller is 1");
  const auto despite = engine::plan_ask(wish(joan, "she offered it"), cold(), one_cold(), 1);
  REQUIRE(despite);
  CHECK(despite->despite == "she offered it");
  CHECK(despite->missing == "record an impression");
  CHECK(engine::plan_ask(wish(rob), cold(), one_cold(), 1));  // moved, not one more
  auto by_priya = wish(joan);
  by_priya.seller = "priya";
  CHECK(engine::plan_ask(by_priya, cold(), one_cold(), 1));
}

TEST_CASE("whom nobody is to ask is not asked, whatever the reason") {
  const auto refused = engine::plan_ask(wish(joan, "I like her"), {"dev", "they are excluded", {}}, {}, 9);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "usage");
}

TEST_CASE("what was asked without a plan gets one, as cold as it was, what was planned keeps its own") {
  const model::Asked asked{{joan}, "given", "two names", "priya", now};
  const auto fresh = engine::told_asked(asked, {"", "", {"a", "b"}}, {});
  CHECK(fresh.asked == std::vector{asked});
  REQUIRE(fresh.asks.size() == 1);
  CHECK(fresh.asks[0] == model::Ask{{joan}, base::date_of(now), "", "priya", "priya", now, true, "a; b", "", false});
  CHECK(engine::told_asked({{rob}, "given", "", "dev", now}, cold(), one_cold()).asks.empty());
  CHECK(engine::told_asked({{joan}, "no", "", "dev", now}, cold(), {}).asks.empty());
}

TEST_CASE("a brief says who sent them, what is known, and by when to thank, in both languages") {
  Stage stage;
  need_copywriting_elsewhere(stage.circle);
  stage.circle.partners.front().person = "Ewan Pell";
  const auto dossier = sent();
  engine::BriefInput input{dossier, stage.circle, stage.policy, "dev", "en"};
  const auto letter = engine::brief_letter(input, stage.letters);
  REQUIRE(letter);
  CHECK(letter->title == "Brief: Joan Marsh");
  CHECK(letter->body ==
        "From Pellwick Copy (Ewan Pell), 30 October 2026. What was said: \"they plan a new site\"\n\n"
        "Looks for: copywriting\n"
        "Impressions: asks a lot (dev); warm at the fair\n"
        "Seen: no timing\n"
        "Ruled out: no power\n"
        "Ask: By when?\n"
        "Meets them: Dev Anand\n\n"
        "Thank Ewan by 4 November 2026, saying who takes it.");
  input.language = "de";
  const auto german = engine::brief_letter(input, stage.letters);
  REQUIRE(german);
  CHECK(german->body.starts_with("Von Pellwick Copy (Ewan Pell) am 30. Oktober 2026."));
  CHECK(german->body.ends_with("Ewan bis zum 4. November 2026 danken und sagen, wer es übernimmt."));
}

TEST_CASE("who was sent is thanked for until there was word with the partner") {
  Stage stage;
  need_copywriting_elsewhere(stage.circle);
  const auto id = sandbox::Person(stage.crm, std::string(dev_user))
                      .create(sandbox::ObjectType::contacts, {{"firstname", "Joan"}, {"lastname", "Marsh"}});
  stage.sync({});
  ports::DeskCommit commit;
  commit.received = {{{"main", model::Kind::contact, id}, "pellwick", "", "", "dev", stage.clock.now()}};
  REQUIRE(stage.store().commit_desk(commit));
  stage.clock.pass(std::chrono::days(8));
  const auto read = [&] {
    const auto partners = engine::read_partners(stage.circle, stage.store(), {}, stage.clock.now());
    REQUIRE(partners);
    auto incoming = engine::read_incoming(stage.store(), stage.circle, stage.policy, *partners);
    REQUIRE(incoming);
    engine::TodayReport report;
    engine::add_words_owed(report, engine::words_owed(*incoming), stage.clock.now());
    return report.lists.empty() ? std::vector<engine::TodayStep>() : report.lists.front().steps;
  };
  const auto steps = read();
  REQUIRE(steps.size() == 1);
  CHECK(steps[0].text.starts_with("Pellwick Copy sent them: thank Pellwick Copy"));
  CHECK(steps[0].due == base::start_of(*base::parse_date("2026-11-05")));
  CHECK(steps[0].overdue);
  REQUIRE(stage.store().save_check_in({"pellwick", stage.clock.now(), "dev", "thanked"}));
  CHECK(read().empty());
}

TEST_CASE("the ledger answers for the partner proposed, for its kind and for everybody, each with its numbers") {
  Stage stage;
  need_copywriting_elsewhere(stage.circle);
  auto& circle = stage.circle;
  auto dossier = sent();
  CHECK(engine::ledger_answer(dossier, circle, {}) ==
        std::vector<std::string>{
            "nobody was introduced and nobody was sent to us yet: there are no figures to answer with"});
  model::Match proposed;
  proposed.partner = "pellwick";
  dossier.decision->matches = {proposed};
  match::PastReferral won{"pellwick", "copywriting", {}, {}, true, now, now, true}, lost = won, open = won;
  lost.won = false;
  open.ended.reset();
  open.won = false;
  circle.past = {won, won, lost, open};
  const std::string figures = "4 introduced, 2 won of 3 that ended (67%, 90% interval 25-92%); sent us 1";
  CHECK(engine::ledger_answer(dossier, circle, std::vector{dossier.received[1]}) ==
        std::vector<std::string>{"Pellwick Copy: " + figures, "other trades: " + figures,
                                 "the whole circle: " + figures});
}

TEST_CASE("objections are what was said against sharing and why somebody is kept, in their order") {
  model::Dossier dossier;
  dossier.answers = {{joan, "keep", "yes", "my own find", "dev", now - std::chrono::days(2)},
                     {joan, "objection", "we owe her a visit", "", "priya", now - std::chrono::days(1)},
                     {joan, "keep", "yes", "", "dev", now},
                     {joan, "budget", "no", "CFO", "dev", now}};
  std::string text;
  for (const auto& one : engine::objections_of(dossier)) text += one.by + ": " + one.words + "|";
  CHECK(text == "dev: my own find|priya: we owe her a visit|");
}

TEST_CASE("who sent somebody is noted once for a line and once for a tag, and an objection once, word for word") {
  Stage stage;
  need_copywriting_elsewhere(stage.circle);
  model::Dossier dossier;
  dossier.crm = "main";
  dossier.contact.values[model::contact::id] = std::string("1");
  rules::DeskWord from;
  from.word = "from";
  from.value = "Pellwick copy";
  from.source = "they plan a new site";
  from.by = "dev";
  from.at = now;
  from.record = {"main", model::Kind::activity, "n"};
  auto objection = from;
  objection.word = "keep";
  objection.value = "";
  objection.source = "my own client";
  const auto hear = [&] {
    return engine::hear(dossier, {{from, objection}, {}}, {stage.policy, stage.circle, stage.letters, {}, now}).commit;
  };
  const auto first = hear();
  CHECK(first.received == std::vector<model::Received>{{joan, "pellwick", "", "they plan a new site", "dev", now}});
  CHECK(first.answers == std::vector<model::PersonAnswer>{{joan, "objection", "my own client", "", "dev", now}});
  dossier.received = first.received;
  dossier.answers = first.answers;
  CHECK(hear().received.empty());
  CHECK(hear().answers.empty());
  from.at = now - std::chrono::days(1);
  CHECK(hear().received.size() == 1);  // sent twice
  from.tag = "gw:from-pellwick";
  CHECK(hear().received.empty());
  from.value = "nobody";
  CHECK(engine::hear(dossier, {{from}, {}}, {stage.policy, stage.circle, stage.letters, {}, now}).questions.size() ==
        1);
}
