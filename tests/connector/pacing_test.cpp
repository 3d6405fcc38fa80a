// How fast a CRM is called: what budgets allow at a moment, and several who ask together. Clocks move only when waited
// for.
#include <catch2/catch.hpp>

#include "connector/pacer.hpp"
#include "made.hpp"

using namespace goodword;
using namespace goodword::connector;
using namespace goodword::connector::test;
using namespace std::chrono_literals;
using base::Instant;
using base::Json;
using ports::BudgetState;
using Want = Caller::Want;

namespace {

const Instant nine = *base::parse_rfc3339("2026-11-03T09:00:00Z");
const Caller anybody{.holder = "a", .in_flight = 0, .life = 90s};

Budget rule_of(BudgetKind kind, int most, base::Duration per = 10s) {
  Budget rule;
  rule.name = "b";
  rule.kind = kind;
  rule.most = most;
  rule.per = per;
  return rule;
}

/// The figures of one budget, as one caller uses them.
struct Figures {
  Budget rule;
  BudgetState state = {};

  Instant when(Instant now, int amount = 1) {
    refresh(rule, state, now);
    return ready(rule, state, amount, anybody, now);
  }
  void call(Instant now, int amount = 1) {
    REQUIRE(when(now, amount) == now);
    spend(rule, state, amount, anybody, now);
  }
  std::int64_t spent(Instant now) {
    refresh(rule, state, now);
    return standing_of(rule, state, now).spent;
  }
};

Told left(double amount, Instant sent, std::int64_t granted) {
  Told told;
  told.left = amount;
  told.sent = sent;
  told.granted = granted;
  return told;
}

/// The most that came within any stretch of time as long as `per`.
std::size_t most_within(const std::vector<Instant>& calls, base::Duration per) {
  std::size_t most = 0;
  for (std::size_t first = 0, last = 0; last < calls.size(); ++last) {
    while (calls[first] + per <= calls[last]) ++first;
    most = std::max(most, last - first + 1);
  }
  return most;
}

Json paced(const std::string& budgets) {
  return made_of(
      R"("contacts": {"kind": "contact", "records": "/rows", "request": {"path": "/rows"}, "pages": {"kind": "one"},
      "changes": {"kind": "none", "every": "1h"}, "fields": {"id": "/id"}})",
      R"("check": {"request": {"path": "/me"}}, "budgets": {)" + budgets + "},");
}

/// Several who call the same CRM, each with its own pacer: in processes of their own, if they share no memory.
struct Callers {
  enum class Count { shared, each_its_own };
  StillClock clock;
  NoChance random;
  ScriptedCrm crm;
  std::shared_ptr<MemoryBudgets::Rows> rows = std::make_shared<MemoryBudgets::Rows>();
  Compiled connector;
  std::vector<std::unique_ptr<MemoryBudgets>> books;
  std::vector<std::unique_ptr<Pacer>> pacers;
  std::vector<std::unique_ptr<ports::Remote>> remotes;

  Callers(const std::string& budgets, int count, Count how = Count::shared)
      : connector(compiled(paced(budgets), settings("{}"))) {
    for (int i = 0; i < count; ++i) {
      const std::string name(1, static_cast<char>('a' + i));
      books.push_back(how == Count::shared ? std::make_unique<MemoryBudgets>(name, rows)
                                           : std::make_unique<MemoryBudgets>(name));
      pacers.push_back(std::make_unique<Pacer>(connector.plan(), parts(*books.back())));
      remotes.push_back(make_remote(connector, parts(*books.back())));
    }
  }
  RemoteParts parts(ports::BudgetBook& book) {
    return {.crm = "main", .http = crm, .clock = clock, .random = random, .secrets = {}, .budgets = &book};
  }
  Pacer::Answer ask(std::size_t who, Want want = Want::now_or_later) {
    auto answer = pacers[who]->ask(pacers[who]->costs({}, Purpose::page, 1), want);
    REQUIRE(answer);
    return std::move(*answer);
  }
  bool may(std::size_t who, Want want = Want::now_or_later) { return ask(who, want).permit.has_value(); }

