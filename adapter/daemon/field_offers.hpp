// Fields that an operator's people made in the CRM, offered to be mapped: which of them are of use, and the change to
// the connector that maps them. Pure: values are looked at here and stand in nothing that is returned.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/instant.hpp"
#include "base/json.hpp"
#include "ports/remote.hpp"

namespace goodword::daemon {

/// A field, and its values in the records that were looked at and have one.
struct SeenField {
  ports::OwnField field;
  model::Kind kind = model::Kind::contact;  ///< of its records
  std::vector<std::string> values = {};
  std::size_t looked_at = 0;
};

struct FieldOffer {
  std::string stream, label, pointer;
  std::string name;  ///< as rules call it: custom.NAME
  std::string type;  ///< text, number, date, boolean
  std::string say;   ///< "one of 4 words"; empty: not of use, so it is mapped only where somebody asks for it
  std::size_t filled = 0, looked_at = 0;

  friend bool operator==(const FieldOffer&, const FieldOffer&) = default;
};

/// In the order they are listed. Of use is what many records have and what can be counted or compared: words that come
/// again, numbers, days of these years, yes or no. Free text, addresses, birthdays and numbers that name something are
/// a person's, or say nothing to a rule.
std::vector<FieldOffer> field_offers(std::span<const SeenField> fields, base::Date today);

/// "change" of a CRM file that maps these; null where there are none.
base::Json change_for(std::span<const FieldOffer> offers);

/// "change" that maps all as text, each under its place in the list, to look at what they hold.
base::Json change_to_look(std::span<const ports::OwnField> fields);
std::string name_to_look(std::size_t place);

}  // namespace goodword::daemon
