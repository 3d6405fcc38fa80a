#include <array>

#include "store/audit.hpp"
#include "store/colleagues.hpp"
#include "store/sqlite_store.hpp"
#include "store/words.hpp"

namespace goodword::store {
namespace {

using base::Result;
using ports::CrmMode;

constexpr std::array<std::string_view, 3> mode_names = {"plan_only", "apply", "paused"};

std::string_view to_text(CrmMode mode) { return mode_names[static_cast<std::size_t>(mode)]; }

CrmMode mode_of(std::string_view text) {
  for (std::size_t i = 0; i < mode_names.size(); ++i) {
    if (mode_names[i] == text) return static_cast<CrmMode>(i);
  }
  return CrmMode::plan_only;
}

CrmMode mode_now(Transaction& work, const std::string& crm) {
  auto row = work.rows("SELECT mode FROM crm WHERE name = ?1", crm);
  return row.next() ? mode_of(row.text(0)) : CrmMode::plan_only;
}

/// The rows of a grouped count: name and number.
std::map<std::string, std::int64_t> counted(Rows rows) {
  std::map<std::string, std::int64_t> counts;
  while (rows.next()) counts[rows.text(0)] = rows.integer(1);
  return counts;
}

}  // namespace

Result<ports::CrmState> SqliteStore::crm_state(std::string_view crm) {
  auto work = reading();
  ports::CrmState state;
  state.name = crm;
  auto row = work.rows(
      "SELECT mode, before_pause, origins, first_apply_done, last_good_sync, last_try, last_error,"
      " in_repair FROM crm WHERE name = ?1",
      crm);
  if (row.next()) {
    state.mode = mode_of(row.text(0));
    state.before_pause = mode_of(row.text(1));
    state.origins = row.text(2);
    state.first_apply_done = row.truth(3);
    state.last_good_sync = row.moment(4);
    state.last_try = row.moment(5);
    state.last_error = row.text(6);
    state.in_repair = row.truth(7);
  }
  return work.commit(std::move(state));
}

Result<void> SqliteStore::set_crm_state(const ports::CrmState& state, base::Instant at, std::string_view by) {
  auto work = writing();
  if (const auto before = mode_now(work, state.name); before != state.mode) {
    note(work, {at, std::string(by), model::audited::crm_mode, "crm " + state.name,
                std::string(to_text(before)) + " to " + std::string(to_text(state.mode))});
  }
  work.run(
      "INSERT INTO crm (name, mode, before_pause, origins, first_apply_done, last_good_sync, last_try, last_error,"
      " in_repair) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (name) DO UPDATE SET mode = excluded.mode,"
      " before_pause = excluded.before_pause, origins = excluded.origins, first_apply_done = excluded.first_apply_done,"
      " last_good_sync = excluded.last_good_sync, last_try = excluded.last_try, last_error = excluded.last_error,"
      " in_repair = excluded.in_repair",
      state.name, to_text(state.mode), to_text(state.before_pause), state.origins, state.first_apply_done,
      state.last_good_sync, state.last_try, state.last_error, state.in_repair);
  return work.commit();
}

Result<ports::CrmCounts> SqliteStore::counts(std::string_view crm) {
  auto work = reading();
  ports::CrmCounts counts;
  counts.records = counted(work.rows("SELECT kind, records FROM tally WHERE crm = ?1 AND records > 0", crm));
  counts.operations = counted(work.rows("SELECT state, count(*) FROM operation WHERE crm = ?1 GROUP BY state", crm));
  counts.verdicts =
      counted(work.rows("SELECT name, contacts FROM pipeline_tally WHERE crm = ?1 AND what = 'verdict' AND name <> "
                        "'none' AND contacts > 0",
                        crm));
  auto rejected = work.rows("SELECT count(*) FROM reject WHERE crm = ?1", crm);
  if (rejected.next()) counts.rejects = rejected.integer(0);
  return work.commit(std::move(counts));
}

Result<std::string> SqliteStore::mark(std::string_view crm, std::string_view stream) {
  auto work = reading();
  auto row = work.rows("SELECT mark FROM stream WHERE crm = ?1 AND name = ?2", crm, stream);
  return work.commit(row.next() ? row.text(0) : std::string());
}

Result<std::optional<base::Instant>> SqliteStore::last_pulled(std::string_view crm, std::string_view stream) {
  auto work = reading();
  auto row = work.rows("SELECT pulled_at FROM stream WHERE crm = ?1 AND name = ?2", crm, stream);
  return work.commit(row.next() ? row.moment(0) : std::nullopt);
}

Result<void> SqliteStore::set_pulled(std::string_view crm, std::string_view stream, base::Instant at) {
  auto work = writing();
  work.run(
      "INSERT INTO stream (crm, name, pulled_at) VALUES (?1, ?2, ?3)"
      " ON CONFLICT (crm, name) DO UPDATE SET pulled_at = excluded.pulled_at",
      crm, stream, at);
  sort_words_in(work, When::now);
  find_colleagues(work, crm);
  return work.commit();
}

}  // namespace goodword::store
