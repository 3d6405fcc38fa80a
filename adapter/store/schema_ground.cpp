#include "store/schema.hpp"

namespace goodword::store {

// Instants are microseconds since 1970 throughout. Tables are STRICT: a text in a number's place is refused.
const char* const ground_schema = R"sql(
PRAGMA application_id = 1198485348;

CREATE TABLE migration (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL
) STRICT;

CREATE TABLE instance (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  id TEXT NOT NULL CHECK (id <> '')
) STRICT;

-- Given up is held by nobody; the row stays, so that the fence grows for ever.
CREATE TABLE lease (
  name TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  fence INTEGER NOT NULL CHECK (fence > 0),
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER lease_stays BEFORE DELETE ON lease
BEGIN SELECT RAISE(ABORT, 'a lease is given up, not deleted: its fence must grow'); END;
CREATE TRIGGER lease_replaced BEFORE INSERT ON lease
WHEN EXISTS (SELECT 1 FROM lease WHERE name = new.name)
BEGIN SELECT RAISE(ABORT, 'this lease exists'); END;
CREATE TRIGGER lease_grows BEFORE UPDATE ON lease
WHEN new.fence < old.fence OR new.name <> old.name
  OR (new.owner <> old.owner AND new.owner <> '' AND new.fence = old.fence)
BEGIN SELECT RAISE(ABORT, 'a new holder of a lease needs a higher fence'); END;

CREATE TABLE crm (
  name TEXT PRIMARY KEY,
  mode TEXT NOT NULL CHECK (mode IN ('plan_only', 'apply', 'paused')),
  before_pause TEXT NOT NULL CHECK (before_pause IN ('plan_only', 'apply', 'paused')),
  origins TEXT NOT NULL,
  first_apply_done INTEGER NOT NULL CHECK (first_apply_done IN (0, 1)),
  last_good_sync INTEGER,
  last_try INTEGER,
  last_error TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE stream (
  crm TEXT NOT NULL,
  name TEXT NOT NULL,
  mark TEXT NOT NULL DEFAULT '',
  pulled_at INTEGER,
  PRIMARY KEY (crm, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  crm TEXT NOT NULL,
  began INTEGER NOT NULL,
  ended INTEGER,
  report TEXT
) STRICT;

CREATE TABLE plan (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  crm TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE partner (
  id TEXT PRIMARY KEY CHECK (id <> ''),
  body TEXT NOT NULL,
  saved_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace goodword::store
