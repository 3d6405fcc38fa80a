// What a write's answer says about each item that was sent.
//
// Pure: from the rules of a connector file and the parsed answer to one result per item. What the answer does not name
// is unknown, never done.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "connector/plan.hpp"

namespace goodword::connector {

struct ItemKey {
  std::string id;   ///< of the record that is written to
  std::string key;  ///< the operation's own
  std::string marker = {};
};

struct ItemResult {
  enum class Kind { done, failed, unknown };
  Kind kind = Kind::unknown;
  std::string created;
  std::string words;  ///< the CRM's, for one that failed

  friend bool operator==(const ItemResult&, const ItemResult&) = default;
};

std::vector<ItemResult> match_results(const Results& results, const base::Json& body, std::span<const ItemKey> items);

}  // namespace goodword::connector
