// Forgetting a person: what stands of ours in the CRM is to be taken back, the rest the store takes away.
//
// The CRM itself is not deleted from. What is taken back is queued in the transaction that forgets, for afterwards
// nobody knows any more what stood where; it is written with the next sync that writes.
#pragma once

#include "engine/undo.hpp"
#include "engine/world.hpp"
#include "ports/person.hpp"

namespace goodword::engine {

struct WhoForgets {
  std::string by;
  std::string reason;  ///< is kept: nothing about the person
};

struct ForgetReport {
  std::int64_t run = 0;
  int taken_back = 0;                  ///< changes queued for the CRM
  std::vector<model::LeftAlone> kept;  ///< what stays there, and why
  ports::Traces traces = ports::Traces::none;
};

/// What forgetting would take back in the CRM.
base::Result<UndoPlan> traces_in_crm(ports::Store& store, const ports::PersonRows& held, base::Instant now);
/// The caller holds the CRM's lease: a sync that had read the person before would store a decision about them after.
base::Result<ForgetReport> forget(ports::Store& store, const model::Ref& contact, const WhoForgets& who,
                                  base::Instant now);

}  // namespace goodword::engine
