#include "store/outbox.hpp"

#include "store/audit.hpp"
#include "store/body.hpp"
#include "store/rows_of.hpp"
#include "store/sqlite_store.hpp"

namespace goodword::store {
namespace {

using base::Result;
using model::Operation;
using model::OperationState;
using model::Outcome;

std::string select_operations(std::string_view where) {
  return "SELECT " + std::string(operation_columns) + " FROM operation o " + std::string(where);
}

std::vector<Operation> all_of(Rows rows) {
  std::vector<Operation> list;
  while (rows.next()) list.push_back(operation_of(rows, 0));
  return list;
}

/// Refuses the step in words; the trigger would refuse it too, in fewer.
bool may_step(Transaction& work, std::string_view id, OperationState to) {
  auto row = work.rows("SELECT state FROM operation WHERE id = ?1", id);
  if (!row.next()) {
    work.refuse("there is no operation " + std::string(id));
    return false;
  }
  const auto from = model::operation_state_of(row.text(0));
  if (from && model::may_follow(*from, to)) return true;
  work.refuse("operation " + std::string(id) + " cannot go from " + row.text(0) + " to " +
              std::string(model::to_text(to)));
  return false;
}

OperationState state_after(Outcome::Kind kind) {
  switch (kind) {
    case Outcome::Kind::done:
    case Outcome::Kind::already: return OperationState::done;
    case Outcome::Kind::changed:
    case Outcome::Kind::gone:
    case Outcome::Kind::failed: return OperationState::failed;
    case Outcome::Kind::not_sent: return OperationState::fresh;
    case Outcome::Kind::unknown: return OperationState::unknown;
  }
  return OperationState::needs_review;
}

std::string detail_of(const Outcome& outcome) {
  if (outcome.error) return base::to_text(*outcome.error);
  switch (outcome.kind) {
    case Outcome::Kind::already: return "it was so already";
    case Outcome::Kind::changed: return "a person changed it first";
    case Outcome::Kind::gone: return "the record is no longer there";
    default: return "";
  }
}

/// What an undo is for stands in its cause; both facts become durable together.
void mark_what_it_undid(Transaction& work, std::string_view id) {
  work.run(
      "UPDATE operation SET undone_by = ?1 WHERE state = 'done' AND undone_by = '' AND id IN"
      " (SELECT substr(json_extract(iif(json_valid(change), change, NULL), '$.cause'), 6) FROM operation"
      " WHERE id = ?1 AND json_extract(iif(json_valid(change), change, NULL), '$.cause') LIKE 'undo:%')",
      id);
}

/// What it did in the CRM, not with which words.
void note_done(Transaction& work, std::string_view id, base::Instant at) {
  std::string subject, action;
  {
    auto row = work.rows("SELECT crm || ' ' || kind || ' ' || subject, action FROM operation WHERE id = ?1", id);
    if (!row.next()) return;
    subject = row.text(0), action = row.text(1);
  }
  note(work, {at, "", model::audited::operation_done, subject, action + " " + std::string(id)});
}

void record_outcome(Transaction& work, const Outcome& outcome, base::Instant at) {
  const auto state = state_after(outcome.kind);
  if (!may_step(work, outcome.operation, state)) return;
  // What was made stands in the CRM, whatever became of the rest.
  work.run("UPDATE operation SET state = ?2, detail = ?3, created = iif(?4 = '', created, ?4) WHERE id = ?1",
           outcome.operation, model::to_text(state), detail_of(outcome), outcome.created);
  if (state == OperationState::unknown) work.run("UPDATE operation SET doubted = 1 WHERE id = ?1", outcome.operation);
  if (state != OperationState::done) return;
  // Found as wanted after an answer was lost: then it was this operation that made it so.
  work.run("UPDATE operation SET done_at = ?2, ours = CASE WHEN ?3 THEN doubted ELSE 1 END WHERE id = ?1",
           outcome.operation, outcome.server_time.value_or(at), outcome.kind == Outcome::Kind::already);
  note_done(work, outcome.operation, at);
  mark_what_it_undid(work, outcome.operation);
}

}  // namespace

int queue_changes(Transaction& work, std::int64_t run, std::span<const model::Change> changes) {
  int fresh = 0;
  for (const auto& change : changes) {
    const auto id = model::operation_id(change);
    fresh += static_cast<int>(
        work.run("INSERT INTO operation (id, run, crm, kind, subject, action, value, marker, change)"
                 " SELECT ?1, nullif(?2, 0), ?3, ?4, ?5, ?6, ?7, ?8, ?9 WHERE NOT EXISTS (SELECT 1 FROM operation "
                 "WHERE id = ?1)",
                 id, run, change.subject.crm, model::to_text(change.subject.kind), change.subject.id,
                 model::to_text(change.action), change.value, model::marker_of(id), body_of(model::to_json(change))));
  }
  return fresh;
}

Result<int> SqliteStore::enqueue(std::int64_t run, std::span<const model::Change> changes, base::Instant) {
  auto work = writing();
  const int fresh = queue_changes(work, run, changes);
  return work.commit(int{fresh});
}

Result<std::vector<Operation>> SqliteStore::operations(std::string_view crm, std::span<const OperationState> states,
                                                       int limit) {
  static const std::string sql =
      select_operations("WHERE o.crm = ?1 AND o.state IN (SELECT value FROM json_each(?2)) ORDER BY o.key LIMIT ?3");
  auto work = reading();
  std::vector<std::string> names;
  for (const auto state : states) names.emplace_back(model::to_text(state));
  return work.commit(all_of(work.rows(sql, crm, list_body(names), limit)));
}

Result<std::vector<Operation>> SqliteStore::operations_of_run(std::int64_t run) {
  static const std::string sql = select_operations("WHERE o.run = ?1 ORDER BY o.key");
  auto work = reading();
  return work.commit(all_of(work.rows(sql, run)));
}

Result<std::vector<Operation>> SqliteStore::operations_on(const model::Ref& record) {
  static const std::string sql =
      select_operations("WHERE o.crm = ?1 AND o.subject = ?2 AND o.kind = ?3 ORDER BY o.key");
  auto work = reading();
  return work.commit(all_of(work.rows(sql, record.crm, record.id, model::to_text(record.kind))));
}

Result<std::optional<Operation>> SqliteStore::operation(std::string_view id) {
  static const std::string sql = select_operations("WHERE o.id = ?1");
  auto work = reading();
  std::optional<Operation> found;
  auto row = work.rows(sql, id);
  if (row.next()) found = operation_of(row, 0);
  return work.commit(std::move(found));
}

Result<void> SqliteStore::mark_sending(std::span<const std::string> ids, base::Instant at) {
  auto work = writing();
  for (const auto& id : ids) {
    if (!may_step(work, id, OperationState::sending)) break;
    work.run(
        "UPDATE operation SET state = 'sending', attempts = attempts + 1, first_tried = coalesce(first_tried, ?2)"
        " WHERE id = ?1",
        id, at);
  }
  return work.commit();
}

Result<void> SqliteStore::mark_outcomes(std::span<const Outcome> outcomes, base::Instant at) {
  auto work = writing();
  for (const auto& outcome : outcomes) record_outcome(work, outcome, at);
  return work.commit();
}

Result<void> SqliteStore::set_operation_state(std::string_view id, OperationState state, std::string_view detail,
                                              base::Instant at) {
  auto work = writing();
  if (may_step(work, id, state)) {
    work.run(
        "UPDATE operation SET state = ?2, detail = ?3, doubted = max(doubted, ?2 = 'unknown'),"
        " done_at = CASE WHEN ?2 = 'done' THEN ?4 ELSE done_at END WHERE id = ?1",
        id, model::to_text(state), detail, at);
    if (state == OperationState::done) {
      note_done(work, id, at);
      mark_what_it_undid(work, id);
    }
  }
  return work.commit();
}

Result<void> SqliteStore::mark_undone(std::string_view id, std::string_view undo, base::Instant) {
  auto work = writing();
  const auto changed = work.run("UPDATE operation SET undone_by = ?2 WHERE id = ?1 AND state = 'done'", id, undo);
  if (work.ok() && changed == 0)
    work.refuse("operation " + std::string(id) + " is not done, so it cannot be taken back");
  return work.commit();
}

}  // namespace goodword::store
