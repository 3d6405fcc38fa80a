// The circle as it stands today: what partners.json, commands and imports say of each partner, the room it was last
// said to have, what came of past referrals, and when we last spoke.
//
// Reads the store and writes nothing; talks to no CRM.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/world.hpp"

namespace goodword::engine {

/// Origin of the partners that stand in the operator's own file.
inline constexpr std::string_view partners_file = "partners.json";

/// How long a tie holds, from goodword.json.
struct TiePolicy {
  base::Duration cold_after = std::chrono::days(60);
  base::Duration check_in_every = std::chrono::days(30);
};

/// Partners of both origins with the room in force, and what past referrals came to, put into `circle`. A partner of
/// partners.json stands before one of the store with its id. Errors: those of the store.
base::Result<void> gather_circle(Circle& circle, ports::Store& store, const std::vector<model::Partner>& stated,
                                 base::Instant now);

/// The word that holds: the later one said as long as it has not expired, then whichever ends later. Pure.
std::optional<model::Room> room_in_force(const std::optional<model::Room>& stated,
                                         const std::optional<model::Room>& said, base::Date today);

/// What past referrals to one partner came to.
struct PartnerRecord {
  int offered = 0, accepted = 0, declined = 0, introduced = 0, won = 0, ended = 0;
  int served_well = 0;                ///< of those that ended
  int complaints = 0;                 ///< of prospects
  std::optional<double> answer_days;  ///< mean over its answers

  friend bool operator==(const PartnerRecord&, const PartnerRecord&) = default;
};

struct Tie {
  std::optional<base::Instant> last_contact;
  std::string how;  ///< "check-in by dev", "email in main", "partners.json"
  bool cold = false;
  std::optional<base::Instant> checked_in;
  bool check_in_due = false;
};

/// What keeps a partner from being recommended to anybody, and what to do about it.
struct Obstacle {
  std::string limit, text, advice;
};

struct PartnerReading {
  model::Partner partner;
  PartnerRecord record;
  Tie tie;
  std::vector<Obstacle> obstacles;
  std::vector<model::SaidRoom> rooms;  ///< newest first

  bool is_outside() const { return partner.kind != model::PartnerKind::colleague; }
};

/// Everybody in the circle, by id. Errors: those of the store.
base::Result<std::vector<PartnerReading>> read_partners(const Circle& circle, ports::Store& store,
                                                        const TiePolicy& ties, base::Instant now);

/// Nullptr: there is none of that id.
const PartnerReading* reading_of(const std::vector<PartnerReading>& partners, std::string_view id);

/// Work with it went well often enough to put on paper who does what: three times, two of three at least, and nothing
/// stands on paper yet. One-off stays the default. Pure.
bool earns_arrangement(const PartnerReading& reading, base::Date today);

/// Most valuable first: who served most prospects well, who is trusted, then whose tie is oldest. Pure.
bool worth_more(const PartnerReading& a, const PartnerReading& b);
/// Those whose tie went cold, most valuable first; at most `most`.
std::vector<const PartnerReading*> cold_ties(const std::vector<PartnerReading>& circle, std::size_t most);
/// Those who are due a check-in, likewise.
std::vector<const PartnerReading*> due_check_ins(const std::vector<PartnerReading>& circle);

base::Json to_json(const PartnerReading& reading);

}  // namespace goodword::engine
