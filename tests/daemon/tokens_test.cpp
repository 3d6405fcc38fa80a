// Tokens sealed in the store: what can be read of them, by whom, and what becomes of what was changed.
#include <catch2/catch.hpp>

#include "base/digest.hpp"
#include "daemon/random.hpp"
#include "daemon/tokens.hpp"
#include "folder.hpp"
#include "store/sqlite.hpp"

using namespace goodword;
using namespace goodword::daemon;
using namespace std::chrono_literals;

namespace {

const base::Instant now = *base::parse_rfc3339("2026-11-03T09:00:00Z");

ports::TokenSet tokens(const std::string& access) {
  ports::TokenSet made{
      .access = access, .refresh = "refresh of " + access, .scopes = "read", .had = now, .ends = now + 30min};
  made.kept.set("host", base::Json("https://eu.crm.example"));
  return made;
}

struct Vault {
  Folder folder;
  Environment environment;
  SystemRandom random;
  std::unique_ptr<ports::Store> store;
  std::unique_ptr<TokenKeys> keys;

  Vault() { open(); }
  void open() {
    store.reset();
    auto opened = store::open_sqlite(file(), {});
    REQUIRE(opened);
    store = std::move(*opened);
    keys = std::make_unique<TokenKeys>(environment, file());
  }
  std::filesystem::path file() const { return folder / "store.sqlite"; }
  StoredTokens book(const std::string& crm = "main", const std::string& login = "web") {
    return {{*store, random, file()}, *keys, crm, login};
  }
  std::string why_not() {
    const auto held = book().read();
    return held ? "" : base::to_text(held.error());
  }
  /// Everything that lies on the disk but the key.
  bool lies_about(const std::string& secret) const {
    for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
      if (entry.path().filename() != "token.key" &&
          folder.read(entry.path().filename().string()).find(secret) != std::string::npos)
        return true;
    return false;
  }
};

}  // namespace

TEST_CASE("tokens come back from the store as they were, and nothing on the disk shows them") {
  Vault vault;
  CHECK(vault.book().read().value() == ports::HeldTokens{});
  REQUIRE(vault.book().write({.generation = 1, .tokens = tokens("an-access-token")}, 0));
  const ports::HeldTokens held{.generation = 1, .tokens = tokens("an-access-token")};
  CHECK(vault.book().read().value() == held);
  vault.open();
  CHECK(vault.book().read().value() == held);
  CHECK(vault.book().generation().value() == 1);
  CHECK_FALSE(vault.lies_about("an-access-token"));
  CHECK_FALSE(vault.lies_about("eu.crm.example"));
  CHECK_FALSE(vault.lies_about(base::to_base64("an-access-token").substr(0, 16)));
}

TEST_CASE("what is only noted of tokens leaves their seal as it is") {
  Vault vault;
  ports::HeldTokens held{.generation = 1, .tokens = tokens("a")};
  REQUIRE(vault.book().write(held, 0));
  const auto sealed = vault.store->token("main").value()->sealed;
  held.sent = now + 1min;
  held.needs_login = "refused";
  REQUIRE(vault.book().write(held, 1));
  CHECK(vault.store->token("main").value()->sealed == sealed);
  CHECK(vault.book().read().value() == held);
  REQUIRE(vault.book().write({.generation = 2, .tokens = tokens("a")}, 1));
  CHECK(vault.store->token("main").value()->sealed != sealed);
}

TEST_CASE("the tokens of one login are not those of another one, and a login that was given up has none") {
  Vault vault;
  REQUIRE(vault.book().write({.generation = 1, .tokens = tokens("a")}, 0));
  const ports::HeldTokens none{.generation = 1};
  CHECK(vault.book("main", "machine").read().value() == none);
  const ports::HeldTokens gone{.generation = 2, .needs_login = "given up"};
  REQUIRE(vault.book().write(gone, 1));
  CHECK(vault.book().read().value() == gone);
  CHECK(vault.store->token("main").value()->sealed == "");
}

TEST_CASE("a seal that was broken is refused, and said to be") {
  const std::string broken =
      "what the store holds was changed by somebody, or is of another CRM: its seal is broken (login.unreadable; while "
      "opening the tokens of main)";
  Vault vault;
  REQUIRE(vault.book().write({.generation = 1, .tokens = tokens("a")}, 0));
  auto row = *vault.store->token("main").value();
  SECTION("a letter of it is another") {
    row.sealed[row.sealed.size() / 2] = row.sealed[row.sealed.size() / 2] == 'A' ? 'B' : 'A';
  }
  SECTION("it is no base64") { row.sealed = "!" + row.sealed; }
  SECTION("it is too short") { row.sealed = "AAAA"; }
  SECTION("it is of another CRM") {
    REQUIRE(vault.book("second").write({.generation = 2, .tokens = tokens("b")}, 0));
    row.sealed = vault.store->token("second").value()->sealed;
  }
  SECTION("it is an older one under a newer number") {}
  row.generation = 2;
  REQUIRE(vault.store->save_token(row, 1));
  CHECK(vault.why_not() == broken);
  CHECK(vault.book().generation().value() == 2);  // so that a new login can take its place
}

