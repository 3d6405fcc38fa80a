// One pace for all processes: budgets kept in one store, spent by many, by the dead, and by those who come after a
// restart.
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include <atomic>
#include <csignal>
#include <iostream>

#include "connector/pacer.hpp"
#include "daemon/budgets.hpp"
#include "daemon/random.hpp"
#include "folder.hpp"
#include "store/sqlite.hpp"

using namespace goodword;
using namespace goodword::daemon;
using namespace std::chrono_literals;
using base::Instant;
using connector::Caller;

namespace {

constexpr int processes = 6, most = 20, calls = 400;
constexpr base::Duration per = 2s;
const Instant nine = *base::parse_rfc3339("2026-11-03T09:00:00Z");

connector::Compiled compiled(const std::string& budgets) {
  const std::string text =
      R"({"connector": "small", "version": "1", "origins": {"api": "https://crm.example"}, "auth": {"none": {"kind": "none"}},
      "check": {"request": {"path": "/me"}}, "budgets": {)" +
      budgets +
      R"(}, "streams": {"contacts": {"kind": "contact", "records": "/rows", "request": {"path": "/rows"}, "pages": {"kind": "one"},
      "changes": {"kind": "none", "every": "1h"}, "fields": {"id": "/id"}}}})";
  const auto result = connector::compile(*base::parse_settings_json(text, "c"), "c",
                                         *base::parse_settings_json(R"({"connector": "small"})", "m"), "m");
  REQUIRE(result.compiled);
  return *result.compiled;
}

/// In memory that all processes share: the time, and when calls went out.
struct Shared {
  std::atomic<std::int64_t> time{base::to_micros(nine)};
  std::atomic<int> ready{0}, made{0};
  std::array<std::atomic<std::int64_t>, calls> at{};
};

class SharedRoom {
 public:
  SharedRoom() {
    void* room = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    REQUIRE(room != MAP_FAILED);
    shared_ = new (room) Shared;
  }
  ~SharedRoom() { munmap(shared_, sizeof(Shared)); }
  SharedRoom(const SharedRoom&) = delete;
  Shared* operator->() { return shared_; }
  Shared& operator*() { return *shared_; }

 private:
  Shared* shared_ = nullptr;
};

/// Whoever waits moves the time, for all.
class SharedClock : public ports::Clock {
 public:
  explicit SharedClock(Shared& shared) : shared_(shared) {}
  Instant now() const override { return base::from_micros(shared_.time); }
  void wait_until(Instant until, std::stop_token) override {
    std::int64_t now = shared_.time;
    while (now < base::to_micros(until) && !shared_.time.compare_exchange_weak(now, base::to_micros(until))) continue;
  }

 private:
  Shared& shared_;
};

/// A CRM that answers what it is told to.
class Told : public ports::HttpClient {
 public:
  std::unique_ptr<ports::PendingResponse> start(ports::HttpRequest) override {
    class Reply : public ports::PendingResponse {
     public:
      explicit Reply(ports::HttpResponse response) : response_(std::move(response)) {}
      base::Result<ports::HttpResponse> wait(std::stop_token) override { return response_; }

     private:
      ports::HttpResponse response_;
    };
    ++asked;
    return std::make_unique<Reply>(response);
  }
  ports::HttpResponse response{.status = 200, .headers = {}, .body = "{}"};
  int asked = 0;
};

/// What one process has: its own store, book and Remote, all on the same file.
struct Process {
  SystemRandom random;
  SharedClock clock;
  std::unique_ptr<ports::Store> store;
  std::unique_ptr<StoredBudgets> book;
  Told crm;
  std::unique_ptr<connector::Pacer> pacer;
  std::unique_ptr<ports::Remote> remote;

  Process(const std::filesystem::path& file, Shared& shared, const connector::Compiled& connector) : clock(shared) {
    store::OpenOptions options;
    options.busy_wait = 60s;
    auto opened = store::open_sqlite(file, options);
    if (!opened) throw std::runtime_error(base::to_text(opened.error()));
    store = std::move(*opened);
    book = std::make_unique<StoredBudgets>(*store, random);
    const connector::RemoteParts parts{
        .crm = "main", .http = crm, .clock = clock, .random = random, .secrets = {}, .budgets = book.get()};
    pacer = std::make_unique<connector::Pacer>(connector.plan(), parts);
    remote = connector::make_remote(connector, parts);
  }
  base::Result<connector::Pacer::Answer> ask() {
    return pacer->ask(pacer->costs({}, connector::Purpose::page, 1), Caller::Want::now_or_later);
  }
};

/// Calls as fast as it may, until all together have made so many.
int rush(const std::filesystem::path& file, Shared& shared, const connector::Compiled& connector) {
  Process process(file, shared, connector);
  ++shared.ready;
  while (shared.ready < processes) usleep(100);
  while (shared.made < calls) {
    auto answer = process.ask();
    if (!answer) return 1;
    if (!answer->permit) {
      process.clock.wait_until(answer->when, {});
      continue;
    }
    const int number = shared.made++;
    if (number < calls) shared.at[static_cast<std::size_t>(number)] = base::to_micros(answer->permit->at());
  }
  return 0;
}

