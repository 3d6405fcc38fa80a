#include <catch2/catch.hpp>
#include <thread>

#include "daemon/clock.hpp"
#include "daemon/random.hpp"

using namespace goodword;
using namespace std::chrono_literals;

TEST_CASE("a wait ends when a stop is asked for, however far its end") {
  daemon::SystemClock clock;
  std::stop_source source;
  std::jthread waiter([&] { clock.wait_until(clock.now() + 24h, source.get_token()); });
  source.request_stop();
  waiter.join();
  SUCCEED("the wait has ended");
}

TEST_CASE("a wait whose end has passed returns at once") {
  daemon::SystemClock clock;
  clock.wait_until(clock.now() - 1s, std::stop_token());
  const auto until = clock.now() + 2ms;
  clock.wait_until(until, std::stop_token());
  CHECK(clock.now() >= until);
}

TEST_CASE("a shifted clock is ahead by its offset, in telling and in waiting") {
  struct Fixed : ports::Clock {
    base::Instant at = base::from_micros(1'000'000);
    base::Instant waited{};
    base::Instant now() const override { return at; }
    void wait_until(base::Instant until, std::stop_token) override { waited = until; }
  } fixed;
  daemon::ShiftedClock clock(fixed, 1h);
  CHECK(clock.now() == fixed.at + 1h);
  clock.wait_until(clock.now() + 5s, std::stop_token());
  CHECK(fixed.waited == fixed.at + 5s);
}

TEST_CASE("two random numbers differ") {
  daemon::SystemRandom random;
  // Equal by chance once in 2^64 runs.
  CHECK(random.next() != random.next());
}
