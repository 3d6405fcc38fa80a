// What the store has of records that come: looked up together where their ids stand near each other, else one by one.
//
// Used inside a transaction, by Intake for what is new or changed and by SqliteStore::hold().
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/transaction.hpp"

namespace goodword::store {

/// Of one kind of one CRM.
struct Kin {
  std::string_view crm, kind;
};

struct KnownRow {
  std::int64_t key = 0;
  std::int64_t content = 0;  ///< content_number() of its body
  bool gone = false;
  std::optional<std::int64_t> digest;  ///< RawRecord's, as SQLite keeps it
};

std::optional<KnownRow> look_up(Transaction& work, Kin kin, std::string_view id);

/// All that is known between the first and the last of some ids.
class KnownRange {
 public:
  /// Nothing where far more stands between them, or one of them stands twice.
  static std::optional<KnownRange> around(Transaction& work, Kin kin, std::vector<std::string_view> ids);
  std::optional<KnownRow> find(std::string_view id);

 private:
  std::vector<std::pair<std::string, KnownRow>> rows_;  ///< by id
  std::size_t next_ = 0;                                ///< records mostly come in the order of their ids
};

}  // namespace goodword::store
