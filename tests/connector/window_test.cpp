// A search that gives only so many results: asked for in windows of time, and one crowded moment by id.
#include <catch2/catch.hpp>

#include <set>

#include "connector/window.hpp"
#include "world.hpp"

using namespace goodword;
using namespace goodword::connector::test;
using namespace std::chrono_literals;
using base::Json;
using connector::Form;
using connector::Window;

namespace {

base::Instant at(std::string_view text) { return *base::parse_rfc3339("2026-11-03T" + std::string(text) + "Z"); }

std::string text_of(const Window& window) {
  return base::to_rfc3339(window.since()).substr(11) + " " + base::to_rfc3339(window.until()).substr(11);
}

const std::string tie = R"(, "tie": {"query": {"until": null, "after_id": "${after_id}"}})";

Json connector_file(const std::string& more_of_cap) {
  return settings(R"({"connector": "capped", "version": "1", "settings": {}, "origins": {"api": "https://crm.example"},
    "auth": {"none": {"kind": "none"}}, "answers": [{"when": {"/code": "TOO_MANY"}, "do": "split"}],
    "streams": {"contacts": {"kind": "contact", "records": "/rows", "request": {"path": "/all", "query": {"from": "${cursor}"}},
      "pages": {"kind": "cursor", "from": "/next", "size": 2, "total": "/total"},
      "changes": {"kind": "since", "lag": "10s", "cap": {"results": 4)" +
                  more_of_cap + R"(},
        "request": {"path": "/changed", "forms": {"since": "epoch_s", "until": "epoch_s"}, "query": {"since": "${since}", "until": "${until}"}}},
      "fields": {"id": "/id", "changed": {"from": "/changed", "form": "epoch_s"}}}}})");
}

/// Rows (id, second after nine o'clock) that are searched as the CRM does.
struct Capped : World {
  std::vector<std::pair<int, int>> rows;
  std::vector<std::string> asked;
  enum class Says { total, refusal, nothing } says = Says::total;

  explicit Capped(const std::string& more_of_cap = tie)
      : World(connector_file(more_of_cap), settings("{}"), {}, [this](const ports::HttpRequest& request) {
          return search(request.url.substr(request.url.find('?') + 1));
        }) {}

  static std::int64_t value(const std::string& query, const std::string& name, std::int64_t otherwise) {
    const auto found = ("&" + query).find("&" + name + "=");
    return found == std::string::npos ? otherwise : std::stoll(query.substr(found + name.size() + 1));
  }

  Reply search(const std::string& query) {
    const std::int64_t nine = base::to_micros(at("09:00:00")) / 1'000'000;
    const std::int64_t since = value(query, "since", 0) - nine, until = value(query, "until", nine + 9999) - nine;
    const std::int64_t after = value(query, "after_id", -1), offset = value(query, "from", 0);
    asked.push_back(std::to_string(since) +
                    (after >= 0 ? " id>" + std::to_string(after) : " " + std::to_string(until)) +
                    (offset > 0 ? " from " + std::to_string(offset) : ""));
    std::vector<std::pair<int, int>> found;
    for (const auto& [id, second] : rows) {
      if (after >= 0 ? second == since && id > after : second >= since && second < until)
        found.emplace_back(id, second);
    }
    if (after < 0 && says == Says::refusal && found.size() > 4) return answer(200, R"({"code":"TOO_MANY"})");
    Json list = Json::array();
    for (auto i = static_cast<std::size_t>(offset); i < std::min(found.size(), static_cast<std::size_t>(offset) + 2);
         ++i) {
      list.push(Json::object({{"id", Json(found[i].first)}, {"changed", Json(nine + found[i].second)}}));
    }
    Json page = Json::object({{"rows", std::move(list)}});
    if (says == Says::total && after < 0) page.set("total", Json(static_cast<std::int64_t>(found.size())));
    if (static_cast<std::size_t>(offset) + 2 < found.size()) page.set("next", Json(std::to_string(offset + 2)));
    return answer(200, base::write_json(page), {{"Date", "Tue, 03 Nov 2026 09:01:00 GMT"}});
  }

  /// Ids in the order of their numbers, the last mark behind them; or the error's code.
  std::string pull() {
    auto pull = remote->pull("contacts", ports::PullMode::increment, R"({"at":"2026-11-03T09:00:10Z"})");
    std::set<int> ids;
    std::string mark;
    while (true) {
      auto page = (*pull)->next({});
      if (!page) return page.error().code;
      if (!*page) break;
      for (const auto& record : (*page)->records) ids.insert(std::stoi(record.id()));
      mark = (*page)->mark;
    }
    std::string text;
    for (const int id : ids) text += std::to_string(id) + " ";
    return text + mark;
  }
};

const std::string done = R"({"at":"2026-11-03T09:01:00Z"})";

}  // namespace

