#include <unordered_map>

#include "store/body.hpp"
#include "store/sqlite_store.hpp"

namespace goodword::store {

using base::Result;

Result<std::vector<model::Partner>> SqliteStore::partners() {
  auto work = reading();
  std::vector<model::Partner> list;
  auto rows = work.rows("SELECT body, origin FROM partner ORDER BY id");
  while (rows.next()) {
    list.push_back(model::partner_from_json(rows.body(0)));
    list.back().origin = rows.text(1);
  }
  return work.commit(std::move(list));
}

Result<void> SqliteStore::save_partners(std::span<const model::Partner> partners, base::Instant at) {
  auto work = writing();
  for (const auto& partner : partners) {
    work.run(
        "INSERT INTO partner (id, body, saved_at, origin) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO UPDATE"
        " SET body = excluded.body, saved_at = excluded.saved_at, origin = excluded.origin",
        partner.id, body_of(model::to_json(partner)), at, partner.origin);
  }
  return work.commit();
}

Result<void> SqliteStore::drop_partners(std::span<const std::string> ids) {
  auto work = writing();
  for (const auto& id : ids) work.run("DELETE FROM partner WHERE id = ?1", id);
  return work.commit();
}

Result<std::vector<model::SaidRoom>> SqliteStore::rooms_said(std::string_view partner) {
  auto work = reading();
  std::vector<model::SaidRoom> list;
  auto rows = work.rows(
      "SELECT partner, places, until, author, at FROM partner_room WHERE ?1 = '' OR partner = ?1 ORDER BY key DESC",
      partner);
  while (rows.next()) {
    const model::Room room{static_cast<int>(rows.integer(1)), base::parse_date(rows.text(2)).value_or(base::Date{})};
    list.push_back({rows.text(0), room, rows.text(3), rows.instant(4)});
  }
  return work.commit(std::move(list));
}

Result<void> SqliteStore::save_room(const model::SaidRoom& said) {
  auto work = writing();
  work.run("INSERT INTO partner_room (partner, places, until, author, at) VALUES (?1, ?2, ?3, ?4, ?5)", said.partner,
           said.room.places, base::to_text(said.room.until), said.by, said.at);
  return work.commit();
}

Result<std::vector<model::CheckIn>> SqliteStore::check_ins() {
  auto work = reading();
  std::vector<model::CheckIn> list;
  auto rows = work.rows("SELECT partner, at, author, note FROM check_in ORDER BY at DESC, key DESC");
  while (rows.next()) list.push_back({rows.text(0), rows.instant(1), rows.text(2), rows.text(3)});
  return work.commit(std::move(list));
}

Result<void> SqliteStore::save_check_in(const model::CheckIn& held) {
  auto work = writing();
  work.run("INSERT INTO check_in (partner, at, author, note) VALUES (?1, ?2, ?3, ?4)", held.partner, held.at, held.by,
           held.note);
  return work.commit();
}

Result<std::vector<model::PastStep>> SqliteStore::past_steps() {
  auto work = reading();
  // Put together here: SQLite would look each event's referral up again, which takes twice as long.
  std::unordered_map<std::string, std::pair<std::string, std::string>> offers;
  {
    auto rows = work.rows("SELECT id, partner, need FROM referral");
    while (rows.next()) offers.try_emplace(rows.text(0), rows.text(1), rows.text(2));
  }
  std::vector<model::PastStep> list;
  auto rows = work.rows(
      "SELECT referral, event, at, value, currency, CASE event WHEN 'settle' THEN reason ELSE '' END"
      " FROM referral_event ORDER BY key");
  while (rows.next()) {
    auto referral = rows.text(0);
    const auto& [partner, need] = offers.at(referral);
    list.push_back({partner, need, std::move(referral), rows.text(1), rows.instant(2)});
    if (!rows.text(4).empty()) list.back().value = base::Money{rows.integer(3), rows.text(4)};
    list.back().settled = rows.text(5);
  }
  return work.commit(std::move(list));
}

}  // namespace goodword::store
