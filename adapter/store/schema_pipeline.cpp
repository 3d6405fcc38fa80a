#include "store/schema.hpp"

namespace goodword::store {

// `due.stamp` grows with what comes in while a CRM is being decided about, so that deciding ends only what it began
// with. `pipeline_tally` is kept by triggers: counting a million rows takes too long for a status line.
const char* const pipeline_schema = R"sql(
ALTER TABLE due ADD COLUMN stamp INTEGER NOT NULL DEFAULT 0;

CREATE TABLE pipeline (
  crm TEXT NOT NULL,
  contact TEXT NOT NULL,
  standing TEXT NOT NULL CHECK (standing IN ('prospect', 'client', 'other')),
  in_scope INTEGER NOT NULL,
  competes INTEGER NOT NULL,
  needy INTEGER NOT NULL,
  seller TEXT NOT NULL,
  value REAL NOT NULL,
  hours REAL NOT NULL,
  back REAL NOT NULL,
  side INTEGER NOT NULL CHECK (side IN (0, 1, 2)),
  verdict TEXT NOT NULL,
  partner TEXT NOT NULL,
  referred INTEGER NOT NULL,
  open_tasks INTEGER NOT NULL,
  spent REAL NOT NULL,
  asking INTEGER NOT NULL CHECK (asking IN (0, 1, 2)),
  PRIMARY KEY (crm, contact)
) STRICT, WITHOUT ROWID;
CREATE INDEX pipeline_above ON pipeline (crm, contact) WHERE competes = 1 AND side = 1;
CREATE INDEX pipeline_placed ON pipeline (crm, contact) WHERE partner <> '';
CREATE INDEX pipeline_asking ON pipeline (crm, contact) WHERE asking > 0;
CREATE INDEX pipeline_tasks ON pipeline (crm, seller, open_tasks) WHERE open_tasks > 0;

CREATE TABLE pipeline_tally (
  crm TEXT NOT NULL,
  what TEXT NOT NULL CHECK (what IN ('standing', 'verdict')),
  name TEXT NOT NULL,
  contacts INTEGER NOT NULL,
  PRIMARY KEY (crm, what, name)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER pipeline_counted AFTER INSERT ON pipeline
BEGIN
  INSERT INTO pipeline_tally VALUES (new.crm, 'standing', new.standing, 1)
    ON CONFLICT DO UPDATE SET contacts = contacts + 1;
  INSERT INTO pipeline_tally VALUES (new.crm, 'verdict', new.verdict, 1)
    ON CONFLICT DO UPDATE SET contacts = contacts + 1;
END;
CREATE TRIGGER pipeline_recounted AFTER UPDATE OF standing, verdict ON pipeline
WHEN new.standing <> old.standing OR new.verdict <> old.verdict
BEGIN
  UPDATE pipeline_tally SET contacts = contacts - 1
    WHERE crm = old.crm AND (what, name) IN (VALUES ('standing', old.standing), ('verdict', old.verdict));
  INSERT INTO pipeline_tally VALUES (new.crm, 'standing', new.standing, 1)
    ON CONFLICT DO UPDATE SET contacts = contacts + 1;
  INSERT INTO pipeline_tally VALUES (new.crm, 'verdict', new.verdict, 1)
    ON CONFLICT DO UPDATE SET contacts = contacts + 1;
END;
CREATE TRIGGER pipeline_discounted AFTER DELETE ON pipeline
BEGIN
  UPDATE pipeline_tally SET contacts = contacts - 1
    WHERE crm = old.crm AND (what, name) IN (VALUES ('standing', old.standing), ('verdict', old.verdict));
END;
CREATE TRIGGER pipeline_left AFTER UPDATE OF gone_at ON record WHEN new.gone_at IS NOT NULL AND new.kind = 'contact'
BEGIN DELETE FROM pipeline WHERE crm = new.crm AND contact = new.id; END;

-- What the last batch decided by: bars, history, versions of rules and circle. None: everybody is decided anew.
CREATE TABLE deciding_ground (
  crm TEXT PRIMARY KEY,
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace goodword::store
