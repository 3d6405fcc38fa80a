#include "engine/offers.hpp"

#include <algorithm>
#include <array>

#include "base/digest.hpp"
#include "engine/follow_up.hpp"
#include "engine/law.hpp"
#include "engine/tags.hpp"

namespace goodword::engine {
namespace {

using model::Referral;
using model::ReferralKind;
using model::ReferralState;

constexpr std::array cards = {
    CardRow{ReferralState::prospect_accepted, ReferralKind::introduction, "offer_partner", "task-ask-partner",
            "note-ask-partner"},
    CardRow{ReferralState::prospect_accepted, ReferralKind::together, "offer_partner", "task-ask-to-join",
            "note-ask-to-join"},
    CardRow{ReferralState::wants_meeting, std::nullopt, "offer_meeting", "task-ask-meeting", "note-ask-meeting"},
};

}  // namespace

const CardRow* card_for(const Referral& referral) {
  const auto found = std::ranges::find_if(cards, [&](const auto& row) {
    return row.waits == referral.state && row.kind.value_or(referral.kind) == referral.kind;
  });
  return found == cards.end() ? nullptr : &*found;
}

bool is_settled(const model::Dossier& dossier, const std::string& service) {
  using enum ReferralState;
  constexpr std::array leads_on = {prospect_declined, partner_declined, named_another,   expired,
                                   given_back,        never_contacted,  entered_in_error};
  return std::ranges::any_of(dossier.referrals, [&](const Referral& referral) {
    return model::is_about(referral, service) && std::ranges::count(leads_on, referral.state) == 0;
  });
}

bool is_handed_over(const model::Dossier& dossier, const std::string& service) {
  return std::ranges::any_of(dossier.referrals, [&](const Referral& referral) {
    return model::is_about(referral, service) && referral.kind == ReferralKind::introduction &&
           model::is_placed(referral.state);
  });
}

model::ReferralMove opening_move(const Subject& subject, const model::Partner& partner,
                                 const model::Arrangement* agreement, const OfferTime& time) {
  const auto& decision = subject.decision;
  model::ReferralMove move;
  Referral& referral = move.referral;
  const auto before = std::ranges::count_if(subject.dossier.referrals, [&](const Referral& one) {
    return one.partner == partner.id && one.need == decision.need.service;
  });
  const std::string seed =
      model::to_text(subject.dossier.ref()) + "|" + decision.need.service + "|" + partner.id + "|" + decision.id;
  referral.id = base::sha256_hex(before == 0 ? seed : seed + "|" + std::to_string(before)).substr(0, 16);
  referral.contact = subject.dossier.ref();
  referral.need = decision.need.service;
  if (!decision.need.in_parts) referral.also = decision.need.rest;
  referral.partner = partner.id;
  referral.seller = subject.seller;
  referral.state = ReferralState::offered_prospect;
  for (std::size_t i = 1; i < decision.matches.size(); ++i)
    referral.alternatives.push_back(decision.matches[i].partner);
  referral.terms = terms_allowed(decision, partner);
  if (agreement != nullptr) {
    referral.kind = model::ReferralKind::together;
    referral.agreed = *agreement;
  }
  referral.tags_then = answers_carried(time.policy.tag_prefix, subject.dossier);
  referral.opened = time.now;
  referral.next_by = next_by(referral, "offer_prospect", time.now, {}, time.policy);
  const bool barred = referral.terms != partner.terms;
  move.event = {referral.id,
                "offer_prospect",
                time.now,
                subject.seller,
                "",
                "plan",
                barred ? "without terms: " + unpaid_because(decision) : ""};
  return move;
}

std::optional<model::ReferralMove> move_on(const Subject& subject, const Referral& referral, std::string_view event,
                                           const std::string& why, const OfferTime& time) {
  const auto* row = model::referral_step(referral.state, event);
  if (row == nullptr) return std::nullopt;
  model::ReferralMove move;
  move.referral = referral;
  move.referral.state = row->to;
  if (event.starts_with("offer_")) move.referral.tags_then = answers_carried(time.policy.tag_prefix, subject.dossier);
  move.referral.next_by = next_by(move.referral, event, time.now, {}, time.policy);
  move.event = {referral.id, std::string(event), time.now, subject.seller, "", "plan", why};
  return move;
}

}  // namespace goodword::engine
