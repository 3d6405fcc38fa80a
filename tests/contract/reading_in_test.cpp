#include "contract/makers.hpp"
#include "contract/samples.hpp"

using namespace goodword;
using namespace goodword::samples;
using model::Kind;
using model::Record;

namespace {

std::array<std::int64_t, 5> numbers(const ports::PageCounts& counts) {
  return {counts.added, counts.changed, counts.same, counts.gone, counts.rejected};
}
using Numbers = std::array<std::int64_t, 5>;  // added, changed, same, gone, rejected

Record read_back(ports::Store& store, const std::string& id) {
  const auto dossier = must(store.dossier({"main", Kind::contact, id}));
  REQUIRE(dossier);
  return dossier->contact;
}

model::Reject reject(const std::string& id, const std::string& reason) {
  return {"main", "contact", id, "/email", reason, "{}"};
}

}  // namespace

TEST_CASE("records and the mark of their page are there together") {
  FOR_EVERY_STORE(maker, folder, store) {
    CHECK(must(store->mark("main", "contact")) == "");
    const std::vector<Record> two = {contact("1", "Hanna Quist"), contact("2", "Ola Berg")};
    CHECK(numbers(must(store->commit_page(page(Kind::contact, two, "place 2")))) == Numbers{2, 0, 0, 0, 0});
    CHECK(must(store->mark("main", "contact")) == "place 2");
    CHECK(must(store->mark("main", "company")) == "");
    CHECK(must(store->records("main", Kind::contact, 10)) == two);
    CHECK(must(store->counts("main")).records == std::map<std::string, std::int64_t>{{"contact", 2}});
  }
}

TEST_CASE("what was stored is there when the store is opened again") {
  FOR_EVERY_STORE(maker, folder, store) {
    store_records(*store, Kind::contact, {contact("1")});
    store.reset();
    store = must(maker.open(folder.path()));
    CHECK(read_back(*store, "1") == contact("1"));
    CHECK(must(store->mark("main", "contact")) == "m1");
  }
}

TEST_CASE("a record with the same content is counted as same and keeps the time it was read") {
  FOR_EVERY_STORE(maker, folder, store) {
    store_records(*store, Kind::contact, {contact("1")});
    const std::vector<Record> again = {with(contact("1"), model::contact::changed, at(50))};
    auto commit = page(Kind::contact, again);
    commit.at = at(60);
    CHECK(numbers(must(store->commit_page(commit))) == Numbers{0, 0, 1, 0, 0});
    CHECK(must(store->dossier({"main", Kind::contact, "1"}))->seen_at == at(0));
  }
}

TEST_CASE("a record that came with fewer fields is stored as it is now") {
  FOR_EVERY_STORE(maker, folder, store) {
    store_records(*store, Kind::contact, {with(contact("1"), model::contact::title, std::string("CFO"))});
    CHECK(numbers(store_records(*store, Kind::contact, {contact("1")})) == Numbers{0, 1, 0, 0, 0});
    CHECK(read_back(*store, "1") == contact("1"));
  }
}

TEST_CASE("the same id twice in a page is one record, the later one") {
  FOR_EVERY_STORE(maker, folder, store) {
    CHECK(numbers(store_records(*store, Kind::contact, {contact("1", "Old"), contact("1", "New")})) ==
          Numbers{1, 1, 0, 0, 0});
    CHECK(must(store->records("main", Kind::contact, 10)) == std::vector{contact("1", "New")});
    CHECK(must(store->counts("main")).records.at("contact") == 1);
  }
}

TEST_CASE("pages that are stored together are taken one after the other") {
  FOR_EVERY_STORE(maker, folder, store) {
    store_records(*store, Kind::contact, {contact("3"), contact("4")});
    const std::vector<Record> one = {contact("1"), contact("2", "Old"), contact("3")};
    const std::vector<Record> two = {contact("2", "New"), contact("4")};
    const std::vector<model::Reject> rejects = {reject("2", "no e-mail"), reject("3", "no e-mail")};
    const std::vector<std::string> gone = {"1", "4"};
    std::vector pages = {page(Kind::contact, one, "a"), page(Kind::contact, two, "b")};
    pages[0].rejects = rejects;
    pages[0].gone = gone;
    CHECK(numbers(must(store->commit_pages(pages))) == Numbers{2, 2, 1, 2, 2});
    CHECK(must(store->mark("main", "contact")) == "b");
    CHECK(must(store->records("main", Kind::contact, 10)) ==
          std::vector{contact("2", "New"), contact("3"), contact("4")});
    CHECK(must(store->rejects("main", 10)) == std::vector{rejects[1]});
    CHECK(must(store->counts("main")).records.at("contact") == 3);
  }
}

