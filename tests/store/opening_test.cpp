#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <csignal>
#include <fstream>

#include "contract/samples.hpp"
#include "store/raw.hpp"
#include "store/sqlite.hpp"

using namespace goodword;
using namespace goodword::samples;
using store::Access;
using store::open_sqlite;

namespace {

constexpr int newest = 26;

std::string content_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write_file(const std::filesystem::path& file, std::string_view content) {
  std::ofstream(file, std::ios::binary) << content;
}

unsigned mode_of(const std::filesystem::path& file) {
  struct stat status {};
  REQUIRE(stat(file.c_str(), &status) == 0);
  return status.st_mode & 0777u;
}

store::OpenOptions quick() {
  store::OpenOptions options;
  options.busy_wait = std::chrono::milliseconds(20);
  return options;
}

store::OpenOptions reading() {
  store::OpenOptions options;
  options.access = Access::read_only;
  return options;
}

/// Takes back what the steps from 9 on made.
const std::string back_to_16 =
    "DROP TABLE budget; DROP TABLE lifted; ALTER TABLE referral DROP COLUMN also; DROP TABLE token; DROP INDEX "
    "pipeline_back; ALTER TABLE "
    "pipeline DROP COLUMN came_back; DROP INDEX due_stamp;"
    "DROP TRIGGER referral_event_fixed; DROP TRIGGER consent_fixed; DROP TRIGGER ask_fixed; DROP TRIGGER "
    "received_fixed;"
    "DROP TRIGGER operation_fixed; DROP TABLE audit; DROP TABLE forgotten; DROP TABLE suppressed;"
    "DROP TABLE suppressed_address; DROP TABLE to_tell;"
    "CREATE TRIGGER consent_fixed BEFORE UPDATE ON consent WHEN 0 BEGIN SELECT 1; END;";
/// Without a yes to a meeting: what step 16 made anew, as it was.
const std::string back_to_15 =
    back_to_16 +
    "DROP TRIGGER consent_meeting; DROP TRIGGER consent_fixed; CREATE TEMP TABLE gone AS SELECT * FROM release;"
    "DROP TABLE release; ALTER TABLE consent DROP COLUMN scope;"
    "CREATE TRIGGER consent_fixed BEFORE UPDATE ON consent WHEN 0 BEGIN SELECT 1; END;"
    "CREATE TABLE release (referral TEXT PRIMARY KEY REFERENCES referral (id), prospect_consent TEXT NOT NULL,"
    " partner_consent TEXT NOT NULL, at INTEGER NOT NULL, payload_hash TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "INSERT INTO release SELECT referral, prospect_consent, partner_consent, at, payload_hash FROM gone;";
const std::string back_to_14 =
    back_to_15 + "ALTER TABLE referral_event DROP COLUMN value; ALTER TABLE referral_event DROP COLUMN currency;";
const std::string back_to_8 =
    back_to_14 +
    "DROP TABLE record_word; DROP TABLE fresh_record_word;"
    "CREATE TABLE contact_word (word TEXT NOT NULL, crm TEXT NOT NULL, contact TEXT NOT NULL,"
    " PRIMARY KEY (word, crm, contact)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE fresh_word (key INTEGER PRIMARY KEY, word TEXT NOT NULL, crm TEXT NOT NULL, contact TEXT NOT NULL)"
    " STRICT;"
    "DROP TRIGGER pipeline_left; DROP TABLE pipeline; DROP TABLE pipeline_tally; DROP TABLE deciding_ground;"
    "ALTER TABLE due DROP COLUMN stamp; DROP TABLE plan_part; DROP INDEX plan_of_crm;"
    "ALTER TABLE record DROP COLUMN digest; ALTER TABLE record DROP COLUMN content;"
    "ALTER TABLE record ADD COLUMN hash TEXT NOT NULL DEFAULT 'x';"
    "DROP TABLE partner_room; DROP TABLE check_in; DROP INDEX referral_partner; ALTER TABLE partner DROP COLUMN "
    "origin;"
    "DROP TABLE ask; DROP TABLE partner_asked; DROP TABLE received; DROP INDEX person_answer_asked;";

/// Everything the file says, as SQL would list it.
std::string dump(const std::filesystem::path& file) {
  raw::Handle sql(file);
  return sql.ask(
      "SELECT * FROM migration; SELECT * FROM instance; SELECT type, name, sql FROM sqlite_schema ORDER BY name");
}

}  // namespace

