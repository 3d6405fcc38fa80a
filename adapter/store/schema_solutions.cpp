#include "store/schema.hpp"

namespace goodword::store {

// One firm may be offered for several needs at once: beside the first, those it serves as well, as a list of ids.
// Until now a firm was offered for all of them.
const char* const solutions_schema = R"sql(
ALTER TABLE referral ADD COLUMN also TEXT NOT NULL DEFAULT '[]';
UPDATE referral SET also = '["*"]';
)sql";

}  // namespace goodword::store
