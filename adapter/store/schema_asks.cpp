#include "store/schema.hpp"

namespace goodword::store {

// Who is to be asked, what came of it, and who was sent to us: said anew, never changed. That a contact was asked is an
// answer like any other (person_answer); a partner is no record of a CRM, so what it said has a table of its own.
const char* const asks_schema = R"sql(
CREATE TABLE ask (
  key INTEGER PRIMARY KEY,
  crm TEXT NOT NULL,
  contact TEXT NOT NULL,
  partner TEXT NOT NULL,
  by_day TEXT NOT NULL CHECK (by_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  purpose TEXT NOT NULL,
  seller TEXT NOT NULL,
  author TEXT NOT NULL,
  at INTEGER NOT NULL,
  cold INTEGER NOT NULL CHECK (cold IN (0, 1)),
  missing TEXT NOT NULL,
  despite TEXT NOT NULL,
  dropped INTEGER NOT NULL CHECK (dropped IN (0, 1)),
  CHECK ((contact = '') <> (partner = '') AND (crm = '') = (contact = ''))
) STRICT;
CREATE TRIGGER ask_stays BEFORE DELETE ON ask
BEGIN SELECT RAISE(ABORT, 'what was planned to be asked is not deleted'); END;
CREATE TRIGGER ask_fixed BEFORE UPDATE ON ask
BEGIN SELECT RAISE(ABORT, 'what was planned to be asked is not changed: say it anew'); END;

CREATE TABLE partner_asked (
  key INTEGER PRIMARY KEY,
  partner TEXT NOT NULL CHECK (partner <> ''),
  result TEXT NOT NULL CHECK (result <> ''),
  words TEXT NOT NULL,
  author TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE TRIGGER partner_asked_stays BEFORE DELETE ON partner_asked
BEGIN SELECT RAISE(ABORT, 'what a partner was asked is not deleted'); END;
CREATE TRIGGER partner_asked_fixed BEFORE UPDATE ON partner_asked
BEGIN SELECT RAISE(ABORT, 'what a partner was asked is not changed: say it anew'); END;
CREATE INDEX person_answer_asked ON person_answer (at) WHERE about = 'asked' AND kind = 'contact';

CREATE TABLE received (
  key INTEGER PRIMARY KEY,
  crm TEXT NOT NULL CHECK (crm <> ''),
  contact TEXT NOT NULL CHECK (contact <> ''),
  partner TEXT NOT NULL CHECK (partner <> ''),
  need TEXT NOT NULL,
  said TEXT NOT NULL,
  author TEXT NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE (crm, contact, partner, at)
) STRICT;
CREATE TRIGGER received_stays BEFORE DELETE ON received
BEGIN SELECT RAISE(ABORT, 'who was sent to us is not deleted'); END;
CREATE TRIGGER received_fixed BEFORE UPDATE ON received
BEGIN SELECT RAISE(ABORT, 'who was sent to us is not changed'); END;

ALTER TABLE pipeline ADD COLUMN prospector TEXT NOT NULL DEFAULT '';
)sql";

}  // namespace goodword::store
