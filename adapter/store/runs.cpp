#include "store/body.hpp"
#include "store/sqlite_store.hpp"

namespace goodword::store {

using base::Result;

namespace {

constexpr int most_plans = 200;  ///< of a CRM; a plan is too old to be applied long before

void forget_old_plans(Transaction& work, std::string_view crm) {
  constexpr std::string_view old = "(SELECT number FROM plan WHERE crm = ?1 ORDER BY number DESC LIMIT -1 OFFSET ?2)";
  static const std::string parts = "DELETE FROM plan_part WHERE plan IN " + std::string(old);
  static const std::string plans = "DELETE FROM plan WHERE number IN " + std::string(old);
  work.run(parts, crm, most_plans);
  work.run(plans, crm, most_plans);
}

}  // namespace

Result<std::int64_t> SqliteStore::open_run(std::string_view kind, std::string_view crm, base::Instant at) {
  auto work = writing();
  work.run("INSERT INTO run (kind, crm, began) VALUES (?1, ?2, ?3)", kind, crm, at);
  const auto number = work.last_key();
  // A sync has its CRM to itself, so what is left here is of a sync that was killed.
  if (kind == "sync") work.run("DELETE FROM seen WHERE crm = ?1", crm);
  return work.commit(std::int64_t{number});
}

Result<void> SqliteStore::close_run(std::int64_t run, const base::Json& report, base::Instant at) {
  auto work = writing();
  if (work.run("UPDATE run SET ended = ?2, report = ?3 WHERE number = ?1", run, at, body_of(report)) == 0) {
    work.refuse("there is no run " + std::to_string(run));
  }
  work.run("DELETE FROM seen WHERE run = ?1", run);
  return work.commit();
}

Result<std::vector<ports::RunRow>> SqliteStore::runs(int limit) {
  auto work = reading();
  std::vector<ports::RunRow> list;
  auto rows = work.rows(
      "SELECT number, kind, crm, began, ended, coalesce(report, 'null') FROM run ORDER BY number DESC LIMIT ?1", limit);
  while (rows.next()) {
    list.push_back({rows.integer(0), rows.text(1), rows.text(2), rows.instant(3), rows.moment(4), rows.body(5)});
  }
  return work.commit(std::move(list));
}

Result<std::int64_t> SqliteStore::save_plan(const model::Plan& plan) {
  model::Plan head = {};
  head.crm = plan.crm;
  head.made_at = plan.made_at;
  head.data_at = plan.data_at;
  head.prospects = plan.prospects;
  head.clients = plan.clients;
  head.others = plan.others;
  head.calls = plan.calls;
  auto work = writing();
  work.run("INSERT INTO plan (crm, made_at, body) VALUES (?1, ?2, ?3)", plan.crm, plan.made_at,
           body_of(model::to_json(head)));
  const auto number = work.last_key();
  std::int64_t place = 0;
  const auto add = [&](std::string_view what, const base::Json& part) {
    work.run("INSERT INTO plan_part (plan, place, what, body) VALUES (?1, ?2, ?3, ?4)", number, ++place, what,
             body_of(part));
  };
  for (const auto& entry : plan.entries) add("entry", model::to_json(entry));
  for (const auto& alone : plan.left_alone) add("left", model::to_json(alone));
  forget_old_plans(work, plan.crm);
  return work.commit(std::int64_t{number});
}

Result<std::optional<model::Plan>> SqliteStore::plan(std::int64_t number) {
  auto work = reading();
  std::optional<model::Plan> found;
  {
    auto row =
        work.rows("SELECT number, body FROM plan WHERE number = ?1 OR ?1 = 0 ORDER BY number DESC LIMIT 1", number);
    if (row.next()) {
      found = model::plan_from_json(row.body(1));
      found->number = row.integer(0);
    }
  }
  if (!found) return work.commit(std::move(found));
  auto parts = work.rows("SELECT what, body FROM plan_part WHERE plan = ?1 ORDER BY place", found->number);
  while (parts.next()) {
    if (parts.text(0) == "entry")
      found->entries.push_back(model::plan_entry_from_json(parts.body(1)));
    else
      found->left_alone.push_back(model::left_alone_from_json(parts.body(1)));
  }
  return work.commit(std::move(found));
}

}  // namespace goodword::store
