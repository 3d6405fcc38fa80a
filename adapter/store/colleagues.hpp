// Who works where, and whose contacts become due because their company changed.
//
// Used inside a transaction: by Intake for each record, and at the end of each stream.
#pragma once

#include <string_view>

#include "store/transaction.hpp"

namespace goodword::store {

/// Where contacts work from now on: column a is the contact, b the company.
void employ(Transaction& work, std::string_view crm, const Held& contacts);
/// It works nowhere that we know of.
void dismiss(Transaction& work, std::string_view crm, std::string_view contact);
/// Everyone who works there is due once find_colleagues() has looked.
void make_company_due(Transaction& work, std::string_view crm, std::string_view company);
/// One pass over all contacts of the CRM where a company is due; nothing where none is.
void find_colleagues(Transaction& work, std::string_view crm);

}  // namespace goodword::store
