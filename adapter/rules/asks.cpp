#include "rules/asks.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace goodword::rules {
namespace {

using base::Instant;
using model::Ask;
using model::Asked;

constexpr auto four_weeks = std::chrono::days(28);
constexpr auto a_week = std::chrono::days(7);

constexpr std::array results = {AskResult{"planned", "to be asked", true, false},
                                AskResult{"yes", "asked, and nothing came of it yet", true, true},
                                AskResult{"given", "named somebody", false, true},
                                AskResult{"none", "knows nobody", false, true},
                                AskResult{"later", "wants to be asked later", false, true},
                                AskResult{"declined", "would rather not", false, true},
                                AskResult{"dropped", "not to be asked after all", false, false}};

/// Something that was said, a plan or an answer.
struct Saying {
  Instant at{};
  const Ask* plan = nullptr;
  const Asked* asked = nullptr;

  const model::AskedOf& whom() const { return plan != nullptr ? plan->whom : asked->whom; }
};

Instant moment_of(Instant at) {
  const auto day = base::start_of(base::date_of(at));
  return at == day ? day + std::chrono::days(1) - base::Duration(1) : at;
}

std::vector<Saying> in_order(std::span<const Ask> plans, std::span<const Asked> asked) {
  std::vector<Saying> made;
  for (const auto& one : plans) made.push_back({moment_of(one.at), &one, nullptr});
  for (const auto& one : asked) made.push_back({moment_of(one.at), nullptr, &one});
  std::ranges::stable_sort(made, {}, &Saying::at);
  return made;
}

/// What somebody said freely was asked all the same.
std::string_view state_of(std::string_view result) {
  const auto low = base::lower(base::trim(result));
  const auto* row = ask_result(low);
  return row != nullptr && row->asked ? row->id : "yes";
}

class Asks {
 public:
  void take(const Saying& saying) {
    if (saying.plan != nullptr)
      take_plan(*saying.plan);
    else if (base::lower(base::trim(saying.asked->result)) == "no")
      take_back(saying.asked->whom);
    else
      take_answer(*saying.asked);
  }

  std::vector<AskReading> finish() { return std::move(made_); }

 private:
  AskReading* newest(const model::AskedOf& whom) {
    const auto found = std::find_if(made_.rbegin(), made_.rend(), [&](const auto& one) { return one.whom == whom; });
    return found == made_.rend() ? nullptr : &*found;
  }

  void take_plan(const Ask& plan) {
    auto* open = newest(plan.whom);
    if (open != nullptr && open->state != "planned") open = nullptr;
    if (plan.dropped) {
      if (open != nullptr) open->state = "dropped";
      return;
    }
    if (open == nullptr) open = &made_.emplace_back(AskReading{plan.whom, "planned", {}, {}, "", ""});
    open->plan = plan;
  }

  void take_answer(const Asked& asked) {
    auto* open = newest(asked.whom);
    if (open == nullptr || !open->is_open()) open = &made_.emplace_back(AskReading{asked.whom, "", {}, {}, "", ""});
    if (!open->asked_at) open->asked_at = asked.at;
    open->state = state_of(asked.result);
    open->by = asked.by;
    const bool free = ask_result(base::lower(base::trim(asked.result))) == nullptr;
    open->words = free ? std::string(base::trim(asked.result + " " + asked.words)) : asked.words;
  }

  /// "no": nobody was asked after all, so the plan stands as before.
  void take_back(const model::AskedOf& whom) {
    auto* last = newest(whom);
    if (last == nullptr || !last->was_asked()) return;
    if (last->plan) {
      *last = AskReading{whom, "planned", last->plan, {}, "", ""};
      return;
    }
    made_.erase(made_.begin() + (last - made_.data()));
  }

  std::vector<AskReading> made_;
};

bool within(Instant at, base::Duration span, Instant now) { return at <= now && now - at < span; }

}  // namespace

std::span<const AskResult> ask_results() { return results; }

const AskResult* ask_result(std::string_view id) {
  const auto found = std::ranges::find(results, id, &AskResult::id);
  return found == results.end() ? nullptr : &*found;
}

bool AskReading::is_open() const { return ask_result(state)->open; }
bool AskReading::was_asked() const { return ask_result(state)->asked; }

std::vector<AskReading> read_asks(std::span<const Ask> plans, std::span<const Asked> asked) {
  Asks asks;
  for (const auto& saying : in_order(plans, asked)) asks.take(saying);
  return asks.finish();
}

const AskReading* open_ask(std::span<const AskReading> asks, const model::AskedOf& whom) {
  const auto found =
      std::ranges::find_if(asks, [&](const AskReading& one) { return one.whom == whom && one.is_open(); });
  return found == asks.end() ? nullptr : &*found;
}

std::map<std::string, AskCount> count_asks(std::span<const AskReading> asks, Instant now) {
  std::map<std::string, AskCount> counts;
  for (const auto& one : asks) {
    if (!one.was_asked() || !one.asked_at || !within(*one.asked_at, four_weeks, now)) continue;
    auto& count = counts[one.seller()];
    ++count.asked;
    count.given += one.state == "given" ? 1 : 0;
    count.cold += one.plan && one.plan->cold ? 1 : 0;
  }
  return counts;
}

int cold_asks(std::span<const AskReading> asks, std::string_view seller, Instant now) {
  return static_cast<int>(std::ranges::count_if(asks, [&](const AskReading& one) {
    return one.plan && one.plan->cold && one.state != "dropped" && one.seller() == seller &&
           within(one.plan->at, a_week, now);
  }));
}

}  // namespace goodword::rules
