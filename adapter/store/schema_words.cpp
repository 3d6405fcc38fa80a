#include "store/schema.hpp"

namespace goodword::store {

// Words come in any order, and putting each at its place in a large table costs a page of the log a word. They are
// appended here and sorted in together, at the end of a stream at the latest.
const char* const words_schema = R"sql(
CREATE TABLE fresh_word (
  key INTEGER PRIMARY KEY,
  word TEXT NOT NULL,
  crm TEXT NOT NULL,
  contact TEXT NOT NULL
) STRICT;
)sql";

}  // namespace goodword::store
