// Taking one page of records into the store: what is new, what changed, what went, and whose decision that touches.
//
// Used by SqliteStore's reading-in methods only, inside their transaction.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "ports/store.hpp"
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
  void write(const model::Record& record, const std::optional<Known>& before, const std::string& hash);
  void relink(const model::Record& record);
  void name_anew(const model::Record& contact, const std::optional<Known>& before);
  void make_due(std::string_view kind, std::string_view id);

  Transaction& work_;
  std::string_view crm_;
  base::Instant at_;
  ports::PageCounts counts_;
  std::map<std::string_view, std::int64_t> more_;  ///< by kind, how many more are not gone
};

/// What a contact can be found by besides its id, in lower case: e-mail addresses and full names.
std::vector<std::string> words_of(const model::Record& contact);

}  // namespace goodword::store
