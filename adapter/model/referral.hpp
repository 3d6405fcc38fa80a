// A referral: one prospect's need offered to one partner, from offer to thanks; and the consent it stands on.
//
// State follows from append-only events through one published table (referral_steps()); anything else is refused. A
// consent is a receipt. The store refuses a release without both consents in force, whatever the code above it does.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/money.hpp"
#include "model/circle.hpp"
#include "model/record.hpp"

namespace goodword::model {

enum class ReferralState {
  proposed,
  offered_prospect,
  prospect_accepted,
  prospect_declined,
  chose_us,
  silent,
  wants_meeting,    ///< the prospect would like to meet the partner before deciding
  meeting_offered,  ///< the partner is asked whether it will
  meeting_agreed,
  meeting,  ///< they were put in touch for that: name and firm, no more
  offered_partner,
  needs_info,  ///< the partner wants to know more before it answers
  partner_accepted,
  partner_declined,
  named_another,  ///< the partner names somebody who would serve better
  expired,
  introduced,
  acknowledged,
  contacted,
  met,
  working,
  on_hold,
  won,
  lost,
  no_fit,
  given_back,
  never_contacted,
  duplicate,  ///< the partner knew them already
  invalid,    ///< what was sent on was wrong
  disputed,   ///< the two do not agree on what came of it
  withdrawn,
  recalled,
  closed,
  entered_in_error,
  erased  ///< the person was forgotten; the stub stays for the figures
};

/// What of its life a referral is in: the offers are out; the partner has it; work came of it, and thanks and terms are
/// owed; nothing more is to be done.
enum class ReferralPhase { offer, work, thanks, over };

/// An event may leave the state as it is: an ask, a thank-you.
struct ReferralStep {
  ReferralState from;
  std::string_view event;  ///< offer_prospect, prospect_yes, prospect_no, prospect_wants_us, …
  ReferralState to;
  std::string_view acts_next;  ///< seller, prospect, partner, nobody
};

std::span<const ReferralStep> referral_steps();
/// The step an event takes from a state, or nullptr: then it is refused.
const ReferralStep* referral_step(ReferralState from, std::string_view event);
/// The events that are possible in a state, in the order of the table.
std::vector<std::string_view> events_from(ReferralState state);
/// Whose turn it is in a state: seller, prospect, partner, nobody.
std::string_view acts_next(ReferralState state);
ReferralPhase phase_of(ReferralState state);
/// Offers that are open: at most one per (prospect, need).
bool is_live(ReferralState state);
/// Whether a partner has them for it, or had: introduced, and neither given back nor recalled.
bool is_placed(ReferralState state);

/// What the prospect is offered: to go to the partner, or to stay with us while the partner joins in.
enum class ReferralKind { introduction, together };

struct Referral {
  std::string id;
  Ref contact;
  std::string need;  ///< service id
  std::string partner;
  std::string seller;  ///< who asks
  ReferralState state = ReferralState::proposed;
  std::vector<std::string> alternatives;  ///< partner ids, for when this one ends
  std::string terms;                      ///< frozen at the offer, told to the prospect before the yes
  std::vector<std::string> tags_then;     ///< our answer tags on the contact when the offer went out
  base::Instant opened{};
  std::optional<base::Instant> next_by;
  ReferralKind kind = ReferralKind::introduction;
  std::optional<Arrangement> agreed = {};  ///< the working agreement as it stood at the offer; together only
  std::vector<std::string> also = {};      ///< service ids that this partner serves along with the need

  friend bool operator==(const Referral&, const Referral&) = default;
};

/// In `also` of a referral from before several needs were told apart: its partner was to serve all of them.
inline constexpr std::string_view all_needs = "*";
/// Whether it is about this service, alone or among others.
bool is_about(const Referral& referral, std::string_view service);
/// "copywriting, translation": all that it is about.
std::string needs_in_words(const Referral& referral, const std::vector<Service>& services, std::string_view language);

struct ReferralEvent {
  std::string referral;
  std::string event;
  base::Instant at{};  ///< when it happened, by the CRM's clock where known
  std::string by;      ///< seller name or id
  std::string how;     ///< phone, mail, in_person
  std::string proof;   ///< "task 9913", "note 4471", "review"
  std::string reason;
  std::optional<base::Money> value = {};  ///< of the work won, or of what was paid, as it was told

  friend bool operator==(const ReferralEvent&, const ReferralEvent&) = default;
};

enum class Party { prospect, partner };

/// What a yes is for: to be introduced; or to meet before deciding, when name and firm are all that is shown.
enum class Scope { introduction, meeting };

/// A dated, scoped, revocable yes.
struct Consent {
  std::string id;
  std::string referral;
  Party party = Party::prospect;
  Scope scope = Scope::introduction;
  std::string receiver;             ///< partner id
  std::vector<std::string> fields;  ///< what may be shown: name, email, phone, company, need
  std::string purpose;
  std::string wording;  ///< what was shown when the yes was given
  std::string recorded_by;
  std::string how;
  std::string proof;
  base::Instant at{};
  base::Instant until{};
  std::optional<base::Instant> withdrawn;

  friend bool operator==(const Consent&, const Consent&) = default;
};

/// Contact details have left, or name and firm for a meeting, under these two consents.
struct Release {
  std::string referral;
  std::string prospect_consent;
  std::string partner_consent;
  base::Instant at{};
  std::string payload_hash;  ///< SHA-256 of what was shown
  Scope scope = Scope::introduction;

  friend bool operator==(const Release&, const Release&) = default;
};

/// What a person told us about a contact: evidence with author and date.
struct PersonAnswer {
  Ref contact;
  std::string about;   ///< a sign or fact: decider, timing, budget, …
  std::string value;   ///< yes, no, or a text
  std::string source;  ///< "CFO, 12 May"
  std::string by;
  base::Instant at{};

  friend bool operator==(const PersonAnswer&, const PersonAnswer&) = default;
};

std::string_view to_text(ReferralState state);
std::optional<ReferralState> referral_state_of(std::string_view text);
std::string_view to_text(ReferralKind kind);
std::optional<ReferralKind> referral_kind_of(std::string_view text);
std::string_view to_text(Party party);
std::string_view to_text(Scope scope);

base::Json to_json(const Referral& referral);
Referral referral_from_json(const base::Json& json);

}  // namespace goodword::model
