#include "store/schema.hpp"

namespace goodword::store {

// Short columns stand before the body, so that passing over a row does not read its overflow pages.
// Links and everything that hangs on a contact keep the ids they came with; a merge is one alias row, looked through
// when reading, so that it moves nothing and can be taken back.
const char* const records_schema = R"sql(
CREATE TABLE record (
  key INTEGER PRIMARY KEY,
  crm TEXT NOT NULL,
  -- Not IN: SQLite would build a table of the list for every row that is written.
  kind TEXT NOT NULL CHECK (kind = 'contact' OR kind = 'company' OR kind = 'opportunity' OR kind = 'activity'
    OR kind = 'user' OR kind = 'hint'),
  id TEXT NOT NULL CHECK (id <> ''),
  hash TEXT NOT NULL,
  changed INTEGER,           -- by the CRM's clock
  seen_at INTEGER NOT NULL,  -- when this content was read
  gone_at INTEGER,
  moment INTEGER,            -- of an activity when it happened, of an opportunity when it closed
  closed INTEGER NOT NULL DEFAULT 0 CHECK (closed IN (0, 1)),  -- an opportunity won or lost
  body TEXT NOT NULL,
  UNIQUE (crm, kind, id)
) STRICT;
CREATE INDEX record_gone ON record (crm, kind, id) WHERE gone_at IS NOT NULL;
CREATE INDEX record_closed ON record (crm, moment) WHERE closed = 1 AND gone_at IS NULL;

-- How many records are not gone: counting a million rows takes too long for a status line.
CREATE TABLE tally (
  crm TEXT NOT NULL,
  kind TEXT NOT NULL,
  records INTEGER NOT NULL CHECK (records >= 0),
  PRIMARY KEY (crm, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE link (
  crm TEXT NOT NULL,
  from_kind TEXT NOT NULL,
  from_id TEXT NOT NULL,
  to_kind TEXT NOT NULL,
  to_id TEXT NOT NULL,
  PRIMARY KEY (crm, from_kind, from_id, to_kind, to_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_back ON link (crm, to_kind, to_id, from_kind, from_id);

-- Flat: a survivor is never itself an alias.
CREATE TABLE alias (
  crm TEXT NOT NULL,
  kind TEXT NOT NULL,
  old TEXT NOT NULL,
  survivor TEXT NOT NULL CHECK (survivor <> old),
  PRIMARY KEY (crm, kind, old)
) STRICT, WITHOUT ROWID;
CREATE INDEX alias_survivor ON alias (crm, kind, survivor);

-- E-mail addresses and full names in lower case.
CREATE TABLE contact_word (
  word TEXT NOT NULL,
  crm TEXT NOT NULL,
  contact TEXT NOT NULL,
  PRIMARY KEY (word, crm, contact)
) STRICT, WITHOUT ROWID;

-- What an open run has come across; empty once it is closed.
CREATE TABLE seen (
  run INTEGER NOT NULL,
  crm TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (run, crm, kind, id)
) STRICT, WITHOUT ROWID;

-- Contacts about which something changed since they were decided.
CREATE TABLE due (
  crm TEXT NOT NULL,
  contact TEXT NOT NULL,
  PRIMARY KEY (crm, contact)
) STRICT, WITHOUT ROWID;

CREATE TABLE reject (
  key INTEGER PRIMARY KEY,
  crm TEXT NOT NULL,
  stream TEXT NOT NULL,
  record_id TEXT NOT NULL,
  pointer TEXT NOT NULL,
  reason TEXT NOT NULL,
  payload TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX reject_record ON reject (crm, stream, record_id);
)sql";

}  // namespace goodword::store
