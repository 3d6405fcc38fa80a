#include "store/schema.hpp"

namespace goodword::store {

// Who was let go or put off and is back is looked up by the seller every morning.
const char* const returns_schema = R"sql(
ALTER TABLE pipeline ADD COLUMN came_back INTEGER;
CREATE INDEX pipeline_back ON pipeline (crm, contact) WHERE came_back IS NOT NULL;
)sql";

}  // namespace goodword::store
