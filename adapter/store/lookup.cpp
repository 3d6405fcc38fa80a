#include <algorithm>

#include "base/text.hpp"
#include "store/sqlite_store.hpp"
#include "store/words.hpp"

namespace goodword::store {

using base::Result;
using model::Record;

Result<std::vector<model::Ref>> SqliteStore::find_contacts(std::string_view words, ports::Gone gone) {
  auto work = reading();
  std::vector<model::Ref> found;
  const auto asked = base::trim(words);
  const std::string word = base::lower(asked);
  auto rows = work.rows(
      "SELECT record.crm, coalesce((SELECT survivor FROM alias WHERE crm = record.crm AND kind = 'contact'"
      " AND old = record.id), record.id), hit.by_id, record.body FROM record JOIN ("
      " SELECT record AS key, 0 AS by_id FROM record_word WHERE word = ?2"
      " UNION SELECT record, 0 FROM fresh_record_word WHERE word = ?2"
      " UNION SELECT key, 1 FROM record WHERE crm IN (SELECT DISTINCT crm FROM tally) AND kind = 'contact' AND id = ?1"
      " UNION SELECT r.key, 1 FROM alias JOIN record r ON r.crm = alias.crm AND r.kind = 'contact'"
      " AND r.id = alias.survivor WHERE alias.crm IN (SELECT DISTINCT crm FROM tally) AND alias.kind = 'contact'"
      " AND alias.old = ?1"
      ") hit ON record.key = hit.key WHERE record.gone_at IS NULL OR ?3 ORDER BY 1, 2",
      asked, word_number(word), gone == ports::Gone::included);
  while (rows.next()) {
    model::Ref ref{rows.text(0), model::Kind::contact, rows.text(1)};
    if (!found.empty() && found.back() == ref) continue;
    const bool has_it =
        rows.truth(2) ||
        std::ranges::binary_search(words_of(model::record_from_json(model::Kind::contact, rows.body(3))), word);
    if (has_it) found.push_back(std::move(ref));
  }
  return work.commit(std::move(found));
}

Result<std::vector<Record>> SqliteStore::records(std::string_view crm, model::Kind kind, int limit) {
  auto work = reading();
  std::vector<Record> list;
  auto rows = work.rows("SELECT body FROM record WHERE crm = ?1 AND kind = ?2 AND gone_at IS NULL ORDER BY id LIMIT ?3",
                        crm, model::to_text(kind), limit);
  while (rows.next()) list.push_back(model::record_from_json(kind, rows.body(0)));
  return work.commit(std::move(list));
}

Result<std::vector<Record>> SqliteStore::records_of(std::string_view crm, model::Kind kind,
                                                    std::span<const std::string> ids) {
  auto work = reading();
  std::vector<Record> list;
  for (const auto& id : ids) {
    auto row = work.rows("SELECT body FROM record WHERE crm = ?1 AND kind = ?2 AND id = ?3 AND gone_at IS NULL", crm,
                         model::to_text(kind), id);
    if (row.next()) list.push_back(model::record_from_json(kind, row.body(0)));
  }
  return work.commit(std::move(list));
}

Result<ports::CompanyFit> SqliteStore::count_companies(std::string_view crm, double least, double below,
                                                       std::string_view country) {
  auto work = reading();
  ports::CompanyFit fit;
  auto row = work.rows(
      "SELECT count(*), coalesce(sum(size), 0), coalesce(sum(place), 0), coalesce(sum(size AND place), 0) FROM ("
      " SELECT coalesce(json_extract(body, '$.size') >= ?2 AND json_extract(body, '$.size') < ?3, 0) AS size,"
      " coalesce(lower(json_extract(body, '$.country')) = lower(?4), 0) AS place"
      " FROM record WHERE crm = ?1 AND kind = 'company' AND gone_at IS NULL)",
      crm, least, below, country);
  if (row.next()) fit = {row.integer(0), row.integer(1), row.integer(2), row.integer(3)};
  return work.commit(std::move(fit));
}

Result<std::vector<Record>> SqliteStore::closed_opportunities(std::string_view crm, int limit) {
  auto work = reading();
  std::vector<Record> list;
  auto rows = work.rows(
      "SELECT body FROM record WHERE crm = ?1 AND closed = 1 AND gone_at IS NULL"
      " ORDER BY moment DESC, id DESC LIMIT ?2",
      crm, limit);
  while (rows.next()) list.push_back(model::record_from_json(model::Kind::opportunity, rows.body(0)));
  return work.commit(std::move(list));
}

}  // namespace goodword::store
