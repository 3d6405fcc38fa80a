// Records that are held as they come are passed over; which bytes stand for a record, and which never do.
#include <catch2/catch.hpp>

#include <map>
#include <set>

#include "base/text.hpp"
#include "world.hpp"

using namespace goodword;
using namespace goodword::connector::test;
using base::Json;
using ports::PullMode;
using Ids = std::vector<std::string>;

namespace {

const ports::Headers dated = {{"Date", "Tue, 03 Nov 2026 09:00:00 GMT"}};

/// Holds what it was told of, by id and digest.
struct Held : ports::Holdings {
  std::map<std::string, std::uint64_t> known;
  std::vector<std::size_t> asked;  ///< how many at once

  std::vector<bool> hold(std::span<const ports::RawRecord> records) override {
    asked.push_back(records.size());
    std::vector<bool> held;
    for (const auto& record : records) {
      const auto found = known.find(std::string(record.id));
      held.push_back(found != known.end() && found->second == record.digest);
    }
    return held;
  }
  void keep(const ports::PulledPage& page) {
    for (std::size_t i = 0; i < page.records.size(); ++i) {
      if (i < page.digests.size() && page.digests[i]) known[page.records[i].id()] = *page.digests[i];
    }
  }
};

ports::PulledPage page_of(ports::Remote& remote, const std::string& stream, const std::string& mark, Held* held) {
  auto pull = remote.pull(stream, mark.empty() ? PullMode::full : PullMode::increment, mark);
  REQUIRE(pull);
  if (held) (*pull)->pass_over(*held);
  auto page = (*pull)->next({});
  if (!page) FAIL(base::to_text(page.error()));
  REQUIRE(*page);
  return std::move(**page);
}

/// A CRM whose list of contacts, or of deals, is this.
struct Crm {
  std::string change = "{}", list = R"({"id":"1","properties":{"firstname":"Ada"}})";
  std::string stages = R"({"results":[{"stages":[{"id":"s1","label":"Talking"}]}]})";
  std::string version = "1.0.0";  ///< of the connector file

  ports::PulledPage read(const std::string& stream, Held* held, const std::string& mark = "") const {
    auto crm = hubspot_crm();
    crm.set("change", settings(change));
    auto file = shipped("hubspot");
    file.set("version", Json(version));
    World world(file, crm, {{"token", "pat-1"}}, [this](const ports::HttpRequest& request) {
      const bool about_stages = request.url.find("/pipelines/") != std::string::npos;
      const bool about_relations = request.url.find("/associations/") != std::string::npos;
      if (about_relations) return answer(200, R"({"results":[]})", dated);
      return answer(200, about_stages ? stages : R"({"results":[)" + list + "]}", dated);
    });
    return page_of(*world.remote, stream, mark, held);
  }
};

Ids ids_of(const ports::PulledPage& page) {
  Ids ids;
  for (const auto& record : page.records) ids.push_back(record.id());
  return ids;
}

std::optional<std::uint64_t> digest_of(const ports::PulledPage& page) {
  REQUIRE(page.digests.size() == 1);
  return page.digests.front();
}

constexpr const char* two = R"({"id":"1","properties":{"firstname":"Ada"}},{"id":"2","properties":{"firstname":"Bo"}})";

}  // namespace

TEST_CASE("what is held as it comes is named and not mapped, and what differs by a byte is mapped") {
  Crm crm{.list = two};
  Held held;
  const auto first = crm.read("contacts", &held);
  CHECK(ids_of(first) == Ids{"1", "2"});
  CHECK(first.same.empty());
  CHECK(held.asked == std::vector<std::size_t>{2});
  held.keep(first);
  REQUIRE(held.known.size() == 2);

  const auto again = crm.read("contacts", &held);
  CHECK(again.records.empty());
  CHECK(again.same == Ids{"1", "2"});
  CHECK(again.mark == first.mark);
  CHECK(again.complete);

  crm.list = R"({"id":"1","properties":{"firstname":"Ada"}},{"id":"2","properties":{"firstname":"Bob"}})";
  const auto edited = crm.read("contacts", &held);
  CHECK(edited.same == Ids{"1"});
  REQUIRE(ids_of(edited) == Ids{"2"});
  CHECK(edited.records[0].text(model::contact::first_name) == "Bob");
  CHECK(edited.digests.size() == 1);
}

