#include "engine/release.hpp"

#include <algorithm>
#include <array>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "engine/endorsement.hpp"
#include "engine/follow_up.hpp"
#include "engine/letters.hpp"
#include "engine/tags.hpp"
#include "engine/together.hpp"
#include "engine/wording.hpp"
#include "match/match.hpp"

namespace goodword::engine {
namespace {

using base::Instant;
using base::Result;
using model::Consent;
using model::Party;
using model::ReferralKind;
using model::ReferralState;

/// What leaves, in which words, and what it leads to.
struct DoorRow {
  model::Scope scope;
  std::optional<model::ReferralKind> kind;  ///< none: either
  ReferralState waits, leads_to;
  std::string_view event;
  std::string_view cause;  ///< of the note that carries it, before the referral's id
  std::string_view to_prospect, to_partner, note;
  std::string_view why;
};
constexpr std::array doors = {
    DoorRow{model::Scope::introduction, ReferralKind::introduction, ReferralState::partner_accepted,
            ReferralState::introduced, "introduce", "introduce:", "introduction-prospect", "introduction-partner",
            "note-introduction", "both said yes: two letters, as drafts to send"},
    DoorRow{model::Scope::introduction, ReferralKind::together, ReferralState::partner_accepted,
            ReferralState::introduced, "introduce", "introduce:", "together-prospect", "together-partner",
            "note-together", "both said yes to working together: two letters, as drafts to send"},
    DoorRow{model::Scope::meeting, std::nullopt, ReferralState::meeting_agreed, ReferralState::meeting,
            "arrange_meeting", "meet:", "meeting-prospect", "meeting-partner", "note-meeting",
            "both said yes to a meeting: two letters, as drafts to send"},
};

const DoorRow& door_for(const model::Referral& referral) {
  const auto state = referral.state;
  const auto found = std::ranges::find_if(doors, [&](const auto& row) {
    return (row.waits == state || row.leads_to == state) && row.kind.value_or(referral.kind) == referral.kind;
  });
  return found == doors.end() ? doors.front() : *found;
}

/// The door a change goes out by, or nullptr: it carries no introduction.
const DoorRow* door_of(const model::Change& change) {
  const auto found = std::ranges::find_if(doors, [&](const auto& row) { return change.cause.starts_with(row.cause); });
  return found == doors.end() ? nullptr : &*found;
}

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

Words letter_words(const LetterGround& ground, const model::Dossier& dossier, const model::Referral& referral,
                   const Consents& consents, const model::Partner& partner) {
  const auto& consent = consents.prospect;
  const auto* seller = seller_by_id(ground.circle.firm, referral.seller);
  const std::string person = person_of(partner);
  const auto by = base::date_of(ground.now + std::chrono::days(5));
  Words words = agreement_words(referral.agreed);
  words.insert({{"given", given_name(dossier.contact)},
                {"given_full", model::display_name(dossier.contact)},
                {"company", dossier.company ? dossier.company->text(model::company::name) : ""},
                {"service", model::needs_in_words(referral, ground.circle.services, ground.policy.language)},
                {"quote", own_words_of(dossier, ground.policy, ground.circle, ground.now)},
                {"partner", partner.name},
                {"person", person},
                {"partner_firm", person == partner.name ? "" : partner.name},
                {"person_given", given_name(partner)},
                {"proof", partner.proof},
                {"endorsement",
                 endorsement_by(ground.circle, partner, referral.seller, referral.need, base::date_of(ground.now))},
                {"shared", shared_in_words(consent.fields, ground.letters, ground.policy.language)},
                {"by_day", letter_day(by, ground.policy.language)},
                {"consent_day", letter_day(base::date_of(consent.at), ground.policy.language)},
                {"terms", referral.terms},
                {"seller", seller ? seller->name : std::string()},
                {"firm", ground.circle.firm.name}});
  return words;
}

/// A value of a vCard: RFC 6350, 3.4. Escaped, so that nothing in it can begin a line or another value.
std::string vcard_text(std::string_view text) {
  std::string made;
  for (const char c : base::clean(text)) {
    if (c == '\\' || c == ',' || c == ';') made += '\\';
    if (c == '\n')
      made += "\\n";
    else
      made += c;
  }
  return made;
}

std::string vcard_of(const Words& details, const std::string& company) {
  std::string card = "BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:individual\r\n";
  // The one property that must stand there; where the name was not agreed to, it says so.
  const auto& name = details.at("name");
  card += "FN:" + (name.empty() ? std::string("-") : vcard_text(name)) + "\r\n";
  for (const auto& [property, value] : {std::pair<std::string, std::string>{"EMAIL", details.at("email")},
                                        {"TEL", details.at("phone")},
                                        {"ORG", company}}) {
    if (!value.empty()) card += property + ":" + vcard_text(value) + "\r\n";
  }
  return card + "END:VCARD\r\n";
}

/// What the prospect agreed to, what left, and under which terms; the hash is over all of it.
base::Json receipt_of(const model::Release& release, const Consent& consent, const model::Referral& referral,
                      const std::string& service, const std::string& letter) {
  using base::Json;
  const auto words = [](const std::string& text) { return Json(base::clean(text)); };  // it is read by other programs
  Json agreed = Json::object({{"fields", Json::array_of(consent.fields)},
                              {"purpose", words(consent.purpose)},
                              {"wording", words(consent.wording)},
                              {"how", words(consent.how)},
                              {"at", Json(base::to_rfc3339(consent.at))},
                              {"until", Json(base::to_rfc3339(consent.until))}});
  Json receipt = Json::object({{"format_version", Json(1)},
                               {"referral", Json(referral.id)},
                               {"to", Json(referral.partner)},
                               {"need", Json::object({{"service", Json(referral.need)}, {"name", words(service)}})},
                               {"terms", words(referral.terms)},
                               {"consent", std::move(agreed)},
                               {"introduced", Json(base::to_rfc3339(release.at))},
                               {"letter", words(letter)}});
  auto hash = base::sha256_hex(base::write_canonical(receipt));
  return receipt.set("hash", Json(std::move(hash)));
}

model::Change tag_change(const model::Ref& subject, model::Action action, const std::string& tag,
                         const std::string& cause, std::string_view why) {
  model::Change change;
  change.subject = subject;
  change.action = action;
  change.field = "tags";
  change.value = tag;
  change.cause = cause;
  change.rule = "introduction";
  change.why = why;
  return change;
}

/// The letters as they are written into the CRM: to whom, if they are mails.
struct Carried {
  const model::Dossier& dossier;
  const model::Referral& referral;
  const model::Partner& partner;
  const DoorRow& door;
  const Introduction& letters;
  const Words& words;
};

model::Change letter_change(const Carried& carried, model::Action action, std::string field, std::string body) {
  model::Change change;
  change.subject = carried.dossier.ref();
  change.action = action;
  change.field = std::move(field);
  change.body = std::move(body);
  change.owner = carried.dossier.contact.text(model::contact::owner);
  change.cause = std::string(carried.door.cause) + carried.referral.id;
  change.rule = "introduction";
  change.why = carried.door.why;
  change.seller = carried.referral.seller;
  return change;
}

/// Why the letters go into a note although drafts of mails are wanted; empty: they need not.
std::string why_no_drafts(const World& world, const Carried& carried) {
  const auto abilities = world.remote.abilities();
  const bool can = std::ranges::any_of(abilities, [](const ports::Ability& ability) {
    return ability.action == model::Action::draft_email && ability.kind == model::Kind::contact;
  });
  if (!can) return "this CRM's connector drafts no mails";
  if (carried.dossier.contact.texts(model::contact::emails).empty()) return "no e-mail address of the contact is known";
  if (carried.partner.email.empty()) return carried.partner.name + " has no \"email\" in partners.json";
  return "";
}

std::vector<model::Change> as_drafts(const World& world, const Carried& carried) {
  const auto& emails = carried.dossier.contact.texts(model::contact::emails);
  auto to_prospect =
      letter_change(carried, model::Action::draft_email, "draft to the prospect", carried.letters.to_prospect);
  to_prospect.to = emails.front();
  auto to_partner =
      letter_change(carried, model::Action::draft_email, "draft to the partner", carried.letters.to_partner);
  to_partner.to = carried.partner.email;
  for (auto* change : {&to_prospect, &to_partner})
    change->title = phrase(world.letters, world.policy.language, "packet-subject",
                           {{"service", carried.words.at("service")}, {"firm", world.circle.firm.name}});
  return {std::move(to_prospect), std::move(to_partner)};
}

Result<std::vector<model::Change>> letters_carried(const World& world, const Carried& carried) {
  const std::string why_not = world.letters_as == LettersAs::draft ? why_no_drafts(world, carried) : std::string("-");
  if (why_not.empty()) return as_drafts(world, carried);
  Words words = carried.words;
  words["letter_prospect"] = carried.letters.to_prospect;
  words["letter_partner"] = carried.letters.to_partner;
  const auto body = render(world.letters, world.policy.language, carried.door.note, words);
  if (!body) return tl::unexpected(body.error());
  auto note = letter_change(carried, model::Action::note, "note", *body);
  if (world.letters_as == LettersAs::draft) note.why += "; in a note, for " + why_not;
  return std::vector{std::move(note)};
}

/// What came to an end while letters waited: the referral, the agreement it was offered under, or that the person may
/// be referred at all. Empty: nothing.
Result<std::string> what_ended(ports::Store& store, const Circle& circle, const model::Ref& contact,
                               const std::string& referral, Instant now) {
  const auto dossier = store.dossier(contact);
  if (!dossier) return tl::unexpected(dossier.error());
  if (!*dossier) return "";
  if ((*dossier)->decision && (*dossier)->decision->verdict == model::Verdict::exclude)
    return "the verdict is do not refer meanwhile";
  const auto& known = (*dossier)->referrals;
  const auto found = std::ranges::find(known, referral, &model::Referral::id);
  if (found == known.end()) return "";
  if (model::phase_of(found->state) == model::ReferralPhase::over) return "the referral ended meanwhile";
  const auto agreed = still_agreed(circle, *found, base::date_of(now));
  return agreed ? "" : agreed.error().detail;
}

}  // namespace

std::vector<std::string> release_causes(const model::Referral& referral) {
  std::vector<std::string> made;
  for (const auto& row : doors) made.push_back(std::string(row.cause) + referral.id);
  return made;
}

bool awaits_introduction(ReferralState state) {
  return std::ranges::find(doors, state, &DoorRow::waits) != doors.end();
}

bool is_release(const model::ReferralMove& move) {
  return std::ranges::find(doors, move.event.event, &DoorRow::event) != doors.end();
}

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
  const auto scope = door_for(referral).scope;
  const auto latest = [&](Party party) -> const Consent* {
    const Consent* found = nullptr;
    for (const auto& consent : *all) {
      const bool meant = consent.party == party && consent.scope == scope && consent.receiver == referral.partner;
      if (meant && in_force(consent, now)) found = &consent;
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

Result<void> takes_now(const World& world, const model::Referral& referral) {
  const auto& circle = world.circle;
  const auto* partner = model::partner_by_id(circle.partners, referral.partner);
  if (partner == nullptr) return base::failure("brake.partner", referral.partner + " is no longer in the circle");
  const match::CircleView view{circle.firm, circle.services, circle.partners, {}, circle.limits};
  for (const auto& limit : match::limits_for_all(*partner, view, base::date_of(world.clock.now()))) {
    if (limit.limit == "room" || limit.limit == "paused")
      return base::failure("brake.partner", partner->name + " " + limit.text);
  }
  return still_agreed(circle, referral, base::date_of(world.clock.now()));
}

LetterGround ground_of(const World& world) { return {world.circle, world.policy, world.letters, world.clock.now()}; }

Result<Introduction> introduction_for(const LetterGround& ground, const model::Dossier& dossier,
                                      const model::Referral& referral, const Consents& consents) {
  const auto* partner = model::partner_by_id(ground.circle.partners, referral.partner);
  if (partner == nullptr)
    return base::failure("brake.consent", "referral " + referral.id + " names a partner that is not in the circle");
  const DoorRow& door = door_for(referral);
  for (const auto* given : {&consents.prospect, &consents.partner}) {
    const Consent& consent = *given;
    if (consent.receiver != referral.partner || consent.referral != referral.id || consent.scope != door.scope) {
      return base::failure("brake.consent", "consent " + consent.id + " was not given for this to " + referral.partner);
    }
  }
  Words words = letter_words(ground, dossier, referral, consents, *partner);
  Introduction introduction;
  const auto to_prospect = render_letter(ground.letters, ground.policy.language, door.to_prospect, words);
  if (!to_prospect) return tl::unexpected(to_prospect.error());
  const auto details = render(ground.letters, ground.policy.language, "introduction-details",
                              agreed_details(dossier.contact, consents.prospect));
  if (!details) return tl::unexpected(details.error());
  words["letter_details"] = *details;
  words.erase("quote");
  for (auto& [name, value] : names_for_partner(dossier, consents.prospect)) words[name] = value;
  const auto to_partner = render_letter(ground.letters, ground.policy.language, door.to_partner, words);
  if (!to_partner) return tl::unexpected(to_partner.error());
  introduction.to_prospect = *to_prospect;
  introduction.to_partner = *to_partner;
  introduction.payload_hash = base::sha256_hex(*to_prospect + "\n" + *to_partner);
  return introduction;
}

Result<Introduction> letters_to_come(const LetterGround& ground, const model::Dossier& dossier,
                                     const model::Referral& referral, const Consents& consents) {
  const bool meeting = consents.prospect.scope == model::Scope::meeting;
  model::Referral agreed = referral;
  agreed.state = meeting ? ReferralState::meeting_agreed : ReferralState::partner_accepted;
  return introduction_for(ground, dossier, agreed, consents);
}

Result<model::PlanEntry> planned_introduction(const World& world, const model::Dossier& dossier,
                                              const model::Referral& referral, Instant now) {
  const auto consents = consents_in_force(world.store, referral, now);
  if (!consents) return tl::unexpected(consents.error());
  if (const auto takes = takes_now(world, referral); !takes) return tl::unexpected(takes.error());
  const auto ground = ground_of(world);
  const auto introduction = introduction_for(ground, dossier, referral, *consents);
  if (!introduction) return tl::unexpected(introduction.error());
  const auto* partner = model::partner_by_id(world.circle.partners, referral.partner);
  const Words words = letter_words(ground, dossier, referral, *consents, *partner);
  const DoorRow& door = door_for(referral);
  const auto carried = letters_carried(world, {dossier, referral, *partner, door, *introduction, words});
  if (!carried) return tl::unexpected(carried.error());

  model::PlanEntry entry;
  entry.contact = dossier.ref();
  entry.changes = *carried;
  entry.changes.push_back(tag_change(dossier.ref(), model::Action::add_tag,
                                     state_tag(world.policy.tag_prefix, door.leads_to),
                                     std::string(model::to_text(door.leads_to)) + ":" + referral.id, door.why));
  model::ReferralMove move;
  move.referral = referral;
  move.referral.state = door.leads_to;
  entry.changes.back().prior = base::join(dossier.contact.texts(model::contact::tags), ";");
  move.referral.next_by = next_by(move.referral, door.event, now, {}, world.policy);
  move.event = {referral.id, std::string(door.event), now, referral.seller, "", "note", ""};
  move.prospect_consent = consents->prospect.id;
  move.partner_consent = consents->partner.id;
  entry.moves = {move};
  return entry;
}

Result<Packet> introduction_packet(ports::Store& store, const LetterGround& ground, const model::Dossier& dossier,
                                   const model::Referral& referral) {
  const auto released = store.release_of(referral.id);
  if (!released) return tl::unexpected(released.error());
  if (!*released)
    return base::failure("usage", "nothing has left for referral " + referral.id + " yet: it is " +
                                      base::spaced(model::to_text(referral.state)));
  model::Referral introduced = referral;  // however far it is since: the packet is of the introduction
  introduced.state = ReferralState::introduced;
  const auto consents = consents_in_force(store, introduced, ground.now);
  if (!consents) return tl::unexpected(consents.error());
  const auto letters = introduction_for(ground, dossier, introduced, *consents);
  if (!letters) return tl::unexpected(letters.error());
  const auto* partner = model::partner_by_id(ground.circle.partners, referral.partner);
  const auto service = model::needs_in_words(referral, ground.circle.services, ground.policy.language);
  Packet packet;
  packet.to = partner->email;
  packet.subject = phrase(ground.letters, ground.policy.language, "packet-subject",
                          {{"service", service}, {"firm", ground.circle.firm.name}});
  packet.letter = letters->to_partner;
  const auto names = names_for_partner(dossier, consents->prospect);
  packet.vcard = vcard_of(agreed_details(dossier.contact, consents->prospect), names.at("company"));
  packet.receipt = receipt_of(**released, consents->prospect, introduced, service, letters->to_partner);
  return packet;
}

Result<void> release(World& world, std::int64_t run, const model::PlanEntry& entry, const model::ReferralMove& move) {
  const Instant now = world.clock.now();
  const auto consents = consents_in_force(world.store, move.referral, now);
  if (!consents) return tl::unexpected(consents.error());
  if (const auto takes = takes_now(world, move.referral); !takes) return takes;
  const auto scope = door_for(move.referral).scope;
  model::Release row{move.referral.id, consents->prospect.id, consents->partner.id, now, "", scope};
  std::string left;
  for (const auto& change : entry.changes) {
    if (door_of(change) != nullptr) left += (left.empty() ? "" : "\n") + change.body;
  }
  row.payload_hash = base::sha256_hex(left);
  ports::DeskCommit with;
  with.referrals = {move.referral};
  with.events = {move.event};
  with.events.front().at = now;
  with.run = run;
  with.changes = entry.changes;
  with.at = now;
  return world.store.record_release(row, with);
}

Result<std::string> what_holds_back(ports::Store& store, const Circle& circle, const model::Change& change,
                                    Instant now) {
  const DoorRow* door = door_of(change);
  if (door == nullptr) return "";
  const std::string no_consent = "a consent it stands on is no longer in force";
  const std::string referral = change.cause.substr(door->cause.size());
  const auto ended = what_ended(store, circle, change.subject, referral, now);
  if (!ended || !ended->empty()) return ended;
  const auto released = store.release_of(referral, door->scope);
  if (!released) return tl::unexpected(released.error());
  if (!*released) return no_consent;
  const auto consents = store.consents(referral);
  if (!consents) return tl::unexpected(consents.error());
  const auto holds = [&](const std::string& id) {
    const auto found = std::ranges::find(*consents, id, &Consent::id);
    return found != consents->end() && in_force(*found, now);
  };
  return holds((*released)->prospect_consent) && holds((*released)->partner_consent) ? "" : no_consent;
}

}  // namespace goodword::engine
