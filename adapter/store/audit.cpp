#include "store/audit.hpp"

#include "store/sqlite_store.hpp"

namespace goodword::store {

using base::Result;

model::AuditHead last_audited(Transaction& work) {
  auto row = work.rows("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1");
  return row.next() ? model::AuditHead{row.integer(0), row.text(1)} : model::AuditHead{};
}

void note(Transaction& work, const model::AuditEntry& entry) {
  auto [number, previous] = last_audited(work);
  model::AuditRow row{number + 1, entry, std::move(previous), ""};
  row.hash = model::audit_hash(row);
  work.run(
      "INSERT INTO audit (number, at, author, what, subject, detail, previous, hash)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
      row.number, entry.at, entry.by, entry.what, entry.subject, entry.detail, row.previous, row.hash);
}

void note_answer(Transaction& work, const model::Ref& record, std::string_view about, model::AuditEntry said) {
  said.what = model::audited::answered;
  said.subject = model::to_text(record);
  said.detail = about;
  note(work, said);
}

Result<void> SqliteStore::save_audit(const model::AuditEntry& entry) {
  auto work = writing();
  note(work, entry);
  return work.commit();
}

Result<std::vector<model::AuditRow>> SqliteStore::audit(std::int64_t after, int limit) {
  auto work = reading();
  std::vector<model::AuditRow> list;
  auto rows = work.rows(
      "SELECT number, at, author, what, subject, detail, previous, hash FROM audit WHERE number > ?1"
      " ORDER BY number LIMIT ?2",
      after, limit);
  while (rows.next()) {
    list.push_back({rows.integer(0),
                    {rows.instant(1), rows.text(2), rows.text(3), rows.text(4), rows.text(5)},
                    rows.text(6),
                    rows.text(7)});
  }
  return work.commit(std::move(list));
}

Result<model::AuditHead> SqliteStore::audit_head() {
  auto work = reading();
  auto head = last_audited(work);
  return work.commit(std::move(head));
}

}  // namespace goodword::store