int exit_of(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

enum class Stores { one, one_each };

/// The most calls of several processes within any two seconds.
int most_of_many(Stores stores) {
  const Folder folder;
  SharedRoom shared;
  const auto connector = compiled(R"("b": {"kind": "sliding", "most": 20, "per": "2s"})");
  std::vector<pid_t> children;
  for (int i = 0; i < processes; ++i) {
    const auto file = folder / (stores == Stores::one ? "store.sqlite" : "store-" + std::to_string(i));
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) _exit(rush(file, *shared, connector));
    children.push_back(child);
  }
  for (const pid_t child : children) CHECK(exit_of(child) == 0);
  std::vector<Instant> at;
  for (const auto& one : shared->at) at.push_back(base::from_micros(one));
  std::ranges::sort(at);
  // All of it is used, too: no call waits longer than it has to.
  if (stores == Stores::one) CHECK(at.back() - nine <= per * (calls / most));
  int found = 0;
  for (std::size_t first = 0, last = 0; last < at.size(); ++last) {
    while (at[first] + per <= at[last]) ++first;
    found = std::max(found, static_cast<int>(last - first) + 1);
  }
  return found;
}

}  // namespace

TEST_CASE("processes that share a store never exceed a budget together, and use all of it") {
  CHECK(most_of_many(Stores::one) == most);
}

TEST_CASE("processes that share no store are caught exceeding it") { CHECK(most_of_many(Stores::one_each) > most); }

TEST_CASE("a process that is killed between its permit and its call loses that call, and holds no place") {
  const Folder folder;
  SharedRoom shared;
  const auto file = folder / "store.sqlite";
  const auto connector =
      compiled(R"("day": {"kind": "window", "most": 4, "per": "24h"}, "at_once": {"kind": "concurrent", "most": 1})");
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    Process process(file, *shared, connector);
    const auto answer = process.ask();
    if (answer && answer->permit) ::raise(SIGKILL);
    _exit(1);
  }
  CHECK(WIFSIGNALED(exit_of(child)));
  Process next(file, *shared, connector);
  CHECK(next.remote->check({}));
  CHECK(next.clock.now() == nine);
  const auto standing = next.remote->standing();
  CHECK(standing->budgets[0].spent == 2);
}

TEST_CASE("what was spent of a day and what the CRM asked for are known after a restart") {
  const Folder folder;
  SharedRoom shared;
  const auto file = folder / "store.sqlite";
  const auto connector = compiled(
      R"("day": {"kind": "window", "most": 3, "per": "24h", "starts": "midnight"}, "burst": {"kind": "sliding", "most": 90, "per": "1s"})");
  for (int run = 0; run < 3; ++run) {
    Process process(file, *shared, connector);
    CHECK(process.remote->check({}));
  }
  {
    Process process(file, *shared, connector);
    const auto spent = process.remote->check({});
    CHECK(spent.error().detail == "the budget of calls \"day\" is spent until 2026-11-04T00:00:00Z");
    CHECK(process.crm.asked == 0);
    shared->time = base::to_micros(*spent.error().at);
    CHECK(process.remote->check({}));
    process.crm.response = {.status = 429, .headers = {{"Retry-After", "3600"}}, .body = ""};
    CHECK(process.remote->check({}).error().code == "remote.rate_limited");
  }
  Process process(file, *shared, connector);
  CHECK(process.remote->check({}).error().detail == "the CRM asked to wait until 2026-11-04T01:00:00Z");
  CHECK(process.crm.asked == 0);
}

// What a call costs beyond the call itself; by name: test_daemon "[pace]".
TEST_CASE("a permit costs little", "[.][pace]") {
  const auto cpu = [] {
    struct rusage used {};
    getrusage(RUSAGE_SELF, &used);
    return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 +
           static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
  };
  const Folder folder;
  SharedRoom shared;
  const auto connector = compiled(R"("burst": {"kind": "sliding", "most": 100, "per": "10s"},
      "day": {"kind": "window", "most": 250000, "per": "24h", "starts": "midnight", "reserve": "20%"})");
  Process process(folder / "store.sqlite", *shared, connector);
  constexpr int rounds = 5000;
  const double before = cpu();
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < rounds; ++i) {
    shared->time += 100'000;  // ten a second: what that CRM allows
    auto answer = process.ask();
    REQUIRE((answer && answer->permit));
  }
  const double each = (cpu() - before) / rounds;
  const double waited = std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - began).count();
  std::cout << "a permit: " << each << " us of CPU, " << waited / rounds << " us in all\n";
  CHECK(each < 500);
}
