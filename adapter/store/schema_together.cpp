#include "store/schema.hpp"

namespace goodword::store {

// Serving a prospect together with a partner is offered like an introduction, and stands on the working agreement it
// was offered under: without one, and under another one, there is no such offer.
const char* const together_schema = R"sql(
ALTER TABLE referral ADD COLUMN kind TEXT NOT NULL DEFAULT 'introduction' CHECK (kind IN ('introduction', 'together'));
ALTER TABLE referral ADD COLUMN agreed TEXT NOT NULL DEFAULT '';
CREATE TRIGGER referral_together BEFORE INSERT ON referral
WHEN (new.kind = 'together') <> (new.agreed <> '')
BEGIN SELECT RAISE(ABORT, 'serving together takes a working agreement, and an introduction takes none'); END;
CREATE TRIGGER referral_agreed BEFORE UPDATE OF kind, agreed ON referral
WHEN new.kind <> old.kind OR new.agreed <> old.agreed
BEGIN SELECT RAISE(ABORT, 'what a prospect was offered is not changed: another offer is another referral'); END;
)sql";

}  // namespace goodword::store
