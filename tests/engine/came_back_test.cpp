#include "engine/came_back.hpp"

#include <catch2/catch.hpp>

#include "engine/letters_due.hpp"
#include "sandbox/census.hpp"
#include "stage/stage.hpp"

using namespace goodword;
using namespace goodword::testing;
using sandbox::ObjectType;

namespace {

/// Joan needs payroll, which nobody does, and is let go; or process improvement, which is ours.
struct Leaving {
  Stage stage;
  sandbox::Person dev{stage.crm, std::string(dev_user)};
  std::string joan;
  std::string need;

  explicit Leaving(const std::string& owner = std::string(dev_user)) {
    auto& circle = stage.circle;
    circle.services = {{"payroll", "", {{"en", {"Payroll"}}}}, {"process", "", {{"en", {"Process improvement"}}}}};
    circle.firm.services = {"process"};
    circle.firm.sellers = {{"dev", "Dev Anand", {{"main", std::string(dev_user)}}, 19}};
    stage.set_up();
    joan = dev.create(ObjectType::contacts, {{"firstname", "Joan"},
                                             {"lastname", "Marsh"},
                                             {"email", "joan@example.com"},
                                             {"lifecyclestage", "lead"},
                                             {"hubspot_owner_id", owner}});
    stage.promote();
    wants("payroll");
    stage.sync(everything());
    REQUIRE(decision().verdict == model::Verdict::let_go);
  }
  void wants(const std::string& service) {
    if (!need.empty()) dev.remove_tag(joan, "gw_tags", "gw:need-" + need);
    need = service;
    dev.add_tag(joan, "gw_tags", "gw:need-" + need);
  }
  void comes_back() {
    pass(90);
    wants("process");
    stage.sync(everything());
    REQUIRE(decision().verdict == model::Verdict::pursue);
  }
  void pass(int days) { stage.clock.pass(std::chrono::days(days)); }
  model::Decision decision() { return *stage.dossier(joan).decision; }
  std::vector<std::string> notes(const std::string& part) { return texts(ObjectType::notes, "hs_note_body", part); }
  std::vector<std::string> tasks() { return texts(ObjectType::tasks, "hs_task_subject", "Welcome"); }
  std::vector<engine::CameBack> list() {
    auto back = engine::who_came_back(stage.store(), "main", stage.circle, stage.clock.now());
    REQUIRE(back);
    return *back;
  }

 private:
  std::vector<std::string> texts(ObjectType type, const std::string& field, const std::string& part) {
    std::vector<std::string> found;
    for (const auto& one : sandbox::records_of(stage.crm, type)) {
      if (one.value(field).find(part) != std::string::npos) found.push_back(one.value(field));
    }
    return found;
  }
};

}  // namespace

TEST_CASE("a return is noted once with the old file, and whoever handled them has a task to welcome them") {
  Leaving one;
  one.comes_back();
  const auto notes = one.notes("is back");
  REQUIRE(notes.size() == 1);
  INFO(notes.front());
  CHECK(notes.front().starts_with("Joan is back. On 2 November 2026 this was closed for now: "));
  CHECK(notes.front().find("What is wanted now: Process improvement. Dev Anand looked after Joan then. In the file "
                           "from then: Payroll. To welcome: goodword letters preview " +
                           one.joan + " welcome-back") != std::string::npos);
  CHECK(one.tasks() == std::vector<std::string>{"Welcome Joan back"});
  for (const int days : {1, 8, 30, 90}) {
    one.pass(days);
    one.stage.sync(everything());
  }
  CHECK(one.notes("is back").size() == 1);
  CHECK(one.tasks().size() == 1);
}

TEST_CASE("a verdict that goes to and fro is noted once, and a return of months later again") {
  Leaving one;
  one.comes_back();
  const auto go_and_come = [&](int days) {
    one.pass(days);
    one.wants("payroll");
    one.stage.sync(everything());
    CHECK(one.list().empty());
    one.pass(days);
    one.wants("process");
    one.stage.sync(everything());
    REQUIRE(one.decision().verdict == model::Verdict::pursue);
    CHECK(one.list().size() == 1);
    return one.notes("is back").size();
  };
  CHECK(go_and_come(2) == 1);
  CHECK(go_and_come(2) == 1);
  CHECK(go_and_come(60) == 2);
}

