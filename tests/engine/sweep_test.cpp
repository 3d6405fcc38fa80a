// What is missing from a list is not gone: it is asked for by id, and too much of it is a fault, not a deletion.
#include <catch2/catch.hpp>

#include "engine/pull.hpp"
#include "listed_remote.hpp"
#include "stage/stage.hpp"

using namespace goodword;
using namespace goodword::testing;
using Ids = std::vector<std::string>;

namespace {

Ids numbered(int first, int last) {
  Ids ids;
  for (int number = first; number <= last; ++number) ids.push_back(std::to_string(number));
  return ids;
}

struct Reading {
  Stage stage;
  ListedRemote remote;

  engine::StreamReport pull() {
    engine::StreamReport row;
    stage.with_world([&](engine::World& world) {
      engine::World here{world.crm,      world.store,  remote,       world.clock,
                         world.observer, world.policy, world.circle, world.letters};
      const auto run = world.store.open_run("sync", world.crm, world.clock.now());
      REQUIRE(run);
      const auto report = engine::pull(here, {ports::PullMode::full, *run}, {});
      REQUIRE(report);
      REQUIRE(report->streams.size() == 1);
      row = report->streams.front();
      if (row.error) CHECK(report->stopped.has_value() == (row.error->scope == base::Scope::crm));
    });
    return row;
  }
  /// Contacts the store holds as living.
  Ids known() {
    Ids ids;
    const auto dossiers = stage.store().dossiers("main", "", 1000);
    REQUIRE(dossiers);
    for (const auto& dossier : *dossiers) ids.push_back(dossier.contact.id());
    return ids;
  }
  /// Both pages of a life: all are listed, then only these.
  void list_then(const Ids& all, const Ids& fewer) {
    remote.listed = all;
    REQUIRE_FALSE(pull().error);
    REQUIRE(known().size() == all.size());
    REQUIRE(remote.asked.empty());
    remote.listed = fewer;
  }
};

}  // namespace

TEST_CASE("a record that a complete pass did not show is asked for, and gone only if the CRM does not know it") {
  Reading one;
  one.list_then(numbered(101, 140), numbered(103, 140));
  one.remote.hidden = {"102"};
  const auto row = one.pull();
  CHECK_FALSE(row.error);
  CHECK(one.remote.asked == Ids{"101", "102"});
  CHECK(row.counts.gone == 1);
  CHECK(one.known() == numbered(102, 140));
}

TEST_CASE("a pass that is not complete asks for nothing and takes nothing for gone") {
  Reading one;
  one.list_then(numbered(101, 140), numbered(103, 140));
  one.remote.complete = false;
  const auto row = one.pull();
  CHECK_FALSE(row.error);
  CHECK(one.remote.asked.empty());
  CHECK(one.known() == numbered(101, 140));
}

TEST_CASE("where more than the set share vanished in one pass nothing is asked for or gone, and the brake says so") {
  Reading one;
  one.list_then(numbered(101, 140), numbered(104, 140));
  const auto row = one.pull();
  REQUIRE(row.error);
  CHECK(row.error->code == "brake.shrunk");
  CHECK(row.error->detail == "3 of 40 records of contacts vanished from main in one pass; none was marked as deleted");
  CHECK(one.remote.asked.empty());
  CHECK(one.known() == numbered(101, 140));
  one.stage.policy.shrink_share = 0.1;  // the operator says that this is right
  CHECK_FALSE(one.pull().error);
  CHECK(one.known() == numbered(104, 140));
}

TEST_CASE("a CRM that suddenly shows nobody loses nobody") {
  Reading one;
  one.list_then(numbered(101, 140), {});
  CHECK(one.pull().error->code == "brake.shrunk");
  CHECK(one.known() == numbered(101, 140));
}

TEST_CASE("many that are missing are asked for in batches of a hundred, each once") {
  Reading one;
  one.stage.policy.shrink_share = 1;
  one.list_then(numbered(1001, 1300), numbered(1251, 1300));
  CHECK_FALSE(one.pull().error);
  CHECK(one.remote.batches == std::vector<std::size_t>{100, 100, 50});
  CHECK(one.remote.asked == numbered(1001, 1250));
  CHECK(one.known() == numbered(1251, 1300));
}
