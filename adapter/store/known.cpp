#include "store/known.hpp"

#include <algorithm>

namespace goodword::store {
namespace {

/// More rows than this many times the ids between them: they are looked up one by one.
constexpr std::size_t sparse = 2;

KnownRow row_at(const Rows& rows, int first) {
  return {rows.integer(first), rows.integer(first + 1), rows.truth(first + 2), rows.number(first + 3)};
}

}  // namespace

std::optional<KnownRow> look_up(Transaction& work, Kin kin, std::string_view id) {
  auto row =
      work.rows("SELECT key, content, gone_at IS NOT NULL, digest FROM record WHERE crm = ?1 AND kind = ?2 AND id = ?3",
                kin.crm, kin.kind, id);
  return row.next() ? std::optional(row_at(row, 0)) : std::nullopt;
}

std::optional<KnownRange> KnownRange::around(Transaction& work, Kin kin, std::vector<std::string_view> ids) {
  std::ranges::sort(ids);
  if (ids.empty() || std::ranges::adjacent_find(ids) != ids.end()) return std::nullopt;
  KnownRange range;
  const std::size_t most = sparse * ids.size();
  auto rows = work.rows(
      "SELECT id, key, content, gone_at IS NOT NULL, digest FROM record"
      " WHERE crm = ?1 AND kind = ?2 AND id BETWEEN ?3 AND ?4 ORDER BY id LIMIT ?5",
      kin.crm, kin.kind, ids.front(), ids.back(), most + 1);
  while (rows.next()) range.rows_.emplace_back(rows.text(0), row_at(rows, 1));
  return range.rows_.size() <= most ? std::optional(std::move(range)) : std::nullopt;
}

std::optional<KnownRow> KnownRange::find(std::string_view id) {
  if (next_ >= rows_.size() || rows_[next_].first != id) {
    const auto found =
        std::ranges::lower_bound(rows_, id, {}, [](const auto& row) { return std::string_view(row.first); });
    next_ = static_cast<std::size_t>(found - rows_.begin());
    if (found == rows_.end() || found->first != id) return std::nullopt;
  }
  return rows_[next_++].second;
}

}  // namespace goodword::store
