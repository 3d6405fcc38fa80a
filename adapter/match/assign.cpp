#include "match/assign.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

namespace goodword::match {
namespace {

using Weight = std::int64_t;
constexpr Weight forbidden = std::numeric_limits<Weight>::min() / 4;
constexpr int most_tries_for_rivals = 20;
constexpr std::size_t most_alternatives = 2;

/// The task with numbers for names: prospects and partners sorted by id.
struct Instance {
  std::vector<std::string> prospects, partners;
  std::vector<int> rooms;
  std::vector<std::vector<int>> scores;      // -1: may not be
  std::vector<std::vector<Weight>> weights;  // score x T + tie order
  Weight scale = 1;
};

Instance numbered(const AssignmentTask& task) {
  Instance made;
  std::set<std::string> prospects;
  std::map<std::string, std::pair<int, Weight>> rooms;  // places, place in the order of ties from 1
  for (const auto& room : task.rooms)
    rooms.try_emplace(room.partner, room.places, static_cast<Weight>(rooms.size()) + 1);
  for (const auto& pair : task.pairs) prospects.insert(pair.prospect);
  made.prospects.assign(prospects.begin(), prospects.end());
  for (const auto& [partner, room] : rooms) {
    made.partners.push_back(partner);
    made.rooms.push_back(std::max(0, room.first));
  }
  const auto n = static_cast<Weight>(made.prospects.size()), count = static_cast<Weight>(made.partners.size());
  // Below a point of score: first whoever had the partner before keeps it, then the order of the partners.
  const Weight keeping = count + 1;
  made.scale = n * (keeping + count + 1) + 1;
  made.scores.assign(made.prospects.size(), std::vector<int>(made.partners.size(), -1));
  made.weights.assign(made.prospects.size(), std::vector<Weight>(made.partners.size(), forbidden));
  for (const auto& pair : task.pairs) {
    const auto partner = std::ranges::lower_bound(made.partners, pair.partner);
    if (partner == made.partners.end() || *partner != pair.partner || pair.score < 0) continue;
    const auto i =
        static_cast<std::size_t>(std::ranges::lower_bound(made.prospects, pair.prospect) - made.prospects.begin());
    const auto j = static_cast<std::size_t>(partner - made.partners.begin());
    made.scores[i][j] = pair.score;
    made.weights[i][j] = pair.score * made.scale + (pair.held ? keeping : 0) + (count - rooms.at(pair.partner).second);
  }
  return made;
}

constexpr int nobody = -1;

class BestPaths {
 public:
  explicit BestPaths(const Instance& instance)
      : in_(instance), partner_of_(instance.prospects.size(), nobody), used_(instance.partners.size(), 0) {}

  void solve() {
    for (std::size_t i = 0; i < in_.prospects.size(); ++i) insert(static_cast<int>(i));
  }
  const std::vector<int>& chosen() const { return partner_of_; }
  bool has_room(std::size_t j) const { return used_[j] < in_.rooms[j]; }

  /// What freeing one place at each partner would cost: the prices of the certificate.
  std::vector<Weight> prices() const {
    std::vector<Weight> price(in_.partners.size(), 0);
    for (std::size_t j = 0; j < price.size(); ++j)
      price[j] = has_room(j) ? 0 : in_.rooms[j] == 0 ? unlimited() : leaving_loss(j);
    for (std::size_t round = 0; round < price.size(); ++round) {
      if (!lower(price)) break;
    }
    return price;
  }

  /// Prices prove the optimum: nobody would rather be elsewhere at these prices, and unused room costs nothing.
  bool certified(const std::vector<Weight>& price) const {
    for (std::size_t j = 0; j < price.size(); ++j) {
      if (price[j] < 0 || used_[j] > in_.rooms[j] || (has_room(j) && price[j] != 0)) return false;
    }
    for (std::size_t i = 0; i < partner_of_.size(); ++i) {
      Weight best = 0;
      for (std::size_t j = 0; j < price.size(); ++j) {
        if (in_.scores[i][j] >= 0) best = std::max(best, in_.weights[i][j] - price[j]);
      }
      const Weight mine = partner_of_[i] == nobody ? 0 : in_.weights[i][at(partner_of_[i])] - price[at(partner_of_[i])];
      if (mine != best) return false;
    }
    return true;
  }

 private:
  static std::size_t at(int index) { return static_cast<std::size_t>(index); }

  Weight unlimited() const {
    Weight most = 0;
    for (const auto& row : in_.weights) {
      for (const Weight w : row) most = std::max(most, w);
    }
    return most + 1;
  }

  /// Loss if the one with least to lose at j goes without.
  Weight leaving_loss(std::size_t j) const {
    Weight least = unlimited();
    for (std::size_t k = 0; k < partner_of_.size(); ++k) {
      if (partner_of_[k] == static_cast<int>(j)) least = std::min(least, in_.weights[k][j]);
    }
    return least;
  }

  /// One round of moving the one at j to j2 instead; whether any price fell.
  bool lower(std::vector<Weight>& price) const {
    bool fell = false;
    for (std::size_t k = 0; k < partner_of_.size(); ++k) {
      if (partner_of_[k] == nobody) continue;
      const std::size_t j = at(partner_of_[k]);
      if (has_room(j)) continue;
      for (std::size_t j2 = 0; j2 < price.size(); ++j2) {
        if (j2 == j || in_.scores[k][j2] < 0) continue;
        const Weight loss = in_.weights[k][j] - in_.weights[k][j2] + price[j2];
        if (loss < price[j]) {
          price[j] = loss;
          fell = true;
        }
      }
    }
    return fell;
  }

