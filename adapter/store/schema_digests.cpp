#include "store/schema.hpp"

namespace goodword::store {

// `digest` is of the bytes a record was last taken in from, and of how they are mapped; none where its bytes alone do
// not tell what it is. `content` is content_number(body): a number does what a text of 32 letters did.
const char* const digests_schema = R"sql(
ALTER TABLE record ADD COLUMN digest INTEGER;
ALTER TABLE record ADD COLUMN content INTEGER NOT NULL DEFAULT 0;
UPDATE record SET content = content_number(body);
ALTER TABLE record DROP COLUMN hash;
)sql";

}  // namespace goodword::store
