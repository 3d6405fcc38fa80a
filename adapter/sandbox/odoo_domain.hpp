// Odoo's search domains: [field, operator, value] joined by "&", "|" and "!" that stand before what they join.
//
// All operators but those that walk trees (child_of, any); a field of another record by a dot is not spoken here and
// refused. Pure values, no lock needed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sandbox/rows.hpp"

namespace goodword::sandbox {

/// An exception of Odoo's, by its name in Python, and the status that JSON-2 gives it.
struct OdooWrong {
  int status = 500;
  std::string name = "builtins.ValueError";
  std::string message;
};
OdooWrong invalid_field(const Table& table, std::string_view field);

/// How a literal without parts of a second meets times that have them: 18.4 and later look at whole seconds.
enum class OdooTimes { microseconds, whole_seconds };

/// "2026-11-21 19:28:32", with or without parts of a second.
std::optional<base::Instant> odoo_time(const base::Json& value);
std::string odoo_text(base::Instant at);
/// A column of the table or one of those that every model has; nullptr: there is none.
const Column* odoo_column(const Table& table, std::string_view field);
/// As it is stored; a truth is never empty.
base::Json odoo_value(const Row& row, const Column& column);

class OdooDomain {
 public:
  static std::optional<OdooWrong> read(const base::Json& terms, const Table& table, OdooDomain& domain);
  bool holds(const Row& row, OdooTimes times) const;
  bool names(std::string_view field) const;

 private:
  struct Term {
    std::string joins;  ///< "&", "|" or "!"; empty: a condition
    const Column* column = nullptr;
    std::string comparison;
    base::Json value;
  };
  static std::optional<OdooWrong> wrong_with(const Term& term);
  std::optional<OdooWrong> read_condition(const base::Json& item, const Table& table);
  bool holds(const Row& row, OdooTimes times, std::size_t& place) const;

  std::vector<Term> terms_;
};

}  // namespace goodword::sandbox