TEST_CASE("a store is made for its owner only, whatever the umask") {
  const Folder folder;
  const auto before = umask(0);
  {
    const auto store = must(open_sqlite(folder / "goodword.db", {}));
    store_records(*store, model::Kind::contact, {contact("1")});
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
      INFO(entry.path().filename().string());
      CHECK(mode_of(entry.path()) == 0600);
    }
  }
  umask(before);
}

TEST_CASE("a store has the id it was given, or one of its own") {
  const Folder folder;
  store::OpenOptions named;
  named.instance = "first-one";
  must(open_sqlite(folder / "a.db", named));
  named.instance = "another";
  must(open_sqlite(folder / "a.db", named));
  CHECK(must(store::describe_sqlite(folder / "a.db")) == store::Description{"first-one", newest});
  must(open_sqlite(folder / "b.db", {}));
  must(open_sqlite(folder / "c.db", {}));
  const auto drawn = must(store::describe_sqlite(folder / "b.db")).instance;
  CHECK(drawn.size() == 32);
  CHECK(drawn != must(store::describe_sqlite(folder / "c.db")).instance);
  named.instance = "'); DROP TABLE run; --";
  CHECK(code_of(open_sqlite(folder / "d.db", named)) == "store.constraint");
}

TEST_CASE("opening a store again changes nothing in it") {
  const Folder folder;
  must(open_sqlite(folder / "goodword.db", {}));
  const auto before = dump(folder / "goodword.db");
  must(open_sqlite(folder / "goodword.db", {}));
  CHECK(dump(folder / "goodword.db") == before);
}

TEST_CASE("a store of smaller pages, as they were once, is used as it is") {
  const Folder folder;
  const auto file = folder / "goodword.db";
  must(open_sqlite(file, {}));
  {
    raw::Handle sql(file);
    CHECK(sql.ask("PRAGMA page_size") == "8192;");
    REQUIRE(sql.run("PRAGMA journal_mode = DELETE; PRAGMA page_size = 4096; VACUUM") == "");
  }
  store_records(*must(open_sqlite(file, {})), model::Kind::contact, {contact("1")});
  CHECK(must(must(open_sqlite(file, reading()))->records("main", model::Kind::contact, 10)).size() == 1);
  CHECK(raw::Handle(file).ask("PRAGMA page_size") == "4096;");
}

TEST_CASE("a store at an earlier version is brought up to date and keeps what it has") {
  const Folder folder;
  must(open_sqlite(folder / "whole.db", {}));
  {
    // Back to version 4: without what the steps after it made.
    must(open_sqlite(folder / "goodword.db", {}));
    raw::Handle sql(folder / "goodword.db");
    REQUIRE(
        sql.run(back_to_8 +
                "DROP TABLE of_company; DROP TABLE due_company; DROP TABLE fresh_word; DROP TABLE release; DROP TABLE "
                "consent; DROP TABLE referral_event; DROP TABLE "
                "referral;"
                "ALTER TABLE crm DROP COLUMN in_repair; ALTER TABLE instance DROP COLUMN file;"
                "DELETE FROM migration WHERE number >= 5; INSERT INTO partner (id, body, saved_at) VALUES ('forge', "
                "'{\"id\":\"forge\"}', 0)") == "");
  }
  CHECK(code_of(open_sqlite(folder / "goodword.db", reading())) == "store.unusable");
  const auto store = must(open_sqlite(folder / "goodword.db", {}));
  CHECK(must(store->partners()).size() == 1);
  raw::Handle whole(folder / "whole.db"), mended(folder / "goodword.db");
  const auto schema = "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name";
  CHECK(mended.ask(schema) == whole.ask(schema));
  CHECK(mended.ask("SELECT number FROM migration") ==
        "1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;19;20;21;22;23;24;25;26;");
}

TEST_CASE("a store from before words were numbers still finds who it knows") {
  const Folder folder;
  const auto file = folder / "goodword.db";
  {
    const auto store = must(open_sqlite(file, {}));
    store_records(*store, model::Kind::contact, {contact("1", "Zo\xC3\xAB Berg"), contact("2", "Ola Berg")});
    must(store->set_pulled("main", "contact", at(0)));
    raw::Handle sql(file);
    REQUIRE(
        sql.run(back_to_8 +
                "DELETE FROM migration WHERE number >= 9;"
                "INSERT INTO contact_word VALUES ('zo\xC3\xAB berg', 'main', '1');"
                "INSERT INTO fresh_word VALUES (1, 'ola berg', 'main', '2'), (2, 'zo\xC3\xAB berg', 'main', '1')") ==
        "");
  }
  const auto store = must(open_sqlite(file, {}));
  CHECK(must(store->find_contacts("Zo\xC3\xAB Berg")) == std::vector{model::Ref{"main", model::Kind::contact, "1"}});
  CHECK(must(store->find_contacts("OLA BERG")) == std::vector{model::Ref{"main", model::Kind::contact, "2"}});
}

