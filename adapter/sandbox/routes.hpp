// The endpoints, one function each. Private to the room: hubspot.cpp has the table that leads to them, and calls them
// with the lock held. `call.arguments` has what stands in the path's stars.
#pragma once

#include "sandbox/call.hpp"
#include "sandbox/search.hpp"
#include "sandbox/world.hpp"

namespace goodword::sandbox {

struct Account {
  std::uint64_t portal = 48219377;
  std::string currency = "GBP";
  std::string time_zone = "Europe/London";
  std::string utc_offset = "+00:00";
  base::Duration offset{};  ///< of `utc_offset`
};

/// What endpoints work on.
struct Desk {
  World& world;
  const Account& account;
  SearchMemory& searches;
};

// objects.cpp
Answer list_objects(Desk& desk, const Call& call);
Answer create_object(Desk& desk, const Call& call);
Answer read_object(Desk& desk, const Call& call);
Answer update_object(Desk& desk, const Call& call);
Answer archive_object(Desk& desk, const Call& call);
Answer merge_objects(Desk& desk, const Call& call);
// batches.cpp
Answer batch_read(Desk& desk, const Call& call);
Answer batch_create(Desk& desk, const Call& call);
Answer batch_update(Desk& desk, const Call& call);
Answer batch_archive(Desk& desk, const Call& call);
// search.cpp
Answer search_objects(Desk& desk, const Call& call);
// associations.cpp
Answer read_links(Desk& desk, const Call& call);
Answer list_links(Desk& desk, const Call& call);
Answer put_default_link(Desk& desk, const Call& call);
Answer put_links(Desk& desk, const Call& call);
Answer delete_links(Desk& desk, const Call& call);
// properties.cpp
Answer list_properties(Desk& desk, const Call& call);
Answer read_property(Desk& desk, const Call& call);
Answer create_property(Desk& desk, const Call& call);
Answer update_property(Desk& desk, const Call& call);
Answer archive_property(Desk& desk, const Call& call);
Answer list_groups(Desk& desk, const Call& call);
Answer create_group(Desk& desk, const Call& call);
// account.cpp
Answer list_owners(Desk& desk, const Call& call);
Answer read_owner(Desk& desk, const Call& call);
Answer list_pipelines(Desk& desk, const Call& call);
Answer read_account(Desk& desk, const Call& call);

/// What creating one record needs, read and checked: its values and its associations. Used by single and batch.
struct NewRecord {
  Values values;
  std::vector<std::pair<Links::Key, const LinkType*>> links;
};
std::optional<Refusal> read_new_record(const World& world, ObjectType type, const base::Json& input, NewRecord& record);
RecordId create_record(World& world, ObjectType type, const NewRecord& record);
/// Checks values to be written to a record that exists.
std::optional<Refusal> read_update(const World& world, ObjectType type, const base::Json& input, Values& values);
/// The record that `id` names, by its number or by a unique property; nullptr if there is none that is live.
const Item* live_record(const World& world, ObjectType type, const std::string& id, const std::string& id_property);

}  // namespace goodword::sandbox
