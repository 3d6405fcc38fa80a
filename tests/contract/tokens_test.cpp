// Tokens in the store: sealed rows that only a newer generation replaces.
#include "contract/makers.hpp"
#include "contract/samples.hpp"

using namespace goodword;
using namespace goodword::samples;

namespace {

ports::TokenRow row(std::int64_t generation, const std::string& sealed) {
  return {.crm = "main",
          .login = "web",
          .generation = generation,
          .sealed = sealed,
          .key = "k1",
          .scopes = "read write",
          .had = at(0),
          .ends = at(30),
          .needs_login = "",
          .sent = at(1)};
}

}  // namespace

TEST_CASE("tokens come back as they were saved, and another CRM has none of them") {
  FOR_EVERY_STORE(maker, folder, store) {
    CHECK_FALSE(must(store->token("main")));
    must(store->save_token(row(1, "sealed 1"), 0));
    CHECK(must(store->token("main")) == row(1, "sealed 1"));
    CHECK_FALSE(must(store->token("second")));
    auto later = row(2, "sealed 2");
    later.ends.reset();
    later.sent.reset();
    later.needs_login = "refused";
    must(store->save_token(later, 1));
    store = must(maker.open(folder.path()));
    CHECK(must(store->token("main")) == later);
  }
}

TEST_CASE("whoever renewed from an older generation is refused, and what stands there stays") {
  FOR_EVERY_STORE(maker, folder, store) {
    must(store->save_token(row(1, "sealed 1"), 0));
    CHECK(code_of(store->save_token(row(1, "of another first login"), 0)) == "store.busy");
    must(store->save_token(row(2, "sealed 2"), 1));
    CHECK(code_of(store->save_token(row(2, "of the slower one"), 1)) == "store.busy");
    CHECK(code_of(store->save_token(row(4, "of nowhere"), 3)) == "store.busy");
    CHECK(must(store->token("main"))->sealed == "sealed 2");
  }
}

TEST_CASE("other tokens in the same generation, or a generation that shrinks, break a promise") {
  FOR_EVERY_STORE(maker, folder, store) {
    must(store->save_token(row(2, "sealed 2"), 0));
    CHECK(code_of(store->save_token(row(2, "others"), 2)) == "store.constraint");
    CHECK(code_of(store->save_token(row(1, "sealed 2"), 2)) == "store.constraint");
    auto marked = row(2, "sealed 2");
    marked.sent = at(9);
    must(store->save_token(marked, 2));
    CHECK(must(store->token("main")) == marked);
  }
}