TEST_CASE("a store from before contents were numbers takes nothing it holds for changed") {
  const Folder folder;
  const auto file = folder / "goodword.db";
  const std::vector records = {contact("1", "Zo\xC3\xAB \xFF Berg"),
                               with(contact("2"), model::contact::changed, at(7))};
  {
    store_records(*must(open_sqlite(file, {})), model::Kind::contact, records);
    raw::Handle sql(file);
    REQUIRE(sql.run(back_to_8 + "DELETE FROM migration WHERE number >= 9") == "");
  }
  const auto store = must(open_sqlite(file, {}));
  const std::vector<ports::RawRecord> asked = {{"1", 0}, {"2", 0}};
  CHECK(must(store->hold("main", model::Kind::contact, asked)) == std::vector<bool>{false, false});
  CHECK(store_records(*store, model::Kind::contact, records).same == 2);
  CHECK(store_records(*store, model::Kind::contact, {contact("1")}).changed == 1);
}

TEST_CASE("a store from before companies stood apart keeps who works where") {
  const Folder folder;
  const auto file = folder / "goodword.db";
  {
    const auto store = must(open_sqlite(file, {}));
    store_records(*store, model::Kind::contact,
                  {with(contact("1"), model::contact::company, std::string("c")), contact("2")});
    store_records(*store, model::Kind::company, {company("c")});
    raw::Handle sql(file);
    REQUIRE(sql.run(back_to_8 +
                    "DROP TABLE of_company; DROP TABLE due_company; DELETE FROM migration WHERE number >= 8;"
                    "INSERT INTO link VALUES ('main', 'contact', '1', 'company', 'c')") == "");
  }
  const auto store = must(open_sqlite(file, {}));
  const auto dossiers = must(store->dossiers("main", "", 10));
  REQUIRE(dossiers.size() == 2);
  CHECK(dossiers[0].company == std::optional(company("c")));
  CHECK(dossiers[1].company == std::nullopt);
  raw::Handle sql(file);
  CHECK(sql.ask("SELECT count(*) FROM link") == "0;");
}

TEST_CASE("a store from before outcomes keeps its referrals, and what refers to them") {
  const Folder folder;
  const auto file = folder / "goodword.db";
  auto commit = desk();
  commit.referrals = {referral("r1", "1", model::ReferralState::partner_accepted)};
  commit.events = {{"r1", "partner_yes", at(3), "dev", "phone", "task 9913", ""}};
  commit.consents = {consent("p", "r1", model::Party::prospect), consent("q", "r1", model::Party::partner)};
  {
    const auto store = must(open_sqlite(file, {}));
    must(store->commit_desk(commit));
    must(store->record_release({"r1", "p", "q", at(10), "hash"}, desk()));
    raw::Handle sql(file);
    REQUIRE(sql.run(back_to_14 + "DELETE FROM migration WHERE number >= 15") == "");
  }
  const auto store = must(open_sqlite(file, {}));
  auto kept = commit.referrals;  // a firm was offered for all needs then
  for (auto& one : kept) one.also = {std::string(model::all_needs)};
  CHECK(must(store->referrals("main")) == kept);
  CHECK(must(store->referral_events("r1")) == commit.events);
  CHECK(must(store->consents("r1")) == commit.consents);
  CHECK(must(store->release_of("r1")).has_value());
  raw::Handle sql(file);
  CHECK(sql.ask("PRAGMA foreign_key_check") == "");
  CHECK(sql.run("PRAGMA foreign_keys = ON; INSERT INTO consent SELECT 'x', 'nobody', party, receiver, fields, purpose,"
                " wording, recorded_by, how, proof, at, until, withdrawn, scope FROM consent WHERE id = 'p'") != "");
}

TEST_CASE("a step that fails leaves the version before it") {
  const Folder folder;
  {
    must(open_sqlite(folder / "goodword.db", {}));
    raw::Handle sql(folder / "goodword.db");
    REQUIRE(sql.run("DROP TABLE release; DROP TABLE referral_event; DELETE FROM migration WHERE number >= 5") == "");
  }
  const auto before = dump(folder / "goodword.db");
  const auto refused = open_sqlite(folder / "goodword.db", {});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().trail == std::vector<std::string>{"bringing the store to version 5"});
  CHECK(dump(folder / "goodword.db") == before);
}

