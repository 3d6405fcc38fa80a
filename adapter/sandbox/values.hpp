// What the CRM says about a value that somebody wants to write: is the property known, writable, of the right form,
// among the choices; and the form in which it is kept. Values are always text. Pure; called with the world's lock held.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/catalogue.hpp"

namespace goodword::sandbox {

using Values = std::map<std::string, std::string, std::less<>>;

/// One line of "Property values were not valid".
struct Complaint {
  std::string property;
  std::string code;     ///< PROPERTY_DOESNT_EXIST, INVALID_OPTION, …
  std::string message;  ///< in the vendor's words
};

struct Known {
  const Catalogue& catalogue;
  const std::set<std::string>& owners;
};

/// Complaints about all of `values`; none: they may be written.
std::vector<Complaint> complaints(const Known& known, ObjectType type, const Values& values);

/// The value to keep: dates as "2026-11-03", times as time_text(), and for a leading ";" the old choices
/// with the new ones appended.
std::string kept_value(const Property& property, std::string_view given, std::string_view before);

/// As the vendor writes times: three decimals, and none at all where the second is whole (recorded traffic has both).
std::string time_text(base::Instant instant);

/// Milliseconds since 1970 of a date or time in any form the vendor takes: epoch milliseconds, a day, RFC 3339.
std::optional<std::int64_t> milliseconds_of(std::string_view text);

}  // namespace goodword::sandbox
