// The audit against somebody who can write into the file: what SQL refuses, and what shows where its triggers are gone.
#include "contract/samples.hpp"
#include "store/raw.hpp"
#include "store/sqlite.hpp"

using namespace goodword;
using namespace goodword::samples;

namespace {

struct Audited {
  Folder folder;
  std::filesystem::path file = folder / "goodword.db";
  std::unique_ptr<ports::Store> store = must(store::open_sqlite(file, {}));

  Audited() {
    for (int i = 1; i <= 5; ++i) say("row " + std::to_string(i), i);
  }
  void say(const std::string& detail, int minutes) {
    must(store->save_audit({at(minutes), "dev", model::audited::answered, "main contact 1", detail}));
  }
  std::vector<std::string> details() const {
    std::vector<std::string> list;
    for (const auto& row : must(store->audit(0, 100))) list.push_back(row.entry.detail);
    return list;
  }
  /// Where the chain is broken; 0: nowhere.
  std::int64_t broken_at(const std::optional<model::AuditHead>& kept = {}) const {
    model::AuditCheck check(kept);
    for (const auto& row : must(store->audit(-1, 100))) check.read(row);
    const auto fault = check.end();
    return fault ? fault->number : 0;
  }
};

constexpr auto without_triggers = "DROP TRIGGER audit_stays; DROP TRIGGER audit_fixed; DROP TRIGGER audit_follows;";

}  // namespace

TEST_CASE_METHOD(Audited, "SQL can only add to the end of the audit") {
  raw::Handle sql(file);
  CHECK(sql.run("DELETE FROM audit WHERE number = 5") == "the audit is not deleted from");
  CHECK(sql.run("UPDATE audit SET author = 'priya'") == "the audit is not changed");
  const std::string follows = "a row of the audit follows the last one";
  for (const char* number : {"1", "5", "7"}) {
    CHECK(sql.run(std::string("INSERT OR REPLACE INTO audit SELECT ") + number +
                  ", at, author, what, subject, detail, hash, hash FROM audit WHERE number = 5") == follows);
  }
  CHECK(sql.run("INSERT INTO audit SELECT 6, at, author, what, subject, detail, previous, hash FROM audit WHERE number "
                "= 5") == follows);
  CHECK(broken_at() == 0);
}

TEST_CASE_METHOD(Audited, "whatever is written into the table by hand shows") {
  raw::Handle sql(file);
  const auto kept = must(store->audit_head());
  REQUIRE(sql.run(without_triggers) == "");
  SECTION("edit") {
    REQUIRE(sql.run("UPDATE audit SET author = 'priya' WHERE number = 3") == "");
    CHECK(broken_at() == 3);
  }
  SECTION("delete") {
    REQUIRE(sql.run("DELETE FROM audit WHERE number = 3") == "");
    CHECK(broken_at() == 3);
  }
  SECTION("delete and close the gap") {
    REQUIRE(sql.run("DELETE FROM audit WHERE number = 3; UPDATE audit SET number = number - 1 WHERE number > 3") == "");
    CHECK(broken_at() == 3);
  }
  SECTION("reorder") {
    REQUIRE(sql.run("UPDATE audit SET number = 99 WHERE number = 3; UPDATE audit SET number = 3 WHERE number = 4;"
                    "UPDATE audit SET number = 4 WHERE number = 99") == "");
    CHECK(broken_at() == 3);
  }
  SECTION("insert") {
    REQUIRE(sql.run("UPDATE audit SET number = -number - 1 WHERE number > 2; UPDATE audit SET number = -number WHERE "
                    "number < 0; INSERT INTO audit SELECT 3, at, author, what, subject, 'put in', hash, hash FROM audit"
                    " WHERE number = 2") == "");
    CHECK(broken_at() == 3);
  }
  SECTION("truncation, which needs a head that was kept") {
    REQUIRE(sql.run("DELETE FROM audit WHERE number > 3") == "");
    CHECK(broken_at() == 0);
    CHECK(broken_at(kept) == 4);
  }
  SECTION("the whole chain written anew, which does too") {
    REQUIRE(sql.run("DELETE FROM audit") == "");
    store.reset();
    store = must(store::open_sqlite(file, {}));
    for (int i = 1; i <= 6; ++i) say(i == 3 ? "something else" : "row " + std::to_string(i), i);
    CHECK(broken_at() == 0);
    CHECK(broken_at(kept) == 5);
  }
}

TEST_CASE_METHOD(Audited, "a restore is told in the audit, which goes on from where it had come") {
  const auto backup = folder / "backup.db";
  must(store::back_up_sqlite(file, backup));
  say("since the backup", 6);
  const auto kept = must(store->audit_head());
  store.reset();
  const auto restored = must(store::restore_sqlite(file, backup, {at(7), "priya"}));
  CHECK(restored.not_taken_over == "");
  CHECK(std::filesystem::exists(restored.aside));
  store = must(store::open_sqlite(file, {}));
  const auto rows = must(store->audit(0, 100));
  REQUIRE(rows.size() == 7);
  CHECK(rows[5].entry.detail == "since the backup");
  CHECK(rows[6].entry.what == model::audited::restored);
  CHECK(rows[6].entry.by == "priya");
  CHECK(rows[6].entry.at == at(7));
  CHECK(rows[6].entry.detail ==
        "a backup that ended at 5:" + rows[4].hash + "; the 1 rows after it are of the store it replaced");
  CHECK(broken_at(kept) == 0);
}

TEST_CASE_METHOD(Audited, "a store of other rows, or one that is damaged, gives nothing to the one that replaces it") {
  const auto backup = folder / "backup.db", other = folder / "other.db";
  must(store::back_up_sqlite(file, backup));
  {
    const auto stranger = must(store::open_sqlite(other, {}));
    for (int i = 0; i < 9; ++i) must(stranger->save_audit({at(i), "ann", model::audited::answered, "", ""}));
  }
  const auto look = [&] {
    store = must(store::open_sqlite(other, {}));
    CHECK(details().size() == 6);
    CHECK(must(store->audit(5, 9)).front().entry.what == model::audited::restored);
    CHECK(broken_at() == 0);
  };
  SECTION("other rows") {
    CHECK(must(store::restore_sqlite(other, backup, {at(7), "priya"})).not_taken_over == "");
    look();
  }
  SECTION("damaged") {
    std::filesystem::resize_file(other, 8192);
    CHECK(must(store::restore_sqlite(other, backup, {at(7), "priya"})).not_taken_over != "");
    look();
  }
}