TEST_CASE("a store newer than the program is refused and left as it was") {
  const Folder folder;
  must(open_sqlite(folder / "goodword.db", {}));
  {
    raw::Handle sql(folder / "goodword.db");
    REQUIRE(sql.run("INSERT INTO migration VALUES (" + std::to_string(newest + 1) + ", 'from the future')") == "");
  }
  const auto before = content_of(folder / "goodword.db");
  const auto refused = open_sqlite(folder / "goodword.db", {});
  CHECK(code_of(refused) == "store.unusable");
  CHECK(refused.error().detail.ends_with("is at version " + std::to_string(newest + 1) + ", newer than this program (" +
                                         std::to_string(newest) + ")"));
  CHECK(code_of(open_sqlite(folder / "goodword.db", reading())) == "store.unusable");
  CHECK(content_of(folder / "goodword.db") == before);
}

TEST_CASE("a file that is no store is refused and left as it was") {
  const Folder folder;
  const auto file = folder / "goodword.db";
  std::string content;
  SECTION("a short text") { content = "hello"; }
  SECTION("a long text") { content = std::string(100000, 'x'); }
  SECTION("zeroes") { content = std::string(8192, '\0'); }
  SECTION("the right beginning and nothing sensible after it") {
    content = std::string("SQLite format 3\0", 16) + std::string(8176, 'x');
  }
  SECTION("the right beginning and no more") { content = std::string("SQLite format 3\0", 16); }
  write_file(file, content);
  const auto refused = open_sqlite(file, {});
  CHECK(code_of(refused) == "store.unusable");
  CHECK(code_of(open_sqlite(file, reading())) == "store.unusable");
  CHECK(code_of(store::describe_sqlite(file)) == "store.unusable");
  CHECK(content_of(file) == content);
}

TEST_CASE("another program's SQLite file is refused and left as it was") {
  const Folder folder;
  const auto file = folder / "goodword.db";
  write_file(file, "");
  {
    raw::Handle sql(file);
    REQUIRE(sql.run("CREATE TABLE migration (number INTEGER)") == "");
  }
  const auto before = content_of(file);
  const auto refused = open_sqlite(file, {});
  CHECK(code_of(refused) == "store.unusable");
  CHECK(refused.error().detail.ends_with("belongs to another program"));
  CHECK(content_of(file) == before);
}

TEST_CASE("a damaged page is said to be damaged, not read") {
  const Folder folder;
  const auto file = folder / "goodword.db";
  std::vector<model::Record> records;
  for (int i = 0; i < 500; ++i)
    records.push_back(with(contact(std::to_string(i)), model::contact::title, std::string(500, 'x')));
  store_records(*must(open_sqlite(file, {})), model::Kind::contact, records);
  auto content = content_of(file);
  // The last pages are the records': what is read when a store is opened comes before them.
  for (std::size_t at = content.size() / 8192 * 8192 - 30 * 8192; at + 64 < content.size(); at += 8192)
    content.replace(at, 64, std::string(64, '\x5A'));
  write_file(file, content);
  const auto store = must(open_sqlite(file, {}));
  CHECK(code_of(store->records("main", model::Kind::contact, 1000)) == "store.unusable");
}

TEST_CASE("a place where no store can be is said to be one") {
  const Folder folder;
  CHECK(code_of(open_sqlite(folder / "no such folder" / "goodword.db", {})) == "store.unusable");
  CHECK(code_of(open_sqlite(folder.path(), {})) == "store.unusable");
  CHECK(code_of(open_sqlite(folder / "goodword.db", reading())) == "store.unusable");
  CHECK_FALSE(std::filesystem::exists(folder / "goodword.db"));
  write_file(folder / "empty.db", "");
  CHECK(code_of(open_sqlite(folder / "empty.db", reading())) == "store.unusable");
  CHECK(must(must(open_sqlite(folder / "empty.db", {}))->runs(1)).empty());
}

TEST_CASE("a store opened for reading is read, also beside a writer, and takes no writes") {
  const Folder folder;
  const auto writer = must(open_sqlite(folder / "goodword.db", {}));
  const auto reader = must(open_sqlite(folder / "goodword.db", reading()));
  store_records(*writer, model::Kind::contact, {contact("1")});
  CHECK(must(reader->records("main", model::Kind::contact, 10)) == std::vector{contact("1")});
  const auto refused = reader->open_run("sync", "main", at(0));
  CHECK(code_of(refused) == "store.unusable");
  CHECK(refused.error().detail == "the store was opened for reading only");
}

