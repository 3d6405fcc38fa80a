#include "store/schema.hpp"

namespace goodword::store {

// The hashes are made in C++ (model/audit.hpp); here the chain is only kept from being changed or forked.
const char* const audit_schema = R"sql(
CREATE TABLE audit (
  number INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  author TEXT NOT NULL,
  what TEXT NOT NULL CHECK (what <> ''),
  subject TEXT NOT NULL,
  detail TEXT NOT NULL,
  previous TEXT NOT NULL CHECK (length(previous) = 64),
  hash TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is not deleted from'); END;
CREATE TRIGGER audit_fixed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is not changed'); END;
CREATE TRIGGER audit_follows BEFORE INSERT ON audit
WHEN new.number <> 1 + coalesce((SELECT max(number) FROM audit), 0)
  OR new.previous <> coalesce((SELECT hash FROM audit ORDER BY number DESC LIMIT 1), printf('%064d', 0))
BEGIN SELECT RAISE(ABORT, 'a row of the audit follows the last one'); END;
)sql";

}  // namespace goodword::store
