#include "store/schema.hpp"

namespace goodword::store {

// The steps are those of model::may_follow(); a test compares every pair. BEFORE INSERT triggers stand against
// INSERT OR REPLACE, which would delete the old row without asking the triggers on DELETE.
const char* const outbox_schema = R"sql(
CREATE TABLE operation (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE CHECK (id <> ''),
  run INTEGER REFERENCES run (number),
  crm TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('add_tag', 'remove_tag', 'note', 'task', 'set_field', 'remove_note', 'remove_task')),
  value TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'sending', 'done', 'failed', 'unknown', 'needs_review')),
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  doubted INTEGER NOT NULL DEFAULT 0 CHECK (doubted IN (0, 1)),  -- an answer was lost once: it may have arrived
  ours INTEGER NOT NULL DEFAULT 1 CHECK (ours IN (0, 1)),        -- 0: the CRM had it so before we asked
  first_tried INTEGER,
  done_at INTEGER,
  marker TEXT NOT NULL,
  created TEXT NOT NULL DEFAULT '',
  undone_by TEXT NOT NULL DEFAULT '',
  detail TEXT NOT NULL DEFAULT '',
  change TEXT NOT NULL
) STRICT;
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
CREATE TRIGGER operation_fixed BEFORE UPDATE OF key, id, run, crm, kind, subject, action, value, marker, change ON operation
BEGIN SELECT RAISE(ABORT, 'what an operation does is fixed when it is queued'); END;
CREATE TRIGGER operation_counts BEFORE UPDATE OF attempts ON operation
WHEN new.attempts < old.attempts
BEGIN SELECT RAISE(ABORT, 'attempts are not taken back'); END;
CREATE TRIGGER operation_step BEFORE UPDATE OF state ON operation
WHEN old.state || '>' || new.state NOT IN (
  'new>sending', 'unknown>sending', 'sending>done', 'sending>failed', 'sending>unknown', 'sending>needs_review',
  'sending>new', 'unknown>done', 'unknown>new', 'unknown>needs_review', 'unknown>failed', 'needs_review>done',
  'needs_review>failed', 'needs_review>new', 'new>failed', 'failed>new')
BEGIN SELECT RAISE(ABORT, 'an operation cannot take this step'); END;
)sql";

}  // namespace goodword::store
