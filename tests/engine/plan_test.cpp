#include <catch2/catch.hpp>

#include "engine/plan.hpp"
#include "stage/stage.hpp"

using namespace goodword;
using namespace goodword::testing;

namespace {

engine::Subject asked(int number) {
  engine::Subject subject;
  subject.seller = "dev";
  auto& dossier = subject.dossier;
  dossier.crm = "main";
  dossier.contact.values[model::contact::id] = std::to_string(number);
  dossier.contact.values[model::contact::name] = std::string("Joan Marsh");
  auto& decision = subject.decision;
  decision.id = "d" + std::to_string(number);
  decision.verdict = model::Verdict::find_out;
  decision.question = model::Question{"timing", "when would you like to begin", 100.0 * number, true};
  decision.reasons = {{25, "CANARY the law"}};
  decision.signs.resize(1);
  decision.signs.front().name = "CANARY no budget";
  return subject;
}

struct Input {
  engine::PlanGround ground;
  std::vector<engine::Subject> subjects;
};

Input input_of(int subjects) {
  Input input;
  input.ground.crm = "main";
  input.ground.now = *base::parse_rfc3339("2026-11-02T09:00:00Z");
  for (const auto action :
       {model::Action::add_tag, model::Action::remove_tag, model::Action::note, model::Action::task}) {
    input.ground.abilities.push_back({action, model::Kind::contact, model::Sameness::a, 1, 0, {}});
  }
  for (int i = 1; i <= subjects; ++i) input.subjects.push_back(asked(i));
  return input;
}

model::Plan planned(const Input& input) {
  const engine::Policy policy;
  const engine::Circle circle;
  const auto letters = shipped_letters();
  engine::Planner planner(input.ground, policy, circle, letters);
  for (const auto& subject : input.subjects) REQUIRE(planner.add(subject));
  return planner.finish({});
}

}  // namespace

TEST_CASE("a seller gets the five most valuable tasks and the others are listed as over the limit") {
  std::vector<std::string> with_task, waiting;
  const auto plan = planned(input_of(7));
  for (const auto& entry : plan.entries) {
    for (const auto& change : entry.changes) {
      if (change.action == model::Action::task) with_task.push_back(entry.contact.id);
    }
  }
  for (const auto& left : plan.left_alone) waiting.push_back(left.subject.id + " " + left.code);
  CHECK(with_task == std::vector<std::string>{"3", "4", "5", "6", "7"});
  CHECK(waiting == std::vector<std::string>{"2 calm_limit", "1 calm_limit"});
}

TEST_CASE("a verdict that is held is listed and nothing of it is written") {
  auto input = input_of(1);
  input.subjects.front().decision.held = true;
  const auto plan = planned(input);
  CHECK(plan.entries.empty());
  REQUIRE(plan.left_alone.size() == 1);
  CHECK(plan.left_alone.front().code == "held");
}

TEST_CASE("no warning sign and no legal reason is in any text that is written") {
  for (const auto verdict :
       {model::Verdict::find_out, model::Verdict::let_go, model::Verdict::refer, model::Verdict::exclude}) {
    auto input = input_of(1);
    input.subjects.front().decision.verdict = verdict;
    for (const auto& entry : planned(input).entries) {
      for (const auto& change : entry.changes)
        CHECK((change.value + change.title + change.body).find("CANARY") == std::string::npos);
    }
  }
}
