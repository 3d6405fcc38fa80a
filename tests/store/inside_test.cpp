// The parts below the store: transactions and bodies.
#include "contract/samples.hpp"
#include "store/body.hpp"
#include "store/raw.hpp"
#include "store/schema.hpp"
#include "store/sqlite.hpp"
#include "store/transaction.hpp"
#include "store/words.hpp"

using namespace goodword;
using namespace goodword::samples;
using store::Connection;
using store::Transaction;

namespace {

struct Fixture {
  Fixture() {
    must(store::open_sqlite(folder / "goodword.db", {}));
    connection =
        must(Connection::open(folder / "goodword.db", Connection::Role::writer, std::chrono::milliseconds(20)));
    must(connection->share(folder / "goodword.db.lock", std::chrono::milliseconds(20)));
  }
  std::int64_t streams() {
    Transaction work(*connection);
    auto row = work.rows("SELECT count(*) FROM stream");
    return row.next() ? row.integer(0) : -1;
  }

  Folder folder;
  std::unique_ptr<Connection> connection;
};

constexpr auto add_stream = "INSERT INTO stream (crm, name) VALUES ('main', ?1)";

}  // namespace

TEST_CASE_METHOD(Fixture, "a transaction that is not committed leaves nothing") {
  {
    Transaction work(*connection);
    CHECK(work.run(add_stream, "a") == 1);
  }
  CHECK(streams() == 0);
}

TEST_CASE_METHOD(Fixture, "the first fault sticks: nothing after it runs, and commit tells it") {
  {
    Transaction work(*connection);
    work.run(add_stream, "a");
    work.run(add_stream, "a");
    CHECK_FALSE(work.ok());
    CHECK(work.run(add_stream, "b") == 0);
    CHECK_FALSE(work.any("SELECT 1"));
    work.refuse("something else");
    const auto done = work.commit();
    CHECK(code_of(done) == "store.constraint");
    CHECK(done.error().detail == "the store refused: UNIQUE constraint failed: stream.crm, stream.name");
  }
  CHECK(streams() == 0);
}

TEST_CASE_METHOD(Fixture, "a transaction the caller lets fail is rolled back") {
  {
    Transaction work(*connection);
    work.run(add_stream, "a");
    work.refuse("no");
    CHECK(work.commit(7).error().detail == "no");
  }
  CHECK(streams() == 0);
}

TEST_CASE_METHOD(Fixture, "a statement that is wrong is a fault, and double quotes are no strings") {
  Transaction work(*connection);
  work.run("UPDATE stream SET mark = \"text\"");
  CHECK(code_of(work.commit()) == "store.unusable");
}

TEST_CASE_METHOD(Fixture, "a row that cannot be read is a fault, not an empty value") {
  raw::Handle sql(folder / "goodword.db");
  REQUIRE(sql.run("INSERT INTO partner (id, body, saved_at) VALUES ('forge', '{\"id\": ', 0)") == "");
  CHECK(code_of(must(store::open_sqlite(folder / "goodword.db", {}))->partners()) == "store.unusable");
}

TEST_CASE_METHOD(Fixture, "a statement reads rows that are held in memory as they are") {
  const std::string nul("a\0b", 3);
  store::Held held;
  held.add(nul, std::string_view(), std::int64_t{-7}, std::optional<base::Instant>(), at(1));
  held.add(std::string_view("2"));
  Transaction work(*connection);
  auto rows = work.rows("SELECT a, typeof(b), c, d IS NULL, e, typeof(h) FROM held(?1)", held);
  REQUIRE(rows.next());
  CHECK(rows.text(0) == nul);
  CHECK(rows.text(1) == "text");
  CHECK(rows.integer(2) == -7);
  CHECK(rows.truth(3));
  CHECK(rows.instant(4) == at(1));
  CHECK(rows.text(5) == "null");
  REQUIRE(rows.next());
  CHECK(rows.text(0) == "2");
  CHECK_FALSE(rows.next());
  CHECK(work.ok());
  CHECK_FALSE(work.any("SELECT 1 FROM held(?1)", "no rows of ours"));
  CHECK(code_of(work.commit()) == "store.unusable");
}

TEST_CASE("a word's number is the same for ever: stores hold it") {
  CHECK(store::word_number("") == static_cast<std::int64_t>(0xcbf29ce484222325u));
  CHECK(store::word_number("a") == static_cast<std::int64_t>(0xaf63dc4c8601ec8cu));
  CHECK(store::word_number("foobar") == static_cast<std::int64_t>(0x85944171f73967e8u));
}

TEST_CASE_METHOD(Fixture, "who does not get the turn is busy, and does not end another's") {
  auto second = must(Connection::open(folder / "goodword.db", Connection::Role::writer, std::chrono::milliseconds(20)));
  must(second->share(folder / "goodword.db.lock", std::chrono::milliseconds(20)));
  {
    Transaction first(*connection);
    first.run(add_stream, "a");
    CHECK(code_of(Transaction(*second).commit()) == "store.busy");
    CHECK(code_of(Transaction(*second).commit()) == "store.busy");
    must(first.commit());
    must(Transaction(*second).commit());
  }
  CHECK(streams() == 1);
}

TEST_CASE_METHOD(Fixture, "the settings that guard the file are on") {
  CHECK(must(connection->ask("PRAGMA synchronous")) == "2");
  CHECK(must(connection->ask("PRAGMA foreign_keys")) == "1");
  CHECK(must(connection->ask("PRAGMA trusted_schema")) == "0");
  CHECK(must(connection->ask("PRAGMA cache_size")) == "1024");
  CHECK(code_of(connection->ask("SELECT \"no such column\"")) == "store.unusable");
}

TEST_CASE_METHOD(Fixture, "a transaction that may be durable later leaves the next one as durable as ever") {
  for (const bool given_up : {false, true}) {
    {
      Transaction soon(*connection, store::Durability::soon);
      soon.run(add_stream, given_up ? "a" : "b");
      CHECK(must(connection->ask("PRAGMA synchronous")) == "1");
      if (!given_up) must(soon.commit());
    }
    CHECK(must(connection->ask("PRAGMA synchronous")) == "2");
  }
  CHECK(streams() == 1);
}

TEST_CASE("migrations are numbered from 1 without gaps") {
  int expected = 0;
  for (const auto& step : store::migrations()) CHECK(step.number == ++expected);
  CHECK(expected == 26);
}

TEST_CASE("a body holds any bytes and sorts its members") {
  const auto json = base::Json::object(
      {{"b", base::Json("\xFF")}, {"a\xC3", base::Json(base::Json::Array{base::Json("z\xC3\xAB"), base::Json(1)})}});
  CHECK(must(store::json_of(store::body_of(json))) == json);
  CHECK(store::body_of(base::Json::object({{"b", base::Json(1)}, {"a", base::Json("\xC3\xAB")}})) ==
        "{\"a\":\"\xC3\xAB\",\"b\":1}");
  const std::vector<std::string> list = {"", "a,b", "\xFE"};
  CHECK(store::list_of(must(store::json_of(store::list_body(list)))) == list);
}