  /// All of them call as fast as they may until so many calls were made; whoever may not waits. When they were.
  std::vector<Instant> rush(std::size_t count) {
    std::vector<Instant> calls;
    while (calls.size() < count) {
      std::optional<Instant> next;
      bool any = false;
      for (std::size_t who = 0; who < pacers.size(); ++who) {
        const auto answer = ask(who);
        any = any || answer.permit;
        if (answer.permit)
          calls.push_back(answer.permit->at());
        else
          next = next ? std::min(*next, answer.when) : answer.when;
      }
      // Not all at one moment, so that it matters when each was.
      if (any)
        clock.time += 7ms;
      else
        clock.wait_until(*next, {});
    }
    return calls;
  }
};

const std::string burst = R"("b": {"kind": "sliding", "most": 20, "per": "2s"})";
const std::string at_once_2 = R"("b": {"kind": "concurrent", "most": 2})";
const std::string one_at_once = R"("b": {"kind": "concurrent", "most": 1})";

}  // namespace

TEST_CASE("budgets: window, sliding and bucket, on plain moments") {
  for (const auto& [kind, expected] :
       {std::pair(BudgetKind::window, nine + 10s), std::pair(BudgetKind::sliding, nine + 10s),
        std::pair(BudgetKind::bucket, nine + 5s)}) {
    Figures figures{rule_of(kind, 2)};
    figures.call(nine);
    figures.call(nine);
    CHECK(figures.when(nine) == expected);
    CHECK(figures.when(expected) == expected);
    block(figures.state, nine + 1h, expected);
    CHECK(figures.when(expected) == nine + 1h);
    CHECK(figures.when(nine + 1h) == nine + 1h);
  }
}

TEST_CASE("the reserve is not spent, and what costs more than there is room goes alone") {
  Figures day{rule_of(BudgetKind::window, 10, 24h)};
  day.rule.reserve = 0.8;
  day.call(nine);
  day.call(nine);
  CHECK(day.when(nine) == nine + 24h);
  Figures small{rule_of(BudgetKind::sliding, 3)};
  small.call(nine, 5);
  CHECK(small.when(nine + 1s, 5) == nine + 10s);
  CHECK(small.when(nine + 10s, 5) == nine + 10s);
}

TEST_CASE("a day begins at midnight where the connector says so, wherever in it we begin") {
  Figures day{rule_of(BudgetKind::window, 1, 24h)};
  day.rule.midnight = true;
  day.call(nine);
  CHECK(day.when(nine) == *base::parse_rfc3339("2026-11-04T00:00:00Z"));
}

TEST_CASE("after the clock was set back nobody waits longer than a period, and nothing that was spent is forgotten") {
  for (const auto kind : {BudgetKind::window, BudgetKind::sliding, BudgetKind::bucket}) {
    Figures figures{rule_of(kind, 2)};
    figures.call(nine);
    figures.call(nine);
    const auto earlier = nine - 24h;
    CHECK(figures.spent(earlier) == 2);
    CHECK(figures.when(earlier) > earlier);
    CHECK(figures.when(earlier) <= earlier + 10s);
    CHECK(figures.when(earlier + 10s) == earlier + 10s);
  }
  Figures waits{rule_of(BudgetKind::window, 2)};
  waits.call(nine);
  block(waits.state, nine + 1h, nine);
  CHECK(waits.when(nine - 24h) == nine - 23h);
  Figures midnight{rule_of(BudgetKind::window, 1, 24h)};
  midnight.rule.midnight = true;
  midnight.call(nine);
  CHECK(midnight.when(nine - 24h) == *base::parse_rfc3339("2026-11-03T00:00:00Z"));
}

