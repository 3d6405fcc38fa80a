// A restored backup knows less than the CRM: what was written after it was made must not be written again.
#include <catch2/catch.hpp>

#include "sandbox/census.hpp"
#include "stage/stage.hpp"
#include "store/sqlite.hpp"

using namespace goodword;
using namespace goodword::testing;
using sandbox::ObjectType;

namespace {

namespace fs = std::filesystem;

/// A prospect who is to be referred, a backup made before anything was written, and then everything written.
struct WrittenSince {
  Stage stage;
  TestFolder elsewhere;
  fs::path backup = elsewhere.path() / "backup.sqlite";
  std::string digest;

  WrittenSince() {
    need_copywriting_elsewhere(stage.circle);
    stage.set_up();
    sandbox::Person dev(stage.crm, std::string(dev_user));
    const auto joan = dev.create(ObjectType::contacts, {{"firstname", "Joan"},
                                                        {"lastname", "Marsh"},
                                                        {"email", "joan@example.com"},
                                                        {"city", "Ripon"},
                                                        {"lifecyclestage", "lead"},
                                                        {"hubspot_owner_id", std::string(dev_user)}});
    dev.add_tag(joan, "gw_tags", "gw:need-copywriting");
    stage.promote();
    const auto made = store::back_up_sqlite(stage.folder() / "store.sqlite", backup);
    if (!made) FAIL(base::to_text(made.error()));
    const auto report = stage.sync(everything());
    REQUIRE(report.deliver.done > 2);
    REQUIRE(sandbox::records_of(stage.crm, ObjectType::notes).size() == 1);
    digest = sandbox::digest_of(stage.crm);
  }

  void restore() {
    stage.close();
    for (const auto& entry : fs::directory_iterator(stage.folder())) fs::remove_all(entry);
    fs::copy_file(backup, stage.folder() / "store.sqlite");
    stage.reopen();
    stage.clock.pass(std::chrono::hours(1));
  }

  ports::CrmState state() { return *stage.store().crm_state("main"); }
};

}  // namespace

TEST_CASE("after a backup is restored, what was written since is looked for and not written again") {
  WrittenSince one;
  one.restore();
  CHECK(one.state().in_repair);
  const auto report = one.stage.sync(everything());
  CHECK(report.pull.streams.front().read > 0);
  CHECK(sandbox::doubled_texts(one.stage.crm).empty());
  CHECK(sandbox::digest_of(one.stage.crm) == one.digest);
  CHECK_FALSE(one.state().in_repair);
  const auto after = one.stage.sync(everything());
  CHECK(model::count_changes(after.plan) == 0);
}

TEST_CASE("without repair the same restore would write a note twice: the promise rests on it") {
  WrittenSince one;
  one.restore();
  auto state = one.state();
  state.in_repair = false;
  REQUIRE(one.stage.store().set_crm_state(state, one.stage.clock.now()));
  one.stage.sync(everything());
  CHECK_FALSE(sandbox::doubled_texts(one.stage.crm).empty());
}

TEST_CASE("a sync that writes only a part leaves a restored store in repair") {
  WrittenSince one;
  one.restore();
  auto wish = everything();
  wish.limit = 1;
  one.stage.sync(wish);
  CHECK(one.state().in_repair);
}
