// What is known about one prospect, as typed facts with their provenance: record, field and time.
//
// Facts are taken from canonical records only. A fact that is not there is not known, and nothing reads it as false.
// The closed list of names is fact_table(); rule files are checked against it at load. Custom fields are "custom.NAME".
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/circle.hpp"
#include "model/dossier.hpp"

namespace goodword::rules {

struct RuleBook;

enum class FactType { number, text, list, truth };

/// Which records a fact may come from: it is as old as their last change. What activities say has dates of its own.
enum FactSource : unsigned { of_contact = 1, of_company = 2, of_opportunity = 4, of_activities = 8 };
/// Who is asked for a fact, once: nobody (the CRM has it), the firm, or somebody about the company, person or partner.
enum class FactOf { crm, firm, company, person, partner };

struct FactRow {
  std::string_view name;
  FactType type;
  unsigned from;             ///< of FactSource; 0: stated by people and files
  std::string_view meaning;  ///< with the unit
  FactOf of = FactOf::crm;
  bool recorded = false;  ///< only our own books can know it: to the screen, not recorded is no, 0 for a number
};

std::span<const FactRow> fact_table();
const FactRow* fact_row(std::string_view name);
std::string_view to_text(FactType type);
/// "yes or no", "a number": what a value of the type looks like.
std::string_view form_of(FactType type);

using FactValue = std::variant<double, std::string, std::vector<std::string>, bool>;

struct Fact {
  FactValue value;
  model::Ref record;
  std::string field;
  std::optional<base::Instant> at;  ///< when it became true, where a record says so

  friend bool operator==(const Fact&, const Fact&) = default;
};

using Facts = std::map<std::string, Fact, std::less<>>;

/// 75: who is decided about, who is scanned for needs only, who is read and never tagged.
enum class Standing { prospect, client, other };

struct StandingReading {
  Standing standing = Standing::other;
  std::string why;  ///< "open opportunity 4471", "last activity 212 days ago"

  friend bool operator==(const StandingReading&, const StandingReading&) = default;
};

std::string_view to_text(Standing standing);

StandingReading standing_of(const RuleBook& book, const model::Dossier& dossier, base::Instant now);

/// The opportunity that is decided about: open, changed last; ties by id. nullptr: none.
const model::Record* open_opportunity(const model::Dossier& dossier);

Facts facts_of(const RuleBook& book, const model::Dossier& dossier, base::Instant now);

/// Number, text or nothing of a fact by name.
std::optional<double> number_fact(const Facts& facts, std::string_view name);
std::string text_fact(const Facts& facts, std::string_view name);

}  // namespace goodword::rules
