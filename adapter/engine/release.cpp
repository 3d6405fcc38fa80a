#include "engine/release.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "engine/follow_up.hpp"
#include "engine/letters.hpp"
#include "engine/tags.hpp"
#include "engine/wording.hpp"

namespace goodword::engine {
namespace {

using base::Instant;
using base::Result;
using model::Consent;
using model::Party;

constexpr std::string_view introduction_cause = "introduce:";

bool in_force(const Consent& consent, Instant now) {
  return !consent.withdrawn && consent.at <= now && now < consent.until;
}

bool agreed_to(const Consent& consent, std::string_view field) {
  return std::ranges::find(consent.fields, field) != consent.fields.end();
}

/// What a partner may see: exactly the fields the prospect agreed to, where there is a value.
Words agreed_details(const model::Record& contact, const Consent& consent) {
  const auto agreed = [&](std::string_view field, const std::string& value) {
    return agreed_to(consent, field) ? value : std::string();
  };
  const auto& emails = contact.texts(model::contact::emails);
  const auto& phones = contact.texts(model::contact::phones);
  return {{"name", agreed("name", model::display_name(contact))},
          {"email", agreed("email", emails.empty() ? "" : emails.front())},
          {"phone", agreed("phone", phones.empty() ? "" : phones.front())}};
}

const model::Seller* seller_by_id(const model::Firm& firm, std::string_view id) {
  const auto found = std::ranges::find(firm.sellers, id, &model::Seller::id);
  return found == firm.sellers.end() ? nullptr : &*found;
}

Words letter_words(const World& world, const model::Dossier& dossier, const model::Referral& referral,
                   const Consents& consents, const model::Partner& partner) {
  const auto& consent = consents.prospect;
  const auto* seller = seller_by_id(world.circle.firm, referral.seller);
  const std::string person = person_of(partner);
  const auto by = base::date_of(world.clock.now() + std::chrono::days(5));
  return {{"given", given_name(dossier.contact)},
          {"given_full", model::display_name(dossier.contact)},
          {"company", dossier.company ? dossier.company->text(model::company::name) : ""},
          {"service", model::service_name(world.circle.services, referral.need, world.policy.language)},
          {"quote", own_words_of(dossier, world.policy, world.circle, world.clock.now())},
          {"partner", partner.name},
          {"person", person},
          {"partner_firm", person == partner.name ? "" : partner.name},
          {"person_given", given_name(partner)},
          {"proof", partner.proof},
          {"shared", shared_in_words(consent.fields, world.letters, world.policy.language)},
          {"by_day", letter_day(by, world.policy.language)},
          {"consent_day", letter_day(base::date_of(consent.at), world.policy.language)},
          {"terms", referral.terms},
          {"seller", seller ? seller->name : std::string()},
          {"firm", world.circle.firm.name}};
}

model::Change tag_change(const model::Ref& subject, model::Action action, const std::string& tag,
                         const std::string& cause) {
  model::Change change;
  change.subject = subject;
  change.action = action;
  change.field = "tags";
  change.value = tag;
  change.cause = cause;
  change.rule = "introduction";
  change.why = "both said yes";
  return change;
}

}  // namespace

Words names_for_partner(const model::Dossier& dossier, const std::optional<Consent>& consent) {
  const auto agreed = [&](std::string_view field, const std::string& value) {
    return consent && agreed_to(*consent, field) ? value : std::string();
  };
  return {{"given", agreed("name", given_name(dossier.contact))},
          {"given_full", agreed("name", model::display_name(dossier.contact))},
          {"company", agreed("company", dossier.company ? dossier.company->text(model::company::name) : "")}};
}

Result<std::optional<Consent>> released_under(ports::Store& store, const std::string& referral) {
  const auto released = store.release_of(referral);
  if (!released) return tl::unexpected(released.error());
  const auto consents = store.consents(referral);
  if (!consents) return tl::unexpected(consents.error());
  for (const auto& consent : *consents) {
    if (*released && consent.id == (*released)->prospect_consent && !consent.withdrawn) return consent;
  }
  return std::nullopt;
}

Result<Consents> consents_in_force(ports::Store& store, const model::Referral& referral, Instant now) {
  const auto all = store.consents(referral.id);
  if (!all) return tl::unexpected(all.error());
  const auto latest = [&](Party party) -> const Consent* {
    const Consent* found = nullptr;
    for (const auto& consent : *all) {
      if (consent.party == party && consent.receiver == referral.partner && in_force(consent, now)) found = &consent;
    }
    return found;
  };
  const Consent* prospect = latest(Party::prospect);
  const Consent* partner = latest(Party::partner);
  if (prospect == nullptr || partner == nullptr) {
    return base::failure("brake.consent", std::string(prospect ? "the partner" : "the prospect") +
                                              " has no yes in force for referral " + referral.id);
  }
  return Consents{*prospect, *partner};
}

Result<Introduction> introduction_for(const World& world, const model::Dossier& dossier,
                                      const model::Referral& referral, const Consents& consents) {
  const auto* partner = model::partner_by_id(world.circle.partners, referral.partner);
  if (partner == nullptr)
    return base::failure("brake.consent", "referral " + referral.id + " names a partner that is not in the circle");
  for (const auto* given : {&consents.prospect, &consents.partner}) {
    const Consent& consent = *given;
    if (consent.receiver != referral.partner || consent.referral != referral.id) {
      return base::failure("brake.consent",
                           "consent " + consent.id + " was given for another partner than " + referral.partner);
    }
  }
  Words words = letter_words(world, dossier, referral, consents, *partner);
  Introduction introduction;
  const auto to_prospect = render_letter(world.letters, world.policy.language, "introduction-prospect", words);
  if (!to_prospect) return tl::unexpected(to_prospect.error());
  const auto details = render(world.letters, world.policy.language, "introduction-details",
                              agreed_details(dossier.contact, consents.prospect));
  if (!details) return tl::unexpected(details.error());
  words["letter_details"] = *details;
  words.erase("quote");
  for (auto& [name, value] : names_for_partner(dossier, consents.prospect)) words[name] = value;
  const auto to_partner = render_letter(world.letters, world.policy.language, "introduction-partner", words);
  if (!to_partner) return tl::unexpected(to_partner.error());
  introduction.to_prospect = *to_prospect;
  introduction.to_partner = *to_partner;
  introduction.payload_hash = base::sha256_hex(*to_prospect + "\n" + *to_partner);
  return introduction;
}

Result<model::PlanEntry> planned_introduction(const World& world, const model::Dossier& dossier,
                                              const model::Referral& referral, Instant now) {
  const auto consents = consents_in_force(world.store, referral, now);
  if (!consents) return tl::unexpected(consents.error());
  const auto introduction = introduction_for(world, dossier, referral, *consents);
  if (!introduction) return tl::unexpected(introduction.error());
  const auto* partner = model::partner_by_id(world.circle.partners, referral.partner);
  Words words = letter_words(world, dossier, referral, *consents, *partner);
  words["letter_prospect"] = introduction->to_prospect;
  words["letter_partner"] = introduction->to_partner;
  const auto body = render(world.letters, world.policy.language, "note-introduction", words);
  if (!body) return tl::unexpected(body.error());

  model::PlanEntry entry;
  entry.contact = dossier.ref();
  model::Change note;
  note.subject = dossier.ref();
  note.action = model::Action::note;
  note.field = "note";
  note.body = *body;
  note.owner = dossier.contact.text(model::contact::owner);
  note.cause = std::string(introduction_cause) + referral.id;
  note.rule = "introduction";
  note.why = "both said yes: two letters, as drafts to send";
  note.seller = referral.seller;
  entry.changes = {note, tag_change(dossier.ref(), model::Action::add_tag,
                                    state_tag(world.policy.tag_prefix, model::ReferralState::introduced),
                                    "introduced:" + referral.id)};
  model::ReferralMove move;
  move.referral = referral;
  move.referral.state = model::ReferralState::introduced;
  move.referral.next_by = next_by(move.referral, "introduce", now, {}, world.policy);
  move.event = {referral.id, "introduce", now, referral.seller, "", "note", ""};
  move.prospect_consent = consents->prospect.id;
  move.partner_consent = consents->partner.id;
  entry.moves = {move};
  return entry;
}

Result<void> release(World& world, std::int64_t run, const model::PlanEntry& entry, const model::ReferralMove& move) {
  const Instant now = world.clock.now();
  const auto consents = consents_in_force(world.store, move.referral, now);
  if (!consents) return tl::unexpected(consents.error());
  model::Release row{move.referral.id, consents->prospect.id, consents->partner.id, now, ""};
  for (const auto& change : entry.changes) {
    if (change.cause.starts_with(introduction_cause)) row.payload_hash = base::sha256_hex(change.body);
  }
  ports::DeskCommit with;
  with.referrals = {move.referral};
  with.events = {move.event};
  with.events.front().at = now;
  with.run = run;
  with.changes = entry.changes;
  with.at = now;
  return world.store.record_release(row, with);
}

Result<bool> may_still_leave(ports::Store& store, const model::Change& change, Instant now) {
  if (!change.cause.starts_with(introduction_cause)) return true;
  const std::string referral = change.cause.substr(introduction_cause.size());
  const auto released = store.release_of(referral);
  if (!released) return tl::unexpected(released.error());
  if (!*released) return false;
  const auto consents = store.consents(referral);
  if (!consents) return tl::unexpected(consents.error());
  const auto holds = [&](const std::string& id) {
    const auto found = std::ranges::find(*consents, id, &Consent::id);
    return found != consents->end() && in_force(*found, now);
  };
  return holds((*released)->prospect_consent) && holds((*released)->partner_consent);
}

}  // namespace goodword::engine
