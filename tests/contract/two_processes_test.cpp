#include <sys/wait.h>

#include <array>
#include <thread>

#include "contract/makers.hpp"
#include "contract/samples.hpp"

using namespace goodword;
using namespace goodword::samples;

namespace {

/// Runs `work` in `count` processes at once; returns what each exited with.
std::vector<int> in_processes(int count, const std::function<int(int)>& work) {
  std::array<int, 2> gate{};
  REQUIRE(pipe(gate.data()) == 0);
  std::vector<pid_t> children;
  for (int i = 0; i < count; ++i) {
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      close(gate[1]);
      char go = 0;
      while (read(gate[0], &go, 1) > 0) {
      }
      _exit(work(i));
    }
    children.push_back(child);
  }
  close(gate[0]);
  close(gate[1]);  // the end of the pipe starts all of them together
  std::vector<int> codes;
  for (const pid_t child : children) {
    int status = 0;
    waitpid(child, &status, 0);
    codes.push_back(WIFEXITED(status) ? WEXITSTATUS(status) : -1);
  }
  return codes;
}

}  // namespace

TEST_CASE("a lease has one holder until its moment, and its fence grows with every new one") {
  FOR_EVERY_STORE(maker, folder, store) {
    const auto first = must(store->take_lease("crm main", "daemon 1", at(10), at(0)));
    CHECK(first.fence == 1);
    const auto refused = store->take_lease("crm main", "cli 2", at(20), at(9));
    CHECK(code_of(refused) == "store.busy");
    CHECK(refused.error().detail == "\"crm main\" is held by daemon 1 until 2026-11-03T09:10:00Z");
    CHECK(must(store->take_lease("crm second", "cli 2", at(20), at(9))).fence == 1);

    must(store->renew_lease(first, at(15)));
    CHECK(code_of(store->take_lease("crm main", "cli 2", at(20), at(12))) == "store.busy");
    const auto second = must(store->take_lease("crm main", "cli 2", at(20), at(15)));
    CHECK(second.fence == 2);
    CHECK(code_of(store->renew_lease(first, at(30))) == "store.busy");
    must(store->give_up_lease(first));  // not its own any more: nothing happens
    CHECK(code_of(store->take_lease("crm main", "daemon 1", at(30), at(16))) == "store.busy");

    must(store->give_up_lease(second));
    CHECK(code_of(store->renew_lease(second, at(30))) == "store.busy");
    CHECK(must(store->take_lease("crm main", "daemon 1", at(30), at(16))).fence == 3);
  }
}

TEST_CASE("of several processes that want one lease, one gets it") {
  FOR_EVERY_STORE(maker, folder, store) {
    store.reset();  // a connection is not carried over a fork
    const auto codes = in_processes(6, [&](int i) {
      auto own = maker.open(folder.path());
      if (!own) return 2;
      const auto lease = (*own)->take_lease("daemon", "process " + std::to_string(i), at(10), at(0));
      return lease ? 0 : lease.error().code == "store.busy" ? 1 : 2;
    });
    CHECK(std::ranges::count(codes, 0) == 1);
    CHECK(std::ranges::count(codes, 1) == 5);
  }
}

TEST_CASE("several processes write to one store at once and nothing is lost") {
  FOR_EVERY_STORE(maker, folder, store) {
    store.reset();
    const auto codes = in_processes(4, [&](int i) {
      auto own = maker.open(folder.path());
      if (!own) return 2;
      for (int n = 0; n < 50; ++n) {
        const std::vector<model::Record> one = {contact(std::to_string(i) + "-" + std::to_string(n))};
        if (!(*own)->commit_page(page(model::Kind::contact, one))) return 1;
      }
      return 0;
    });
    CHECK(codes == std::vector<int>{0, 0, 0, 0});
    store = must(maker.open(folder.path()));
    CHECK(must(store->counts("main")).records.at("contact") == 200);
    CHECK(must(store->records("main", model::Kind::contact, 1000)).size() == 200);
    store.reset();
    CHECK(maker.fault(folder.path()) == "");
  }
}

TEST_CASE("several processes make the store at once and all can use it") {
  for (const auto& maker : contract::store_makers()) {
    for (int round = 0; round < 5; ++round) {
      const Folder folder;
      const auto codes = in_processes(4, [&](int i) {
        auto own = maker.open(folder.path());
        return own && (*own)->open_run("sync", std::to_string(i), at(0)) ? 0 : 1;
      });
      CHECK(codes == std::vector<int>{0, 0, 0, 0});
    }
  }
}

TEST_CASE("threads of one process share a store") {
  FOR_EVERY_STORE(maker, folder, store) {
    std::atomic<int> failures = 0;
    {
      std::vector<std::jthread> threads;
      for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&, i] {
          for (int n = 0; n < 50; ++n) {
            const std::vector<model::Record> one = {contact(std::to_string(i) + "-" + std::to_string(n))};
            if (!store->commit_page(page(model::Kind::contact, one))) ++failures;
            if (!store->dossiers("main", "", 20)) ++failures;
          }
        });
      }
    }
    CHECK(failures == 0);
    CHECK(must(store->counts("main")).records.at("contact") == 200);
  }
}

TEST_CASE("what one open store wrote another one reads at once") {
  FOR_EVERY_STORE(maker, folder, store) {
    const auto other = must(maker.open(folder.path()));
    store_records(*store, model::Kind::contact, {contact("1")});
    CHECK(must(other->records("main", model::Kind::contact, 10)) == std::vector{contact("1")});
  }
}
