// Who gets whom, over a batch: the optimum of the sum of scores under the partners' room, with its certificate.
//
// Cheapest paths over the partner nodes, with prices: prospects in the order of their ids, each by the chain of moves
// that adds most. Deterministic; ties inside the optimum go by a fixed order of the partners. A prospect costs its
// pairs and, where it moves others, the partners on the way: 100,000 prospects with three of 200 partners each in less
// than a second.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace goodword::match {

struct Pair {
  std::string prospect;
  std::string partner;
  int score = 0;
  bool held = false;  ///< the prospect had the partner before: among equal sums it keeps it
};

struct PartnerRoom {
  std::string partner;
  int places = 0;
};

struct AssignmentTask {
  std::vector<Pair> pairs;         ///< those that may be; any order
  std::vector<PartnerRoom> rooms;  ///< in the order of ties: the first is preferred among equals
  std::vector<std::pair<std::string, std::string>> rivals;  ///< prospects that must not share a partner
};

struct Assigned {
  std::string prospect;
  std::string partner;                    ///< empty: none
  std::vector<std::string> alternatives;  ///< up to two, with room left after the batch

  friend bool operator==(const Assigned&, const Assigned&) = default;
};

struct Assignment {
  std::vector<Assigned> assigned;  ///< by prospect id
  long long sum = 0;               ///< of scores
  long long lost_to_rivals = 0;    ///< sum without rivals less this sum: an upper bound of what was lost
  bool certified = false;          ///< prices prove that no better sum exists (of the last solve)
  bool rivals_apart = true;        ///< false: not within the tries allowed
};

Assignment assign(const AssignmentTask& task);

}  // namespace goodword::match
