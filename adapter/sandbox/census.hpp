// What is in the CRM, counted without its API: the oracle that tests and the demo hold the engine's claims against.
//
// Each function is one look under the CRM's lock and returns values. Callable from several threads.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/hubspot.hpp"

namespace goodword::sandbox {

/// A live record as the CRM holds it.
struct Seen {
  std::string id;
  Values values;
  std::string last_writer;  ///< id of the user or app that wrote its newest value

  std::string value(std::string_view name) const;
};

std::optional<Seen> record_of(const HubSpot& crm, ObjectType type, std::string_view id);
std::vector<Seen> records_of(const HubSpot& crm, ObjectType type);
/// Live notes, tasks, … of a contact, oldest first.
std::vector<Seen> activities_of(const HubSpot& crm, ObjectType type, std::string_view contact);
/// The choices of a multi-checkbox property that a contact has.
std::vector<std::string> tags_of(const HubSpot& crm, std::string_view contact, std::string_view property);
/// Id of the live contact with this e-mail address or, failing that, of the one with this full name; empty if none.
std::string contact_id(const HubSpot& crm, std::string_view email_or_name);

/// Live notes and tasks whose text contains `marker`.
int holders_of(const HubSpot& crm, std::string_view marker);
/// Texts that two or more live notes or tasks of one contact share word for word: what a write done twice would leave.
std::vector<std::string> doubled_texts(const HubSpot& crm);

/// Requests by "METHOD /path", with record ids as {id}; those that got no answer count too.
std::map<std::string, int> request_counts(const HubSpot& crm);
/// A digest of all live records without the computed dates: equal worlds, equal text. For "the CRM as before".
std::string digest_of(const HubSpot& crm);

}  // namespace goodword::sandbox
