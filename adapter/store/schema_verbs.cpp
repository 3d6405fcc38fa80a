#include "store/schema.hpp"

namespace goodword::store {

// A CHECK cannot be widened in place, so the table is made anew with its rows, keys and triggers. The triggers come
// last: rows that are copied are old ones, and those on INSERT would refuse them.
const char* const verbs_schema = R"sql(
CREATE TABLE operation_anew (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE CHECK (id <> ''),
  run INTEGER REFERENCES run (number),
  crm TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('add_tag', 'remove_tag', 'note', 'task', 'set_field', 'draft_email', 'list_add',
    'associate', 'remove_note', 'remove_task', 'remove_draft', 'list_remove', 'dissociate')),
  value TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'sending', 'done', 'failed', 'unknown', 'needs_review')),
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  doubted INTEGER NOT NULL DEFAULT 0 CHECK (doubted IN (0, 1)),
  ours INTEGER NOT NULL DEFAULT 1 CHECK (ours IN (0, 1)),
  first_tried INTEGER,
  done_at INTEGER,
  marker TEXT NOT NULL,
  created TEXT NOT NULL DEFAULT '',
  undone_by TEXT NOT NULL DEFAULT '',
  detail TEXT NOT NULL DEFAULT '',
  change TEXT NOT NULL
) STRICT;
INSERT INTO operation_anew SELECT * FROM operation;
DROP TABLE operation;
ALTER TABLE operation_anew RENAME TO operation;
CREATE INDEX operation_state ON operation (crm, state, key);
CREATE INDEX operation_run ON operation (run, key);
CREATE INDEX operation_subject ON operation (crm, subject, key);

CREATE TRIGGER operation_stays BEFORE DELETE ON operation
BEGIN SELECT RAISE(ABORT, 'operations are the journal and are not deleted'); END;
CREATE TRIGGER operation_replaced BEFORE INSERT ON operation
WHEN EXISTS (SELECT 1 FROM operation WHERE id = new.id OR key = new.key)
BEGIN SELECT RAISE(ABORT, 'this operation exists'); END;
CREATE TRIGGER operation_begins BEFORE INSERT ON operation
WHEN new.state <> 'new' OR new.attempts <> 0
BEGIN SELECT RAISE(ABORT, 'an operation begins as new'); END;
CREATE TRIGGER operation_counts BEFORE UPDATE OF attempts ON operation
WHEN new.attempts < old.attempts
BEGIN SELECT RAISE(ABORT, 'attempts are not taken back'); END;
CREATE TRIGGER operation_step BEFORE UPDATE OF state ON operation
WHEN old.state || '>' || new.state NOT IN (
  'new>sending', 'unknown>sending', 'sending>done', 'sending>failed', 'sending>unknown', 'sending>needs_review',
  'sending>new', 'unknown>done', 'unknown>new', 'unknown>needs_review', 'unknown>failed', 'needs_review>done',
  'needs_review>failed', 'needs_review>new', 'new>failed', 'failed>new')
BEGIN SELECT RAISE(ABORT, 'an operation cannot take this step'); END;
-- The last that is made is asked first, and has the better word.
CREATE TRIGGER operation_fixed BEFORE UPDATE OF key, id, run, crm, kind, subject, action, value, marker, change ON operation
WHEN (new.key, new.id, new.crm, new.kind, new.subject, new.action, new.marker)
  <> (old.key, old.id, old.crm, old.kind, old.subject, old.action, old.marker) OR new.run IS NOT old.run
  OR new.value NOT IN (old.value, '') OR new.change <> '{}'
  OR NOT EXISTS (SELECT 1 FROM suppressed WHERE crm = old.crm AND kind = old.kind AND id = old.subject)
BEGIN SELECT RAISE(ABORT, 'what an operation does is fixed when it is queued'); END;
)sql";

}  // namespace goodword::store