TEST_CASE("records are known again whatever their order, and however many stand between them") {
  FOR_EVERY_STORE(maker, folder, store) {
    std::vector<Record> all;
    for (int i = 100; i < 200; ++i) all.push_back(contact(std::to_string(i)));
    store_records(*store, Kind::contact, all);
    for (const auto& ids : std::vector<std::vector<std::string>>{
             {"100", "150", "199"}, {"199", "100"}, {"120", "121", "1215", "122"}, {"0", "999"}, {"150", "150"}}) {
      std::vector<Record> again;
      std::int64_t known = 0;
      for (const auto& id : ids) {
        known += id >= "100" && id < "200" && id.size() == 3 ? 1 : 0;
        again.push_back(contact(id));
      }
      CHECK(numbers(store_records(*store, Kind::contact, again)) ==
            Numbers{static_cast<std::int64_t>(ids.size()) - known, 0, known, 0, 0});
    }
    CHECK(must(store->find_contacts("121")).size() == 1);
  }
}

TEST_CASE("every kind of value comes back equal") {
  FOR_EVERY_STORE(maker, folder, store) {
    Record record = contact("1");
    record.values[model::contact::emails] = std::vector<std::string>{"hanna@nordvik.example", ""};
    record.values[model::contact::no_mail] = false;
    record.values[model::contact::created] = at(0) + base::Duration(7);
    record.custom = {{"budget", model::FieldClass::business, base::Money{600050, "GBP"}},
                     {"score", model::FieldClass::free_text, 0.1}};
    store_records(*store, Kind::contact, {record});
    CHECK(read_back(*store, "1") == record);
  }
}

TEST_CASE("a NUL, a field of 1 MB and bytes that are no UTF-8 come back equal") {
  FOR_EVERY_STORE(maker, folder, store) {
    const std::string nul("a\0b", 3);
    const std::vector<std::string> texts = {nul, std::string(1 << 20, 'x'), "Zo\xC3\xAB \xF0\x9F\x8C\xB1",
                                            "broken \xFF\xC3(\x80 \xC3\xAB"};
    for (const auto& text : texts) {
      const auto record = with(contact("1"), model::contact::title, text);
      store_records(*store, Kind::contact, {record});
      CHECK(read_back(*store, "1") == record);
    }
    const auto odd = contact(nul);
    store_records(*store, Kind::contact, {odd});
    CHECK(read_back(*store, nul) == odd);
  }
}

TEST_CASE("a record without an id is put aside and the rest of its page is stored") {
  FOR_EVERY_STORE(maker, folder, store) {
    CHECK(numbers(store_records(*store, Kind::contact, {contact(""), contact("1")})) == Numbers{1, 0, 0, 0, 1});
    const auto rejects = must(store->rejects("main", 10));
    REQUIRE(rejects.size() == 1);
    CHECK(rejects.front().reason == "the record has no id");
  }
}

TEST_CASE("rejects of one record can be forgotten, and no others are") {
  FOR_EVERY_STORE(maker, folder, store) {
    const std::vector<model::Reject> rejects = {reject("1", "no e-mail"), reject("1", "no name"),
                                                reject("2", "no name")};
    auto commit = page(Kind::contact, {}, "a");
    commit.rejects = rejects;
    must(store->commit_page(commit));
    CHECK(must(store->drop_rejects("other", "1")) == 0);
    CHECK(must(store->drop_rejects("main", "1")) == 2);
    CHECK(must(store->rejects("main", 10)) == std::vector{rejects[2]});
  }
}

