// Which rows are about one person. Reading and erasing ask the same, so that what is shown is what goes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/record.hpp"
#include "store/transaction.hpp"

namespace goodword::store {

struct PersonIds {
  std::string crm;
  std::vector<std::string> contacts;       ///< the contact's own first, then those merged into it
  std::vector<std::string> opportunities;  ///< that name one of them
  std::vector<std::string> alone;          ///< of those, the ones that name nobody else
  std::vector<std::string> activities;     ///< that name one of them, or nobody and hang on one of `alone`
};
/// `contact` may be an id that was merged into another.
PersonIds ids_of_person(Transaction& work, const model::Ref& contact);

/// Addresses of these contacts, in lower case; gone ones' too.
std::vector<std::string> addresses_of(Transaction& work, const PersonIds& person);
/// Other contacts, gone or not, with such an address.
std::vector<model::Ref> others_with(Transaction& work, const PersonIds& person, std::string_view address);

}  // namespace goodword::store
