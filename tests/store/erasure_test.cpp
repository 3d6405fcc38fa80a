// Forgotten is gone from the disk too, does not come back with a backup, and leaves what must not change unchanged.
#include <fstream>

#include "contract/samples.hpp"
#include "store/raw.hpp"
#include "store/sqlite.hpp"

using namespace goodword;
using namespace goodword::samples;
using model::Kind;

namespace {

const model::Ref zora{"main", Kind::contact, "z"};
constexpr std::array words = {"Zoraquist", "zora.q@nordvik.example", "a sentence that only Zora said",
                              "wanted by Zora"};

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Held {
  Folder folder;
  std::filesystem::path file = folder / "goodword.db";
  std::unique_ptr<ports::Store> store = must(store::open_sqlite(file, {}));

  /// Among many others, changed several times, with everything about her long and short.
  Held() {
    for (int round = 0; round < 4; ++round) {
      std::vector<model::Record> contacts = {zora_as(round)}, activities;
      for (int i = 0; i < 300; ++i) {
        const auto id = std::to_string(i);
        contacts.push_back(
            with(contact(id), model::contact::title, std::string(static_cast<std::size_t>(20 * round + i % 90), 'x')));
        activities.push_back(said(id, {i % 3 ? id : "z"}, round));
      }
      store_records(*store, Kind::contact, contacts);
      store_records(*store, Kind::activity, activities);
      auto decided = decision("d" + std::to_string(round), "z", model::Verdict::refer);
      decided.need.evidence = words[2];
      must(store->save_decisions(std::span(&decided, 1)));
    }
    auto commit = desk();
    commit.referrals = {referral("r1", "z", model::ReferralState::partner_accepted)};
    commit.events = {{"r1", "prospect_yes", at(3), "dev", "phone", "task 1", words[2]}};
    commit.consents = {consent("p", "r1", model::Party::prospect), consent("q", "r1", model::Party::partner)};
    commit.consents[0].wording = words[3];
    commit.answers = {{zora, "budget", words[2], words[0], "dev", at(3)}};
    commit.changes = {note("z", words[2])};
    must(store->commit_desk(commit));
    must(store->record_release({"r1", "p", "q", at(10), "hash"}, desk()));
  }
  static model::Record zora_as(int round) {
    auto record = with(contact("z", words[0]), model::contact::emails, std::vector<std::string>{words[1]});
    return with(record, model::contact::title,
                std::string(static_cast<std::size_t>(9000 - 2000 * round), 't') + words[3]);
  }
  static model::Record said(const std::string& id, const std::vector<std::string>& whom, int round) {
    const std::string text = whom.front() == "z" ? words[2] : "somebody else";
    return with(activity(id, whom, 5), model::activity::text,
                text + std::string(static_cast<std::size_t>(700 * (round % 3)), '.'));
  }
  /// Which words stand in the store's file or its log.
  std::vector<std::string> traces() const {
    const auto bytes = bytes_of(file) + bytes_of(file.string() + "-wal");
    std::vector<std::string> found;
    for (const char* word : words) {
      if (bytes.find(word) != std::string::npos) found.emplace_back(word);
    }
    return found;
  }
};

}  // namespace

TEST_CASE_METHOD(Held, "no byte of a forgotten person stays in the store's file or its log") {
  CHECK(traces().size() == words.size());
  CHECK(must(store->erase({zora, at(60), "priya", "", 0, {}})) == ports::Traces::none);
  CHECK(traces() == std::vector<std::string>{});
  CHECK(must(store->counts("main")).records.at("contact") == 300);
  must(store::check_sqlite(file));
}

TEST_CASE_METHOD(
    Held, "while somebody else reads, the log is told to hold traces, and whoever opens the store next empties it") {
  raw::Handle other(file);
  REQUIRE(other.run("BEGIN; SELECT count(*) FROM record") == "");
  CHECK(must(store->erase({zora, at(60), "priya", "", 0, {}})) == ports::Traces::in_log);
  REQUIRE(other.run("COMMIT") == "");
  store = must(store::open_sqlite(file, {}));
  CHECK(traces() == std::vector<std::string>{});
}

TEST_CASE_METHOD(Held, "who was forgotten does not come back with a backup from before") {
  const auto backup = folder / "backup.db";
  must(store::back_up_sqlite(file, backup));
  must(store->erase({zora, at(60), "priya", "asked", 0, {}}));
  must(store->mark_told("r1", "dev", at(61)));
  const auto stays = must(store->to_tell());
  store.reset();
  must(store::restore_sqlite(file, backup, {at(70), "dev"}));
  CHECK(traces() == std::vector<std::string>{});
  store = must(store::open_sqlite(file, {}));
  CHECK(must(store->person(zora)).records.empty());
  CHECK(must(store->to_tell()) == stays);
  CHECK(must(store->forgotten()).size() == 1);
  store_records(*store, Kind::contact, {zora_as(1)});
  CHECK(must(store->person(zora)).records.empty());
  CHECK(must(store->find_contacts("7")).size() == 1);
  model::AuditCheck check;
  for (const auto& row : must(store->audit(0, 1000))) check.read(row);
  CHECK(check.end() == std::nullopt);
}

TEST_CASE_METHOD(Held, "rows that only grow can be blanked of who was forgotten, and nothing else of them changed") {
  raw::Handle sql(file);
  const std::string event_fixed = "events of a referral are not changed",
                    fixed = "what an operation does is fixed when it is queued",
                    only_once = "a consent can only be withdrawn, and only once";
  const auto blank_event = "UPDATE referral_event SET reason = '', proof = '', how = ''";
  const auto blank_consent = "UPDATE consent SET wording = '', proof = ''";
  const auto blank_operation = "UPDATE operation SET change = '{}'";
  CHECK(sql.run(blank_event) == event_fixed);
  CHECK(sql.run(blank_consent) == only_once);
  CHECK(sql.run(blank_operation) == fixed);
  REQUIRE(sql.run("INSERT INTO suppressed VALUES ('main', 'contact', 'z')") == "");
  for (const char* change : {"reason = 'another'", "reason = '', author = ''", "reason = '', value = 1"})
    CHECK(sql.run("UPDATE referral_event SET how = '', proof = '', " + std::string(change)) == event_fixed);
  for (const char* change : {"wording = 'another'", "wording = '', fields = '[]'", "wording = '', withdrawn = 5"})
    CHECK(sql.run("UPDATE consent SET proof = '', " + std::string(change)) == only_once);
  for (const char* change : {"value = 'another'", "subject = ''", "run = 9", "state = 'new', action = 'task'"})
    CHECK(sql.run("UPDATE operation SET change = '{}', " + std::string(change)) == fixed);
  CHECK(sql.run("UPDATE operation SET change = '{\"body\": \"\"}'") == fixed);
  CHECK(sql.run(blank_event) == "");
  CHECK(sql.run(blank_consent) == "");
  CHECK(sql.run(blank_operation) == "");
  CHECK(sql.run("UPDATE consent SET withdrawn = 5") == "");
  CHECK(sql.run("UPDATE consent SET withdrawn = 6") == only_once);
  CHECK(sql.run("UPDATE consent SET withdrawn = NULL") == only_once);
  CHECK(sql.run("INSERT INTO to_tell VALUES ('r1', 'forge', 0, 0, NULL, ''); DELETE FROM to_tell") ==
        "whom to tell of an erasure is not deleted: it is told");
}
