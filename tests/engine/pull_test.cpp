#include <catch2/catch.hpp>

#include <algorithm>

#include "stage/stage.hpp"

using namespace goodword;
using namespace goodword::testing;
using sandbox::ObjectType;

namespace {

/// A contact with a note and a task that have the same number.
struct OneNumber {
  Stage stage;
  sandbox::Person dev{stage.crm, std::string(dev_user)};
  std::string contact, note, task;

  OneNumber() {
    contact = dev.create(ObjectType::contacts, {{"firstname", "Joan"}, {"lifecyclestage", "lead"}});
    const auto now = std::to_string(base::to_micros(stage.clock.now()) / 1000);
    note = dev.create(ObjectType::notes, {{"hs_timestamp", now}, {"hs_note_body", "She signs herself."}});
    task = dev.create(ObjectType::tasks, {{"hs_timestamp", now}, {"hs_task_subject", "Call her"}});
    REQUIRE(note == task);  // each kind is numbered by itself in this CRM
    dev.associate(ObjectType::notes, note, ObjectType::contacts, contact);
    dev.associate(ObjectType::tasks, task, ObjectType::contacts, contact);
  }
};

}  // namespace

TEST_CASE("a note and a task with the same number are two activities") {
  OneNumber one;
  one.stage.sync();
  std::vector<std::string> ids;
  for (const auto& activity : one.stage.dossier(one.contact).activities) ids.push_back(activity.id());
  std::ranges::sort(ids);
  CHECK(ids == std::vector<std::string>{"notes:" + one.note, "tasks:" + one.task});
}

TEST_CASE("a note that is archived in the CRM goes, and the task with its number stays") {
  OneNumber one;
  one.stage.sync();
  one.dev.remove(ObjectType::notes, one.note);
  one.stage.clock.pass(std::chrono::hours(48));
  one.stage.sync();
  const auto activities = one.stage.dossier(one.contact).activities;
  REQUIRE(activities.size() == 1);
  CHECK(activities.front().id() == "tasks:" + one.task);
}

TEST_CASE("a task is asked for among the tasks: a note with its number does not stand in for it") {
  OneNumber one;
  one.dev.remove(ObjectType::tasks, one.task);
  one.stage.clock.pass(std::chrono::hours(1));
  const std::vector<std::string> ids = {one.note};
  one.stage.with_world([&](engine::World& world) {
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
