#include <algorithm>
#include <set>

#include "store/intake.hpp"
#include "store/sqlite_store.hpp"
#include "store/suppression.hpp"

namespace goodword::store {
namespace {

using base::Result;
using model::Record;
using model::Reject;
using ports::PageCommit;

void remember_seen(Transaction& work, const PageCommit& page) {
  if (page.run == 0) return;
  Held seen;
  for (const Record& record : page.records) seen.add(model::to_text(record.kind), record.id());
  for (const auto& id : page.same) seen.add(model::to_text(page.kind), id);
  work.run("INSERT INTO seen (run, crm, kind, id) SELECT ?1, ?2, a, b FROM held(?3) WHERE true ON CONFLICT DO NOTHING",
           page.run, page.crm, seen);
}

void forget_rejects(Transaction& work, const PageCommit& page) {
  const bool any = work.any("SELECT 1 FROM reject WHERE crm = ?1 AND stream = ?2 LIMIT 1", page.crm, page.stream);
  if (!any) return;
  std::set<std::string> ids;
  for (const Record& record : page.records) ids.insert(record.id());
  ids.insert(page.same.begin(), page.same.end());
  for (const Reject& reject : page.rejects) ids.insert(reject.record_id);
  ids.insert(page.gone.begin(), page.gone.end());
  ids.erase("");
  for (const auto& id : ids) {
    work.run("DELETE FROM reject WHERE crm = ?1 AND stream = ?2 AND record_id = ?3", page.crm, page.stream, id);
  }
}

void add_reject(Transaction& work, const PageCommit& page, const Reject& reject) {
  // One without an id comes again with every full pass; it is kept once.
  work.run(
      "INSERT INTO reject (crm, stream, record_id, pointer, reason, payload, at) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7"
      " WHERE NOT EXISTS (SELECT 1 FROM reject WHERE crm = ?1 AND stream = ?2 AND record_id = ?3 AND pointer = ?4"
      " AND reason = ?5 AND payload = ?6)",
      page.crm, page.stream, reject.record_id, reject.pointer, reject.reason, reject.payload, page.at);
}

/// A page without whom was forgotten; itself where nobody was.
class Allowed {
 public:
  Allowed(Transaction& work, const PageCommit& whole) : page(whole) {
    Suppression suppression(work, whole.crm);
    if (!suppression.any()) return;
    std::set<std::string> touched;
    for (std::size_t i = 0; i < whole.records.size(); ++i) {
      auto left = suppression.allowed(whole.records[i]);
      if (!left || *left != whole.records[i]) touched.insert(whole.records[i].id());
      if (!left) {
        withheld.push_back(whole.records[i].id());
        continue;
      }
      records_.push_back(std::move(*left));
      digests_.push_back(i < whole.digests.size() ? whole.digests[i] : std::nullopt);
    }
    std::ranges::copy_if(whole.rejects, std::back_inserter(rejects_),
                         [&](const Reject& reject) { return !touched.contains(reject.record_id); });
    page.records = records_;
    page.digests = digests_;
    page.rejects = rejects_;
  }
  Allowed(const Allowed&) = delete;
  Allowed& operator=(const Allowed&) = delete;

  PageCommit page;
  std::vector<std::string> withheld;  ///< ids of records of which nothing may be stored