  /// Best chain from prospect i: gains per partner reached, and who moves on each step.
  struct Chains {
    std::vector<Weight> gain;
    std::vector<int> from;   // partner before, or nobody: straight from i
    std::vector<int> mover;  // prospect that moves from there to here
  };

  Chains chains_from(int i) const {
    const std::size_t count = in_.partners.size();
    Chains made{in_.weights[at(i)], std::vector<int>(count, nobody), std::vector<int>(count, i)};
    for (std::size_t round = 0; round < count; ++round) {
      bool grew = false;
      for (std::size_t k = 0; k < partner_of_.size(); ++k) {
        if (partner_of_[k] == nobody) continue;
        const std::size_t j = at(partner_of_[k]);
        if (made.gain[j] <= forbidden / 2) continue;
        for (std::size_t j2 = 0; j2 < count; ++j2) {
          if (j2 == j || in_.scores[k][j2] < 0) continue;
          const Weight gain = made.gain[j] - in_.weights[k][j] + in_.weights[k][j2];
          if (gain <= made.gain[j2]) continue;
          made.gain[j2] = gain;
          made.from[j2] = static_cast<int>(j);
          made.mover[j2] = static_cast<int>(k);
          grew = true;
        }
      }
      if (!grew) break;
    }
    return made;
  }

  void insert(int i) {
    const Chains chains = chains_from(i);
    Weight best = 0;  // to go without
    int end = nobody, leaver = nobody;
    for (std::size_t j = 0; j < in_.partners.size(); ++j) {
      if (chains.gain[j] <= forbidden / 2) continue;
      if (has_room(j) && chains.gain[j] > best) {
        best = chains.gain[j];
        end = static_cast<int>(j);
        leaver = nobody;
      }
      for (std::size_t k = 0; k < partner_of_.size(); ++k) {
        if (partner_of_[k] != static_cast<int>(j) || chains.gain[j] - in_.weights[k][j] <= best) continue;
        best = chains.gain[j] - in_.weights[k][j];
        end = static_cast<int>(j);
        leaver = static_cast<int>(k);
      }
    }
    if (end == nobody) return;
    if (leaver != nobody) {
      partner_of_[at(leaver)] = nobody;
      --used_[at(end)];
    }
    move_along(chains, end);
  }

  void move_along(const Chains& chains, int end) {
    ++used_[at(end)];  // every partner on the way gives one up and takes one in
    for (int j = end; j != nobody; j = chains.from[at(j)]) partner_of_[at(chains.mover[at(j)])] = j;
  }

  const Instance& in_;
  std::vector<int> partner_of_;
  std::vector<int> used_;
};

/// Up to two others by score less price, where room is left after the batch.
std::vector<std::string> alternatives_for(const Instance& in, std::size_t i, int chosen, const BestPaths& solved) {
  std::vector<std::pair<Weight, std::string>> others;
  for (std::size_t j = 0; j < in.partners.size(); ++j) {
    if (static_cast<int>(j) == chosen || in.scores[i][j] < 0 || !solved.has_room(j)) continue;
    others.emplace_back(-in.weights[i][j], in.partners[j]);  // with room left the price is 0
  }
  std::ranges::sort(others);
  std::vector<std::string> made;
  for (std::size_t k = 0; k < others.size() && k < most_alternatives; ++k) made.push_back(others[k].second);
  return made;
}

Assignment solved(const AssignmentTask& task) {
  const Instance in = numbered(task);
  BestPaths paths(in);
  paths.solve();
  Assignment made;
  made.certified = paths.certified(paths.prices());
  for (std::size_t i = 0; i < in.prospects.size(); ++i) {
    const int j = paths.chosen()[i];
    if (j != nobody) made.sum += in.scores[i][static_cast<std::size_t>(j)];
    made.assigned.push_back({in.prospects[i], j == nobody ? "" : in.partners[static_cast<std::size_t>(j)],
                             alternatives_for(in, i, j, paths)});
  }
  return made;
}

int score_in(const AssignmentTask& task, const std::string& prospect, const std::string& partner) {
  for (const auto& pair : task.pairs) {
    if (pair.prospect == prospect && pair.partner == partner) return pair.score;
  }
  return -1;
}

/// The first two rivals that share a partner: the lower-scored pair, the later id where they are equal.
std::optional<std::pair<std::string, std::string>> pair_to_forbid(const AssignmentTask& task, const Assignment& made) {
  std::map<std::string, std::string> partner_of;
  for (const auto& one : made.assigned) partner_of[one.prospect] = one.partner;
  for (const auto& [a, b] : task.rivals) {
    const std::string& partner = partner_of[a];
    if (partner.empty() || partner != partner_of[b]) continue;
    const int first = score_in(task, a, partner), second = score_in(task, b, partner);
    const bool drop_first = first != second ? first < second : a > b;
    return std::make_pair(drop_first ? a : b, partner);
  }
  return std::nullopt;
}

}  // namespace

Assignment assign(const AssignmentTask& task) {
  AssignmentTask open = task;
  Assignment made = solved(open);
  const long long best = made.sum;
  for (int round = 0; round < most_tries_for_rivals; ++round) {
    const auto forbid = pair_to_forbid(open, made);
    if (!forbid) break;
    std::erase_if(open.pairs,
                  [&](const Pair& pair) { return pair.prospect == forbid->first && pair.partner == forbid->second; });
    made = solved(open);
  }
  made.rivals_apart = !pair_to_forbid(open, made);
  made.lost_to_rivals = best - made.sum;
  return made;
}

}  // namespace goodword::match
