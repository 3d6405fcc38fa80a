// The cursor against a CRM that is edited while it is read: after it falls quiet, what we hold equals what it holds.
//
// The CRM here is a model with its own rules (an index that shows edits late, pages counted by offset, many records
// with one time, a cap of results), asked through connector files of the two orders and of windows of time. The same
// run with a cursor that is wrong on purpose
// (">" for ">=", no overlap, pages counted by offset in a list that moves, windows with a gap) must be caught.
#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <random>

#include "world.hpp"

using namespace goodword;
using namespace goodword::connector::test;
using base::Json;
using namespace std::chrono_literals;

namespace {

struct Variant {
  std::string order = "changed_asc";
  std::string compare = ">=";
  std::string lag = "8s";
  bool tie = true;
  std::string before = "<";  ///< windows: how ${until} bounds them
};

const std::string by_windows = "none";

Json connector_file(const Variant& variant) {
  Json made = settings(R"({
    "connector": "model", "version": "1", "settings": {}, "origins": {"api": "https://model.example"}, "auth": {"none": {"kind": "none"}},
    "check": {"request": {"path": "/now"}}, "answers": [],
    "streams": {"contacts": {"kind": "contact", "records": "/rows", "fields": {"id": "/id", "name": "/name", "changed": {"from": "/changed", "form": "epoch_ms"}}}}})");
  Json& stream = *made.find("streams")->find("contacts");
  const std::string filter = R"("since": "${since}", "compare": ")" + variant.compare + "\"";
  if (variant.order == "id_asc") {
    stream.set(
        "request",
        settings(R"({"path": "/search", "json": {"order": "id", "after_id": "${after_id}", "limit": "${size}"}})"));
    stream.set("pages",
               settings(R"({"kind": "keyset", "from": "/id", "first": "", "size": 3, "ends": ["short_page"]})"));
    stream.set("changes", settings(R"({"kind": "since", "order": "id_asc", "lag": ")" + variant.lag +
                                   R"(", "request": {"forms": {"since": "epoch_ms"}, "json": {)" + filter + "}}}"));
    return made;
  }
  stream.set("request",
             settings(R"({"path": "/search", "json": {"order": "id", "after_id": "${cursor}", "limit": "${size}"}})"));
  stream.set("pages", settings(R"({"kind": "cursor", "from": "/next", "size": 3})"));
  if (variant.order == by_windows) {
    made.set("answers", settings(R"([{"when": {"status": 400, "/code": "TOO_MANY"}, "do": "split"}])"));
    stream.set(
        "changes",
        settings(R"({"kind": "since", "lag": ")" + variant.lag +
                 R"(", "request": {"forms": {"since": "epoch_ms", "until": "epoch_ms"}, "json": {"capped": true,)" +
                 filter + R"(, "until": "${until}", "before": ")" + variant.before +
                 R"("}}, "cap": {"results": 4, "tie": {"json": {"capped": null, "until": null, "compare": "=",
                             "after_id": "${after_id}"}}}})"));
    return made;
  }
  stream.set(
      "changes",
      settings(
          R"({"kind": "since", "order": "changed_asc", "lag": ")" + variant.lag +
          R"(", "request": {"forms": {"since": "epoch_ms"}, "json": {"after_id": null, "order": "changed", "offset": "${cursor}", )" +
          filter + "}}}"));
  if (variant.tie) {
    stream.find("changes")->set(
        "cap",
        settings(R"({"results": 9, "tie": {"json": {"order": "id", "compare": "=", "after_id": "${after_id}"}}})"));
  }
  return made;
}

/// A CRM in memory. Ids are fixed-width text, so that their order is that of their numbers.
class Model {
 public:
  Model(std::uint32_t seed, StillClock& clock) : random_(seed), clock_(clock) {
    for (int i = 0; i < 8; ++i) edit(pick(20), 0ms);
    settle();
  }

  Reply answer_to(const ports::HttpRequest& request) {
    clock_.time += std::chrono::milliseconds(pick(900));
    if (busy) disturb();
    const ports::Headers date = {{"Date", base::to_http_date(clock_.time)}};
    if (request.url.ends_with("/now")) return answer(200, "{}", date);
    const Json page = search(*base::parse_json(request.body));
    clock_.time += std::chrono::milliseconds(pick(300));
    return answer(page.has("code") ? 400 : 200, base::write_json(page), date);
  }

