// One more row of the audit, inside the transaction of what it tells.
#pragma once

#include "model/audit.hpp"
#include "model/record.hpp"
#include "store/transaction.hpp"

namespace goodword::store {

void note(Transaction& work, const model::AuditEntry& entry);
model::AuditHead last_audited(Transaction& work);
/// Somebody answered something about a contact or company; `said` tells when and who. What was answered is not kept.
void note_answer(Transaction& work, const model::Ref& record, std::string_view about, model::AuditEntry said);

}  // namespace goodword::store
