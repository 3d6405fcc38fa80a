#include "engine/tags.hpp"

#include <algorithm>
#include <array>

#include "engine/follow_up.hpp"

namespace goodword::engine {
namespace {

using model::ReferralState;
using model::Verdict;

std::string with_prefix(std::string_view prefix, std::string_view name) {
  return std::string(prefix) + ":" + std::string(name);
}

struct AnswerTag {
  std::string_view name;
  std::vector<ReferralState> recorded_in;  ///< states only this answer can have led to
  bool led_to_introduction = false;        ///< and every one after the introduction
};

const std::vector<AnswerTag>& answer_tags() {
  using enum ReferralState;
  static const std::vector<AnswerTag> tags = {
      {"prospect-yes",
       {prospect_accepted, offered_partner, needs_info, partner_accepted, partner_declined, named_another, expired,
        lost, no_fit, given_back, never_contacted, duplicate, invalid, closed},
       true},
      {"prospect-no", {prospect_declined}},
      {"prospect-wants-us", {chose_us}},
      {"prospect-meet-first", {wants_meeting, meeting_offered, meeting_agreed, meeting}},
      {"partner-yes",
       {meeting_agreed, meeting, partner_accepted, lost, no_fit, given_back, never_contacted, duplicate, invalid,
        closed},
       true},
      {"partner-no", {partner_declined}},
      {"partner-asks", {needs_info}},
      {"withdraw", {withdrawn, recalled}},
      {"acknowledged", {acknowledged, contacted, met, working, on_hold, won, lost, no_fit, given_back}},
      {"contacted", {contacted, met, working, on_hold, won, lost, no_fit, given_back}},
      {"met", {met, working, on_hold, won, lost, no_fit, given_back}},
      {"working", {working, won, lost, no_fit, given_back}},
      {"on-hold", {on_hold, won, lost, no_fit, given_back}},
      {"won", {won, closed}},
      {"lost", {lost}},
      {"no-fit", {no_fit}},
      {"given-back", {given_back}},
      {"never-contacted", {never_contacted}},
      {"duplicate", {duplicate}},
      {"invalid", {invalid}},
      {"disputed", {disputed}},
      {"thanked-prospect", {won, closed}},
      {"thanked-partner", {won, closed}},
      {"settled", {won, closed}},
      {"corrected", {working}},
      {"entered-in-error", {entered_in_error}},
      {"approve", {}},
      {"keep", {}},
      {"private", {}},
      {"pass-on", {}},
      {"exclude", {}},
      {"no-scoring", {}}};
  return tags;
}

}  // namespace

std::string verdict_tag(std::string_view prefix, Verdict verdict) {
  switch (verdict) {
    case Verdict::none: return {};
    case Verdict::pursue: return with_prefix(prefix, "pursue");
    case Verdict::nurture: return with_prefix(prefix, "nurture");
    case Verdict::find_out: return with_prefix(prefix, "find-out");
    case Verdict::refer: return with_prefix(prefix, "refer");
    case Verdict::team_up: return with_prefix(prefix, "team-up");
    case Verdict::let_go: return with_prefix(prefix, "let-go");
    case Verdict::exclude: return with_prefix(prefix, "do-not-refer");
  }
  return {};
}

std::string state_tag(std::string_view prefix, ReferralState state) {
  switch (state) {
    case ReferralState::offered_prospect:
    case ReferralState::meeting: return with_prefix(prefix, "ask-prospect");
    case ReferralState::meeting_offered:
    case ReferralState::offered_partner:
    case ReferralState::needs_info: return with_prefix(prefix, "ask-partner");
    default:
      return model::phase_of(state) == model::ReferralPhase::work ? with_prefix(prefix, "introduced") : std::string();
  }
}

std::vector<std::string> all_verdict_tags(std::string_view prefix) {
  std::vector<std::string> tags;
  for (const auto verdict : {Verdict::pursue, Verdict::nurture, Verdict::find_out, Verdict::refer, Verdict::team_up,
                             Verdict::let_go, Verdict::exclude}) {
    tags.push_back(verdict_tag(prefix, verdict));
  }
  return tags;
}

std::vector<std::string> all_state_tags(std::string_view prefix) {
  return {with_prefix(prefix, "ask-prospect"), with_prefix(prefix, "ask-partner"), with_prefix(prefix, "introduced")};
}

std::vector<std::string> all_our_tags(std::string_view prefix) {
  auto tags = all_verdict_tags(prefix);
  std::ranges::copy(all_state_tags(prefix), std::back_inserter(tags));
  return tags;
}

std::vector<std::string> all_answer_tags(std::string_view prefix) {
  std::vector<std::string> tags;
  for (const auto& tag : answer_tags()) tags.push_back(with_prefix(prefix, tag.name));
  return tags;
}

std::vector<std::string> answers_carried(std::string_view prefix, const model::Dossier& dossier) {
  const auto& held = dossier.contact.texts(model::contact::tags);
  auto tags = all_answer_tags(prefix);
  std::erase_if(tags, [&](const std::string& tag) { return std::ranges::find(held, tag) == held.end(); });
  return tags;
}

std::vector<std::string> recorded_answer_tags(std::string_view prefix, const model::Dossier& dossier) {
  std::vector<std::string> recorded;
  if (dossier.referrals.empty()) return recorded;
  const auto& held = dossier.contact.texts(model::contact::tags);
  // While an offer is open a tag answers it; otherwise it stood for the last offer, or for what is under way.
  const ReferralState offer = newest_offer(dossier.referrals)->state, news = at_hand(dossier.referrals)->state;
  const auto led_to = [](const AnswerTag& tag, ReferralState state) {
    const auto phase = model::phase_of(state);
    const bool introduced = phase == model::ReferralPhase::work || phase == model::ReferralPhase::thanks;
    return (tag.led_to_introduction && introduced) ||
           std::ranges::find(tag.recorded_in, state) != tag.recorded_in.end();
  };
  for (const auto& tag : answer_tags()) {
    const std::string name = with_prefix(prefix, tag.name);
    const bool led_here = led_to(tag, offer) || led_to(tag, news);
    if (led_here && std::ranges::find(held, name) != held.end()) recorded.push_back(name);
  }
  return recorded;
}

bool stands(const model::Mark& mark, const model::Dossier& dossier) {
  const auto& held = dossier.contact.texts(model::contact::tags);
  if (std::ranges::find(held, mark.value) != held.end()) return true;
  if (!mark.done_at || dossier.seen_at <= *mark.done_at) return true;
  // A version of the contact from before our write (an index that lags) says nothing about our tag.
  const auto changed = dossier.contact.instant(model::contact::changed);
  return changed && *changed < *mark.done_at;
}

}  // namespace goodword::engine
