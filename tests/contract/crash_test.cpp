// A process that stores pages and sends operations is killed again and again, at moments nobody chose. Each time the
// store must be sound, its mark must agree with its records, and what was said to be durable must be there.
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>

#include <array>
#include <chrono>

#include "contract/makers.hpp"
#include "contract/samples.hpp"

using namespace goodword;
using namespace goodword::samples;
using model::Kind;

namespace {

constexpr int rounds = 40;
constexpr int page_size = 5;

/// Page number n: its records, and with it one operation that goes out.
bool store_page(ports::Store& store, int number) {
  std::vector<model::Record> records;
  for (int i = 0; i < page_size; ++i) {
    const auto id = std::to_string(number) + "-" + std::to_string(i);
    records.push_back(with(contact(id), model::contact::title, std::string(2000, 'x')));
  }
  const std::vector changes = {add_tag(std::to_string(number) + "-0", "gw:refer")};
  const std::vector<std::string> ids = {model::operation_id(changes[0])};
  const std::vector outcomes = {outcome(ids[0], model::Outcome::Kind::done)};
  return store.commit_page(page(Kind::contact, records, std::to_string(number))) && store.enqueue(0, changes, at(0)) &&
         store.mark_sending(ids, at(1)) && store.mark_outcomes(outcomes, at(2));
}

/// A timer whose signal nobody handles ends the process as abruptly as SIGKILL, at a moment of its own.
void die_in(int microseconds) {
  const itimerval once{{0, 0}, {microseconds / 1000000, microseconds % 1000000}};
  setitimer(ITIMER_REAL, &once, nullptr);
}

enum class From { start, opened };
struct Plan {
  From from;
  int microseconds;
};

/// Goes on from the mark until it is killed, and says through the pipe which page is durable.
[[noreturn]] void write_until_killed(const contract::StoreMaker& maker, const std::filesystem::path& folder, Plan plan,
                                     int say) {
  signal(SIGALRM, SIG_DFL);
  if (plan.from == From::start) die_in(plan.microseconds);
  auto store = maker.open(folder);
  if (!store) _exit(1);
  if (plan.from == From::opened) die_in(plan.microseconds);
  const auto mark = (*store)->mark("main", "contact");
  if (!mark) _exit(1);
  for (int number = mark->empty() ? 1 : std::stoi(*mark) + 1;; ++number) {
    if (!store_page(**store, number)) _exit(1);
    if (write(say, &number, sizeof number) != sizeof number) _exit(1);
  }
}

/// Lets a writer be killed after a while; returns the last page it said was durable, 0 for none.
int killed_after(const contract::StoreMaker& maker, const std::filesystem::path& folder, Plan plan) {
  std::array<int, 2> pipe_ends{};
  REQUIRE(pipe(pipe_ends.data()) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) write_until_killed(maker, folder, plan, pipe_ends[1]);
  close(pipe_ends[1]);
  int status = 0;
  waitpid(child, &status, 0);
  REQUIRE(WIFSIGNALED(status));
  int last = 0, number = 0;
  while (read(pipe_ends[0], &number, sizeof number) == sizeof number) last = number;
  close(pipe_ends[0]);
  return last;
}

/// How long a page takes here and now, so that the moments of death fall into its life on any machine.
int microseconds_a_page(const contract::StoreMaker& maker) {
  const Folder folder;
  const auto store = must(maker.open(folder.path()));
  const auto began = std::chrono::steady_clock::now();
  for (int number = 1; number <= 20; ++number) REQUIRE(store_page(*store, number));
  const auto took = std::chrono::steady_clock::now() - began;
  return static_cast<int>(std::chrono::duration_cast<std::chrono::microseconds>(took).count() / 20) + 1;
}

}  // namespace

TEST_CASE("a store whose writer is killed keeps what it promised, and its mark agrees with its records") {
  for (const auto& maker : contract::store_makers()) {
    const Folder folder;
    int life = microseconds_a_page(maker);
    int durable = 0;
    for (int round = 0; round < rounds; ++round) {
      // Every fourth dies somewhere while opening; the others within the first few pages, at steps that meet all parts.
      const Plan plan{round % 4 == 0 ? From::start : From::opened, 1 + (round * 37 % 100) * life / 20};
      const int before = durable;
      durable = std::max(durable, killed_after(maker, folder.path(), plan));
      if (durable == before) life += life / 8;  // a machine that got busier: the others live longer
      const auto store = must(maker.open(folder.path()));
      const auto mark = must(store->mark("main", "contact"));
      const int pages = mark.empty() ? 0 : std::stoi(mark);
      REQUIRE(pages >= durable);
      const auto counts = must(store->counts("main"));
      const auto held = must(store->records("main", Kind::contact, 1000000)).size();
      REQUIRE(held == static_cast<std::size_t>(pages) * page_size);
      REQUIRE((pages == 0 || counts.records.at("contact") == static_cast<std::int64_t>(held)));
      // Each page's operation is done, but perhaps that of the last page, which may be at any step.
      const auto done = counts.operations.contains("done") ? counts.operations.at("done") : 0;
      REQUIRE(done >= durable - round);
      REQUIRE(done <= pages);
    }
    // The writer got somewhere, or the test would show nothing.
    CHECK(durable > rounds / 4);
    CHECK(maker.fault(folder.path()) == "");
  }
}
