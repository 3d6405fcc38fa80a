// The CRM's records: values with their history, associations, owners, and what search can see of them yet.
//
// Every change goes through here, from the API as from a person at the screen, so both obey the same rules: a written
// property moves the modification time, an association does not; a swallowed record answers by its survivor; search
// sees a change only when the index lag has passed. Not thread safe: HubSpot holds the lock.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/instant.hpp"
#include "sandbox/catalogue.hpp"
#include "sandbox/links.hpp"
#include "sandbox/values.hpp"

namespace goodword::sandbox {

using RecordId = std::uint64_t;

/// Who wrote a value: source "CRM_UI", "INTEGRATION" or "IMPORT", and the user or app behind it.
struct Author {
  std::string source = "INTEGRATION";
  std::string id = "private-app";
};

struct Version {
  std::string value;
  base::Instant at;
  Author author;
};

struct Item {
  RecordId id = 0;
  Values values;
  std::map<std::string, std::vector<Version>, std::less<>> history;  ///< newest last
  base::Instant created, updated;
  std::optional<base::Instant> archived;
};

struct Owner {
  std::string id, email, first_name, last_name, user_id;
  base::Instant created;
};

class World {
 public:
  using Now = std::function<base::Instant()>;
  using Items = std::map<RecordId, Item>;

  World(Now now, base::Duration index_lag) : now_(std::move(now)), index_lag_(index_lag) {}

  /// Milliseconds, as all times of this CRM.
  base::Instant now() const;
  Catalogue& catalogue() { return catalogue_; }
  const Catalogue& catalogue() const { return catalogue_; }
  Links& links() { return links_; }
  const Links& links() const { return links_; }
  std::map<std::string, Owner>& owners() { return owners_; }
  Known known() const { return {catalogue_, owner_ids_}; }
  void add_owner(Owner owner);

  const Items& items(ObjectType type) const { return items_[index(type)]; }
  /// The record, or its survivor where it was merged away; archived ones too; nullptr if there never was one.
  const Item* find(ObjectType type, RecordId id) const;
  /// The live record whose property has this value; nullptr if none. For e-mail addresses and unique properties.
  const Item* find_by(ObjectType type, std::string_view property, std::string_view value) const;

  /// Values must have passed complaints(). `at` is when it happened, now if absent.
  RecordId create(ObjectType type, const Values& values, const Author& author, std::optional<base::Instant> at = {});
  void write(ObjectType type, RecordId id, const Values& values, const Author& author,
             std::optional<base::Instant> at = {});
  void archive(ObjectType type, RecordId id);
  /// What is archived is gone for good, as after 90 days: no list and no id finds it.
  void purge(ObjectType type);
  /// `loser` is swallowed: its values fill gaps, its associations move, its id answers by the survivor from now on.
  void merge(ObjectType type, RecordId survivor, RecordId loser, const Author& author);

  /// The record as search sees it at this moment, which may be an older state; nullptr if it is not in the index (yet).
  const Item* indexed(ObjectType type, const Item& item) const;
  base::Duration index_lag() const { return index_lag_; }
  /// Of changes from now on: one may be seen before an earlier one.
  void set_index_lag(base::Duration lag) { index_lag_ = lag; }
  /// Whether search shows anything that is no longer so.
  bool index_is_behind() const { return now() < index_behind_until_; }

  /// Grows with every change; equal numbers mean an equal world.
  std::uint64_t revision() const { return revision_; }
  /// Ids of new records of a type start here.
  void set_next_id(ObjectType type, RecordId next) { next_[index(type)] = next; }

 private:
  /// A state that search still shows, until `until`. No item: it was not there yet.
  struct Before {
    base::Instant until;
    std::shared_ptr<const Item> item;  // shared: copied with the list of states, never changed
  };

  static std::size_t index(ObjectType type) { return static_cast<std::size_t>(type); }
  Item* find_mutable(ObjectType type, RecordId id);
  void keep_for_index(ObjectType type, RecordId id, const Item* state);
  void set(ObjectType type, Item& item, const Values& values, const Author& author);
  void derive(ObjectType type, Item& item);

  Now now_;
  base::Duration index_lag_;
  base::Instant index_behind_until_{};
  Catalogue catalogue_;
  Links links_;
  std::map<std::string, Owner> owners_;
  std::set<std::string> owner_ids_;
  std::array<Items, all_object_types.size()> items_;
  std::array<std::map<RecordId, RecordId>, all_object_types.size()> survivors_;
  std::array<std::map<RecordId, std::vector<Before>>, all_object_types.size()> lagging_;
  std::array<RecordId, all_object_types.size()> next_ = {101, 101, 101, 101, 101, 101, 101, 101};
  std::map<std::string, RecordId> contact_by_email_;
  std::uint64_t revision_ = 1;
};

}  // namespace goodword::sandbox
