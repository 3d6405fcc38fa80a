#include "store/sqlite_store.hpp"

namespace goodword::store {

using base::Result;
using ports::TokenRow;

Result<std::optional<TokenRow>> SqliteStore::token(std::string_view crm) {
  auto work = reading();
  auto row = work.rows(
      "SELECT login, generation, sealed, key, scopes, had, ends, needs_login, sent FROM token WHERE crm = ?1", crm);
  if (!row.next()) return work.commit(std::optional<TokenRow>());
  return work.commit(std::optional(TokenRow{.crm = std::string(crm),
                                            .login = row.text(0),
                                            .generation = row.integer(1),
                                            .sealed = row.text(2),
                                            .key = row.text(3),
                                            .scopes = row.text(4),
                                            .had = row.instant(5),
                                            .ends = row.moment(6),
                                            .needs_login = row.text(7),
                                            .sent = row.moment(8)}));
}

Result<void> SqliteStore::save_token(const TokenRow& row, std::int64_t after) {
  auto work = writing();
  std::int64_t there = 0;
  {
    auto held = work.rows("SELECT generation FROM token WHERE crm = ?1", row.crm);
    if (held.next()) there = held.integer(0);
  }
  if (work.ok() && there != after) {
    work.fail(base::failure("store.busy", "other tokens of " + row.crm + " are held by now", base::Retry::now).value());
  }
  work.run(
      "INSERT INTO token (crm, login, generation, sealed, key, scopes, had, ends, needs_login, sent)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (crm) DO UPDATE SET login = excluded.login,"
      " generation = excluded.generation, sealed = excluded.sealed, key = excluded.key, scopes = excluded.scopes,"
      " had = excluded.had, ends = excluded.ends, needs_login = excluded.needs_login, sent = excluded.sent",
      row.crm, row.login, row.generation, row.sealed, row.key, row.scopes, row.had, row.ends, row.needs_login,
      row.sent);
  return work.commit();
}

}  // namespace goodword::store
