// Taking one page of records into the store: what is new, what changed, what went, and whose decision that touches.
//
// What is known of a page's records is looked up at once, and what is new is written at once, one statement a table.
// Used by SqliteStore's reading-in methods only, inside their transaction; the records must outlive the Intake.
#pragma once

#include <deque>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "ports/store.hpp"
#include "store/known.hpp"
#include "store/transaction.hpp"

namespace goodword::store {

class Intake {
 public:
  Intake(Transaction& work, std::string_view crm, base::Instant at) : work_(work), crm_(crm), at_(at) {}

  /// Says which records will be taken, so that they are looked up together.
  void expect(std::span<const model::Record> records);
  /// The digest is of what it came in; none: its bytes alone do not tell what it is.
  void take(const model::Record& record, std::optional<std::uint64_t> digest);
  void take_away(model::Kind kind, std::string_view id);
  void merge(model::Kind kind, std::string_view old, std::string_view survivor);
  /// Writes what waits, and how many records there are now; call once, at the end.
  void settle();

  const ports::PageCounts& counts() const { return counts_; }

 private:
  /// A record with its text and what its row becomes.
  struct Taken {
    const model::Record& record;
    const std::string& text;
    KnownRow row;
  };

  std::optional<KnownRow> known(model::Kind kind, std::string_view id);
  bool is_alias(std::string_view kind, std::string_view id);
  void write_new(const Taken& taken);
  void write_waiting();
  void rewrite(const Taken& taken);
  void relink(const model::Record& record);
  void rename(const model::Record& contact, std::int64_t key);
  void add_words(std::int64_t record, const std::vector<std::string>& words);
  std::int64_t next_key();
  void make_due(std::string_view kind, std::string_view id);

  Transaction& work_;
  std::string_view crm_;
  base::Instant at_;
  ports::PageCounts counts_;
  std::map<std::string_view, std::int64_t> more_;  ///< by kind, how many more are not gone
  std::map<std::string_view, bool> has_aliases_;   ///< by kind, whether any record was merged into another
  std::optional<KnownRange> range_;                ///< nothing: each is looked up by itself
  model::Kind range_kind_ = model::Kind::contact;
  Held new_records_, new_words_, new_companies_, new_due_;
  std::deque<std::string> texts_;  ///< of the new records
  std::int64_t last_key_ = 0;      ///< of the records; 0: not asked yet
};

}  // namespace goodword::store
