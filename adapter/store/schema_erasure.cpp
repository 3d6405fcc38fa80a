#include "store/schema.hpp"

namespace goodword::store {

// Who was forgotten stays forgotten: by id, and by a keyed hash of each address. In tables that only grow
// the words of who was forgotten can be blanked, and nothing else be changed.
const char* const erasure_schema = R"sql(
CREATE TABLE forgotten (
  crm TEXT NOT NULL,
  contact TEXT NOT NULL,
  at INTEGER NOT NULL,
  author TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (crm, contact)
) STRICT, WITHOUT ROWID;

-- Ids of contacts, merged ones too, and of opportunities that were theirs alone.
CREATE TABLE suppressed (
  crm TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('contact', 'opportunity')),
  id TEXT NOT NULL,
  PRIMARY KEY (crm, kind, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE suppressed_address (
  hash TEXT PRIMARY KEY CHECK (length(hash) = 64)
) STRICT, WITHOUT ROWID;

CREATE TABLE to_tell (
  referral TEXT PRIMARY KEY,
  partner TEXT NOT NULL,
  released INTEGER NOT NULL,
  since INTEGER NOT NULL,
  told INTEGER,
  author TEXT NOT NULL DEFAULT '',
  CHECK ((told IS NULL) = (author = ''))
) STRICT, WITHOUT ROWID;
CREATE TRIGGER to_tell_stays BEFORE DELETE ON to_tell
BEGIN SELECT RAISE(ABORT, 'whom to tell of an erasure is not deleted: it is told'); END;

DROP TRIGGER IF EXISTS referral_event_fixed;
CREATE TRIGGER referral_event_fixed BEFORE UPDATE ON referral_event
WHEN (new.key, new.referral, new.event, new.at, new.author, new.currency)
  <> (old.key, old.referral, old.event, old.at, old.author, old.currency) OR new.value IS NOT old.value
  OR (new.how, new.proof, new.reason) <> ('', '', '') OR NOT EXISTS (SELECT 1 FROM referral r JOIN suppressed s
    ON s.crm = r.crm AND s.kind = 'contact' AND s.id = r.contact WHERE r.id = old.referral)
BEGIN SELECT RAISE(ABORT, 'events of a referral are not changed'); END;

DROP TRIGGER IF EXISTS consent_fixed;
CREATE TRIGGER consent_fixed BEFORE UPDATE ON consent
WHEN (new.id, new.referral, new.party, new.receiver, new.fields, new.purpose, new.recorded_by, new.how, new.at,
      new.until, new.scope)
  <> (old.id, old.referral, old.party, old.receiver, old.fields, old.purpose, old.recorded_by, old.how, old.at,
      old.until, old.scope)
  OR NOT ((new.wording, new.proof) = (old.wording, old.proof) AND old.withdrawn IS NULL AND new.withdrawn IS NOT NULL
    OR (new.wording, new.proof) = ('', '') AND new.withdrawn IS old.withdrawn AND EXISTS (SELECT 1 FROM referral r
      JOIN suppressed s ON s.crm = r.crm AND s.kind = 'contact' AND s.id = r.contact WHERE r.id = old.referral))
BEGIN SELECT RAISE(ABORT, 'a consent can only be withdrawn, and only once'); END;

DROP TRIGGER IF EXISTS ask_fixed;
CREATE TRIGGER ask_fixed BEFORE UPDATE ON ask
WHEN (new.key, new.crm, new.contact, new.partner, new.by_day, new.seller, new.author, new.at, new.cold, new.dropped)
  <> (old.key, old.crm, old.contact, old.partner, old.by_day, old.seller, old.author, old.at, old.cold, old.dropped)
  OR (new.purpose, new.missing, new.despite) <> ('', '', '')
  OR NOT EXISTS (SELECT 1 FROM suppressed WHERE crm = old.crm AND kind = 'contact' AND id = old.contact)
BEGIN SELECT RAISE(ABORT, 'what was planned to be asked is not changed: say it anew'); END;

DROP TRIGGER IF EXISTS received_fixed;
CREATE TRIGGER received_fixed BEFORE UPDATE ON received
WHEN (new.key, new.crm, new.contact, new.partner, new.need, new.author, new.at)
  <> (old.key, old.crm, old.contact, old.partner, old.need, old.author, old.at) OR new.said <> ''
  OR NOT EXISTS (SELECT 1 FROM suppressed WHERE crm = old.crm AND kind = 'contact' AND id = old.contact)
BEGIN SELECT RAISE(ABORT, 'who was sent to us is not changed'); END;

-- '{}' is what stays of a change: which action on which record stands beside it (rows_of.hpp).
DROP TRIGGER IF EXISTS operation_fixed;
CREATE TRIGGER operation_fixed BEFORE UPDATE OF key, id, run, crm, kind, subject, action, value, marker, change ON operation
WHEN (new.key, new.id, new.crm, new.kind, new.subject, new.action, new.marker)
  <> (old.key, old.id, old.crm, old.kind, old.subject, old.action, old.marker) OR new.run IS NOT old.run
  OR new.value NOT IN (old.value, '') OR new.change <> '{}'
  OR NOT EXISTS (SELECT 1 FROM suppressed WHERE crm = old.crm AND kind = old.kind AND id = old.subject)
BEGIN SELECT RAISE(ABORT, 'what an operation does is fixed when it is queued'); END;
)sql";

}  // namespace goodword::store