TEST_CASE("what was written of a return is taken back with its run, and not written again") {
  Leaving one;
  one.pass(90);
  one.wants("process");
  const auto run = one.stage.sync(everything()).run;
  REQUIRE(one.notes("is back").size() == 1);
  one.stage.undo(run);
  CHECK(one.notes("is back").empty());
  CHECK(one.tasks().empty());
  one.pass(1);
  one.stage.sync(everything());
  CHECK(one.notes("is back").empty());
  CHECK(one.tasks().empty());
}

TEST_CASE("the task is within the limit of open tasks, and waits for its place") {
  Leaving one;
  one.stage.policy.open_tasks_per_seller = 0;
  one.comes_back();
  CHECK(one.notes("is back").size() == 1);
  CHECK(one.tasks().empty());
  one.stage.policy.open_tasks_per_seller = 5;
  one.pass(1);
  one.stage.sync(everything());
  CHECK(one.tasks().size() == 1);
}

TEST_CASE("who comes back to nobody is welcomed by whoever handled them") {
  Leaving one;
  one.dev.set_property(ObjectType::contacts, one.joan, "hubspot_owner_id", "");
  one.comes_back();
  const auto tasks = sandbox::records_of(one.stage.crm, ObjectType::tasks);
  REQUIRE(tasks.size() == 1);
  CHECK(tasks.front().value("hubspot_owner_id") == dev_user);
  REQUIRE(one.list().size() == 1);
  CHECK(one.list().front().seller == "dev");
}

TEST_CASE("a letter of welcome is due in five working days, until there was a word with them") {
  Leaving one;
  one.comes_back();
  const auto due = [&] {
    return engine::letters_due({{}, {}, one.list()}, one.stage.circle, one.stage.policy, one.stage.clock.now());
  };
  REQUIRE(due().size() == 1);
  CHECK(due().front().name == "welcome-back");
  CHECK(due().front().to == "Joan Marsh");
  CHECK(due().front().seller == "dev");
  CHECK_FALSE(due().front().overdue);
  engine::LetterInput input{one.stage.dossier(one.joan), one.stage.circle, one.stage.policy, one.stage.letters};
  input.seller = "dev";
  input.now = one.stage.clock.now();
  const auto letter = engine::personal_letter(*engine::letter_kind("welcome-back"), input);
  REQUIRE(letter);
  CHECK(letter->text.starts_with("Dear Joan,\n\nIt is good to hear from you again."));
  one.pass(9);
  CHECK(due().front().overdue);
  const auto call = one.dev.create(ObjectType::calls, {{"hs_call_title", "Welcome"},
                                                       {"hs_timestamp", base::to_rfc3339(one.stage.clock.now())},
                                                       {"hubspot_owner_id", std::string(dev_user)}});
  one.dev.associate(ObjectType::calls, call, ObjectType::contacts, one.joan);
  one.pass(1);
  one.stage.sync(everything());
  CHECK(engine::still_due(due()).empty());
  CHECK(due().front().written);
  one.pass(30);
  CHECK(due().empty());
}

TEST_CASE("no reason of the law and no warning sign stands in what is written of a return") {
  engine::Subject subject;
  subject.dossier.crm = "main";
  subject.dossier.contact.values[model::contact::id] = std::string("7");
  subject.dossier.contact.values[model::contact::name] = std::string("Joan Marsh");
  model::Return back;
  back.from.reasons = {25, 27};
  back.from.facts = {{"answer", "CANARY b6", "CANARY wanted", "CANARY"},
                     {"good_sign", "", "CANARY wanted", "CANARY g2"},
                     {"opportunity", "CANARY 1", "CANARY wanted", "CANARY 2"}};
  subject.decision.back = back;
  const auto letters = shipped_letters();
  for (const auto* language : {"en", "de"}) {
    engine::Policy policy;
    policy.language = language;
    const auto words = engine::back_words(subject, policy, {}, letters);
    CHECK(words.at("reason") == engine::phrase(letters, language, "reason-27"));
    for (const auto* name : {"note-back", "task-back"}) {
      const auto text = engine::render(letters, language, name, words);
      REQUIRE(text);
      INFO(*text);
      CHECK(text->find("CANARY") == std::string::npos);
    }
  }
}
