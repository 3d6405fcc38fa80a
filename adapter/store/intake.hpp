// Taking one page of records into the store: what is new, what changed, what went, and whose decision that touches.
//
// Used by SqliteStore's reading-in methods only, inside their transaction.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "ports/store.hpp"
#include "store/record_text.hpp"
#include "store/transaction.hpp"

namespace goodword::store {

class Intake {
 public:
  Intake(Transaction& work, std::string_view crm, base::Instant at) : work_(work), crm_(crm), at_(at) {}

  void take(const model::Record& record);
  void take_away(model::Kind kind, std::string_view id);
  void merge(model::Kind kind, std::string_view old, std::string_view survivor);
  /// Writes how many records there are now; call once, at the end.
  void settle();

  const ports::PageCounts& counts() const { return counts_; }

 private:
  struct Known {
    std::int64_t key = 0;
    std::string hash;
    bool gone = false;
  };

  std::optional<Known> known(std::string_view kind, std::string_view id);
  bool is_alias(std::string_view kind, std::string_view id);
  bool write_new(const model::Record& record, const RecordText& text);
  void rewrite(const model::Record& record, const Known& before, const RecordText& text);
  void relink(const model::Record& record);
  void rename(const model::Record& contact, const Known& before);
  void make_due(std::string_view kind, std::string_view id);

  Transaction& work_;
  std::string_view crm_;
  base::Instant at_;
  ports::PageCounts counts_;
  std::map<std::string_view, std::int64_t> more_;  ///< by kind, how many more are not gone
  std::map<std::string_view, bool> has_aliases_;   ///< by kind, whether any record was merged into another
  bool expects_new_ = false;                       ///< the last record was new: likely so is the next
};

}  // namespace goodword::store
