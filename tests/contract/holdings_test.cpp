// What a store says it holds as it came: only what was last taken in from the same digest and is there.
#include "contract/makers.hpp"
#include "contract/samples.hpp"

using namespace goodword;
using namespace goodword::samples;
using model::Kind;
using model::Record;

namespace {

using Digests = std::vector<std::optional<std::uint64_t>>;
using Answers = std::vector<bool>;

constexpr std::uint64_t large = 0xFFFF'FFFF'FFFF'FFF0u;  // more than SQLite's numbers are

void take(ports::Store& store, const std::vector<Record>& records, const Digests& digests) {
  auto commit = page(Kind::contact, records);
  commit.digests = digests;
  must(store.commit_page(commit));
}

Answers held(ports::Store& store, const std::vector<ports::RawRecord>& asked) {
  return must(store.hold("main", Kind::contact, asked));
}

bool holds(ports::Store& store, std::string_view id, std::uint64_t digest) {
  return held(store, {{id, digest}}) == Answers{true};
}

}  // namespace

TEST_CASE("a record is held with the digest it came with, and with no other") {
  FOR_EVERY_STORE(maker, folder, store) {
    take(*store, {contact("1"), contact("2"), contact("3"), contact("4")}, {7, large, std::nullopt});
    CHECK(held(*store, {{"2", large}, {"9", 7}, {"1", 7}, {"3", 0}, {"4", 0}, {"1", 8}, {"2", 7}, {"", 0}}) ==
          Answers{true, false, true, false, false, false, false, false});
    CHECK(held(*store, {}).empty());
    const std::vector<ports::RawRecord> asked = {{"1", 7}};
    CHECK(must(store->hold("other", Kind::contact, asked)) == Answers{false});
    CHECK(must(store->hold("main", Kind::company, asked)) == Answers{false});
  }
}

TEST_CASE("the digest is that of the last time, also where the content was the same") {
  FOR_EVERY_STORE(maker, folder, store) {
    take(*store, {contact("1"), contact("2"), contact("3")}, {1, 2, 3});
    take(*store, {contact("1"), contact("2", "Ola Berg"), contact("3")}, {11, 12});
    CHECK(held(*store, {{"1", 1}, {"2", 2}, {"3", 3}}) == Answers{false, false, false});
    CHECK(held(*store, {{"1", 11}, {"2", 12}}) == Answers{true, true});
    // Changed and changed back by an answer that does not tell its digest.
    take(*store, {contact("1", "Somebody"), contact("2")}, {});
    take(*store, {contact("1"), contact("2", "Ola Berg")}, {});
    CHECK(held(*store, {{"1", 11}, {"2", 12}}) == Answers{false, false});
  }
}

TEST_CASE("what is gone is not held, and comes back with what it came back with") {
  FOR_EVERY_STORE(maker, folder, store) {
    take(*store, {contact("1"), contact("2"), contact("3")}, {1, 2, 3});
    const std::vector<std::string> gone = {"1"};
    must(store->mark_gone("main", Kind::contact, gone, at(5)));
    const std::vector<std::pair<std::string, std::string>> merged = {{"2", "3"}};
    auto commit = page(Kind::contact, {});
    commit.merged = merged;
    must(store->commit_page(commit));
    CHECK(held(*store, {{"1", 1}, {"2", 2}, {"3", 3}}) == Answers{false, false, true});
    take(*store, {contact("1"), contact("2")}, {1, 2});
    CHECK(held(*store, {{"1", 1}, {"2", 2}}) == Answers{true, false});
  }
}

TEST_CASE("a record that was passed over was seen, counts as same and loses its rejects") {
  FOR_EVERY_STORE(maker, folder, store) {
    take(*store, {contact("1"), contact("2")}, {1, 2});
    const std::vector<model::Reject> rejects = {{"main", "contact", "1", "", "twice in a page", "{}"},
                                                {"main", "contact", "2", "", "twice in a page", "{}"}};
    auto complaint = page(Kind::contact, {});
    complaint.rejects = rejects;
    must(store->commit_page(complaint));

    const auto run = must(store->open_run("sync", "main", at(0)));
    const std::vector<std::string> same = {"1"};
    auto commit = page(Kind::contact, {}, "m2", run);
    commit.same = same;
    const auto counts = must(store->commit_page(commit));
    CHECK(counts.same == 1);
    CHECK(counts.added + counts.changed + counts.gone + counts.rejected == 0);
    CHECK(must(store->unseen("main", Kind::contact, run)) == std::vector<std::string>{"2"});
    CHECK(must(store->rejects("main", 10)) == std::vector{rejects[1]});
    CHECK(holds(*store, "1", 1));
    CHECK(must(store->mark("main", "contact")) == "m2");
  }
}
