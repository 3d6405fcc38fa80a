// Associations between records, both directions at once, with the vendor's type numbers.
//
// Making or breaking one does not touch the records themselves. Not thread safe: HubSpot holds the lock.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "sandbox/catalogue.hpp"

namespace goodword::sandbox {

struct LinkType {
  int number;
  ObjectType from, to;
  std::string_view label;  ///< "Primary" or empty
  int reverse;             ///< the number seen from the other side
};

/// All vendor-defined association types of the object types here.
std::span<const LinkType> link_types();
const LinkType* link_type(int number);
/// The unlabelled type from one object type to another; nullptr where the vendor has none.
const LinkType* default_link_type(ObjectType from, ObjectType to);

class Links {
 public:
  using Key = std::pair<ObjectType, std::uint64_t>;
  /// Other record's id to the numbers of the types that hold.
  using Ends = std::map<std::uint64_t, std::set<int>>;

  /// Adds a type in both directions; a labelled type brings the unlabelled one with it.
  void add(Key from, Key to, const LinkType& type);
  /// Takes all types between the two away.
  void remove(Key from, Key to);
  const Ends& ends(Key from, ObjectType to) const;
  /// All associations of one record become another's.
  void move(ObjectType type, std::uint64_t from, std::uint64_t to);

 private:
  std::map<Key, std::map<ObjectType, Ends>> ends_;
};

}  // namespace goodword::sandbox
