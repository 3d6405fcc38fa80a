// The frame of dialects: rows, logins and allowances, without any vendor.
#include "sandbox/rows.hpp"

#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "sandbox/allowance.hpp"
#include "sandbox/logins.hpp"

using namespace goodword;
using namespace goodword::sandbox;
using namespace std::chrono_literals;

namespace {

using base::Json;

struct Screen {
  base::Instant time = *base::parse_rfc3339("2026-11-02T09:00:00.750Z");
  Rows rows{[this] { return time; },
            {{"firms", {{"name"}, {"city"}}},
             {"people", {{"name"}, {"firm", Column::Type::number, "firms"}, {"firms", Column::Type::list, "firms"}}}},
            1s};

  std::string firm(const char* name) { return rows.create("firms", Json::object({{"name", Json(name)}})); }
  /// "id name" of what readers see of a table, in its order.
  std::string seen(std::string_view table) const {
    std::vector<std::string> all;
    for (const auto* row : rows.seen(table))
      all.push_back(row->id + " " + (*row)["name"].text() + (row->deleted ? " -" : ""));
    return base::join(all, ", ");
  }
};

}  // namespace

TEST_CASE("rows have whole times, numbers for ids, and a time that moves with each write") {
  Screen screen;
  for (int i = 0; i < 10; ++i) screen.firm("North");
  const Row* first = screen.rows.find("firms", "1");
  CHECK(base::to_rfc3339(first->created) == "2026-11-02T09:00:00Z");
  screen.time += 2s;
  screen.rows.write("firms", "1", Json::object({{"name", "South"}, {"city", Json()}}));
  CHECK(base::to_rfc3339(screen.rows.find("firms", "1")->modified) == "2026-11-02T09:00:02Z");
  CHECK(screen.rows.all("firms").back()->id == "10");
  CHECK(screen.rows.find("firms", "11") == nullptr);
  CHECK(screen.rows.find("nothing", "1") == nullptr);
}

TEST_CASE("readers see a change when the lag has passed, each state in its time") {
  Screen screen;
  screen.firm("North");
  screen.rows.set_lag(10s);
  screen.rows.write("firms", "1", Json::object({{"name", "South"}}));
  screen.firm("West");
  screen.time += 5s;
  screen.rows.erase("firms", "1");
  CHECK(screen.seen("firms") == "1 North");
  screen.time += 5s;
  CHECK(screen.seen("firms") == "1 South, 2 West");
  screen.time += 5s;
  CHECK(screen.seen("firms") == "1 South -, 2 West");
  CHECK(screen.rows.seen("firms", "1")->deleted);
  screen.rows.purge("firms");
  CHECK(screen.seen("firms") == "2 West");
  CHECK(screen.rows.find("firms", "2")->id == "2");
}

TEST_CASE("who is swallowed fills gaps, is gone, and what named it names the survivor") {
  Screen screen;
  screen.firm("North");
  screen.rows.create("firms", Json::object({{"name", "Old North"}, {"city", "Ripon"}}));
  screen.rows.create("people", Json::object({{"name", "Joan"}, {"firm", 2}, {"firms", Json::array({1, 2, 3})}}));
  screen.time += 1s;
  screen.rows.merge("firms", "1", "2", Rows::Related::in_silence);
  CHECK(base::write_json(screen.rows.find("firms", "1")->fields) == R"({"name":"North","city":"Ripon"})");
  CHECK(screen.rows.find("firms", "2")->merged_into == "1");
  CHECK(screen.rows.find("firms", "2")->deleted);
  const Row* joan = screen.rows.find("people", "1");
  CHECK(base::write_json(joan->fields) == R"({"name":"Joan","firm":1,"firms":[1,3]})");
  CHECK(joan->modified == joan->created);
  screen.firm("Other");
  screen.rows.merge("firms", "3", "1", Rows::Related::touched);
  CHECK(screen.rows.find("people", "1")->modified > joan->created);
  screen.rows.merge("firms", "3", "1", Rows::Related::touched);  // nothing to swallow any more
  CHECK(screen.seen("firms") == "1 North -, 2 Old North -, 3 Other");
}

TEST_CASE("a refresh token that stays may be shown again, one that is spent ends its family") {
  const base::Instant now = *base::parse_rfc3339("2026-11-02T09:00:00Z");
  Logins stays(Logins::Refresh::stays, 1h);
  const Pass pass = stays.sign_in(now);
  CHECK(stays.good(pass.access, now + 59min));
  CHECK_FALSE(stays.good(pass.access, now + 1h));
  CHECK(stays.renew(pass.refresh, now)->refresh == pass.refresh);
  CHECK(stays.renew(pass.refresh, now).has_value());
  CHECK(stays.renewals() == 2);
  Logins rotates(Logins::Refresh::rotates);
  const Pass first = rotates.sign_in(now), other = rotates.sign_in(now);
  const auto second = rotates.renew(first.refresh, now);
  REQUIRE(second.has_value());
  CHECK(rotates.good(second->access, now + 1000h));
  CHECK_FALSE(rotates.renew(first.refresh, now).has_value());
  CHECK_FALSE(rotates.renew(second->refresh, now).has_value());
  CHECK(rotates.families_ended() == 1);
  CHECK(rotates.renew(other.refresh, now).has_value());
  CHECK_FALSE(rotates.renew("unknown", now).has_value());
}

TEST_CASE("an allowance counts what was spent in a span, and nothing that was refused") {
  const base::Instant now = *base::parse_rfc3339("2026-11-02T09:00:00Z");
  Allowance allowance(10, 2s);
  CHECK(allowance.spend(now, 7));
  CHECK_FALSE(allowance.spend(now + 1s, 4));
  CHECK(allowance.spend(now + 1s, 3));
  CHECK(allowance.left() == 0);
  CHECK(allowance.until_less(now + 1s) == 1s);
  CHECK(allowance.spend(now + 2s, 7));
  CHECK(allowance.used() == 10);
  CHECK(allowance.total() == 17);
}