TEST_CASE("pages of many sizes give every record once, in the order of the list") {
  for (const int count : {1, 3, 100, 2, 0, 101}) {
    CAPTURE(count);
    Crm crm{.list = ""};
    Ids all, odd, even;
    for (int i = 0; i < count; ++i) {
      const std::string id = std::to_string(500 - i);
      crm.list += (i ? "," : "") + std::string(R"({"id":")") + id + R"(","properties":{"firstname":"N)" + id + "\"}}";
      all.push_back(id);
      (i % 2 ? odd : even).push_back(id);
    }
    Held held;
    held.keep(crm.read("contacts", &held));
    REQUIRE(held.known.size() == all.size());
    for (const auto& id : even) held.known.erase(id);
    const auto page = crm.read("contacts", &held);
    CHECK(page.same == odd);
    REQUIRE(ids_of(page) == even);
    for (const auto& record : page.records) CHECK(record.text(model::contact::first_name) == "N" + record.id());
  }
}

TEST_CASE("nothing is passed over where nobody asked for it, and digests are told all the same") {
  const auto page = Crm{.list = two}.read("contacts", nullptr);
  CHECK(ids_of(page) == Ids{"1", "2"});
  CHECK(page.digests.size() == 2);
  CHECK(std::ranges::all_of(page.digests, [](const auto& digest) { return digest.has_value(); }));
}

TEST_CASE("another mapping, another setting or another stream is another digest") {
  std::set<std::uint64_t> seen;
  for (const auto* change :
       {"{}", R"({"streams": {"contacts": {"fields": {"title": "/properties/role"}}}})",
        R"({"streams": {"contacts": {"custom": {"floor": {"from": "/properties/floor", "type": "text"}}}}})",
        R"({"settings": {"tag_property": {"default": "other_tags"}}})", R"({"empty": ["", "n/a"]})"}) {
    CAPTURE(change);
    const auto digest = digest_of(Crm{.change = change}.read("contacts", nullptr));
    REQUIRE(digest);
    CHECK(digest == digest_of(Crm{.change = change}.read("contacts", nullptr)));
    CHECK(seen.insert(*digest).second);
  }
  const auto later = digest_of(Crm{.version = "1.0.1"}.read("contacts", nullptr));
  REQUIRE(later);
  CHECK(seen.insert(*later).second);
  const auto company = digest_of(Crm{}.read("companies", nullptr));
  REQUIRE(company);
  CHECK(seen.insert(*company).second);
}

TEST_CASE("a record with more to say than its bytes has no digest") {
  const auto* list = GENERATE(
      R"({"id":"1","properties":{"email":"not an address"}})",                       // a field that was put aside
      R"({"id":"1","properties":{"hs_all_contact_vids":"1;5"}})",                    // swallowed another
      R"({"id":"1","properties":{}},{"id":"1","properties":{"firstname":"Twice"}})"  // stands twice in the page
  );
  CAPTURE(list);
  Crm crm{.list = list};
  Held held;
  const auto page = crm.read("contacts", &held);
  REQUIRE(ids_of(page) == Ids{"1"});
  CHECK(digest_of(page) == std::nullopt);
}

TEST_CASE("a record that names only itself among its old ids has a digest") {
  CHECK(digest_of(Crm{.list = R"({"id":"1","properties":{"hs_all_contact_vids":"1"}})"}.read("contacts", nullptr)));
}