TEST_CASE("however many calls a budget allows, it is told in few numbers, and no stretch of time has more") {
  Figures many{rule_of(BudgetKind::sliding, 1000)};
  std::vector<Instant> calls;
  std::uint64_t state = 7;
  for (Instant now = nine; now < nine + 60s;) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    const auto when = many.when(now);
    if (when == now) {
      many.call(now);
      calls.push_back(now);
    }
    now = std::max(when, now + base::Duration(static_cast<std::int64_t>(state >> 33) % 12'000));
    REQUIRE(many.state.slices.size() <= 130);
  }
  CHECK(most_within(calls, 10s) == 1000);
  // What is counted in parts costs little of what is allowed.
  CHECK(calls.size() > 5900);
}

TEST_CASE("what the CRM says is left counts, with what was let go since it was asked on top") {
  for (const auto kind : {BudgetKind::window, BudgetKind::sliding, BudgetKind::bucket}) {
    Figures figures{rule_of(kind, 10)};
    figures.call(nine);
    const auto first = figures.state.granted;
    figures.call(nine);
    believe(figures.rule, figures.state, left(3, nine, first), nine);
    CHECK(figures.spent(nine) == 8);
    CHECK(figures.state.told == nine);
    figures.call(nine);
    figures.call(nine);
    CHECK(figures.when(nine) > nine);
  }
}

TEST_CASE("a window's figures are not taken from an answer to a call of the window before") {
  Figures figures{rule_of(BudgetKind::window, 10)};
  figures.call(nine);
  figures.call(nine + 10s);
  believe(figures.rule, figures.state, left(0, nine, 1), nine + 11s);
  CHECK(figures.spent(nine + 11s) == 1);
  believe(figures.rule, figures.state, left(2, nine + 10s, 2), nine + 11s);
  CHECK(figures.spent(nine + 11s) == 8);
}

TEST_CASE("a limit that was told holds only where the connector still learns it") {
  Figures figures{rule_of(BudgetKind::sliding, 2)};
  figures.rule.learn_most = pick_of("header:X-Most");
  const ports::Headers headers = {{"X-Most", "4"}, {"X-Left", "1.5"}};
  const auto told = told_of(figures.rule, {.status = 200, .headers = &headers}, nine);
  REQUIRE(told);
  CHECK((told->most == 4 && !told->left));
  figures.when(nine);
  believe(figures.rule, figures.state, *told, nine);
  for (int i = 0; i < 4; ++i) figures.call(nine);
  CHECK(figures.when(nine) == nine + 10s);
  CHECK(standing_of(figures.rule, figures.state, nine).most_from_crm);
  figures.rule.learn_most.reset();
  CHECK(standing_of(figures.rule, figures.state, nine).most == 2);
  CHECK(told_of(figures.rule, {.status = 200, .headers = &headers}, nine) == std::nullopt);
}

TEST_CASE("no answer keeps anybody out for more than a day") {
  Figures figures{rule_of(BudgetKind::window, 10)};
  figures.rule.learn_left = pick_of("header:X-Left");
  figures.rule.learn_reset = pick_of("header:X-Reset");
  const ports::Headers headers = {{"X-Left", "0"}, {"X-Reset", "4102444800"}};
  const auto told = told_of(figures.rule, {.status = 200, .headers = &headers}, nine);
  REQUIRE(told);
  figures.when(nine);
  believe(figures.rule, figures.state, *told, nine);
  CHECK(figures.when(nine) == nine + 24h);
}

TEST_CASE("figures of another kind of budget are not read as this one's") {
  Figures figures{rule_of(BudgetKind::sliding, 2)};
  figures.call(nine);
  figures.rule.kind = BudgetKind::window;
  CHECK(figures.spent(nine) == 0);
  CHECK(figures.state.granted == 1);
}

TEST_CASE("several who share a budget never exceed it together, and waste nothing of it") {
  for (const std::string kind : {"sliding", "window", "bucket"}) {
    INFO(kind);
    Callers callers(R"("b": {"kind": ")" + kind + R"(", "most": 20, "per": "2s"})", 3);
    const auto calls = callers.rush(200);
    if (kind == "sliding") CHECK(most_within(calls, 2s) == 20);
    if (kind == "window") CHECK(most_within(calls, 2s) <= 40);  // the end of one and the beginning of the next
    if (kind == "bucket") CHECK(most_within(calls, 2s) <= 40);  // a full one, and what drains meanwhile
    // Ten times twenty, two seconds each; the first goes at once.
    CHECK(callers.clock.time - nine >= 18s - 300ms);
    CHECK(callers.clock.time - nine <= 20s);
  }
}

TEST_CASE("a pacer that shares nothing is caught: two of them exceed the budget") {
  Callers callers(burst, 2, Callers::Count::each_its_own);
  CHECK(most_within(callers.rush(200), 2s) > 20);
}

TEST_CASE("a wait that one was told holds the others: of its budget, or of everything") {
  for (const std::string budget : {"b", ""}) {
    Callers callers(burst + R"(, "other": {"kind": "window", "most": 9, "per": "1s", "for": "writes"})", 2);
    callers.pacers[0]->blocked(budget, nine + 90s);
    const auto held = callers.ask(1);
    CHECK_FALSE(held.permit);
    CHECK(held.when == nine + 90s);
    CHECK(held.why == (budget.empty() ? "the CRM asked to wait" : "the budget of calls \"b\" is spent"));
    // What does not spend it is held by a wait for everything alone.
    const auto other = callers.pacers[1]->ask({{1, 1}}, Want::now_or_later);
    CHECK(other->permit.has_value() != budget.empty());
    callers.clock.time = nine + 90s;
    CHECK(callers.may(1));
  }
}

TEST_CASE("what one was told in headers the next one goes by, though the first has ended") {
  Callers callers(R"("b": {"kind": "sliding", "most": 20, "per": "2s", "learn": {"left": "header:X-Left"}})", 2);
  const ports::Headers headers = {{"X-Left", "0"}};
  {
    const auto answer = callers.ask(0);
    callers.pacers[0]->learn(*answer.permit, {.status = 200, .headers = &headers});
  }
  callers.pacers[0].reset();
  CHECK(callers.ask(1).when == nine + 2s);
}

TEST_CASE("a refusal of one process is waited for by another one that never met it") {
  Callers callers(burst, 2);
  callers.crm.replies = {answer(429, "", {{"Retry-After", "40"}}), answer(200, "{}"), answer(200, "{}")};
  // The first is asked to wait longer than it will, and gives up.
  callers.crm.replies.front() = answer(429, "", {{"Retry-After", "400"}});
  CHECK(callers.remotes[0]->check({}).error().code == "remote.rate_limited");
  CHECK(callers.clock.time == nine);
  const auto held = callers.remotes[1]->check({});
  CHECK(held.error().code == "remote.rate_limited");
  CHECK(held.error().detail == "the CRM asked to wait until 2026-11-03T09:06:40Z");
  CHECK(callers.crm.seen.size() == 1);
  callers.clock.time = nine + 300s;
  CHECK(callers.remotes[1]->check({}));
  CHECK(callers.clock.time == nine + 400s);
  CHECK(callers.crm.seen.size() == 2);
}

TEST_CASE("places among calls that run at once are counted together, and asked for again while there is none") {
  Callers callers(at_once_2, 3);
  auto first = callers.ask(0), second = callers.ask(1);
  REQUIRE((first.permit && second.permit));
  const auto third = callers.ask(2);
  CHECK_FALSE(third.permit);
  CHECK(third.when == nine + 200ms);
  second.permit->end();
  CHECK(callers.may(2));
}

TEST_CASE("what is sent ahead of time leaves one place to others") {
  Callers callers(at_once_2, 2);
  const auto ahead = callers.ask(0, Want::now_with_one_to_spare);
  CHECK(ahead.permit);
  CHECK_FALSE(callers.may(0, Want::now_with_one_to_spare));
  CHECK_FALSE(callers.may(1, Want::now_with_one_to_spare));
  CHECK(callers.may(1));
}

TEST_CASE("who waits for a place has it before those who come later, though they ask more often") {
  Callers callers(one_at_once, 3);
  std::string order;
  auto held = callers.ask(0);
  CHECK_FALSE(callers.may(1));
  CHECK_FALSE(callers.may(2));
  for (int round = 0; round < 9; ++round) {
    held.permit->end();
    held = {};
    // The one that just had it asks first, then the last; whoever waits longest has it.
    for (const std::size_t who : {static_cast<std::size_t>(order.empty() ? 0 : order.back() - 'a'), std::size_t{2},
                                  std::size_t{1}, std::size_t{0}}) {
      auto answer = callers.ask(who);
      if (!answer.permit) continue;
      REQUIRE_FALSE(held.permit);
      order += static_cast<char>('a' + who);
      held = std::move(answer);
    }
    callers.clock.time += 200ms;
  }
  CHECK(order == "bcabcabca");
}

TEST_CASE("a place whose holder died comes free when its call would have ended, and not before") {
  Callers callers(one_at_once, 2);
  auto* lost = new Pacer::Answer(callers.ask(0));  // never ends, as in a process that was killed
  REQUIRE(lost->permit);
  CHECK_FALSE(callers.may(1));
  callers.clock.time = nine + 89s;
  CHECK_FALSE(callers.may(1));
  // A clock that was set back does not lengthen it.
  callers.clock.time = nine - 1h;
  CHECK_FALSE(callers.may(1));
  callers.clock.time = nine - 1h + 90s;
  CHECK(callers.may(1));
  delete lost;
}

TEST_CASE("a queue that somebody left does not hold those behind") {
  Callers callers(one_at_once, 3);
  auto held = callers.ask(0);
  CHECK_FALSE(callers.may(1));
  CHECK_FALSE(callers.may(2));
  held.permit->end();
  CHECK_FALSE(callers.may(2));
  callers.clock.time += 1500ms;  // the first in it has not asked again
  CHECK_FALSE(callers.may(2));
  callers.clock.time += 600ms;
  CHECK(callers.may(2));
}

TEST_CASE("a pacer that ends gives its places back, and so does a call that is given up") {
  Callers callers(at_once_2, 2);
  { const auto given_up = callers.ask(0); }
  auto one = callers.ask(1), two = callers.ask(1);
  CHECK((one.permit && !two.permit));  // given back with the next call, since nobody had to wait
  callers.pacers[0].reset();
  CHECK(callers.may(1));
}

TEST_CASE("budgets of a login, of an account and of an address are kept apart by whom they are shared with") {
  const auto budget = [](const std::string& share) {
    return "\"" + share + R"(": {"kind": "window", "most": 9, "per": "1h", "share": ")" + share + "\"}";
  };
  Callers callers(budget("login") + "," + budget("account") + "," + budget("address"), 1);
  CHECK(callers.may(0));
  std::vector<std::string> scopes;
  for (const auto& [key, state] : *callers.rows)
    if (state.granted > 0) scopes.push_back(key.scope + " " + key.name);
  CHECK(scopes == std::vector<std::string>{"address:made address", "main account", "main/none login"});
}

TEST_CASE("a call asks the book once, whatever its answer told") {
  struct Counting : MemoryBudgets {
    base::Result<void> change(std::span<const ports::BudgetKey> keys, const Work& work) override {
      ++changes;
      return MemoryBudgets::change(keys, work);
    }
    int changes = 0;
  };
  Callers callers(R"("b": {"kind": "sliding", "most": 20, "per": "2s", "learn": {"left": "header:X-Left"}},)" +
                      at_once_2.substr(0, 1) + "c" + at_once_2.substr(2),
                  1);
  Counting book;
  {
    const auto remote = make_remote(callers.connector, callers.parts(book));
    for (int i = 0; i < 10; ++i) {
      callers.crm.replies.push_back(answer(200, "{}", {{"X-Left", "15"}}));
      REQUIRE(remote->check({}));
    }
    CHECK(book.changes == 10);
  }
  CHECK(book.changes == 11);  // at the end, what the last answer told and the place
}

TEST_CASE("no call goes out where the book cannot say that it may") {
  struct Broken : MemoryBudgets {
    base::Result<void> change(std::span<const ports::BudgetKey>, const Work&) override {
      return base::failure("store.busy", "another process is writing", base::Retry::now);
    }
  };
  Callers callers(burst, 1);
  Broken book;
  const auto remote = make_remote(callers.connector, callers.parts(book));
  CHECK(remote->check({}).error().code == "store.busy");
  CHECK(callers.crm.seen.empty());
}

TEST_CASE("a remote tells how its budgets and the CRM's clock stand, and asks the CRM nothing for it") {
  Callers callers(
      R"("b": {"kind": "sliding", "most": 20, "per": "2s", "learn": {"most": "header:X-Most", "left": "header:X-Left"}},
                     "day": {"kind": "window", "most": 1000, "per": "24h", "reserve": "20%"})",
      1);
  CHECK(callers.remotes[0]->standing()->ahead == std::nullopt);
  callers.crm.replies = {
      answer(200, "{}", {{"Date", "Tue, 03 Nov 2026 09:01:35 GMT"}, {"X-Most", "50"}, {"X-Left", "40"}})};
  REQUIRE(callers.remotes[0]->check({}));
  const auto standing = callers.remotes[0]->standing();
  REQUIRE(standing);
  CHECK(standing->ahead == 95s);
  CHECK(standing->wait_until == std::nullopt);
  REQUIRE(standing->budgets.size() == 2);
  const auto& learned = standing->budgets[0];
  CHECK((learned.name == "b" && learned.kind == "sliding" && learned.per == 2s && learned.spent == 10));
  CHECK((learned.most == 50 && learned.most_from_crm && learned.told == nine && learned.reserve == 0));
  const auto& day = standing->budgets[1];
  CHECK((day.spent == 1 && day.most == 1000 && !day.most_from_crm && !day.told && day.reserve == 200));
  CHECK(day.ends == nine + 24h);
  CHECK(callers.crm.seen.size() == 1);
}
