// Referrals seen from the receiver's side: who was sent to us by a partner, how far we are with them, and what word the
// partner is owed. The stage is read from the CRM; nobody types it in. Goodword mails nobody.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/partners.hpp"
#include "engine/world.hpp"

namespace goodword::engine {

enum class IncomingStage {
  received,   ///< nobody has spoken with them yet
  contacted,  ///< a mail, call or meeting since
  working,    ///< an opportunity is open
  declined,   ///< not for us: let go, passed on, or excluded
  won,
  lost
};
std::string_view to_text(IncomingStage stage);

/// How far we are, and since when.
struct IncomingState {
  IncomingStage stage = IncomingStage::received;
  base::Instant since{};
};
/// By what was said and opened since the partner sent them; an older opportunity is none of it. Pure.
IncomingState incoming_state(const model::Dossier& dossier, const model::Received& received);

/// One of those whom partners sent us.
struct Incoming {
  model::Received received;
  std::string name, company, partner;  ///< of the prospect; of the partner
  std::string seller;                  ///< id of who meets them, or empty
  IncomingState state;
  std::string owed;  ///< the letter the partner is owed: acknowledgement, outcome-giver; empty: it heard from us
  base::Date by{};   ///< by when, where one is owed
};
/// Newest first. Contacts that are gone, and partners that left the circle, are left out. Errors: those of the store.
base::Result<std::vector<Incoming>> read_incoming(ports::Store& store, const Circle& circle, const Policy& policy,
                                                  const std::vector<PartnerReading>& partners);
/// Those whose partner is owed a word.
std::vector<Incoming> words_owed(std::vector<Incoming> all);

base::Json to_json(const Incoming& incoming);

}  // namespace goodword::engine