TEST_CASE("a store that another process holds is busy after the wait, and usable once it lets go") {
  const Folder folder;
  const auto store = must(open_sqlite(folder / "goodword.db", quick()));
  raw::Handle other(folder / "goodword.db");
  REQUIRE(other.run("BEGIN EXCLUSIVE") == "");
  const auto refused = store->open_run("sync", "main", at(0));
  CHECK(code_of(refused) == "store.busy");
  CHECK(refused.error().retry == base::Retry::now);
  CHECK(must(store->runs(10)).empty());  // reading goes on
  REQUIRE(other.run("COMMIT") == "");
  CHECK(must(store->open_run("sync", "main", at(0))) == 1);
}

TEST_CASE("a store that another process holds while it is opened is busy") {
  const Folder folder;
  must(open_sqlite(folder / "goodword.db", {}));
  raw::Handle other(folder / "goodword.db");
  REQUIRE(other.run("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE") == "");
  CHECK(code_of(open_sqlite(folder / "goodword.db", quick())) == "store.busy");
}

TEST_CASE("a full store says so, keeps what it has, and half a page is not in it") {
  const Folder folder;
  store::OpenOptions small;
  small.most_pages = 100;
  const auto store = must(open_sqlite(folder / "goodword.db", small));
  std::vector<model::Record> records;
  for (int i = 0; i < 500; ++i)
    records.push_back(with(contact(std::to_string(i)), model::contact::title, std::string(2000, 'x')));
  const std::span all(records);
  must(store->commit_page(page(model::Kind::contact, all.first(10), "first")));
  // The second of two pages does not fit, and the first goes with it.
  const std::vector both = {page(model::Kind::contact, all.first(12), "second"),
                            page(model::Kind::contact, all, "third")};
  const auto refused = store->commit_pages(both);
  CHECK(code_of(refused) == "store.full");
  CHECK(refused.error().retry == base::Retry::when_changed);
  CHECK(must(store->mark("main", "contact")) == "first");
  CHECK(must(store->records("main", model::Kind::contact, 1000)).size() == 10);
  must(store->set_pulled("main", "contact", at(0)));  // small things still fit
}

TEST_CASE("a limit of the system on file size is a full disk") {
  const Folder folder;
  must(open_sqlite(folder / "goodword.db", {}));
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    signal(SIGXFSZ, SIG_IGN);
    const auto store = open_sqlite(folder / "goodword.db", {});
    const rlimit limit{400000, 400000};
    setrlimit(RLIMIT_FSIZE, &limit);
    const std::vector<model::Record> large = {with(contact("1"), model::contact::title, std::string(1 << 20, 'x'))};
    const auto refused = (*store)->commit_page(page(model::Kind::contact, large));
    _exit(!refused && refused.error().code == "store.full" ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(WEXITSTATUS(status) == 0);
  const auto store = must(open_sqlite(folder / "goodword.db", {}));
  CHECK(must(store->records("main", model::Kind::contact, 10)).empty());
}

TEST_CASE("the file is in the mode that survives a power cut") {
  const Folder folder;
  must(open_sqlite(folder / "goodword.db", {}));
  raw::Handle sql(folder / "goodword.db");
  CHECK(sql.ask("PRAGMA journal_mode") == "wal;");
  CHECK(sql.ask("PRAGMA application_id") == "1198485348;");
  // STRICT: every table of ours refuses a text where a number belongs.
  CHECK(
      sql.ask(
          "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite_%'") ==
      "0;");
}

TEST_CASE("what was spent of a budget since a backup is spent after it was restored") {
  const Folder folder;
  const auto file = folder / "goodword.db", backup = folder / "backup.db";
  const ports::BudgetKey day{"main", "day"};
  const auto spend = [&](ports::Store& store, std::int64_t amount) {
    std::int64_t before = -1;
    must(store.change_budgets({&day, 1}, [&](std::span<ports::BudgetState> states) {
      before = states[0].granted;
      states[0].granted += amount;
    }));
    return before;
  };
  auto store = must(open_sqlite(file, {}));
  spend(*store, 3);
  must(store::back_up_sqlite(file, backup));
  spend(*store, 4);
  store.reset();
  must(store::restore_sqlite(file, backup, {at(1), "dev"}));
  store = must(open_sqlite(file, {}));
  CHECK(spend(*store, 0) == 7);
}
