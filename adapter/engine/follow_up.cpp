#include "engine/follow_up.hpp"

#include <algorithm>
#include <array>

#include "engine/law.hpp"
#include "engine/release.hpp"

namespace goodword::engine {
namespace {

using base::Instant;
using model::Referral;
using model::ReferralEvent;
using model::ReferralPhase;
using model::ReferralState;

/// The first of the two days on which the outcome is asked for that is still to come.
std::optional<Instant> next_outcome_day(Instant introduced, Instant after, const Policy& policy) {
  for (const auto wait : {policy.outcome_after, policy.outcome_again}) {
    if (introduced + wait > after) return introduced + wait;
  }
  return std::nullopt;
}

Instant earlier(Instant due, const std::optional<Instant>& other) { return other ? std::min(due, *other) : due; }

bool happened(std::span<const ReferralEvent> events, std::string_view event) {
  return std::ranges::find(events, event, &ReferralEvent::event) != events.end();
}

std::string about(ReferralState state, Instant introduced, const Policy& policy, Instant now) {
  if (now >= introduced + policy.outcome_after) return "outcome";
  if (state == ReferralState::introduced) return "acknowledge";
  return state == ReferralState::acknowledged ? "contact" : "progress";
}

std::span<const ReferralEvent> events_of(const Subject& subject, const Referral& referral) {
  const auto found = subject.events.find(referral.id);
  return found == subject.events.end() ? std::span<const ReferralEvent>() : found->second;
}

FollowUp asking(const Referral& referral, const Subject& subject, const Policy& policy, Instant now) {
  const auto events = events_of(subject, referral);
  FollowUp made;
  made.about = about(referral.state, introduced_at(referral, events), policy, now);
  made.task = "task-follow-up-" + made.about;
  const auto asked = std::ranges::count(events, std::string("ask"), &ReferralEvent::event);
  made.cause = "follow_up:" + referral.id + ":" + std::to_string(asked + 1);
  made.move.referral = referral;
  made.move.referral.next_by = next_by(referral, "ask", now, events, policy);
  made.move.event = {referral.id, "ask", now, subject.seller, "", "plan", made.about};
  return made;
}

bool carries_task(const Subject& subject, const std::string& cause) {
  return std::ranges::any_of(subject.dossier.marks, [&](const model::Mark& mark) { return mark.cause == cause; });
}

std::optional<FollowUp> thanking(const Referral& referral, const Subject& subject, Instant now) {
  FollowUp made;
  made.move.referral = referral;
  made.move.referral.next_by.reset();
  const auto open = owed(referral, events_of(subject, referral));
  const auto& decision = subject.decision;
  // What the screen says is about the partner that is named now; of another one it says nothing.
  const bool screened = model::is_about(referral, decision.need.service) && !decision.matches.empty() &&
                        decision.matches.front().partner == referral.partner;
  const auto barred = screened || decision.matches.empty() ? unpaid_because(decision) : std::string();
  if (std::ranges::find(open, "settle") != open.end() && barred.starts_with("may not")) {
    made.about = "settle";
    made.move.event = {referral.id, "settle", now, subject.seller, "", "plan", "barred: " + barred};
    return made;
  }
  if (open.empty()) {
    made.about = "close";
    made.move.referral.state = ReferralState::closed;
    made.move.event = {referral.id, "close", now, subject.seller, "", "plan", "both thanked, terms settled"};
    return made;
  }
  made.about = "thank";
  made.task = "task-thank";
  made.cause = "thank:" + referral.id;
  if (carries_task(subject, made.cause)) return std::nullopt;
  return made;
}

}  // namespace

Instant working_days_on(Instant at, int days) {
  return base::start_of(base::working_days_after(base::date_of(at), days)) + std::chrono::hours(9);
}

bool is_under_way(const Referral& referral) {
  const auto phase = model::phase_of(referral.state);
  return phase == ReferralPhase::work || phase == ReferralPhase::thanks;
}

const Referral* at_hand(const std::vector<Referral>& referrals) {
  const Referral* found = nullptr;
  const auto rank = [](const Referral& one) { return model::is_live(one.state) ? 2 : is_under_way(one) ? 1 : 0; };
  for (const auto& one : referrals) {
    if (found == nullptr || rank(one) >= rank(*found)) found = &one;
  }
  return found;
}

const Referral* open_offer(const std::vector<Referral>& referrals) {
  const auto* found = at_hand(referrals);
  return found != nullptr && model::is_live(found->state) ? found : nullptr;
}

const Referral* newest_offer(const std::vector<Referral>& referrals) {
  const auto* open = open_offer(referrals);
  return open != nullptr || referrals.empty() ? open : &referrals.back();
}

Referral at_hand_after(std::vector<Referral> referrals, std::span<const model::ReferralMove> moves) {
  for (const auto& move : moves) {
    const auto known = std::ranges::find(referrals, move.referral.id, &Referral::id);
    known == referrals.end() ? referrals.push_back(move.referral) : void(*known = move.referral);
  }
  return *at_hand(referrals);
}

Instant introduced_at(const Referral& referral, std::span<const ReferralEvent> events) {
  const auto found = std::ranges::find(events, std::string("introduce"), &ReferralEvent::event);
  return found == events.end() ? referral.opened : found->at;
}

std::optional<Instant> next_by(const Referral& moved, std::string_view event, Instant at,
                               std::span<const ReferralEvent> events, const Policy& policy) {
  const bool introduces = event == "introduce";
  const auto introduced = introduces ? at : introduced_at(moved, events);
  const auto outcome = next_outcome_day(introduced, at, policy);
  if (event == "ask") {
    const bool first = moved.state == ReferralState::introduced && !happened(events, "ask");
    return first ? std::optional(earlier(working_days_on(at, policy.first_contact_days), outcome)) : outcome;
  }
  switch (moved.state) {
    case ReferralState::offered_prospect:
    case ReferralState::meeting: return at + policy.offer_answer;
    case ReferralState::offered_partner:
    case ReferralState::meeting_offered:
    case ReferralState::needs_info: return at + policy.partner_answer;
    case ReferralState::introduced: return working_days_on(at, policy.acknowledge_days);
    case ReferralState::acknowledged: return working_days_on(at, policy.first_contact_days);
    case ReferralState::contacted:
    case ReferralState::met:
    case ReferralState::working: return earlier(at + policy.progress_after, outcome);
    case ReferralState::on_hold:
    case ReferralState::disputed: return at + policy.outcome_after;
    case ReferralState::won: return at + policy.thanks_within;
    default: return std::nullopt;
  }
}

std::vector<std::string_view> owed(const Referral& referral, std::span<const ReferralEvent> events) {
  std::vector<std::string_view> made;
  if (model::phase_of(referral.state) != ReferralPhase::thanks) return made;
  for (const std::string_view event : {"thank_prospect", "thank_partner", "settle"}) {
    const bool due = event != "settle" || !referral.terms.empty();
    if (due && !happened(events, event)) made.push_back(event);
  }
  return made;
}

std::string recall_cause(const Referral& referral) { return "recall:" + referral.id; }

const Referral* to_recall(const model::Dossier& dossier) {
  const auto made = [&](const std::string& cause) {
    return std::ranges::any_of(dossier.marks, [&](const model::Mark& mark) { return mark.cause == cause; });
  };
  constexpr std::array taken_back = {ReferralState::recalled, ReferralState::withdrawn,
                                     ReferralState::entered_in_error};
  for (const auto& referral : dossier.referrals) {
    const bool ended = std::ranges::find(taken_back, referral.state) != taken_back.end();
    if (ended && std::ranges::any_of(release_causes(referral), made) && !made(recall_cause(referral))) return &referral;
  }
  return nullptr;
}

std::vector<FollowUp> follow_ups(const Subject& subject, const Policy& policy, Instant now) {
  std::vector<FollowUp> due;
  for (const auto& referral : subject.dossier.referrals) {
    const auto phase = model::phase_of(referral.state);
    if (phase == ReferralPhase::thanks) {
      if (auto thanks = thanking(referral, subject, now)) due.push_back(std::move(*thanks));
    } else if (phase == ReferralPhase::work && referral.next_by && *referral.next_by <= now) {
      due.push_back(asking(referral, subject, policy, now));
    }
  }
  return due;
}

}  // namespace goodword::engine
