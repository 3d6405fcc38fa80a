// Who was forgotten, and how much of a record that comes in may be stored all the same.
//
// Used by reading in, page by page, and by erasing, so that a record read again is what erasing left of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/record.hpp"
#include "store/transaction.hpp"

namespace goodword::store {

class Suppression {
 public:
  Suppression(Transaction& work, std::string_view crm);

  /// Whether anybody was forgotten at all: if not, everything may be stored.
  bool any() const { return any_; }
  /// The record without the person and what was said with them; nothing where it is about nobody else. A contact who is
  /// not known yet and has a forgotten address is that person: the id is suppressed from now on.
  std::optional<model::Record> allowed(const model::Record& record);

  bool suppress(model::Kind kind, std::string_view id);  ///< false: it was before
  void suppress_address(std::string_view address);
  bool lift(model::Kind kind, std::string_view id);  ///< false: it was not suppressed
  bool lift_address(std::string_view address);       ///< likewise

 private:
  bool is_suppressed(model::Kind kind, std::string_view id);
  bool is_forgotten(const model::Record& contact);
  /// Splits off the contacts who are not forgotten. False: nobody is.
  bool without_forgotten(const std::vector<std::string>& contacts, std::vector<std::string>& others);
  bool names_lifted(const std::vector<std::string>& contacts);
  std::optional<model::Record> allowed_opportunity(const model::Record& record);
  std::optional<model::Record> allowed_activity(const model::Record& record);
  std::string hash_of(std::string_view address);

  Transaction& work_;
  std::string crm_;
  std::string key_;  ///< the store's id
  bool any_;
};

}  // namespace goodword::store
