// The numbers that rows keep of texts, as functions that a migration may say: word_number(text), content_number(body).
#pragma once

#include <sqlite3.h>

namespace goodword::store {

/// Returns SQLite's code.
int offer_numbers(sqlite3* connection);

}  // namespace goodword::store