  /// Edits by people between two things that we do. Some seconds see many of them.
  void disturb() {
    const int edits = pick(3) == 0 ? pick(9) : pick(2);
    const bool at_once = pick(2) == 0;
    for (int i = 0; i < edits; ++i) {
      if (!at_once) clock_.time += std::chrono::milliseconds(pick(1500));
      edit(pick(20), std::chrono::milliseconds(pick(4) == 0 ? pick(5000) : 0));
    }
  }
  void settle() {
    clock_.time += 60s;
    show();
  }
  int pick(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
  std::map<std::string, std::string> truth() const {
    std::map<std::string, std::string> held;
    for (const auto& [id, row] : newest_) held[id] = row.name;
    return held;
  }
  bool busy = true;

 private:
  struct Row {
    std::string name;
    std::int64_t changed = 0;
    int version = 0;
  };

  void edit(int number, std::chrono::milliseconds late) {
    std::string id = std::to_string(100 + number);
    const std::int64_t now = base::to_micros(clock_.time) / 1000;
    ++version_;
    newest_[id] = {"v" + std::to_string(version_), now, version_};
    pending_.push_back({clock_.time + late, id, newest_[id]});
  }
  /// What the index shows by now: an edit may become visible after a later one of another record.
  void show() {
    std::erase_if(pending_, [&](const auto& late) {
      if (late.at > clock_.time) return false;
      Row& row = index_[late.id];
      if (late.row.version > row.version) row = late.row;
      return true;
    });
  }
  static bool passes(const Json& body, const Row& row) {
    if (!body.has("since")) return true;
    const std::int64_t since = *body.find("since")->integer();
    const std::string compare = body.text_or("compare", "");
    if (body.has("until")) {
      const std::int64_t until = *body.find("until")->integer();
      if (body.text_or("before", "") == "<" ? row.changed >= until : row.changed >= until - 400) return false;
    }
    return compare == "=" ? row.changed == since : compare == ">" ? row.changed > since : row.changed >= since;
  }
  Json search(const Json& body) {
    show();
    std::vector<std::pair<std::string, Row>> found;
    const std::string after = body.text_or("after_id", "");
    for (const auto& [id, row] : index_) {
      if (passes(body, row) && id > after) found.emplace_back(id, row);
    }
    if (body.text_or("order", "") == "changed")
      std::ranges::stable_sort(found, {}, [](const auto& one) { return one.second.changed; });
    if (body.boolean_or("capped", false) && found.size() > most_results) return Json::object({{"code", "TOO_MANY"}});
    const auto offset = static_cast<std::size_t>(std::stoll("0" + body.text_or("offset", "")));
    const auto limit = static_cast<std::size_t>(body.integer_or("limit", 3));
    Json rows = Json::array();
    for (std::size_t i = offset; i < std::min(found.size(), offset + limit); ++i) {
      rows.push(Json::object({{"id", Json(found[i].first)},
                              {"name", Json(found[i].second.name)},
                              {"changed", Json(found[i].second.changed)}}));
    }
    Json page = Json::object({{"rows", rows}});
    if (offset + limit < found.size()) {
      // Lists by id go on after an id, searches by counting.
      page.set("next", body.text_or("order", "") == "changed" ? Json(std::to_string(offset + limit))
                                                              : Json(found[offset + limit - 1].first));
    }
    return page;
  }

  static constexpr std::size_t most_results = 4;

  struct Late {
    base::Instant at;
    std::string id;
    Row row;
  };
  std::mt19937 random_;
  StillClock& clock_;
  std::map<std::string, Row> newest_, index_;
  std::vector<Late> pending_;
  int version_ = 0;
};

/// Pulls while people edit, with pulls cut off here and there, then falls quiet. Whether we then hold what the CRM
/// holds.
bool converges(std::uint32_t seed, const Variant& variant) {
  Model* model = nullptr;
  World world(connector_file(variant), settings("{}"), {},
              [&](const ports::HttpRequest& request) { return model->answer_to(request); });
  Model crm(seed, world.clock);
  model = &crm;
  std::map<std::string, std::string> held;
  std::string mark;
  for (int round = 0; round < 8; ++round) {
    crm.busy = round < 6;
    if (crm.busy) crm.disturb();
    if (round == 6) crm.settle();
    auto pull = world.remote->pull("contacts", ports::PullMode::increment, mark);
    if (!pull) return false;
    const int cut = crm.busy && crm.pick(3) == 0 ? crm.pick(3) : 1000;
    for (int page_number = 0; page_number <= cut; ++page_number) {
      auto page = (*pull)->next({});
      if (!page) return false;
      if (!*page) break;
      for (const auto& record : (*page)->records) held[record.id()] = record.text(model::contact::name);
      mark = (*page)->mark;
    }
  }
  return held == crm.truth();
}

std::uint32_t any_seed() { return *rc::gen::noShrink(rc::gen::resize(100, rc::gen::arbitrary<std::uint32_t>())); }

int failures(const Variant& variant, int runs) {
  int failed = 0;
  for (int seed = 0; seed < runs; ++seed) failed += converges(static_cast<std::uint32_t>(seed), variant) ? 0 : 1;
  return failed;
}

}  // namespace

TEST_CASE("in order of change: whatever is edited while we read, after quiet we hold what the CRM holds") {
  rc::prop("changed_asc", [] { RC_ASSERT(converges(any_seed(), {})); });
}

TEST_CASE("in order of id: whatever is edited while we read, after quiet we hold what the CRM holds") {
  rc::prop("id_asc", [] { RC_ASSERT(converges(any_seed(), {.order = "id_asc"})); });
}

TEST_CASE("in windows of time: whatever is edited while we read, after quiet we hold what the CRM holds") {
  rc::prop("windows", [] { RC_ASSERT(converges(any_seed(), {.order = by_windows})); });
}

TEST_CASE("a cursor that is wrong on purpose is caught by the same runs") {
  CHECK(failures({}, 100) == 0);
  CHECK(failures({.order = "id_asc"}, 100) == 0);
  CHECK(failures({.lag = "0s"}, 100) > 0);
  CHECK(failures({.compare = ">", .lag = "0s"}, 100) > failures({.lag = "0s"}, 100));
  CHECK(failures({.order = "id_asc", .lag = "0s"}, 100) > 0);
  CHECK(failures({.order = by_windows}, 100) == 0);
  CHECK(failures({.order = by_windows, .lag = "0s"}, 100) > 0);
  CHECK(failures({.order = by_windows, .before = "too early"}, 100) > 0);
  // Pages counted by offset in a list that moves while it is read.
  CHECK(failures({.tie = false}, 200) > 0);
}
