#include "store/schema.hpp"

namespace goodword::store {

// With very many referrals: what each of them asks when it is written is answered by an index, not by reading all.
const char* const many_schema = R"sql(
CREATE INDEX due_stamp ON due (crm, stamp) WHERE stamp > 0;

DROP TRIGGER referral_one_live;
CREATE TRIGGER referral_one_live BEFORE INSERT ON referral
WHEN new.state IN (
    'proposed', 'offered_prospect', 'prospect_accepted', 'wants_meeting', 'meeting_offered', 'meeting_agreed',
    'meeting', 'offered_partner', 'needs_info', 'partner_accepted')
 AND EXISTS (
  SELECT 1 FROM referral r WHERE r.live = 1 AND r.crm = new.crm AND r.need = new.need AND r.id <> new.id
   AND r.contact IN (
    SELECT new.contact
    UNION SELECT survivor FROM alias WHERE crm = new.crm AND kind = 'contact' AND old = new.contact
    UNION SELECT old FROM alias WHERE crm = new.crm AND kind = 'contact' AND survivor = coalesce(
     (SELECT survivor FROM alias WHERE crm = new.crm AND kind = 'contact' AND old = new.contact), new.contact)))
BEGIN SELECT RAISE(ABORT, 'this prospect has a live offer for this need'); END;
)sql";

}  // namespace goodword::store
