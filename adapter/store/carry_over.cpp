#include "store/carry_over.hpp"

#include "store/audit.hpp"
#include "store/erasure.hpp"
#include "store/sqlite.hpp"

namespace goodword::store {
namespace {

using base::Result;
using std::filesystem::path;

/// Rows of the replaced store that go on where the copy's end: none where the two are no longer one chain.
std::int64_t take_over_audit(Transaction& work) {
  return work.run(
      "INSERT INTO audit SELECT * FROM replaced.audit WHERE number > (SELECT coalesce(max(number), 0) FROM audit)"
      " AND (NOT EXISTS (SELECT 1 FROM audit) OR EXISTS (SELECT 1 FROM audit a JOIN replaced.audit r USING (number, "
      "hash)"
      " WHERE a.number = (SELECT max(number) FROM audit))) ORDER BY number");
}

/// Whoever was forgotten after the backup and may be read again since: what the backup holds of them goes all the same.
void erase_lifted(Transaction& work) {
  std::vector<ports::Erasure> all;
  {
    auto rows = work.rows(
        "SELECT l.crm, l.contact, l.at, l.author, l.reason FROM replaced.lifted l WHERE NOT EXISTS (SELECT 1 FROM"
        " lifted m WHERE m.crm = l.crm AND m.contact = l.contact AND m.at = l.at)");
    while (rows.next()) {
      ports::Erasure erasure;
      erasure.contact = {rows.text(0), model::Kind::contact, rows.text(1)};
      erasure.at = rows.instant(2), erasure.by = rows.text(3), erasure.reason = rows.text(4);
      all.push_back(std::move(erasure));
    }
  }
  for (const auto& erasure : all) erase_person(work, erasure);
}

void take_over_lifted(Transaction& work) {
  erase_lifted(work);
  for (const std::string_view sql :
       {std::string_view("DELETE FROM forgotten WHERE EXISTS (SELECT 1 FROM replaced.lifted l WHERE l.crm ="
                         " forgotten.crm AND l.contact = forgotten.contact)"),
        std::string_view("DELETE FROM suppressed WHERE kind = 'contact' AND EXISTS (SELECT 1 FROM replaced.lifted l"
                         " WHERE l.crm = suppressed.crm AND l.contact = suppressed.id)"),
        std::string_view("INSERT OR REPLACE INTO lifted SELECT * FROM replaced.lifted")}) {
    work.run(sql);
  }
}

/// Who was forgotten since the backup must not come back with it, and logins go on: a backup has no tokens. What was
/// spent since is spent. Another store's hashes have another key.
void take_over_what_holds(Transaction& work) {
  if (work.any("SELECT 1 FROM replaced.sqlite_schema WHERE name = 'lifted'")) take_over_lifted(work);
  if (work.any("SELECT 1 FROM replaced.sqlite_schema WHERE name = 'budget'"))
    work.run("INSERT OR REPLACE INTO budget SELECT * FROM replaced.budget");
  for (const std::string_view sql :
       {std::string_view("INSERT INTO forgotten SELECT * FROM replaced.forgotten WHERE true ON CONFLICT DO NOTHING"),
        std::string_view("INSERT INTO suppressed SELECT * FROM replaced.suppressed WHERE true ON CONFLICT DO NOTHING"),
        std::string_view("INSERT INTO suppressed_address SELECT * FROM replaced.suppressed_address WHERE"
                         " (SELECT id FROM replaced.instance) = (SELECT id FROM instance) ON CONFLICT DO NOTHING"),
        std::string_view("INSERT INTO token SELECT * FROM replaced.token WHERE true ON CONFLICT DO NOTHING"),
        std::string_view("INSERT INTO to_tell SELECT * FROM replaced.to_tell WHERE true ON CONFLICT (referral) DO"
                         " UPDATE SET told = excluded.told, author = excluded.author WHERE to_tell.told IS NULL")}) {
    work.run(sql);
  }
}

std::string told(const model::AuditHead& head, std::int64_t taken_over) {
  return "a backup that ended at " + model::to_text(head) +
         (taken_over > 0 ? "; the " + std::to_string(taken_over) + " rows after it are of the store it replaced" : "");
}

/// The other file under a name of its own in this connection; its path is text and may hold a quote.
Result<void> attach(Connection& connection, const path& other) {
  std::string quoted;
  for (const char letter : other.string()) quoted += letter == '\'' ? std::string("''") : std::string(1, letter);
  return connection.execute(("ATTACH '" + quoted + "' AS replaced").c_str());
}

}  // namespace

Result<void> carry_over(const path& copy, const path& replaced, model::AuditEntry restored) {
  if (const auto ready = open_sqlite(copy, {}); !ready) return tl::unexpected(ready.error());
  auto connection = Connection::open(copy, Connection::Role::writer, OpenOptions().busy_wait);
  if (!connection) return tl::unexpected(connection.error());
  if (!replaced.empty()) {
    if (const auto attached = attach(**connection, replaced); !attached) return attached;
  }
  {
    Transaction work(**connection);
    const auto head = last_audited(work);
    const auto taken_over = replaced.empty() ? 0 : take_over_audit(work);
    restored.what = model::audited::restored;
    restored.subject = "store";
    restored.detail = told(head, taken_over);
    note(work, restored);
    if (!replaced.empty()) take_over_what_holds(work);
    erase_all_forgotten(work, restored.at);
    if (const auto done = work.commit(); !done) return done;
  }
  // One file and nothing beside it, which a rename can put in place.
  const auto mode = (*connection)->ask("PRAGMA main.journal_mode = DELETE");
  if (!mode) return tl::unexpected(mode.error());
  std::error_code fault;
  std::filesystem::remove(copy.string() + ".lock", fault);
  return {};
}

}  // namespace goodword::store
