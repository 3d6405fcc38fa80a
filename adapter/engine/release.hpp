// The only door through which contact details leave: letters of introduction, built from two consents in force; and,
// where the two are to meet before the prospect decides, letters for that, with name and firm, on consents of their
// own.
//
// Nothing else in the program can put a prospect's e-mail, phone or name into a text for a partner. What may be shown
// is what the prospect's consent lists, no field more. A test forbids a second caller.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/letters.hpp"
#include "engine/world.hpp"
#include "model/dossier.hpp"

namespace goodword::engine {

struct Introduction {
  std::string to_prospect;   ///< letter, plain text
  std::string to_partner;    ///< letter, plain text, with the details the prospect agreed to
  std::string payload_hash;  ///< SHA-256 of both
};

/// Whether both said yes, and letters are to be written: an introduction, or one for a meeting.
bool awaits_introduction(model::ReferralState state);

/// Whether a step lets details leave: an introduction, or one for a meeting.
bool is_release(const model::ReferralMove& move);

/// Causes of the notes by which something of this referral's prospect has left or may leave: details, or for a meeting
/// name and firm.
std::vector<std::string> release_causes(const model::Referral& referral);

/// The consents an introduction stands on.
struct Consents {
  model::Consent prospect, partner;
};

/// Both consents of a referral that are in force at `now` for what its state leads to, or why there are none:
/// brake.consent.
base::Result<Consents> consents_in_force(ports::Store& store, const model::Referral& referral, base::Instant now);

/// What letters are written with.
struct LetterGround {
  const Circle& circle;
  const Policy& policy;
  const Letters& letters;
  base::Instant now{};
};
LetterGround ground_of(const World& world);

/// Fails with brake.partner where the referral's partner is paused or has no room now, whatever it said before, and
/// with brake.agreement where what was agreed with it is not in force any more.
base::Result<void> takes_now(const World& world, const model::Referral& referral);

/// Letters for both sides. Fails with brake.consent where `consents` do not name this referral's partner and need.
base::Result<Introduction> introduction_for(const LetterGround& ground, const model::Dossier& dossier,
                                            const model::Referral& referral, const Consents& consents);

/// The letters as they will go out once both have said yes, to be looked at beforehand: `consents` are those that are
/// there or, of who has not said it yet, as they would be recorded. Nothing leaves. Errors: as above.
base::Result<Introduction> letters_to_come(const LetterGround& ground, const model::Dossier& dossier,
                                           const model::Referral& referral, const Consents& consents);

/// An introduction for a partner who needs no software: the letter, a card for the address book, and the receipt.
struct Packet {
  std::string to;       ///< e-mail of the partner, or empty
  std::string subject;  ///< names nobody
  std::string letter;   ///< plain text
  std::string vcard;    ///< RFC 6350, with the fields that the prospect agreed to
  base::Json receipt;   ///< schemas/introduction.schema.json; its "hash" is the SHA-256 of the rest, canonical
};
/// For a referral whose details have left, while both consents are in force. Errors: usage where nothing has left yet,
/// brake.consent, those of the store.
base::Result<Packet> introduction_packet(ports::Store& store, const LetterGround& ground, const model::Dossier& dossier,
                                         const model::Referral& referral);

/// How a letter to the partner may call the prospect: given, given_full and company, each empty where the consent does
/// not list it, or where there is none.
Words names_for_partner(const model::Dossier& dossier, const std::optional<model::Consent>& consent);

/// The prospect's consent under which details left; none: nothing left, or it was withdrawn since.
base::Result<std::optional<model::Consent>> released_under(ports::Store& store, const std::string& referral);

/// The note with both letters, as drafts for the seller to send, and the tags that say so. Pure but for reading
/// consents.
base::Result<model::PlanEntry> planned_introduction(const World& world, const model::Dossier& dossier,
                                                    const model::Referral& referral, base::Instant now);

/// Records the release and queues its changes in one transaction. The store refuses it without both consents.
base::Result<void> release(World& world, std::int64_t run, const model::PlanEntry& entry,
                           const model::ReferralMove& move);

/// Why a queued change is not to be sent; empty: it may. One that carries an introduction needs both consents, and the
/// agreement it was offered under, at this moment.
base::Result<std::string> what_holds_back(ports::Store& store, const Circle& circle, const model::Change& change,
                                          base::Instant now);

}  // namespace goodword::engine
