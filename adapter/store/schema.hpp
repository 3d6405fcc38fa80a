// The numbered steps that make a store or bring an older one up to date. A step that was released is never edited.
//
// open.cpp runs them; the SQL of each subject stands in a schema_*.cpp of its own.
#pragma once

#include <span>
#include <string_view>

namespace goodword::store {

struct Migration {
  int number;
  std::string_view name;
  const char* sql;
};

/// In their order, numbered from 1 without gaps.
std::span<const Migration> migrations();

/// "Good": tells a store of ours from another program's SQLite file.
inline constexpr int application_id = 0x476F6F64;

extern const char* const ground_schema;
extern const char* const records_schema;
extern const char* const decisions_schema;
extern const char* const outbox_schema;
extern const char* const referrals_schema;
extern const char* const repair_schema;
extern const char* const words_schema;
extern const char* const colleagues_schema;
extern const char* const pipeline_schema;
extern const char* const words_by_number_schema;
extern const char* const plans_schema;
extern const char* const digests_schema;
extern const char* const circle_schema;
extern const char* const asks_schema;
extern const char* const outcomes_schema;
extern const char* const meetings_schema;
extern const char* const audit_schema;
extern const char* const erasure_schema;
extern const char* const clock_schema;
extern const char* const together_schema;
extern const char* const many_schema;
extern const char* const returns_schema;
extern const char* const tokens_schema;
extern const char* const solutions_schema;
extern const char* const lifted_schema;
extern const char* const budgets_schema;

}  // namespace goodword::store
