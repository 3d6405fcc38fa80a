// The steps of an offer, from the first question to the prospect until both said yes, as moves of a plan. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/plan.hpp"

namespace goodword::engine {

/// The card that names nobody and goes to the partner, and the words it takes.
struct CardRow {
  model::ReferralState waits;               ///< the state that leads to it
  std::optional<model::ReferralKind> kind;  ///< none: either
  std::string_view event;
  std::string_view task, note;  ///< templates; the note where the CRM has no tasks
};
/// nullptr: no card is due in the state it is in.
const CardRow* card_for(const model::Referral& referral);

/// Whether a need is not to be offered again: it led to an introduction, or to silence. A no, and a partner that did
/// not take it up, gave it back or named another one, leads on to the next; what was entered in error never was.
bool is_settled(const model::Dossier& dossier, const std::string& service);

/// Whether a partner has somebody for a need, or had: introduced, and not given back. Nobody of ours works on it then.
bool is_handed_over(const model::Dossier& dossier, const std::string& service);

/// How long answers are waited for, and from when.
struct OfferTime {
  const Policy& policy;
  base::Instant now{};
};

/// The first offer: to the prospect, of this partner; of both of us where there is an agreement to serve them under.
model::ReferralMove opening_move(const Subject& subject, const model::Partner& partner,
                                 const model::Arrangement* agreement, const OfferTime& time);

/// The referral after the event; nothing where the event does not follow.
std::optional<model::ReferralMove> move_on(const Subject& subject, const model::Referral& referral,
                                           std::string_view event, const std::string& why, const OfferTime& time);

}  // namespace goodword::engine
