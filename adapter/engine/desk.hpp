// What people answered about open offers, turned into events and consents, or into a question for a person.
//
// Pure. An answer counts only if exactly one offer to one named partner waits for it and the tag was not there when the
// offer went out. A yes without who asked and how records nothing: it becomes a question. Nothing is released here.
#pragma once

#include "engine/world.hpp"
#include "model/dossier.hpp"
#include "rules/desk.hpp"

namespace goodword::engine {

/// What one contact's answers come to.
struct Heard {
  ports::DeskCommit commit;  ///< referrals in their new state, events, consents, answers, withdrawals
  std::vector<model::LeftAlone> questions;

  bool empty() const {
    return commit.events.empty() && commit.answers.empty() && commit.withdrawn.empty() && commit.asked.empty() &&
           commit.received.empty();
  }
};

struct DeskGround {
  const Policy& policy;
  const Circle& circle;
  const Letters& letters;                                    ///< for the wording that a consent keeps
  std::map<std::string, std::vector<std::string>> consents;  ///< ids of those not withdrawn, by referral
  base::Instant now{};
  std::map<std::string, std::vector<model::ReferralEvent>> events = {};  ///< of each referral of theirs

  std::span<const model::ReferralEvent> events_of(const model::Referral& referral) const {
    const auto found = events.find(referral.id);
    return found == events.end() ? std::span<const model::ReferralEvent>() : found->second;
  }
};

/// What an answer is called that says whom a partner named in its place; its value is that partner's id. A suggestion,
/// no order of ours: it goes first where somebody is offered a partner anyway.
inline constexpr std::string_view named_in_place = "named_in_place";

/// The fields of a prospect that a yes of theirs lets a partner see; the store lets no address into one to a meeting.
std::vector<std::string> fields_to_ask_for(model::Scope scope);

/// By id or name, in capitals or not; nullptr where there is none.
const model::Partner* partner_named(const Circle& circle, const std::string& words);

/// What proves a word of the desk: a line by its record, a tag by its name.
std::string proof_of(const rules::DeskWord& word);
/// Whether a word is about this partner: it names it, or nobody.
bool names(const rules::DeskWord& word, const Circle& circle, const std::string& partner);

Heard hear(const model::Dossier& dossier, const rules::DeskReading& desk, const DeskGround& ground);

/// A yes as typed into review: same receipt, same step. Errors: usage where no offer waits for it.
struct SpokenYes {
  model::Party party = model::Party::prospect;
  std::string by, how, proof;
  base::Instant at{};
  model::Scope scope = model::Scope::introduction;
  std::string reason = {};
};
base::Result<ports::DeskCommit> record_yes(const model::Dossier& dossier, const model::Referral& referral,
                                           const SpokenYes& yes, const DeskGround& ground);

/// The receipt that such a yes leaves, as it would be recorded; nothing is.
model::Consent consent_for(const model::Referral& referral, const SpokenYes& yes, const DeskGround& ground);

/// An answer that is no yes, as typed in: prospect_no, prospect_wants_us, partner_no, partner_asks, tell_partner.
/// Errors: usage where no offer waits for it.
struct SpokenAnswer {
  std::string event, by, how, reason;
  base::Instant at{};
};
base::Result<ports::DeskCommit> record_answer(const model::Dossier& dossier, const model::Referral& referral,
                                              const SpokenAnswer& answer, const DeskGround& ground);

}  // namespace goodword::engine
