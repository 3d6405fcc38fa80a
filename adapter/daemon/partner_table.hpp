// Partners in a table (CSV), and the checks that partners from anywhere go through: those of partners.json.
//
// A column is a field of schemas/partners.schema.json under its own name or a synonym; cells of lists are split at
// semicolons. What the table says of a partner that was added or imported is put over what is known of it; a partner of
// partners.json is never changed.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "daemon/settings.hpp"

namespace goodword::daemon {

struct ImportedPartner {
  enum class What { added, changed, same } what = What::same;
  model::Partner partner;
  std::vector<std::string> fields;  ///< of a changed one: the fields that differ
};

struct PartnerImport {
  std::vector<ImportedPartner> partners;   ///< in the order of the rows
  std::vector<std::string> other_columns;  ///< that name no field, where they were to be passed over
  std::vector<base::Problem> problems;     ///< by line; with any of them nothing may be stored
};

enum class OtherColumns { refuse, pass_over };

/// Reads a table and holds every row against the schema and the firm's own names. `stored` are the partners that were
/// added or imported before. `file` is the name to show.
PartnerImport read_partner_table(const Settings& settings, const std::vector<model::Partner>& stored,
                                 std::string_view text, const std::string& file, OtherColumns others);

/// What is wrong with a partner, as partners.json would be told of it.
std::vector<base::Problem> partner_problems(const Settings& settings, const base::Json& partner,
                                            const std::string& file);

/// "id (short name), kind (type), …": every column with its synonyms, for help.
std::string partner_columns();

}  // namespace goodword::daemon
