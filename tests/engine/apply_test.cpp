#include <catch2/catch.hpp>

#include "engine/apply.hpp"
#include "stage/stage.hpp"

using namespace goodword;
using namespace goodword::testing;

namespace {

model::Plan plan_of(Stage& stage, int entries) {
  model::Plan plan;
  plan.crm = "main";
  plan.made_at = plan.data_at = stage.clock.now();
  for (int i = 0; i < entries; ++i) {
    model::PlanEntry entry;
    entry.contact = {"main", model::Kind::contact, std::to_string(1000 + i)};
    model::Change change;
    change.subject = entry.contact;
    change.field = "tags";
    change.value = "gw:pursue";
    change.cause = "d" + std::to_string(i);
    entry.changes = {change};
    plan.entries.push_back(entry);
  }
  return plan;
}

std::string braked(Stage& stage, const model::Plan& plan, engine::Reach reach) {
  std::string code;
  stage.with_world([&](engine::World& world) {
    const auto held = engine::brakes(world, plan, reach);
    code = held ? "" : held.error().code;
  });
  return code;
}

}  // namespace

TEST_CASE("an old plan is never applied, one with too many changes only when told to do all") {
  Stage stage;
  stage.policy.most_changes = 3;
  auto plan = plan_of(stage, 4);
  CHECK(braked(stage, plan, engine::Reach::limited) == "brake.many_changes");
  CHECK(braked(stage, plan, engine::Reach::all) == "");
  plan.entries.pop_back();
  CHECK(braked(stage, plan, engine::Reach::limited) == "");
  plan.made_at -= stage.policy.plan_age + std::chrono::seconds(1);
  CHECK(braked(stage, plan, engine::Reach::all) == "brake.old_plan");
}

TEST_CASE("a first apply writes to 25 contacts at most, and says how many are left") {
  Stage stage;
  stage.set_up();
  sandbox::Person dev(stage.crm, std::string(dev_user));
  for (int i = 0; i < 28; ++i) {
    const auto id = dev.create(sandbox::ObjectType::contacts,
                               {{"email", "p" + std::to_string(i) + "@example.com"}, {"lifecyclestage", "lead"}});
    dev.create_deal(id, "Work", "appointmentscheduled", "1000");
  }
  stage.sync();
  auto plan = stage.plan().plan;
  plan.entries.clear();
  for (const auto& entry : plan_of(stage, 28).entries) plan.entries.push_back(entry);
  int number = 101;
  for (auto& entry : plan.entries) entry.contact.id = entry.changes.front().subject.id = std::to_string(number++);
  stage.with_world([&](engine::World& world) {
    const auto first = engine::apply(world, plan, {});
    REQUIRE(first);
    CHECK(first->contacts == 25);
    CHECK(first->left_for_next == 3);
    const auto second = engine::apply(world, plan, {});
    REQUIRE(second);
    CHECK(second->left_for_next == 0);
  });
}

TEST_CASE("an entry about a contact that is not there is listed as stale and not queued") {
  Stage stage;
  auto plan = plan_of(stage, 1);
  stage.with_world([&](engine::World& world) {
    const auto applied = engine::apply(world, plan, {});
    REQUIRE(applied);
    CHECK(applied->queued == 0);
    REQUIRE(applied->stale.size() == 1);
    CHECK(applied->stale.front().text == "the contact is no longer in the CRM");
  });
}

TEST_CASE("a verdict's tag that waited is not written once the verdict is another one") {
  Stage stage;
  need_copywriting_elsewhere(stage.circle);
  stage.set_up();
  sandbox::Person dev(stage.crm, std::string(dev_user));
  std::vector<std::string> ids;
  for (const auto* name : {"Joan", "Rob"}) {
    const auto id = dev.create(sandbox::ObjectType::contacts, {{"firstname", name},
                                                               {"email", std::string(name) + "@example.com"},
                                                               {"lifecyclestage", "lead"},
                                                               {"hubspot_owner_id", std::string(dev_user)}});
    dev.add_tag(id, "gw_tags", "gw:need-copywriting");
    ids.push_back(id);
  }
  stage.promote();
  const auto planned = stage.plan();
  stage.with_world([&](engine::World& world) {
    const auto run = world.store.open_run("apply", "main", world.clock.now());
    REQUIRE(run);
    REQUIRE(engine::apply(world, planned.plan, {*run, engine::Reach::all}));  // queued; the process dies here
  });
  stage.clock.pass(std::chrono::minutes(5));
  dev.add_tag(ids[0], "gw_tags", "gw:no-scoring");
  stage.sync(everything());
  const auto has = [&](const std::string& id, const std::string& tag) {
    const auto tags = stage.tags(id);
    return std::ranges::find(tags, tag) != tags.end();
  };
  CHECK_FALSE(has(ids[0], "gw:refer"));
  CHECK(has(ids[1], "gw:refer"));
}