TEST_CASE("a window begins and ends at whole steps, is halved down to one, and grows again") {
  Window window(at("09:00:00.7"), at("09:00:10.2"), {Form::epoch_s});
  CHECK(text_of(window) == "09:00:00Z 09:00:11Z");
  CHECK(window.halve());
  CHECK(text_of(window) == "09:00:00Z 09:00:05Z");
  CHECK((window.halve() && window.halve()));
  CHECK(text_of(window) == "09:00:00Z 09:00:01Z");
  CHECK_FALSE(window.halve());
  CHECK(window.advance());
  CHECK(text_of(window) == "09:00:01Z 09:00:05Z");
  CHECK(window.skip_moment());
  CHECK(text_of(window) == "09:00:02Z 09:00:11Z");
  window.extend(at("09:00:20"));
  CHECK(window.advance());
  CHECK(text_of(window) == "09:00:11Z 09:00:21Z");
  CHECK_FALSE(window.advance());
}

TEST_CASE("days of the CRM's own zone begin at its own midnight") {
  const connector::Grain days{Form::date, model::Zone(-5h)};
  CHECK(base::to_rfc3339(days.floor(at("03:00:00"))) == "2026-11-02T05:00:00Z");
  CHECK(base::to_rfc3339(days.floor(at("05:00:00"))) == "2026-11-03T05:00:00Z");
}

TEST_CASE("more results than a query gives are had in windows of time, whichever way the CRM says so") {
  for (const auto says : {Capped::Says::total, Capped::Says::refusal, Capped::Says::nothing}) {
    Capped world;
    world.says = says;
    std::string all;
    for (int id = 1; id <= 12; ++id) {
      world.rows.emplace_back(id, 4 * id);
      all += std::to_string(id) + " ";
    }
    CAPTURE(static_cast<int>(says));
    CHECK(world.pull() == all + done);
    for (const auto& asked : world.asked) CHECK(asked.find("id>") == std::string::npos);
  }
}

TEST_CASE("the windows that are asked for halve, meet and end at the CRM's own time") {
  Capped world;
  for (int id = 1; id <= 6; ++id) world.rows.emplace_back(id, 8 * id);
  CHECK(world.pull() == "1 2 3 4 5 6 " + done);
  // This machine's clock says nine; only the first answer tells that the CRM's is a minute ahead.
  CHECK(world.asked.front().starts_with("0 "));
  CHECK(world.asked.back().find(" 61") != std::string::npos);
}

TEST_CASE("one moment with more records than a query gives is walked by id, and a connector that cannot says so") {
  Capped world;
  for (int id = 1; id <= 9; ++id) world.rows.emplace_back(id, 20);
  world.rows.emplace_back(10, 21);
  world.rows.emplace_back(11, 19);
  CHECK(world.pull() == "1 2 3 4 5 6 7 8 9 10 11 " + done);
  CHECK(std::ranges::count(world.asked, "20 id>0") == 1);
  CHECK(std::ranges::count(world.asked, "20 id>8") == 1);
  Capped unable("");
  unable.rows = world.rows;
  CHECK(unable.pull() == "remote.refused");
}

TEST_CASE("what was read of the windows that are done is not read again after a crash") {
  Capped world;
  for (int id = 1; id <= 12; ++id) world.rows.emplace_back(id, 4 * id);
  auto pull = world.remote->pull("contacts", ports::PullMode::increment, R"({"at":"2026-11-03T09:00:10Z"})");
  std::string mark = R"({"at":"2026-11-03T09:00:10Z"})";
  while (mark == R"({"at":"2026-11-03T09:00:10Z"})") mark = (**(*pull)->next({})).mark;
  world.asked.clear();
  auto again = world.remote->pull("contacts", ports::PullMode::increment, mark);
  REQUIRE(*(*again)->next({}));
  const auto stored = *base::parse_rfc3339(base::parse_json(mark)->text_or("at", ""));
  CHECK(stored > at("09:00:10"));
  CHECK(world.asked.front().starts_with(std::to_string((stored - 10s - at("09:00:00")) / 1s) + " "));
}

TEST_CASE("a CRM that writes times without a zone is asked in its own zone, and nothing falls between") {
  for (const std::string zone : {"-05:00", "+05:30", "UTC", "Europe/Berlin", "America/New_York"}) {
    World world(
        settings(R"({"connector": "zoned", "version": "1", "settings": {}, "origins": {"api": "https://crm.example"},
      "auth": {"none": {"kind": "none"}}, "answers": [], "zone": ")" +
                 zone + R"(",
      "streams": {"contacts": {"kind": "contact", "records": "/rows", "request": {"path": "/all"}, "pages": {"kind": "one"},
        "changes": {"kind": "since", "lag": "1m", "request": {"forms": {"since": "sql"}, "query": {"since": "${since}"}}},
        "fields": {"id": "/id", "changed": {"from": "/changed", "form": "sql"}}}}})"),
        settings("{}"), {});
    world.crm.replies = {answer(200, R"({"rows":[{"id":"1","changed":"2026-11-03 08:30:00"}]})",
                                {{"Date", "Wed, 04 Nov 2026 09:00:00 GMT"}}),
                         answer(200, R"({"rows":[]})")};
    auto pull = world.remote->pull("contacts", ports::PullMode::increment, R"({"at":"2026-11-01T00:00:00Z"})");
    const auto page = *(*pull)->next({});
    auto next = world.remote->pull("contacts", ports::PullMode::increment, page->mark);
    REQUIRE((*next)->next({}));
    CAPTURE(zone);
    // What it wrote itself, less the lag.
    CHECK(world.crm.seen[1].url == "https://crm.example/all?since=2026-11-03%2008%3A29%3A00");
  }
}
