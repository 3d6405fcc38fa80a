#include "store/schema.hpp"

namespace goodword::store {

const char* const decisions_schema = R"sql(
CREATE TABLE decision (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL CHECK (id <> ''),
  crm TEXT NOT NULL,
  contact TEXT NOT NULL,
  at INTEGER NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('none', 'pursue', 'nurture', 'find_out', 'refer', 'team_up', 'let_go', 'exclude')),
  body TEXT NOT NULL,
  UNIQUE (crm, contact, id)
) STRICT;
CREATE TRIGGER decision_stays BEFORE DELETE ON decision
BEGIN SELECT RAISE(ABORT, 'decisions are history and are not deleted'); END;
CREATE TRIGGER decision_replaced BEFORE INSERT ON decision
WHEN EXISTS (SELECT 1 FROM decision WHERE key = new.key OR (crm = new.crm AND contact = new.contact AND id = new.id))
BEGIN SELECT RAISE(ABORT, 'this decision exists'); END;
CREATE TRIGGER decision_fixed BEFORE UPDATE OF key, id, crm, contact, verdict ON decision
WHEN new.key <> old.key OR new.id <> old.id OR new.crm <> old.crm OR new.contact <> old.contact OR new.verdict <> old.verdict
BEGIN SELECT RAISE(ABORT, 'another verdict is another decision'); END;

CREATE TABLE decision_in_force (
  crm TEXT NOT NULL,
  contact TEXT NOT NULL,
  decision INTEGER NOT NULL REFERENCES decision (key),
  verdict TEXT NOT NULL,
  PRIMARY KEY (crm, contact)
) STRICT, WITHOUT ROWID;

CREATE TABLE person_answer (
  key INTEGER PRIMARY KEY,
  crm TEXT NOT NULL,
  kind TEXT NOT NULL,
  contact TEXT NOT NULL,
  about TEXT NOT NULL,
  value TEXT NOT NULL,
  source TEXT NOT NULL,
  author TEXT NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE (crm, contact, at, about, value, source, author, kind)
) STRICT;

CREATE TABLE hour_price (
  seller TEXT NOT NULL,
  week TEXT NOT NULL,
  price REAL NOT NULL,
  PRIMARY KEY (seller, week)
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace goodword::store
