#include <catch2/catch.hpp>

#include <algorithm>

#include "stage/stage.hpp"

using namespace goodword;
using namespace goodword::testing;
using sandbox::ObjectType;

TEST_CASE("a note and a task with the same number are two activities") {
  Stage stage;
  sandbox::Person dev(stage.crm, std::string(dev_user));
  const auto contact = dev.create(ObjectType::contacts, {{"firstname", "Joan"}, {"lifecyclestage", "lead"}});
  const auto now = std::to_string(base::to_micros(stage.clock.now()) / 1000);
  const auto note = dev.create(ObjectType::notes, {{"hs_timestamp", now}, {"hs_note_body", "She signs herself."}});
  const auto task = dev.create(ObjectType::tasks, {{"hs_timestamp", now}, {"hs_task_subject", "Call her"}});
  REQUIRE(note == task);  // each kind is numbered by itself in this CRM
  dev.associate(ObjectType::notes, note, ObjectType::contacts, contact);
  dev.associate(ObjectType::tasks, task, ObjectType::contacts, contact);
  stage.sync();
  std::vector<std::string> ids;
  for (const auto& activity : stage.dossier(contact).activities) ids.push_back(activity.id());
  std::ranges::sort(ids);
  CHECK(ids == std::vector<std::string>{"notes:" + note, "tasks:" + task});
}

TEST_CASE("a note that is archived in the CRM goes, and the task with its number stays") {
  Stage stage;
  sandbox::Person dev(stage.crm, std::string(dev_user));
  const auto contact = dev.create(ObjectType::contacts, {{"firstname", "Joan"}, {"lifecyclestage", "lead"}});
  const auto now = std::to_string(base::to_micros(stage.clock.now()) / 1000);
  const auto note = dev.create(ObjectType::notes, {{"hs_timestamp", now}, {"hs_note_body", "She signs herself."}});
  const auto task = dev.create(ObjectType::tasks, {{"hs_timestamp", now}, {"hs_task_subject", "Call her"}});
  dev.associate(ObjectType::notes, note, ObjectType::contacts, contact);
  dev.associate(ObjectType::tasks, task, ObjectType::contacts, contact);
  stage.sync();
  dev.remove(ObjectType::notes, note);
  stage.clock.pass(std::chrono::hours(48));
  stage.sync();
  const auto activities = stage.dossier(contact).activities;
  REQUIRE(activities.size() == 1);
  CHECK(activities.front().id() == "tasks:" + task);
}

TEST_CASE("a task is asked for among the tasks: a note with its number does not stand in for it") {
  Stage stage;
  sandbox::Person dev(stage.crm, std::string(dev_user));
  const auto now = std::to_string(base::to_micros(stage.clock.now()) / 1000);
  const auto note = dev.create(ObjectType::notes, {{"hs_timestamp", now}, {"hs_note_body", "She signs herself."}});
  const auto task = dev.create(ObjectType::tasks, {{"hs_timestamp", now}, {"hs_task_subject", "Call her"}});
  REQUIRE(note == task);
  dev.remove(ObjectType::tasks, task);
  stage.clock.pass(std::chrono::hours(1));
  const std::vector<std::string> ids = {note};
  stage.with_world([&](engine::World& world) {
    const auto notes = world.remote.read("notes", ids, {});
    const auto tasks = world.remote.read("tasks", ids, {});
    REQUIRE(notes);
    REQUIRE(tasks);
    CHECK(notes->records.size() == 1);
    CHECK(tasks->records.empty());
  });
}

TEST_CASE("what an operation made is known again by kind and number, not by number alone") {
  model::Record task(model::Kind::activity), note(model::Kind::activity);
  task.values[model::activity::id] = std::string("tasks:101");
  task.values[model::activity::kind] = std::string("task");
  note.values[model::activity::id] = std::string("notes:101");
  note.values[model::activity::kind] = std::string("note");
  CHECK(model::is_made_by(task, model::Action::task, "101"));
  CHECK_FALSE(model::is_made_by(note, model::Action::task, "101"));
  CHECK_FALSE(model::is_made_by(task, model::Action::task, "01"));
  CHECK_FALSE(model::is_made_by(task, model::Action::task, ""));
}