TEST_CASE("rejects are kept until their record comes whole") {
  FOR_EVERY_STORE(maker, folder, store) {
    const std::vector<model::Reject> rejects = {reject("1", "no e-mail"), reject("2", "no e-mail"),
                                                reject("", "not an object")};
    auto commit = page(Kind::contact, {});
    commit.rejects = rejects;
    CHECK(must(store->commit_page(commit)).rejected == 3);
    CHECK(must(store->rejects("main", 10)) == rejects);
    CHECK(must(store->rejects("main", 1)) == std::vector{rejects.front()});
    must(store->commit_page(commit));
    CHECK(must(store->counts("main")).rejects == 3);

    store_records(*store, Kind::contact, {contact("1")});
    CHECK(must(store->rejects("main", 10)) == std::vector{rejects[2], rejects[1]});
  }
}

TEST_CASE("a record that came with a field put aside keeps that reject only") {
  FOR_EVERY_STORE(maker, folder, store) {
    const std::vector<Record> records = {contact("1")};
    const std::vector<model::Reject> first = {reject("1", "not a date")}, second = {reject("1", "not a number")};
    auto commit = page(Kind::contact, records);
    commit.rejects = first;
    must(store->commit_page(commit));
    commit.rejects = second;
    must(store->commit_page(commit));
    CHECK(must(store->rejects("main", 10)) == second);
  }
}

TEST_CASE("what a run did not come across is unseen, and nothing else is") {
  FOR_EVERY_STORE(maker, folder, store) {
    store_records(*store, Kind::contact, {contact("1"), contact("2"), contact("3")});
    store_records(*store, Kind::company, {company("9")});
    const auto run = must(store->open_run("sync", "main", at(0)));
    const std::vector<Record> seen = {contact("1"), contact("3", "Changed")};
    must(store->commit_page(page(Kind::contact, seen, "m2", run)));
    CHECK(must(store->unseen("main", Kind::contact, run)) == std::vector<std::string>{"2"});

    const std::vector<std::string> gone = {"2", "no such record"};
    must(store->mark_gone("main", Kind::contact, gone, at(5)));
    CHECK(must(store->unseen("main", Kind::contact, run)).empty());
    CHECK(must(store->records("main", Kind::contact, 10)) == seen);
    CHECK(must(store->counts("main")).records == std::map<std::string, std::int64_t>{{"company", 1}, {"contact", 2}});
  }
}

TEST_CASE("what an earlier run came across does not count for a later one") {
  FOR_EVERY_STORE(maker, folder, store) {
    const std::vector<Record> records = {contact("1")};
    const auto killed = must(store->open_run("sync", "main", at(0)));
    must(store->commit_page(page(Kind::contact, records, "m1", killed)));
    const auto run = must(store->open_run("sync", "main", at(5)));
    CHECK(must(store->unseen("main", Kind::contact, run)) == std::vector<std::string>{"1"});
    must(store->commit_page(page(Kind::contact, records, "m1", run)));
    CHECK(must(store->unseen("main", Kind::contact, run)).empty());
  }
}

TEST_CASE("a record that was gone and comes back is there again") {
  FOR_EVERY_STORE(maker, folder, store) {
    store_records(*store, Kind::contact, {contact("1")});
    const std::vector<std::string> gone = {"1", "1"};
    auto commit = page(Kind::contact, {});
    commit.gone = gone;
    CHECK(must(store->commit_page(commit)).gone == 1);
    CHECK_FALSE(must(store->dossier({"main", Kind::contact, "1"})));
    CHECK(numbers(store_records(*store, Kind::contact, {contact("1")})) == Numbers{0, 1, 0, 0, 0});
    CHECK(read_back(*store, "1") == contact("1"));
    CHECK(must(store->counts("main")).records.at("contact") == 1);
  }
}

TEST_CASE("a stream remembers when it was last pulled to its end, apart from its mark") {
  FOR_EVERY_STORE(maker, folder, store) {
    CHECK(must(store->last_pulled("main", "contact")) == std::nullopt);
    must(store->set_pulled("main", "contact", at(7)));
    CHECK(must(store->mark("main", "contact")) == "");
    store_records(*store, Kind::contact, {});
    CHECK(must(store->last_pulled("main", "contact")) == at(7));
    CHECK(must(store->mark("main", "contact")) == "m1");
  }
}
