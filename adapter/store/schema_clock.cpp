#include "store/schema.hpp"

namespace goodword::store {

const char* const clock_schema = R"sql(
CREATE INDEX referral_waits ON referral (crm, next_by, contact) WHERE next_by IS NOT NULL;
)sql";

}  // namespace goodword::store
