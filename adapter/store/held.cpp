#include "store/held.hpp"

#include <new>
#include <tuple>

namespace goodword::store {
namespace {

constexpr const char* pointer_type = "goodword.held";
constexpr int hidden_column = static_cast<int>(std::tuple_size_v<Held::Row>);

/// One walk over the rows; begins with the part that is SQLite's own.
struct Cursor {
  sqlite3_vtab_cursor base;
  const std::vector<Held::Row>* rows;
  std::size_t at;
};

Cursor& own(sqlite3_vtab_cursor* cursor) { return *reinterpret_cast<Cursor*>(cursor); }

int declare(sqlite3* connection, sqlite3_vtab** table) {
  *table = new (std::nothrow) sqlite3_vtab{};
  if (*table == nullptr) return SQLITE_NOMEM;
  return sqlite3_declare_vtab(connection, "CREATE TABLE held (a, b, c, d, e, f, g, h, i, of HIDDEN)");
}

int disconnect(sqlite3_vtab* table) {
  delete table;
  return SQLITE_OK;
}

/// There is one way to walk it: from front to back, over the rows that are given.
int best_index(sqlite3_vtab*, sqlite3_index_info* info) {
  for (int i = 0; i < info->nConstraint; ++i) {
    const auto& constraint = info->aConstraint[i];
    if (constraint.iColumn != hidden_column || constraint.op != SQLITE_INDEX_CONSTRAINT_EQ || constraint.usable == 0)
      continue;
    info->aConstraintUsage[i].argvIndex = 1;
    info->aConstraintUsage[i].omit = 1;
    info->estimatedCost = 1;
    info->estimatedRows = 100;
    return SQLITE_OK;
  }
  return SQLITE_CONSTRAINT;
}

int open(sqlite3_vtab*, sqlite3_vtab_cursor** cursor) {
  auto* made = new (std::nothrow) Cursor{};
  if (made == nullptr) return SQLITE_NOMEM;
  *cursor = &made->base;
  return SQLITE_OK;
}

int close(sqlite3_vtab_cursor* cursor) {
  delete &own(cursor);
  return SQLITE_OK;
}

int filter(sqlite3_vtab_cursor* cursor, int, const char*, int count, sqlite3_value** values) {
  const auto* held = count == 1 ? static_cast<const Held*>(sqlite3_value_pointer(values[0], pointer_type)) : nullptr;
  if (held == nullptr) return SQLITE_MISUSE;
  own(cursor).rows = &held->rows();
  own(cursor).at = 0;
  return SQLITE_OK;
}

int next(sqlite3_vtab_cursor* cursor) {
  ++own(cursor).at;
  return SQLITE_OK;
}

int at_end(sqlite3_vtab_cursor* cursor) { return own(cursor).at >= own(cursor).rows->size() ? 1 : 0; }

int column(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int number) {
  if (number < hidden_column) (*own(cursor).rows)[own(cursor).at][static_cast<std::size_t>(number)].tell(context);
  return SQLITE_OK;
}

int row_number(sqlite3_vtab_cursor* cursor, sqlite3_int64* number) {
  *number = static_cast<sqlite3_int64>(own(cursor).at);
  return SQLITE_OK;
}

/// Without xCreate: it is there under its own name, and nobody can make another.
sqlite3_module module() {
  sqlite3_module made{};
  made.xConnect = [](sqlite3* connection, void*, int, const char* const*, sqlite3_vtab** table, char**) {
    return declare(connection, table);
  };
  made.xDisconnect = disconnect;
  made.xBestIndex = best_index;
  made.xOpen = open;
  made.xClose = close;
  made.xFilter = filter;
  made.xNext = next;
  made.xEof = at_end;
  made.xColumn = column;
  made.xRowid = row_number;
  return made;
}

}  // namespace

void Held::Cell::tell(sqlite3_context* context) const {
  if (const auto* number = std::get_if<std::int64_t>(&value_)) {
    sqlite3_result_int64(context, *number);
  } else if (const auto* text = std::get_if<std::string_view>(&value_)) {
    // A view without bytes may have no address, which SQLite would read as NULL.
    sqlite3_result_text64(context, text->data() ? text->data() : "", text->size(), SQLITE_STATIC, SQLITE_UTF8);
  } else {
    sqlite3_result_null(context);
  }
}

int Held::offer(sqlite3* connection) {
  static const sqlite3_module held = module();
  return sqlite3_create_module_v2(connection, "held", &held, nullptr, nullptr);
}

int Held::bind(sqlite3_stmt* statement, int place, const Held& held) {
  return sqlite3_bind_pointer(statement, place, const_cast<Held*>(&held), pointer_type, nullptr);
}

}  // namespace goodword::store
