// What the clock asks of a referral: until when an answer to an offer is waited for; and, once both sides were
// introduced, whether the partner wrote, how it goes, what came of it, and that both are thanked. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/plan.hpp"

namespace goodword::engine {

/// Whether a partner works on it, or thanks and terms are owed.
bool is_under_way(const model::Referral& referral);

/// The one that a person has to act on first: the offer that is open, else the newest under way, else the newest.
/// nullptr: there is none.
const model::Referral* at_hand(const std::vector<model::Referral>& referrals);
/// The offer that is open, else the one that was opened last, whatever came of it; nullptr: there is none.
const model::Referral* newest_offer(const std::vector<model::Referral>& referrals);
/// The offer that is open; nullptr: there is none.
const model::Referral* open_offer(const std::vector<model::Referral>& referrals);
/// at_hand() once the moves are made; there is one at least.
model::Referral at_hand_after(std::vector<model::Referral> referrals, std::span<const model::ReferralMove> moves);

/// When the two were introduced: the moment of the event, else when the referral was opened.
base::Instant introduced_at(const model::Referral& referral, std::span<const model::ReferralEvent> events);

/// `days` working days on, at nine o'clock.
base::Instant working_days_on(base::Instant at, int days);

/// When the clock next has something to say, once this event has happened at `at`; nothing: it has not. `events` are
/// those before it.
std::optional<base::Instant> next_by(const model::Referral& moved, std::string_view event, base::Instant at,
                                     std::span<const model::ReferralEvent> events, const Policy& policy);

/// What is still owed where work came of it, as events: thank_prospect, thank_partner, and settle where terms were
/// agreed.
std::vector<std::string_view> owed(const model::Referral& referral, std::span<const model::ReferralEvent> events);

/// The referral whose details are out and were recalled: the partner is to be told to delete them; nullptr: none, or
/// the task stands in the CRM already.
const model::Referral* to_recall(const model::Dossier& dossier);
std::string recall_cause(const model::Referral& referral);

struct FollowUp {
  model::ReferralMove move;
  std::string task;   ///< template of the task it takes; empty: none
  std::string about;  ///< acknowledge, contact, progress, outcome, thank
  std::string cause;
};
/// What is due at `now` for the subject's referrals under way, oldest first; nothing where all is quiet.
std::vector<FollowUp> follow_ups(const Subject& subject, const Policy& policy, base::Instant now);

}  // namespace goodword::engine
