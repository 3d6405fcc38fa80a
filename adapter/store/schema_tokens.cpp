#include "store/schema.hpp"

namespace goodword::store {

// The tokens of a login, sealed: what is in `sealed` only whoever has the key file reads. A new set has a new
// generation, so that of two who renew at once only one is believed.
const char* const tokens_schema = R"sql(
CREATE TABLE token (
  crm TEXT PRIMARY KEY,
  login TEXT NOT NULL,
  generation INTEGER NOT NULL CHECK (generation > 0),
  sealed TEXT NOT NULL,
  key TEXT NOT NULL,
  scopes TEXT NOT NULL,
  had INTEGER NOT NULL,
  ends INTEGER,
  needs_login TEXT NOT NULL,
  sent INTEGER
) STRICT, WITHOUT ROWID;
CREATE TRIGGER token_grows BEFORE UPDATE ON token
WHEN new.generation < old.generation OR (new.sealed <> old.sealed AND new.generation = old.generation)
BEGIN SELECT RAISE(ABORT, 'other tokens need a higher generation'); END;
)sql";

}  // namespace goodword::store
