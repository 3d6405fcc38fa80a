// Budgets in the store: figures that several processes change one after the other, and that a restart keeps.
#include <sys/wait.h>
#include <unistd.h>

#include "contract/makers.hpp"
#include "contract/samples.hpp"

using namespace goodword;
using namespace goodword::samples;
using ports::BudgetKey;
using ports::BudgetState;

namespace {

const BudgetKey day{"main", "day"}, burst{"main/key", "burst"}, all{"main/key", ""};

BudgetState figures() {
  BudgetState state;
  state.kind = "sliding";
  state.granted = 41;
  state.used = 7.25;
  state.since = at(3);
  state.slices = {{at(0), at(1), 5}, {at(2), at(2), 1}};
  state.running = {{"17", 2, at(1), at(3)}, {"a \"b\"", 1, at(2), at(4)}};
  state.waiting = {{"18", 1, at(2), at(3)}};
  state.most = 190;
  state.told = at(2);
  state.wait_from = at(1);
  state.wait_until = at(9);
  return state;
}

std::vector<BudgetState> read(ports::Store& store, const std::vector<BudgetKey>& keys) {
  std::vector<BudgetState> seen;
  must(store.change_budgets(keys, [&](std::span<BudgetState> states) { seen.assign(states.begin(), states.end()); }));
  return seen;
}

void put(ports::Store& store, const BudgetKey& key, const BudgetState& state) {
  must(store.change_budgets({&key, 1}, [&](std::span<BudgetState> states) { states[0] = state; }));
}

}  // namespace

TEST_CASE("figures of budgets come back as they were left, each under its own key, also after a restart") {
  FOR_EVERY_STORE(maker, folder, store) {
    CHECK(read(*store, {day, burst}) == std::vector<BudgetState>(2));
    put(*store, burst, figures());
    BudgetState waits;
    waits.wait_until = at(5);
    put(*store, all, waits);
    store = must(maker.open(folder.path()));
    CHECK(read(*store, {all, day, burst}) == std::vector<BudgetState>{waits, {}, figures()});
    auto fewer = figures();
    fewer.slices.clear();
    fewer.running.clear();
    fewer.waiting.clear();
    fewer.most.reset();
    fewer.told.reset();
    put(*store, burst, fewer);
    CHECK(read(*store, {burst}) == std::vector<BudgetState>{fewer});
  }
}

TEST_CASE("what was let go is not taken back, and then nothing of that change is kept") {
  FOR_EVERY_STORE(maker, folder, store) {
    put(*store, burst, figures());
    const std::vector keys = {day, burst};
    const auto refused = store->change_budgets(keys, [&](std::span<BudgetState> states) {
      states[0].granted = 1;
      states[1].granted = 40;
    });
    CHECK(code_of(refused) == "store.constraint");
    CHECK(read(*store, {day, burst}) == std::vector<BudgetState>{{}, figures()});
  }
}

TEST_CASE("several processes change one budget at once, and each change counts") {
  FOR_EVERY_STORE(maker, folder, store) {
    store.reset();  // a connection is not carried over a fork
    std::vector<pid_t> children;
    for (int i = 0; i < 4; ++i) {
      const pid_t child = fork();
      REQUIRE(child >= 0);
      if (child == 0) {
        auto own = maker.open(folder.path());
        bool well = own.has_value();
        for (int n = 0; well && n < 100; ++n)
          well = (*own)
                     ->change_budgets({&day, 1},
                                      [](std::span<BudgetState> states) {
                                        ++states[0].granted;
                                        states[0].used += 1;
                                      })
                     .has_value();
        _exit(well ? 0 : 1);
      }
      children.push_back(child);
    }
    for (const pid_t child : children) {
      int status = 0;
      waitpid(child, &status, 0);
      CHECK(status == 0);
    }
    store = must(maker.open(folder.path()));
    CHECK(read(*store, {day}).front().granted == 400);
    CHECK(read(*store, {day}).front().used == 400);
    store.reset();
    CHECK(maker.fault(folder.path()) == "");
  }
}
