#include "store/schema.hpp"

namespace goodword::store {

// One firm may be offered for several needs at once: beside the first, those it serves as well, as a list of ids.
const char* const solutions_schema = R"sql(
ALTER TABLE referral ADD COLUMN also TEXT NOT NULL DEFAULT '[]';
)sql";

}  // namespace goodword::store
