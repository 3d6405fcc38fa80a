#include "engine/release.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "engine/follow_up.hpp"
#include "engine/letters.hpp"
#include "engine/tags.hpp"

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

/// The lines a partner may see: exactly the fields the prospect agreed to, where there is a value.
std::string agreed_details(const model::Record& contact, const Consent& consent) {
  std::string lines;
  const auto add = [&](std::string_view field, std::string_view label, const std::string& value) {
    if (agreed_to(consent, field) && !value.empty()) lines += std::string(label) + ": " + base::clean(value) + "\n";
  };
  const auto& emails = contact.texts(model::contact::emails);
  const auto& phones = contact.texts(model::contact::phones);
  add("name", "Name", model::display_name(contact));
  add("email", "E-mail", emails.empty() ? "" : emails.front());
  add("phone", "Phone", phones.empty() ? "" : phones.front());
  return std::string(base::trim(lines));
}

std::string in_words(const Consent& consent) {
  std::vector<std::string> words;
  for (const auto& field : consent.fields) {
    words.push_back(field == "need" ? "what you need" : "your " + (field == "email" ? std::string("e-mail") : field));
  }
  return base::join(words, ", ");
}

const model::Seller* seller_by_id(const model::Firm& firm, std::string_view id) {
  const auto found = std::ranges::find(firm.sellers, id, &model::Seller::id);
  return found == firm.sellers.end() ? nullptr : &*found;
}

std::string first_word(const std::string& text) { return text.substr(0, text.find(' ')); }

Words letter_words(const World& world, const model::Dossier& dossier, const model::Referral& referral,
                   const Consents& consents, const model::Partner& partner) {
  const auto& consent = consents.prospect;
  const auto* seller = seller_by_id(world.circle.firm, referral.seller);
  const std::string person = partner.person.empty() ? partner.name : partner.person;
  const std::string company =
      dossier.company && agreed_to(consent, "company") ? dossier.company->text(model::company::name) : "";
  const bool names = agreed_to(consent, "name");
  std::string quote = dossier.decision ? dossier.decision->need.evidence : "";
  // A tag or line that a seller wrote to us is no word of the prospect's.
  if (base::lower(quote).starts_with(base::lower(world.policy.tag_prefix) + ":")) quote.clear();
  const auto by = base::date_of(world.clock.now() + std::chrono::days(5));
  return {{"given", names ? given_name(dossier.contact) : "they"},
          {"given_full", names ? model::display_name(dossier.contact) : "A client of ours"},
          {"company", company},
          {"service", model::service_name(world.circle.services, referral.need, world.policy.language)},
          {"quote", base::shorten(quote, 120)},
          {"partner", partner.name},
          {"person", person},
          {"person_given", first_word(person)},
          {"proof", partner.proof},
          {"shared", in_words(consent)},
          {"by_day", letter_day(by, world.policy.language)},
          {"consent_day", letter_day(base::date_of(consent.at), world.policy.language)},
          {"terms_sentence",
           referral.terms.empty() ? "We earn nothing from this." : "What we earn: " + referral.terms + "."},
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
  words["letter_details"] = agreed_details(dossier.contact, consents.prospect);
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
