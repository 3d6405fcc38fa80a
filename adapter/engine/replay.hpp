// Rules tried on the past before they go live: what they would have said of each prospect, look by look, and what came
// of those they would have given away.
//
// Reads the store and writes nothing; talks to no CRM. At each look only what carries its own time counts: activities,
// answers, when deals were made and closed, and fields of records that were not changed since. The chance is what had
// been learned by then. Partners are as they are today, and their room is not shared out. Who was given away once is
// not looked at again.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/money.hpp"
#include "engine/world.hpp"
#include "model/decision.hpp"

namespace goodword::engine {

struct ReplayWish {
  std::string crm;
  base::Instant from{};
  int days_between = 28;
};

struct ReplayLook {
  base::Instant at{};
  int prospects = 0;
  std::map<model::Verdict, int> verdicts;
};

/// Somebody these rules would have passed on or let go, who bought from us later.
struct GivenAway {
  model::Ref contact;
  std::string name, opportunity;
  std::optional<base::Money> amount;
  model::Verdict verdict = model::Verdict::none;
  base::Instant at{};
  std::string reason;
  double hours = 0;  ///< that went on it from then until it was won
};

struct ReplayReport {
  std::vector<ReplayLook> looks;
  std::int64_t facts = 0, dated = 0;  ///< that records give, and that can be dated to the look
  std::vector<GivenAway> won;         ///< later, though given away; by contact
  int lost = 0, open = 0;             ///< of those given away: lost later; neither won nor lost
  int kept_won = 0, kept_lost = 0;    ///< of those never given away
  double hours_freed = 0;             ///< went on those given away who did not buy
  int to_ask = 0;                     ///< would have been offered a partner, and need a yes first
  int introductions = 0;              ///< that Goodword made since then
  int without_yes = 0;                ///< of these, without both yeses in force at that moment

  double dated_share() const;
  /// Whether enough is dated for the figures to say something about the rules.
  bool tells() const;
};

/// Errors: those of the store; usage where the day is not in the past.
base::Result<ReplayReport> replay(ports::Store& store, const Circle& circle, std::string_view tag_prefix,
                                  base::Instant now, const ReplayWish& wish);

base::Json to_json(const ReplayReport& report);

}  // namespace goodword::engine