TEST_CASE("the key is made once, for its owner alone, and without it nothing is opened") {
  Vault vault;
  REQUIRE(vault.book().write({.generation = 1, .tokens = tokens("a")}, 0));
  const auto file = vault.folder / "token.key";
  struct stat about {};
  REQUIRE(stat(file.c_str(), &about) == 0);
  CHECK((about.st_mode & 0777U) == 0600);
  const std::string key = vault.folder.read("token.key");
  CHECK(key.size() == 65);
  REQUIRE(vault.book().write({.generation = 2, .tokens = tokens("b")}, 1));
  CHECK(vault.folder.read("token.key") == key);

  SECTION("it is gone") {
    vault.folder.remove("token.key");
    vault.open();
    CHECK_THAT(vault.why_not(), Catch::Contains("token.key is not there (login.unreadable"));
    CHECK_FALSE(std::filesystem::exists(file));  // looking makes none
  }
  SECTION("it is another") {
    vault.folder.write("token.key", std::string(64, 'a') + "\n");
    vault.open();
    CHECK_THAT(vault.why_not(), Catch::Contains("they were sealed with the key ") && Catch::Contains("token.key has "));
  }
  SECTION("it is no key") {
    vault.folder.write("token.key", key + "a key\n");
    vault.open();
    CHECK_THAT(vault.why_not(), Catch::Contains("line 2 of the key file") && !Catch::Contains("a key\n"));
    vault.folder.write("token.key", "\n");
    vault.open();
    CHECK_THAT(vault.why_not(), Catch::Contains("is empty"));
  }
  SECTION("others may read it") {
    chmod(file.c_str(), 0644);
    vault.open();
    CHECK_THAT(vault.why_not(), Catch::Contains("chmod 600"));
  }
  SECTION("a new one stands above it: the old one opens, the new one seals") {
    vault.folder.write("token.key", std::string(64, 'a') + "\n" + key);
    vault.open();
    CHECK(vault.why_not() == "");
    const auto before = vault.store->token("main").value()->key;
    REQUIRE(vault.book().write({.generation = 3, .tokens = tokens("c")}, 2));
    CHECK(vault.store->token("main").value()->key != before);
    CHECK(vault.book().read().value().tokens->access == "c");
  }
}

TEST_CASE("a key that was added to the file opens at once what another process sealed with it") {
  Vault vault;
  REQUIRE(vault.book().write({.generation = 1, .tokens = tokens("a")}, 0));
  vault.folder.write("token.key", std::string(64, 'a') + "\n" + vault.folder.read("token.key"));
  TokenKeys fresh(vault.environment, vault.file());
  StoredTokens other({*vault.store, vault.random, vault.file()}, fresh, "main", "web");
  REQUIRE(other.write({.generation = 2, .tokens = tokens("b")}, 1));
  CHECK(vault.why_not() == "");
  CHECK(vault.book().read().value().tokens->access == "b");
}

TEST_CASE("a key file that is mended after it was found broken is read whole") {
  Vault vault;
  REQUIRE(vault.book().write({.generation = 1, .tokens = tokens("a")}, 0));
  const std::string key = vault.folder.read("token.key");
  vault.folder.write("token.key", std::string(64, 'a') + "\nhalf a ke");
  vault.open();
  CHECK_THAT(vault.why_not(), Catch::Contains("line 2 of the key file"));
  vault.folder.write("token.key", std::string(64, 'a') + "\n" + key);
  CHECK(vault.why_not() == "");
}

TEST_CASE("a key from systemd goes before the file") {
  Vault vault;
  vault.environment.variables["CREDENTIALS_DIRECTORY"] = vault.folder.path() / "credentials";
  vault.folder.write("credentials/goodword-token-key", std::string(64, 'b') + "\n", 0440);
  vault.open();
  REQUIRE(vault.book().write({.generation = 1, .tokens = tokens("a")}, 0));
  CHECK_FALSE(std::filesystem::exists(vault.folder / "token.key"));
  CHECK(vault.why_not() == "");
}

TEST_CASE("one renews at a time, and what a dead one left behind holds nobody up") {
  Vault vault;
  auto first = vault.book().take_turn(now).value();
  REQUIRE(first);
  CHECK_FALSE(vault.book().take_turn(now).value());
  CHECK(vault.book("second").take_turn(now).value());
  first.reset();
  CHECK(vault.book().take_turn(now).value());
  // A lease without the lock: its holder was killed.
  REQUIRE(vault.store->end_lease("token-main"));
  REQUIRE(vault.store->take_lease("token-main", "process 1", now + 1h, now));
  CHECK(vault.book().take_turn(now).value());
}

TEST_CASE("a backup has no tokens, and a restore keeps those of the store that it replaces") {
  Vault vault;
  REQUIRE(vault.book().write({.generation = 1, .tokens = tokens("a")}, 0));
  const auto sealed = vault.store->token("main").value()->sealed;
  const auto backup = vault.folder / "backup.sqlite";
  REQUIRE(store::back_up_sqlite(vault.file(), backup));
  CHECK(vault.folder.read("backup.sqlite").find(sealed) == std::string::npos);
  REQUIRE(vault.book().write({.generation = 2, .tokens = tokens("b")}, 1));
  vault.store.reset();
  REQUIRE(store::restore_sqlite(vault.file(), backup, {now, "joan"}));
  vault.open();
  CHECK(vault.book().read().value().tokens->access == "b");

  vault.store.reset();
  for (const auto* name : {"store.sqlite", "store.sqlite-wal", "store.sqlite-shm"}) vault.folder.remove(name);
  REQUIRE(store::restore_sqlite(vault.file(), backup, {now, "joan"}));
  vault.open();
  CHECK(vault.book().read().value() == ports::HeldTokens{});
}
