#include "store/schema.hpp"

namespace goodword::store {

// What the record was last taken in from, as a digest of the bytes and of how they are mapped; none where its bytes
// alone do not tell what it is. At the end of the row: only reading everything again asks for it.
const char* const digests_schema = R"sql(
ALTER TABLE record ADD COLUMN digest INTEGER;
)sql";

}  // namespace goodword::store
