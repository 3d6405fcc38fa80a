#include "contract/makers.hpp"
#include "contract/samples.hpp"

using namespace goodword;
using namespace goodword::samples;
using model::Kind;

namespace {

const model::Ref first{"main", Kind::contact, "1"};

model::Ask ask_of(const model::AskedOf& whom, int minutes) {
  return {
      whom, base::date_of(at(0)), "firms like theirs", "dev", "priya", at(minutes), true, "record an impression", "met",
      false};
}

void merge(ports::Store& store, const std::string& old, const std::string& survivor) {
  const std::vector<std::pair<std::string, std::string>> merged = {{old, survivor}};
  auto commit = page(Kind::contact, {});
  commit.merged = merged;
  must(store.commit_page(commit));
}

}  // namespace

TEST_CASE("asks, what was said and who was sent to us are there together, in their order") {
  FOR_EVERY_STORE(maker, folder, store) {
    store_records(*store, Kind::contact, {contact("1")});
    auto commit = desk();
    auto dropped = ask_of({first}, 3);
    dropped.dropped = true;
    commit.asks = {ask_of({first}, 5), ask_of({{}, "forge"}, 4), dropped};
    commit.asked = {{{first}, "given", "two names", "dev", at(8)}, {{{}, "forge"}, "later", "in May", "dev", at(7)}};
    commit.received = {{first, "forge", "website", "in a hurry", "dev", at(6)}};
    must(store->commit_desk(commit));
    CHECK(must(store->asks()) == commit.asks);
    CHECK(must(store->asked()) == std::vector{commit.asked[1], commit.asked[0]});
    CHECK(must(store->received()) == commit.received);
    const auto dossier = must(store->dossier(first));
    CHECK(dossier->received == commit.received);
    CHECK(dossier->answers == std::vector<model::PersonAnswer>{{first, "asked", "given", "two names", "dev", at(8)}});
  }
}

TEST_CASE("that a contact was asked is one answer, however it was told, and the same again is no news") {
  FOR_EVERY_STORE(maker, folder, store) {
    store_records(*store, Kind::contact, {contact("1")});
    must(store->save_answer({first, "asked", "yes", "", "dev", at(1)}));
    must(store->save_answer({first, "budget", "yes", "", "dev", at(1)}));
    must(store->save_answer({{"main", Kind::company, "1"}, "asked", "yes", "", "dev", at(1)}));
    auto commit = desk();
    commit.asked = {{{first}, "yes", "", "dev", at(1)}};
    commit.received = {{first, "forge", "", "", "dev", at(6)}};
    must(store->commit_desk(commit));
    must(store->commit_desk(commit));
    CHECK(must(store->asked()) == commit.asked);
    CHECK(must(store->received()) == commit.received);
  }
}

TEST_CASE("asks of a contact that was merged are those of the one it became") {
  FOR_EVERY_STORE(maker, folder, store) {
    store_records(*store, Kind::contact, {contact("1"), contact("2")});
    auto commit = desk();
    const model::Ref second{"main", Kind::contact, "2"};
    commit.asks = {ask_of({second}, 5)};
    commit.asked = {{{second}, "given", "", "dev", at(8)}};
    commit.received = {{second, "forge", "", "", "dev", at(6)}};
    must(store->commit_desk(commit));
    merge(*store, "2", "1");
    CHECK(must(store->asks()) == std::vector{ask_of({first}, 5)});
    CHECK(must(store->asked()).front().whom.contact == first);
    CHECK(must(store->received()).front().contact == first);
    CHECK(must(store->dossier(first))->received == must(store->received()));
  }
}