 private:
  std::vector<Record> records_;
  std::vector<std::optional<std::uint64_t>> digests_;
  std::vector<Reject> rejects_;
};

void take_in(Transaction& work, const PageCommit& whole, ports::PageCounts& sum) {
  Intake intake(work, whole.crm, whole.at);
  forget_rejects(work, whole);
  for (const auto& [old, survivor] : whole.merged) intake.merge(whole.kind, old, survivor);
  const Allowed allowed(work, whole);
  const auto& page = allowed.page;
  for (const auto& id : allowed.withheld) intake.take_away(page.kind, id);
  intake.expect(page.records);
  for (std::size_t i = 0; i < page.records.size(); ++i) {
    const Record& record = page.records[i];
    if (!record.id().empty()) {
      intake.take(record, i < page.digests.size() ? page.digests[i] : std::nullopt);
      continue;
    }
    add_reject(work, page,
               {page.crm, page.stream, "", "", "the record has no id",
                base::write_json(model::to_json(record)).substr(0, 4096)});
    ++sum.rejected;
  }
  for (const Reject& reject : page.rejects) add_reject(work, page, reject);
  for (const auto& id : page.gone) intake.take_away(page.kind, id);
  remember_seen(work, page);
  intake.settle();
  work.run(
      "INSERT INTO stream (crm, name, mark) VALUES (?1, ?2, ?3)"
      " ON CONFLICT (crm, name) DO UPDATE SET mark = excluded.mark",
      page.crm, page.stream, page.mark);
  const auto& counts = intake.counts();
  sum.added += counts.added;
  sum.changed += counts.changed;
  sum.same +=
      counts.same + static_cast<std::int64_t>(page.same.size()) + static_cast<std::int64_t>(allowed.withheld.size());
  sum.gone += counts.gone;
  sum.rejected += static_cast<std::int64_t>(page.rejects.size());
}

}  // namespace

Result<ports::PageCounts> SqliteStore::commit_pages(std::span<const PageCommit> pages) {
  auto work = writing();
  ports::PageCounts counts;
  for (const PageCommit& page : pages) take_in(work, page, counts);
  return work.commit(counts);
}

Result<std::vector<bool>> SqliteStore::hold(std::string_view crm, model::Kind kind,
                                            std::span<const ports::RawRecord> records) {
  auto work = reading();
  const Kin kin{crm, model::to_text(kind)};
  std::vector<std::string_view> ids;
  for (const auto& record : records) ids.push_back(record.id);
  auto range = KnownRange::around(work, kin, std::move(ids));
  std::vector<bool> found;
  for (const auto& record : records) {
    const auto row = range ? range->find(record.id) : look_up(work, kin, record.id);
    found.push_back(row && !row->gone && row->digest == static_cast<std::int64_t>(record.digest));
  }
  return work.commit(std::move(found));
}

Result<std::vector<std::string>> SqliteStore::unseen(std::string_view crm, model::Kind kind, std::int64_t run) {
  auto work = reading();
  std::vector<std::string> ids;
  auto rows = work.rows(
      "SELECT id FROM record WHERE crm = ?1 AND kind = ?2 AND gone_at IS NULL AND NOT EXISTS"
      " (SELECT 1 FROM seen WHERE run = ?3 AND crm = ?1 AND kind = ?2 AND seen.id = record.id) ORDER BY id",
      crm, model::to_text(kind), run);
  while (rows.next()) ids.push_back(rows.text(0));
  return work.commit(std::move(ids));
}

Result<void> SqliteStore::mark_gone(std::string_view crm, model::Kind kind, std::span<const std::string> ids,
                                    base::Instant at) {
  auto work = writing();
  Intake intake(work, crm, at);
  for (const auto& id : ids) intake.take_away(kind, id);
  intake.settle();
  return work.commit();
}

Result<std::vector<Reject>> SqliteStore::rejects(std::string_view crm, int limit) {
  auto work = reading();
  std::vector<Reject> list;
  auto rows = work.rows(
      "SELECT crm, stream, record_id, pointer, reason, payload FROM reject WHERE crm = ?1 ORDER BY key LIMIT ?2", crm,
      limit);
  while (rows.next()) {
    list.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4), rows.text(5)});
  }
  return work.commit(std::move(list));
}

Result<int> SqliteStore::drop_rejects(std::string_view crm, std::string_view record) {
  auto work = writing();
  const auto dropped = work.run("DELETE FROM reject WHERE crm = ?1 AND record_id = ?2", crm, record);
  return work.commit(static_cast<int>(dropped));
}

}  // namespace goodword::store
