#include "store/asks.hpp"

#include "store/audit.hpp"
#include "store/pipeline.hpp"
#include "store/sqlite_store.hpp"

namespace goodword::store {
namespace {

using base::Result;
using model::AskedOf;
using model::Kind;

/// A merged contact is the one it was merged into.
AskedOf asked_of(const Rows& row, int first) {
  if (const auto partner = row.text(first + 2); !partner.empty()) return {{}, partner};
  return {{row.text(first), Kind::contact, row.text(first + 1)}, ""};
}

void write_asked(Transaction& work, const model::Asked& asked) {
  if (!asked.whom.partner.empty()) {
    work.run("INSERT INTO partner_asked (partner, result, words, author, at) VALUES (?1, ?2, ?3, ?4, ?5)",
             asked.whom.partner, asked.result, asked.words, asked.by, asked.at);
    return;
  }
  const auto& contact = asked.whom.contact;
  const auto fresh = work.run(
      "INSERT INTO person_answer (crm, kind, contact, about, value, source, author, at)"
      " VALUES (?1, 'contact', ?2, 'asked', ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
      contact.crm, contact.id, asked.result, asked.words, asked.by, asked.at);
  if (fresh > 0) note_answer(work, contact, "asked", {asked.at, asked.by});
  make_due(work, contact);
}

}  // namespace

void write_asks(Transaction& work, const ports::DeskCommit& desk) {
  for (const auto& ask : desk.asks) {
    work.run(
        "INSERT INTO ask (crm, contact, partner, by_day, purpose, seller, author, at, cold, missing, despite, dropped)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        ask.whom.contact.crm, ask.whom.contact.id, ask.whom.partner, base::to_text(ask.by), ask.purpose, ask.seller,
        ask.author, ask.at, ask.cold, ask.missing, ask.despite, ask.dropped);
  }
  for (const auto& asked : desk.asked) write_asked(work, asked);
  for (const auto& one : desk.received) {
    work.run(
        "INSERT INTO received (crm, contact, partner, need, said, author, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
        " ON CONFLICT DO NOTHING",
        one.contact.crm, one.contact.id, one.partner, one.need, one.said, one.by, one.at);
    make_due(work, one.contact);
  }
}

Result<std::vector<model::Ask>> SqliteStore::asks() {
  auto work = reading();
  std::vector<model::Ask> list;
  auto rows = work.rows(
      "SELECT a.crm, coalesce((SELECT survivor FROM alias WHERE crm = a.crm AND kind = 'contact' AND old = a.contact),"
      " a.contact), a.partner, a.by_day, a.purpose, a.seller, a.author, a.at, a.cold, a.missing, a.despite, a.dropped"
      " FROM ask a ORDER BY a.key");
  while (rows.next()) {
    list.push_back({asked_of(rows, 0), base::parse_date(rows.text(3)).value_or(base::Date{}), rows.text(4),
                    rows.text(5), rows.text(6), rows.instant(7), rows.truth(8), rows.text(9), rows.text(10),
                    rows.truth(11)});
  }
  return work.commit(std::move(list));
}

Result<std::vector<model::Asked>> SqliteStore::asked() {
  auto work = reading();
  std::vector<model::Asked> list;
  auto rows = work.rows(
      "SELECT a.crm, coalesce((SELECT survivor FROM alias WHERE crm = a.crm AND kind = 'contact' AND old = a.contact),"
      " a.contact), '', a.value, a.source, a.author, a.at FROM person_answer a WHERE a.about = 'asked' AND"
      " a.kind = 'contact' UNION ALL SELECT '', '', partner, result, words, author, at FROM partner_asked ORDER BY 7");
  while (rows.next()) list.push_back({asked_of(rows, 0), rows.text(3), rows.text(4), rows.text(5), rows.instant(6)});
  return work.commit(std::move(list));
}

Result<std::vector<model::Received>> SqliteStore::received() {
  auto work = reading();
  std::vector<model::Received> list;
  auto rows = work.rows(
      "SELECT r.crm, coalesce((SELECT survivor FROM alias WHERE crm = r.crm AND kind = 'contact' AND old = r.contact),"
      " r.contact), r.partner, r.need, r.said, r.author, r.at FROM received r ORDER BY r.at, r.key");
  while (rows.next()) {
    list.push_back({{rows.text(0), Kind::contact, rows.text(1)},
                    rows.text(2),
                    rows.text(3),
                    rows.text(4),
                    rows.text(5),
                    rows.instant(6)});
  }
  return work.commit(std::move(list));
}

}  // namespace goodword::store
