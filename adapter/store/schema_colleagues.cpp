#include "store/schema.hpp"

namespace goodword::store {

// Who works where, by contact alone: contacts do not come in the order of their companies, and in an index the other
// way round each of them would cost a page of the log. A company that changed is remembered instead, and its contacts
// are looked for in one pass at the end of a stream.
const char* const colleagues_schema = R"sql(
CREATE TABLE of_company (
  crm TEXT NOT NULL,
  contact TEXT NOT NULL,
  company TEXT NOT NULL,
  PRIMARY KEY (crm, contact)
) STRICT, WITHOUT ROWID;
INSERT INTO of_company (crm, contact, company)
  SELECT crm, from_id, to_id FROM link WHERE from_kind = 'contact' AND to_kind = 'company';
DELETE FROM link WHERE from_kind = 'contact';

CREATE TABLE due_company (
  crm TEXT NOT NULL,
  company TEXT NOT NULL,
  PRIMARY KEY (crm, company)
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace goodword::store