TEST_CASE("the last of two that a page has of one record counts, whether it is held or not") {
  Held held;
  Crm crm;
  held.keep(crm.read("contacts", &held));
  const std::string old = crm.list, fresh = R"({"id":"1","properties":{"firstname":"Eda"}})";
  crm.list = old + "," + fresh;
  const auto edited = crm.read("contacts", &held);
  CHECK(edited.same.empty());
  REQUIRE(ids_of(edited) == Ids{"1"});
  CHECK(edited.records[0].text(model::contact::first_name) == "Eda");
  CHECK(edited.rejects.size() == 1);
  crm.list = fresh + "," + old;
  const auto back = crm.read("contacts", &held);
  CHECK(back.records.empty());
  CHECK(back.same == Ids{"1"});
  CHECK(back.rejects.size() == 1);
}

TEST_CASE("records that an increment brings are all mapped and have no digest") {
  Held held;
  Crm crm{.list = R"({"id":"1","properties":{"firstname":"Ada","lastmodifieddate":"2026-11-03T08:00:00Z"}})"};
  const auto page = crm.read("contacts", &held, R"({"at":"2026-11-03T07:59:00Z"})");
  CHECK(ids_of(page) == Ids{"1"});
  CHECK(page.mark == R"({"at":"2026-11-03T08:00:00Z"})");
  CHECK(held.asked.empty());
  CHECK(page.digests == std::vector<std::optional<std::uint64_t>>{std::nullopt});
}

TEST_CASE("records to which another answer adds are all mapped and have no digest") {
  const auto* contacts = GENERATE(R"({"related": {"companies": {"only": null}}})",
                                  R"({"chunk": {"characters": 180, "fields": 12}, "related": null})");
  CAPTURE(contacts);
  Held held;
  Crm crm{.change = R"({"streams": {"contacts": )" + std::string(contacts) + "}}"};
  const auto page = crm.read("contacts", &held);
  CHECK(ids_of(page) == Ids{"1"});
  CHECK(digest_of(page) == std::nullopt);
  CHECK(held.asked.empty());
}

TEST_CASE("records that stand inside of another are all mapped and have no digest") {
  Held held;
  World world(settings(R"({"connector": "nested", "version": "1", "settings": {}, "origins":
    {"api": "https://crm.example"}, "auth": {"none": {"kind": "none"}}, "answers": [], "streams": {"contacts":
    {"kind": "contact", "records": "/firms", "expand": "/people", "request": {"path": "/firms"}, "pages":
    {"kind": "one"}, "changes": {"kind": "none"}, "fields": {"id": "/id", "name": "/name"}}}})"),
              settings("{}"), {});
  world.crm.replies = {answer(200, R"({"firms":[{"people":[{"id":1,"name":"Ada"},{"id":2,"name":"Bo"}],"id":9}]})")};
  const auto page = page_of(*world.remote, "contacts", "", &held);
  CHECK(ids_of(page) == Ids{"1", "2"});
  CHECK(page.digests == std::vector<std::optional<std::uint64_t>>(2));
  CHECK(held.asked.empty());
}

TEST_CASE("what a table of the CRM calls something is part of the digest, and a word it lacks leaves none") {
  Crm crm{.list = R"({"id":"1","properties":{"dealname":"Site","dealstage":"s1"}})"};
  const auto talking = digest_of(crm.read("deals", nullptr));
  REQUIRE(talking);
  CHECK(digest_of(crm.read("deals", nullptr)) == talking);
  crm.stages = R"({"results":[{"stages":[{"id":"s1","label":"In talks"}]}]})";
  const auto in_talks = digest_of(crm.read("deals", nullptr));
  REQUIRE(in_talks);
  CHECK(in_talks != talking);
  crm.stages = R"({"results":[{"stages":[{"id":"s2","label":"Won"}]}]})";
  CHECK(digest_of(crm.read("deals", nullptr)) == std::nullopt);
}
