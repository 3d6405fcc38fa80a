#include "store/schema.hpp"

namespace goodword::store {

// What comes after the introduction: more states, and what the work was worth. A CHECK cannot be changed in place, so
// the table is made anew under its name; what refers to it is checked when all of it is there again.
const char* const outcomes_schema = R"sql(
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
    'proposed', 'offered_prospect', 'prospect_accepted', 'prospect_declined', 'chose_us', 'silent', 'offered_partner',
    'partner_accepted', 'partner_declined', 'expired', 'introduced', 'acknowledged', 'contacted', 'met', 'working',
    'on_hold', 'won', 'lost', 'no_fit', 'given_back', 'never_contacted', 'withdrawn', 'recalled', 'closed')),
  live INTEGER NOT NULL GENERATED ALWAYS AS (
    state IN ('proposed', 'offered_prospect', 'prospect_accepted', 'offered_partner', 'partner_accepted')) STORED,
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
WHEN new.state IN ('proposed', 'offered_prospect', 'prospect_accepted', 'offered_partner', 'partner_accepted')
 AND EXISTS (
  SELECT 1 FROM referral r WHERE r.live = 1 AND r.crm = new.crm AND r.need = new.need AND r.id <> new.id
   AND coalesce((SELECT survivor FROM alias WHERE crm = r.crm AND kind = 'contact' AND old = r.contact), r.contact)
     = coalesce((SELECT survivor FROM alias WHERE crm = new.crm AND kind = 'contact' AND old = new.contact), new.contact))
BEGIN SELECT RAISE(ABORT, 'this prospect has a live offer for this need'); END;
CREATE TRIGGER referral_one_live_again BEFORE UPDATE OF state ON referral
WHEN old.live = 0
 AND new.state IN ('proposed', 'offered_prospect', 'prospect_accepted', 'offered_partner', 'partner_accepted')
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


ALTER TABLE referral_event ADD COLUMN value INTEGER;
ALTER TABLE referral_event ADD COLUMN currency TEXT NOT NULL DEFAULT '';
)sql";

}  // namespace goodword::store
