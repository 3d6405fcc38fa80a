#include "model/referral.hpp"

#include <algorithm>
#include <array>

namespace goodword::model {
namespace {

using base::Json;
using enum ReferralState;

constexpr auto state_names = std::to_array<std::string_view>({"proposed",
                                                              "offered_prospect",
                                                              "prospect_accepted",
                                                              "prospect_declined",
                                                              "chose_us",
                                                              "silent",
                                                              "wants_meeting",
                                                              "meeting_offered",
                                                              "meeting_agreed",
                                                              "meeting",
                                                              "offered_partner",
                                                              "needs_info",
                                                              "partner_accepted",
                                                              "partner_declined",
                                                              "named_another",
                                                              "expired",
                                                              "introduced",
                                                              "acknowledged",
                                                              "contacted",
                                                              "met",
                                                              "working",
                                                              "on_hold",
                                                              "won",
                                                              "lost",
                                                              "no_fit",
                                                              "given_back",
                                                              "never_contacted",
                                                              "duplicate",
                                                              "invalid",
                                                              "disputed",
                                                              "withdrawn",
                                                              "recalled",
                                                              "closed",
                                                              "entered_in_error",
                                                              "erased"});

// The published table. Prospect first: a home that then says no is the worst outcome, so a partner's no leads on to the
// next partner with a new consent.
constexpr std::array life = {
    ReferralStep{proposed, "offer_prospect", offered_prospect, "prospect"},
    ReferralStep{offered_prospect, "prospect_yes", prospect_accepted, "seller"},
    ReferralStep{offered_prospect, "prospect_no", prospect_declined, "nobody"},
    ReferralStep{offered_prospect, "prospect_wants_us", chose_us, "seller"},
    ReferralStep{offered_prospect, "prospect_meet_first", wants_meeting, "seller"},
    ReferralStep{offered_prospect, "expire", silent, "nobody"},
    ReferralStep{offered_prospect, "withdraw", withdrawn, "nobody"},
    ReferralStep{prospect_accepted, "offer_partner", offered_partner, "partner"},
    ReferralStep{prospect_accepted, "withdraw", withdrawn, "nobody"},
    // Before deciding they meet, each with a yes for that; the prospect then decides as if asked anew.
    ReferralStep{wants_meeting, "offer_meeting", meeting_offered, "partner"},
    ReferralStep{wants_meeting, "withdraw", withdrawn, "nobody"},
    ReferralStep{meeting_offered, "partner_yes", meeting_agreed, "seller"},
    ReferralStep{meeting_offered, "partner_no", partner_declined, "seller"},
    ReferralStep{meeting_offered, "partner_names_another", named_another, "seller"},
    ReferralStep{meeting_offered, "expire", expired, "seller"},
    ReferralStep{meeting_offered, "withdraw", withdrawn, "nobody"},
    ReferralStep{meeting_agreed, "arrange_meeting", meeting, "prospect"},
    ReferralStep{meeting_agreed, "withdraw", withdrawn, "nobody"},
    ReferralStep{meeting_agreed, "expire", expired, "seller"},
    ReferralStep{meeting, "prospect_yes", prospect_accepted, "seller"},
    ReferralStep{meeting, "prospect_no", prospect_declined, "nobody"},
    ReferralStep{meeting, "prospect_wants_us", chose_us, "seller"},
    ReferralStep{meeting, "expire", silent, "nobody"},
    ReferralStep{meeting, "withdraw", withdrawn, "nobody"},
    ReferralStep{offered_partner, "partner_yes", partner_accepted, "seller"},
    ReferralStep{offered_partner, "partner_no", partner_declined, "seller"},
    ReferralStep{offered_partner, "partner_names_another", named_another, "seller"},
    ReferralStep{offered_partner, "partner_asks", needs_info, "seller"},
    ReferralStep{offered_partner, "expire", expired, "seller"},
    ReferralStep{offered_partner, "withdraw", withdrawn, "nobody"},
    ReferralStep{needs_info, "tell_partner", offered_partner, "partner"},
    ReferralStep{needs_info, "partner_yes", partner_accepted, "seller"},
    ReferralStep{needs_info, "partner_no", partner_declined, "seller"},
    ReferralStep{needs_info, "partner_names_another", named_another, "seller"},
    ReferralStep{needs_info, "expire", expired, "seller"},
    ReferralStep{needs_info, "withdraw", withdrawn, "nobody"},
    ReferralStep{partner_accepted, "introduce", introduced, "partner"},
    ReferralStep{partner_accepted, "withdraw", withdrawn, "nobody"},
    ReferralStep{partner_accepted, "expire", expired, "seller"},  // a consent ran out before the letters were written
    // An operator took the run back: nobody said no, so it does not count as one.
    ReferralStep{offered_prospect, "take_back", recalled, "nobody"},
    ReferralStep{prospect_accepted, "take_back", recalled, "nobody"},
    ReferralStep{wants_meeting, "take_back", recalled, "nobody"},
    ReferralStep{meeting_offered, "take_back", recalled, "nobody"},
    ReferralStep{meeting_agreed, "take_back", recalled, "nobody"},
    ReferralStep{offered_partner, "take_back", recalled, "nobody"},
    ReferralStep{needs_info, "take_back", recalled, "nobody"},
    ReferralStep{partner_accepted, "take_back", recalled, "nobody"},
    // People report what they know, not every step: a later one may come first. "ask" is ours: the clock asks how it
    // goes.
    ReferralStep{introduced, "acknowledge", acknowledged, "partner"},
    ReferralStep{introduced, "contact", contacted, "partner"},
    ReferralStep{introduced, "meet", met, "partner"},
    ReferralStep{introduced, "start_work", working, "partner"},
    ReferralStep{introduced, "ask", introduced, "partner"},
    ReferralStep{introduced, "win", won, "seller"},
    ReferralStep{introduced, "lose", lost, "nobody"},
    ReferralStep{introduced, "find_no_fit", no_fit, "nobody"},
    ReferralStep{introduced, "give_back", given_back, "nobody"},
    ReferralStep{introduced, "miss", never_contacted, "nobody"},
    ReferralStep{introduced, "know_already", duplicate, "nobody"},
    ReferralStep{introduced, "find_invalid", invalid, "nobody"},
    ReferralStep{introduced, "withdraw", recalled, "seller"},
    ReferralStep{acknowledged, "contact", contacted, "partner"},
    ReferralStep{acknowledged, "meet", met, "partner"},
    ReferralStep{acknowledged, "start_work", working, "partner"},
    ReferralStep{acknowledged, "ask", acknowledged, "partner"},
    ReferralStep{acknowledged, "win", won, "seller"},
    ReferralStep{acknowledged, "lose", lost, "nobody"},
    ReferralStep{acknowledged, "find_no_fit", no_fit, "nobody"},
    ReferralStep{acknowledged, "give_back", given_back, "nobody"},
    ReferralStep{acknowledged, "miss", never_contacted, "nobody"},
    ReferralStep{acknowledged, "know_already", duplicate, "nobody"},
    ReferralStep{acknowledged, "find_invalid", invalid, "nobody"},
    ReferralStep{acknowledged, "withdraw", recalled, "seller"},
    ReferralStep{contacted, "meet", met, "partner"},
    ReferralStep{contacted, "start_work", working, "partner"},
    ReferralStep{contacted, "hold", on_hold, "seller"},
    ReferralStep{contacted, "ask", contacted, "partner"},
    ReferralStep{contacted, "win", won, "seller"},
    ReferralStep{contacted, "lose", lost, "nobody"},
    ReferralStep{contacted, "find_no_fit", no_fit, "nobody"},
    ReferralStep{contacted, "give_back", given_back, "nobody"},
    ReferralStep{contacted, "know_already", duplicate, "nobody"},
    ReferralStep{contacted, "find_invalid", invalid, "nobody"},
    ReferralStep{contacted, "withdraw", recalled, "seller"},
    ReferralStep{met, "start_work", working, "partner"},
    ReferralStep{met, "hold", on_hold, "seller"},
    ReferralStep{met, "ask", met, "partner"},
    ReferralStep{met, "win", won, "seller"},
    ReferralStep{met, "lose", lost, "nobody"},
    ReferralStep{met, "find_no_fit", no_fit, "nobody"},
    ReferralStep{met, "give_back", given_back, "nobody"},
    ReferralStep{met, "withdraw", recalled, "seller"},
    ReferralStep{working, "hold", on_hold, "seller"},
    ReferralStep{working, "ask", working, "partner"},
    ReferralStep{working, "win", won, "seller"},
    ReferralStep{working, "lose", lost, "nobody"},
    ReferralStep{working, "find_no_fit", no_fit, "nobody"},
    ReferralStep{working, "give_back", given_back, "nobody"},
    ReferralStep{working, "withdraw", recalled, "seller"},
    ReferralStep{on_hold, "start_work", working, "partner"},
    ReferralStep{on_hold, "ask", on_hold, "partner"},
    ReferralStep{on_hold, "win", won, "seller"},
    ReferralStep{on_hold, "lose", lost, "nobody"},
    ReferralStep{on_hold, "find_no_fit", no_fit, "nobody"},
    ReferralStep{on_hold, "give_back", given_back, "nobody"},
    ReferralStep{on_hold, "withdraw", recalled, "seller"},
    ReferralStep{won, "correct", working, "partner"},
    ReferralStep{won, "thank_prospect", won, "seller"},
    ReferralStep{won, "thank_partner", won, "seller"},
    ReferralStep{won, "settle", won, "seller"},
    ReferralStep{won, "close", closed, "nobody"},
    ReferralStep{won, "dispute", disputed, "seller"},
    ReferralStep{lost, "correct", working, "partner"},
    ReferralStep{lost, "dispute", disputed, "seller"},
    ReferralStep{closed, "dispute", disputed, "seller"},
    ReferralStep{disputed, "ask", disputed, "seller"},
    ReferralStep{disputed, "win", won, "seller"},
    ReferralStep{disputed, "lose", lost, "nobody"},
    ReferralStep{disputed, "withdraw", recalled, "seller"},
    ReferralStep{no_fit, "correct", working, "partner"},
    ReferralStep{given_back, "correct", working, "partner"},
    ReferralStep{never_contacted, "correct", working, "partner"},
    ReferralStep{duplicate, "correct", working, "partner"},
    ReferralStep{invalid, "correct", working, "partner"},
};

/// Once it is known what came of it, both sides are asked one question, how it was, and either may answer late.
constexpr std::array judged = {won, lost, no_fit, given_back, never_contacted, disputed, closed};
constexpr auto judgements =
    std::to_array<std::string_view>({"prospect_content", "prospect_complains", "partner_content", "partner_complains"});

constexpr std::string_view acts_in(ReferralState state) {
  return std::ranges::find(life, state, &ReferralStep::to)->acts_next;
}

/// And what can happen in any state: it was never meant, or the person is forgotten. Nothing follows that.
constexpr auto steps = [] {
  constexpr std::size_t states = state_names.size();
  std::array<ReferralStep, life.size() + judged.size() * judgements.size() + (states - 2) + (states - 1)> all{};
  auto next = std::ranges::copy(life, all.begin()).out;
  for (const auto state : judged) {
    for (const auto event : judgements) *next++ = {state, event, state, acts_in(state)};
  }
  for (std::size_t i = 0; i < states; ++i) {
    const auto from = static_cast<ReferralState>(i);
    if (from == erased) continue;
    if (from != entered_in_error) *next++ = {from, "enter_in_error", entered_in_error, "nobody"};
    *next++ = {from, "erase", erased, "nobody"};
  }
  return all;
}();

}  // namespace

std::span<const ReferralStep> referral_steps() { return steps; }

const ReferralStep* referral_step(ReferralState from, std::string_view event) {
  const auto found =
      std::ranges::find_if(steps, [&](const auto& step) { return step.from == from && step.event == event; });
  return found == steps.end() ? nullptr : &*found;
}

std::vector<std::string_view> events_from(ReferralState state) {
  std::vector<std::string_view> events;
  for (const auto& step : steps) {
    if (step.from == state) events.push_back(step.event);
  }
  return events;
}

std::string_view acts_next(ReferralState state) {
  const auto found = std::ranges::find(steps, state, &ReferralStep::to);
  return found == steps.end() ? "seller" : found->acts_next;  // what is only proposed waits for a person
}

ReferralPhase phase_of(ReferralState state) {
  switch (state) {
    case proposed:
    case offered_prospect:
    case prospect_accepted:
    case wants_meeting:
    case meeting_offered:
    case meeting_agreed:
    case meeting:
    case offered_partner:
    case needs_info:
    case partner_accepted: return ReferralPhase::offer;
    case introduced:
    case acknowledged:
    case contacted:
    case met:
    case working:
    case on_hold:
    case disputed: return ReferralPhase::work;
    case won: return ReferralPhase::thanks;
    default: return ReferralPhase::over;
  }
}

bool is_live(ReferralState state) { return phase_of(state) == ReferralPhase::offer; }

bool is_placed(ReferralState state) {
  const auto phase = phase_of(state);
  const bool ended = state == lost || state == no_fit || state == duplicate || state == closed;
  return ended || phase == ReferralPhase::work || phase == ReferralPhase::thanks;
}

std::string_view to_text(ReferralState state) { return state_names[static_cast<std::size_t>(state)]; }

std::optional<ReferralState> referral_state_of(std::string_view text) {
  const auto found = std::ranges::find(state_names, text);
  if (found == state_names.end()) return std::nullopt;
  return static_cast<ReferralState>(found - state_names.begin());
}

std::string_view to_text(ReferralKind kind) { return kind == ReferralKind::together ? "together" : "introduction"; }

std::optional<ReferralKind> referral_kind_of(std::string_view text) {
  for (const auto kind : {ReferralKind::introduction, ReferralKind::together}) {
    if (to_text(kind) == text) return kind;
  }
  return std::nullopt;
}

std::string_view to_text(Party party) { return party == Party::prospect ? "prospect" : "partner"; }
std::string_view to_text(Scope scope) { return scope == Scope::meeting ? "meeting" : "introduction"; }

bool is_about(const Referral& referral, std::string_view service) {
  return referral.need == service || std::ranges::find(referral.also, service) != referral.also.end();
}

std::string needs_in_words(const Referral& referral, const std::vector<Service>& services, std::string_view language) {
  std::string words = service_name(services, referral.need, language);
  for (const auto& id : referral.also) {
    if (id == all_needs) continue;
    words += ", " + service_name(services, id, language);
  }
  return words;
}

Json to_json(const Referral& referral) {
  Json json = Json::object({{"id", Json(referral.id)},
                            {"crm", Json(referral.contact.crm)},
                            {"contact", Json(referral.contact.id)},
                            {"need", Json(referral.need)},
                            {"partner", Json(referral.partner)},
                            {"seller", Json(referral.seller)},
                            {"state", Json(to_text(referral.state))},
                            {"kind", Json(to_text(referral.kind))},
                            {"alternatives", Json::array_of(referral.alternatives)},
                            {"terms", Json(referral.terms)},
                            {"tags_then", Json::array_of(referral.tags_then)},
                            {"opened", Json(base::to_rfc3339(referral.opened))}});
  if (referral.next_by) json.set("next_by", Json(base::to_rfc3339(*referral.next_by)));
  if (referral.agreed) json.set("agreed", to_json(*referral.agreed));
  if (!referral.also.empty()) json.set("also", Json::array_of(referral.also));
  return json;
}

Referral referral_from_json(const Json& json) {
  Referral referral;
  referral.id = json.text_or("id", "");
  referral.contact = {json.text_or("crm", ""), Kind::contact, json.text_or("contact", "")};
  referral.need = json.text_or("need", "");
  referral.partner = json.text_or("partner", "");
  referral.seller = json.text_or("seller", "");
  referral.state = referral_state_of(json.text_or("state", "proposed")).value_or(proposed);
  referral.alternatives = json.texts("alternatives");
  referral.terms = json.text_or("terms", "");
  referral.tags_then = json.texts("tags_then");
  referral.opened = base::parse_rfc3339(json.text_or("opened", "")).value_or(base::Instant{});
  referral.next_by = base::parse_rfc3339(json.text_or("next_by", ""));
  referral.kind = referral_kind_of(json.text_or("kind", "")).value_or(ReferralKind::introduction);
  if (const Json* agreed = json.find("agreed")) referral.agreed = arrangement_from_json(*agreed);
  referral.also = json.texts("also");
  return referral;
}

}  // namespace goodword::model
