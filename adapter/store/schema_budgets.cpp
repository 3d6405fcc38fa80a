#include "store/schema.hpp"

namespace goodword::store {

// What was spent of a CRM's budgets of calls. Nothing of it is about people. `slices` holds moments and amounts as
// numbers in a row, for it is read and written at every call.
const char* const budgets_schema = R"sql(
CREATE TABLE budget (
  scope TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  granted INTEGER NOT NULL CHECK (granted >= 0),
  used REAL NOT NULL,
  since INTEGER NOT NULL,
  slices TEXT NOT NULL,
  running TEXT NOT NULL,
  waiting TEXT NOT NULL,
  most INTEGER,
  told INTEGER,
  wait_from INTEGER NOT NULL,
  wait_until INTEGER NOT NULL,
  PRIMARY KEY (scope, name)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER budget_grows BEFORE UPDATE ON budget WHEN new.granted < old.granted
BEGIN SELECT RAISE(ABORT, 'what was let go is not taken back'); END;
)sql";

}  // namespace goodword::store
