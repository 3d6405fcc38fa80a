#include "store/schema.hpp"

namespace goodword::store {

// A word is kept as a number made of it (word_number, words.hpp) beside the key of its record: a third of the room and
// of the work. Two words may share a number; whoever looks a word up asks the contact itself.
const char* const words_by_number_schema = R"sql(
CREATE TABLE record_word (
  word INTEGER NOT NULL,
  record INTEGER NOT NULL,
  PRIMARY KEY (word, record)
) STRICT, WITHOUT ROWID;
CREATE TABLE fresh_record_word (
  key INTEGER PRIMARY KEY,
  word INTEGER NOT NULL,
  record INTEGER NOT NULL
) STRICT;
INSERT INTO record_word (word, record)
  SELECT word_number(held.word), record.key
  FROM (SELECT word, crm, contact FROM contact_word UNION SELECT word, crm, contact FROM fresh_word) held
  JOIN record ON record.crm = held.crm AND record.kind = 'contact' AND record.id = held.contact
  WHERE true ORDER BY 1, 2 ON CONFLICT DO NOTHING;
DROP TABLE contact_word;
DROP TABLE fresh_word;
)sql";

}  // namespace goodword::store
