#include "store/numbers.hpp"

#include <cstdint>
#include <string_view>

#include "store/record_text.hpp"
#include "store/words.hpp"

namespace goodword::store {
namespace {

template <std::int64_t (*number_of)(std::string_view)>
int offer(sqlite3* connection, const char* name) {
  const auto tell = [](sqlite3_context* context, int, sqlite3_value** values) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
    const auto bytes = static_cast<std::size_t>(sqlite3_value_bytes(values[0]));
    sqlite3_result_int64(context, number_of({text ? text : "", bytes}));
  };
  return sqlite3_create_function_v2(connection, name, 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
                                    nullptr, tell, nullptr, nullptr, nullptr);
}

}  // namespace

int offer_numbers(sqlite3* connection) {
  const int code = offer<word_number>(connection, "word_number");
  return code == SQLITE_OK ? offer<content_number>(connection, "content_number") : code;
}

}  // namespace goodword::store
