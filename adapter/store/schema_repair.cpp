#include "store/schema.hpp"

namespace goodword::store {

// A store that was copied may be older than the CRM: `in_repair` stands until a whole sync has looked. `file` is the
// inode of the file that this store is, 0 where it is not known yet.
const char* const repair_schema = R"sql(
ALTER TABLE crm ADD COLUMN in_repair INTEGER NOT NULL DEFAULT 0 CHECK (in_repair IN (0, 1));
ALTER TABLE instance ADD COLUMN file INTEGER NOT NULL DEFAULT 0;
)sql";

}  // namespace goodword::store
