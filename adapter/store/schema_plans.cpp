#include "store/schema.hpp"

namespace goodword::store {

// A plan for a hundred thousand contacts is kept in pieces: as one text it would stand in memory several times over.
const char* const plans_schema = R"sql(
CREATE TABLE plan_part (
  plan INTEGER NOT NULL,
  place INTEGER NOT NULL,
  what TEXT NOT NULL CHECK (what IN ('entry', 'left')),
  body TEXT NOT NULL,
  PRIMARY KEY (plan, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX plan_of_crm ON plan (crm, number);
)sql";

}  // namespace goodword::store
