#include "store/body.hpp"
#include "store/sqlite_store.hpp"

namespace goodword::store {
namespace {

using base::Result;
using model::Decision;

/// The row of this decision; one with the same id is the same decision, seen anew with fresher figures.
std::int64_t write_decision(Transaction& work, const Decision& decision) {
  const auto body = body_of(model::to_json(decision));
  const auto& contact = decision.contact;
  std::int64_t key = 0;
  {
    auto row = work.rows("SELECT key FROM decision WHERE crm = ?1 AND contact = ?2 AND id = ?3", contact.crm,
                         contact.id, decision.id);
    if (row.next()) key = row.integer(0);
  }
  if (key != 0) {
    work.run("UPDATE decision SET verdict = ?2, at = ?3, body = ?4 WHERE key = ?1", key,
             model::to_text(decision.verdict), decision.at, body);
    return key;
  }
  work.run("INSERT INTO decision (id, crm, contact, at, verdict, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)", decision.id,
           contact.crm, contact.id, decision.at, model::to_text(decision.verdict), body);
  return work.last_key();
}

}  // namespace

Result<void> SqliteStore::save_decisions(std::span<const Decision> decisions) {
  auto work = writing();
  for (const auto& decision : decisions) {
    const auto key = write_decision(work, decision);
    work.run(
        "INSERT INTO decision_in_force (crm, contact, decision, verdict) VALUES (?1, ?2, ?3, ?4)"
        " ON CONFLICT (crm, contact) DO UPDATE SET decision = excluded.decision, verdict = excluded.verdict",
        decision.contact.crm, decision.contact.id, key, model::to_text(decision.verdict));
  }
  return work.commit();
}

Result<std::vector<Decision>> SqliteStore::decision_history(const model::Ref& contact, int limit) {
  auto work = reading();
  std::vector<Decision> list;
  auto rows = work.rows("SELECT body FROM decision WHERE crm = ?1 AND contact = ?2 ORDER BY at DESC, key DESC LIMIT ?3",
                        contact.crm, contact.id, limit);
  while (rows.next()) list.push_back(model::decision_from_json(rows.body(0)));
  return work.commit(std::move(list));
}

Result<std::vector<double>> SqliteStore::hour_prices(std::string_view seller, int weeks) {
  auto work = reading();
  std::vector<double> prices;
  auto rows = work.rows("SELECT price FROM hour_price WHERE seller = ?1 ORDER BY week DESC LIMIT ?2", seller, weeks);
  while (rows.next()) prices.push_back(rows.real(0));
  return work.commit(std::move(prices));
}

Result<void> SqliteStore::save_hour_price(std::string_view seller, base::Date week, double price) {
  auto work = writing();
  work.run(
      "INSERT INTO hour_price (seller, week, price) VALUES (?1, ?2, ?3)"
      " ON CONFLICT (seller, week) DO UPDATE SET price = excluded.price",
      seller, base::to_text(week), price);
  return work.commit();
}

}  // namespace goodword::store
