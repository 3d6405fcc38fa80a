#include "store/schema.hpp"

namespace goodword::store {

// A meeting before the decision, with a consent and a release of its own; the states around it, and those at the sides
// of a referral's life. CHECKs cannot be changed in place, so two tables are made anew.
const char* const meetings_schema = R"sql(
PRAGMA defer_foreign_keys = ON;
CREATE TEMP TABLE kept_referral AS
SELECT id, crm, contact, need, partner, seller, state, alternatives, terms, tags_then, opened, next_by
FROM referral;
DROP TABLE referral;
CREATE TABLE referral (
  id TEXT PRIMARY KEY CHECK (id <> ''),
  crm TEXT NOT NULL,
  contact TEXT NOT NULL,
  need TEXT NOT NULL,
  partner TEXT NOT NULL CHECK (partner <> ''),
  seller TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN (
    'proposed', 'offered_prospect', 'prospect_accepted', 'prospect_declined', 'chose_us', 'silent',
    'wants_meeting', 'meeting_offered', 'meeting_agreed', 'meeting', 'offered_partner', 'needs_info',
    'partner_accepted', 'partner_declined', 'named_another', 'expired', 'introduced', 'acknowledged', 'contacted',
    'met', 'working', 'on_hold', 'won', 'lost', 'no_fit', 'given_back', 'never_contacted', 'duplicate', 'invalid',
    'disputed', 'withdrawn', 'recalled', 'closed', 'entered_in_error', 'erased')),
  live INTEGER NOT NULL GENERATED ALWAYS AS (
    state IN (
    'proposed', 'offered_prospect', 'prospect_accepted', 'wants_meeting', 'meeting_offered', 'meeting_agreed',
    'meeting', 'offered_partner', 'needs_info', 'partner_accepted')) STORED,
  alternatives TEXT NOT NULL,
  terms TEXT NOT NULL,
  tags_then TEXT NOT NULL,
  opened INTEGER NOT NULL,
  next_by INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX referral_live ON referral (crm, contact, need) WHERE live = 1;
CREATE INDEX referral_contact ON referral (crm, contact);
CREATE INDEX referral_partner ON referral (partner);

INSERT INTO referral (id, crm, contact, need, partner, seller, state, alternatives, terms, tags_then, opened, next_by)
SELECT id, crm, contact, need, partner, seller, state, alternatives, terms, tags_then, opened, next_by
FROM kept_referral;
DROP TABLE kept_referral;

-- Who was merged counts as one prospect.
CREATE TRIGGER referral_one_live BEFORE INSERT ON referral
WHEN new.state IN (
    'proposed', 'offered_prospect', 'prospect_accepted', 'wants_meeting', 'meeting_offered', 'meeting_agreed',
    'meeting', 'offered_partner', 'needs_info', 'partner_accepted')
 AND EXISTS (
  SELECT 1 FROM referral r WHERE r.live = 1 AND r.crm = new.crm AND r.need = new.need AND r.id <> new.id
   AND coalesce((SELECT survivor FROM alias WHERE crm = r.crm AND kind = 'contact' AND old = r.contact), r.contact)
     = coalesce((SELECT survivor FROM alias WHERE crm = new.crm AND kind = 'contact' AND old = new.contact), new.contact))
BEGIN SELECT RAISE(ABORT, 'this prospect has a live offer for this need'); END;
CREATE TRIGGER referral_one_live_again BEFORE UPDATE OF state ON referral
WHEN old.live = 0
 AND new.state IN (
    'proposed', 'offered_prospect', 'prospect_accepted', 'wants_meeting', 'meeting_offered', 'meeting_agreed',
    'meeting', 'offered_partner', 'needs_info', 'partner_accepted')
BEGIN SELECT RAISE(ABORT, 'a referral that ended does not come to life again'); END;
CREATE TRIGGER referral_stays BEFORE DELETE ON referral
BEGIN SELECT RAISE(ABORT, 'referrals are not deleted'); END;
CREATE TRIGGER referral_replaced BEFORE INSERT ON referral
WHEN EXISTS (SELECT 1 FROM referral WHERE id = new.id)
BEGIN SELECT RAISE(ABORT, 'this referral exists'); END;
CREATE TRIGGER referral_fixed BEFORE UPDATE OF id, crm, contact, need, opened ON referral
WHEN new.id <> old.id OR new.crm <> old.crm OR new.contact <> old.contact OR new.need <> old.need OR new.opened <> old.opened
BEGIN SELECT RAISE(ABORT, 'another prospect or need is another referral'); END;
CREATE TRIGGER referral_terms BEFORE UPDATE OF terms ON referral
WHEN old.state <> 'proposed' AND new.terms <> old.terms
BEGIN SELECT RAISE(ABORT, 'terms are frozen once the offer went out'); END;
CREATE TRIGGER referral_proposed BEFORE UPDATE OF state ON referral
WHEN old.state <> 'proposed' AND new.state = 'proposed'
BEGIN SELECT RAISE(ABORT, 'an offer that went out is not a proposal again'); END;
CREATE TRIGGER referral_partner BEFORE UPDATE OF partner ON referral
WHEN old.state <> 'proposed' AND new.partner <> old.partner
BEGIN SELECT RAISE(ABORT, 'another partner is another referral with a consent of its own'); END;

-- What a yes is for. A yes to a meeting shows name and firm and nothing else, whatever the code above says.
ALTER TABLE consent ADD COLUMN scope TEXT NOT NULL DEFAULT 'introduction'
  CHECK (scope IN ('introduction', 'meeting'));
CREATE TRIGGER consent_meeting BEFORE INSERT ON consent
WHEN new.scope = 'meeting' AND (instr(new.fields, 'email') > 0 OR instr(new.fields, 'phone') > 0)
BEGIN SELECT RAISE(ABORT, 'a yes to a meeting shows no address and no number'); END;
DROP TRIGGER consent_fixed;
CREATE TRIGGER consent_fixed BEFORE UPDATE ON consent
WHEN old.withdrawn IS NOT NULL OR new.withdrawn IS NULL
  OR (new.id, new.referral, new.party, new.receiver, new.fields, new.purpose, new.wording, new.recorded_by, new.how,
      new.proof, new.at, new.until, new.scope)
  <> (old.id, old.referral, old.party, old.receiver, old.fields, old.purpose, old.wording, old.recorded_by, old.how,
      old.proof, old.at, old.until, old.scope)
BEGIN SELECT RAISE(ABORT, 'a consent can only be withdrawn, and only once'); END;

CREATE TEMP TABLE kept_release AS SELECT referral, prospect_consent, partner_consent, at, payload_hash FROM release;
DROP TABLE release;
CREATE TABLE release (
  referral TEXT NOT NULL REFERENCES referral (id),
  scope TEXT NOT NULL CHECK (scope IN ('introduction', 'meeting')),
  prospect_consent TEXT NOT NULL REFERENCES consent (id),
  partner_consent TEXT NOT NULL REFERENCES consent (id),
  at INTEGER NOT NULL,
  payload_hash TEXT NOT NULL,
  PRIMARY KEY (referral, scope)
) STRICT, WITHOUT ROWID;
INSERT INTO release (referral, scope, prospect_consent, partner_consent, at, payload_hash)
SELECT referral, 'introduction', prospect_consent, partner_consent, at, payload_hash FROM kept_release;
DROP TABLE kept_release;
CREATE TRIGGER release_stays BEFORE DELETE ON release
BEGIN SELECT RAISE(ABORT, 'what left has left: releases are not deleted'); END;
CREATE TRIGGER release_fixed BEFORE UPDATE ON release
BEGIN SELECT RAISE(ABORT, 'what left has left: releases are not changed'); END;
CREATE TRIGGER release_replaced BEFORE INSERT ON release
WHEN EXISTS (SELECT 1 FROM release WHERE referral = new.referral AND scope = new.scope)
BEGIN SELECT RAISE(ABORT, 'the details of this referral have left already'); END;
CREATE TRIGGER release_consents BEFORE INSERT ON release
WHEN NOT EXISTS (
  SELECT 1 FROM referral r
  JOIN consent a ON a.id = new.prospect_consent AND a.party = 'prospect' AND a.referral = r.id AND a.receiver = r.partner
   AND a.scope = new.scope
   AND a.withdrawn IS NULL AND a.at <= new.at AND new.at < a.until
  JOIN consent b ON b.id = new.partner_consent AND b.party = 'partner' AND b.referral = r.id AND b.receiver = r.partner
   AND b.scope = new.scope
   AND b.withdrawn IS NULL AND b.at <= new.at AND new.at < b.until
  WHERE r.id = new.referral)
BEGIN SELECT RAISE(ABORT, 'no release without both consents in force for this referral and receiver'); END;
CREATE TRIGGER release_state BEFORE INSERT ON release
WHEN NOT EXISTS (
  SELECT 1 FROM referral WHERE id = new.referral AND (
    (new.scope = 'introduction' AND state IN ('prospect_accepted', 'partner_accepted', 'introduced'))
    OR (new.scope = 'meeting' AND state IN ('meeting_agreed', 'meeting'))))
BEGIN SELECT RAISE(ABORT, 'no release for a referral that was not accepted or has ended'); END;
CREATE TRIGGER release_excluded BEFORE INSERT ON release
WHEN EXISTS (
  SELECT 1 FROM referral r JOIN decision_in_force f ON f.crm = r.crm AND f.verdict = 'exclude'
  WHERE r.id = new.referral AND f.contact IN (
    SELECT r.contact
    UNION SELECT survivor FROM alias WHERE crm = r.crm AND kind = 'contact' AND old = r.contact
    UNION SELECT old FROM alias WHERE crm = r.crm AND kind = 'contact' AND survivor = coalesce(
      (SELECT survivor FROM alias WHERE crm = r.crm AND kind = 'contact' AND old = r.contact), r.contact)))
BEGIN SELECT RAISE(ABORT, 'an excluded prospect never reaches a partner'); END;
)sql";

}  // namespace goodword::store
