// A store that was read into, and so many referrals under way in it: what the clock costs, and what a report will find.
//
//   bench_referrals STORE FIRST_CONTACT COUNT
#include <chrono>
#include <iostream>
#include <stdexcept>

#include "base/digest.hpp"
#include "bench/measures.hpp"
#include "store/sqlite.hpp"

namespace {

using namespace goodword;
using base::Json;
using model::ReferralState;
using std::chrono::days;

constexpr int a_commit = 1000;

template <class T>
T value_of(base::Result<T> result) {
  if (!result) throw std::runtime_error(base::to_text(result.error()));
  return std::move(*result);
}
void must(const base::Result<void>& result) {
  if (!result) throw std::runtime_error(base::to_text(result.error()));
}

constexpr std::array partners = {"pellwick", "sallow", "dunmarrow", "hawsby"};

model::Referral referral(std::int64_t first, int number, base::Instant now) {
  model::Referral made;
  made.id = base::sha256_hex(std::to_string(number)).substr(0, 16);
  made.contact = {"main", model::Kind::contact, std::to_string(first + number)};
  made.need = "copywriting";
  made.partner = partners[static_cast<std::size_t>(number) % partners.size()];
  made.seller = "dev";
  made.state = ReferralState::acknowledged;
  made.opened = now - days(20);
  made.next_by =
      now + (number % 100 == 0 ? -std::chrono::hours(1) : std::chrono::hours(48));  // one in a hundred is late
  return made;
}

void add(ports::DeskCommit& commit, const model::Referral& one, const std::vector<const char*>& events) {
  base::Instant at = one.opened;
  for (const auto* event : events)
    commit.events.push_back({one.id, event, at += std::chrono::hours(20), "dev", "phone", "note", ""});
  commit.referrals.push_back(one);
}

template <class Make>
void commit_all(ports::Store& store, int count, base::Instant now, Make make) {
  for (int begin = 0; begin < count; begin += a_commit) {
    ports::DeskCommit commit;
    commit.at = now;
    for (int number = begin; number < std::min(count, begin + a_commit); ++number) make(commit, number);
    must(store.commit_desk(commit));
  }
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 4) return 2;
  const std::int64_t first = std::stoll(argv[2]);
  const int count = std::stoi(argv[3]);
  const auto now = std::chrono::time_point_cast<base::Duration>(std::chrono::system_clock::now());
  const auto store = value_of(store::open_sqlite(argv[1], {}));
  commit_all(*store, count, now, [&](ports::DeskCommit& commit, int number) {
    add(commit, referral(first, number, now),
        {"offer_prospect", "prospect_yes", "offer_partner", "partner_yes", "introduce", "acknowledge"});
  });
  // Whoever was named above is due for that alone: the clock's own share is what is left.
  must(store->end_deciding({"main", value_of(store->begin_deciding("main")).stamp, Json::object({}), {}}));
  const auto before = bench::usage_now();
  must(store->wake("main", now));
  const auto due = value_of(store->contacts("main", ports::Who::due, "", count));
  const auto used = bench::usage_now() - before;
  if (static_cast<int>(due.size()) != (count + 99) / 100)
    throw std::runtime_error(std::to_string(due.size()) + " contacts are due");
  // Half of them come to an end, most of those well: what a report adds up.
  commit_all(*store, count, now, [&](ports::DeskCommit& commit, int number) {
    if (number % 2 == 0) return;
    auto one = referral(first, number, now);
    one.state = number % 6 == 1 ? ReferralState::lost : ReferralState::won;
    one.next_by.reset();
    add(commit, one, {});
    commit.events.push_back({one.id, number % 6 == 1 ? "lose" : "win", now, "dev", "phone", "note", ""});
    commit.events.back().value = base::Money{640'000, "GBP"};
    if (number % 10 == 1)
      commit.received.push_back({one.contact, one.partner, "", "they ask for you", "dev", now - days(9)});
  });
  Json json =
      Json::object({{"cpu", Json(used.cpu())}, {"wall", Json(used.wall)}, {"due", Json(std::int64_t(due.size()))}});
  std::cout << base::write_json(json) << std::endl;
  return 0;
} catch (const std::exception& fault) {
  std::cerr << "bench_referrals: " << fault.what() << "\n";
  return 1;
}
