#include "store/pipeline.hpp"

#include <array>

#include "store/body.hpp"
#include "store/sqlite_store.hpp"

namespace goodword::store {
namespace {

using base::Result;
using model::BarSide;
using model::PipelineRow;
using ports::PipelinePart;
using ports::Who;

constexpr std::string_view row_columns =
    "SELECT contact, standing, in_scope, competes, needy, seller, value, hours, back, side, verdict, partner, referred,"
    " open_tasks, spent, asking, prospector, came_back FROM pipeline ";

PipelineRow row_of(const Rows& row) {
  return {row.text(0),
          row.text(1),
          row.truth(2),
          row.truth(3),
          row.truth(4),
          row.text(5),
          row.real(6),
          row.real(7),
          row.real(8),
          static_cast<BarSide>(row.integer(9)),
          model::verdict_of(row.text(10)).value_or(model::Verdict::none),
          row.text(11),
          row.truth(12),
          static_cast<int>(row.integer(13)),
          row.real(14),
          static_cast<model::Asking>(row.integer(15)),
          row.text(16),
          row.moment(17)};
}

std::string_view query_of(Who who) {
  switch (who) {
    case Who::everyone:
      return "SELECT id FROM record WHERE crm = ?1 AND kind = 'contact' AND id > ?2 AND gone_at IS NULL ORDER BY id"
             " LIMIT ?3";
    case Who::due: return "SELECT contact FROM due WHERE crm = ?1 AND contact > ?2 ORDER BY contact LIMIT ?3";
    case Who::in_scope:
      return "SELECT contact FROM pipeline WHERE crm = ?1 AND contact > ?2 AND in_scope = 1 ORDER BY contact LIMIT ?3";
    case Who::needy:
      return "SELECT contact FROM pipeline WHERE crm = ?1 AND contact > ?2 AND in_scope = 1 AND needy = 1"
             " ORDER BY contact LIMIT ?3";
  }
  return "";
}

std::string_view where(PipelinePart part) {
  switch (part) {
    case PipelinePart::competing: return "competes = 1";
    case PipelinePart::above_bar: return "competes = 1 AND side = 1";
    case PipelinePart::placed: return "partner <> ''";
    case PipelinePart::to_ask: return "asking > 0";
    case PipelinePart::came_back: return "came_back IS NOT NULL";
    case PipelinePart::spent_on: return "in_scope = 1 AND (spent > 0 OR standing = 'prospect')";
  }
  return "";
}

std::string query_of(PipelinePart part) {
  std::string query(row_columns);
  query.append("WHERE crm = ?1 AND ").append(where(part)).append(" ORDER BY contact");
  return query;
}

}  // namespace

void make_due(Transaction& work, const model::Ref& contact) {
  work.run(
      "INSERT INTO due (crm, contact, stamp) SELECT ?1, ?2, coalesce(max(stamp), 0) + 1 FROM due"
      " WHERE crm = ?1 AND stamp > 0"
      " ON CONFLICT (crm, contact) DO UPDATE SET stamp = excluded.stamp",
      contact.crm, contact.id);
}

Result<void> SqliteStore::wake(std::string_view crm, base::Instant now) {
  auto work = writing();
  work.run(
      "INSERT INTO due (crm, contact) SELECT crm, contact FROM referral WHERE crm = ?1 AND next_by <= ?2"
      " ON CONFLICT DO NOTHING",
      crm, now);
  return work.commit();
}

Result<ports::DecidingStart> SqliteStore::begin_deciding(std::string_view crm) {
  auto work = reading();
  ports::DecidingStart start;
  {
    auto row = work.rows("SELECT body FROM deciding_ground WHERE crm = ?1", crm);
    if (row.next()) start.ground = row.body(0);
  }
  auto row = work.rows("SELECT coalesce(max(stamp), 0) FROM due WHERE crm = ?1 AND stamp > 0", crm);
  if (row.next()) start.stamp = row.integer(0);
  return work.commit(std::move(start));
}

Result<void> SqliteStore::end_deciding(const ports::DecidingEnd& end) {
  auto work = writing();
  work.run("DELETE FROM due WHERE crm = ?1 AND stamp <= ?2", end.crm, end.stamp);
  for (const auto& contact : end.unsettled)
    work.run("INSERT INTO due (crm, contact) VALUES (?1, ?2) ON CONFLICT DO NOTHING", end.crm, contact);
  work.run(
      "INSERT INTO deciding_ground (crm, body) VALUES (?1, ?2) ON CONFLICT (crm) DO UPDATE SET body = excluded.body",
      end.crm, body_of(end.ground));
  return work.commit();
}

Result<std::vector<std::string>> SqliteStore::contacts(std::string_view crm, Who who, std::string_view after,
                                                       int limit) {
  auto work = reading();
  std::vector<std::string> list;
  auto rows = work.rows(query_of(who), crm, after, limit);
  while (rows.next()) list.push_back(rows.text(0));
  return work.commit(std::move(list));
}

Result<void> SqliteStore::save_pipeline(std::string_view crm, std::span<const PipelineRow> rows) {
  auto work = writing();
  for (const auto& row : rows) {
    work.run(
        "INSERT INTO pipeline (crm, contact, standing, in_scope, competes, needy, seller, value, hours, back, side,"
        " verdict, partner, referred, open_tasks, spent, asking, prospector, came_back) SELECT ?1, ?2, ?3, ?4, ?5, ?6,"
        " ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19 WHERE EXISTS (SELECT 1 FROM record WHERE crm = "
        "?1 AND kind = 'contact' AND id = "
        "?2 "
        "AND gone_at IS NULL)"
        " ON CONFLICT (crm, contact) DO UPDATE SET standing = excluded.standing, in_scope = excluded.in_scope,"
        " competes = excluded.competes, needy = excluded.needy, seller = excluded.seller, value = excluded.value,"
        " hours = excluded.hours, back = excluded.back, side = excluded.side, verdict = excluded.verdict,"
        " partner = excluded.partner, referred = excluded.referred, open_tasks = excluded.open_tasks, spent = "
        "excluded.spent, asking = excluded.asking, prospector = excluded.prospector, came_back = excluded.came_back",
        crm, row.contact, row.standing, row.in_scope, row.competes, row.needy, row.seller, row.value, row.hours,
        row.back, static_cast<int>(row.side), model::to_text(row.verdict), row.partner, row.referred, row.open_tasks,
        row.spent, static_cast<int>(row.asking), row.prospector, row.came_back);
  }
  return work.commit();
}

Result<std::vector<PipelineRow>> SqliteStore::pipeline(std::string_view crm, PipelinePart part) {
  static const std::array queries = {query_of(PipelinePart::competing), query_of(PipelinePart::above_bar),
                                     query_of(PipelinePart::placed),    query_of(PipelinePart::to_ask),
                                     query_of(PipelinePart::came_back), query_of(PipelinePart::spent_on)};
  auto work = reading();
  std::vector<PipelineRow> list;
  auto rows = work.rows(queries[static_cast<std::size_t>(part)], crm);
  while (rows.next()) list.push_back(row_of(rows));
  return work.commit(std::move(list));
}

Result<model::PipelineSums> SqliteStore::pipeline_sums(std::string_view crm) {
  auto work = reading();
  model::PipelineSums sums;
  {
    auto rows = work.rows("SELECT name, contacts FROM pipeline_tally WHERE crm = ?1 AND what = 'standing'", crm);
    while (rows.next()) sums.standings[rows.text(0)] = rows.integer(1);
  }
  auto rows = work.rows(
      "SELECT CASE WHEN prospector = '' THEN seller ELSE prospector END AS who, sum(open_tasks) FROM pipeline"
      " WHERE crm = ?1 AND open_tasks > 0 GROUP BY who",
      crm);
  while (rows.next()) sums.open_tasks[rows.text(0)] = static_cast<int>(rows.integer(1));
  return work.commit(std::move(sums));
}

}  // namespace goodword::store
