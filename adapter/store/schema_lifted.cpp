#include "store/schema.hpp"

namespace goodword::store {

// Who was forgotten and may be read again: their deals are let in with them.
const char* const lifted_schema = R"sql(
CREATE TABLE lifted (
  crm TEXT NOT NULL,
  contact TEXT NOT NULL,
  at INTEGER NOT NULL,
  author TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (crm, contact)
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace goodword::store
