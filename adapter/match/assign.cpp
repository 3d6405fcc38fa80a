#include "match/assign.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <queue>

namespace goodword::match {
namespace {

using Weight = std::int64_t;
constexpr int most_tries_for_rivals = 20;
constexpr std::size_t most_alternatives = 2;
constexpr int nobody = -1;

/// A partner that a prospect may get. Weight: score x scale, and below a point of score first whoever had the partner
/// before, then the order of the partners.
struct Option {
  int partner = 0;
  Weight weight = 0;
  int score = 0;
};

/// The task with numbers for names: prospects and partners sorted by id.
struct Instance {
  std::vector<std::string> prospects, partners;
  std::vector<int> rooms;
  std::vector<std::vector<Option>> options;  ///< of each prospect, by partner; only partners with room
};

std::size_t at(int index) { return static_cast<std::size_t>(index); }

/// Where the partners stand in the order of ties, from 1, by their number.
std::vector<Weight> number_partners(const AssignmentTask& task, Instance& instance) {
  std::map<std::string, std::pair<int, Weight>> rooms;
  for (const auto& room : task.rooms)
    rooms.try_emplace(room.partner, room.places, static_cast<Weight>(rooms.size()) + 1);
  std::vector<Weight> order;
  for (const auto& [partner, room] : rooms) {
    instance.partners.push_back(partner);
    instance.rooms.push_back(std::max(0, room.first));
    order.push_back(room.second);
  }
  return order;
}

/// Numbers of the pairs by prospect; among those of one prospect as they came.
std::vector<std::size_t> by_prospect(const std::vector<Pair>& pairs) {
  std::vector<std::size_t> order(pairs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t p) { return std::string_view(pairs[p].prospect); });
  return order;
}

Instance numbered(const AssignmentTask& task) {
  Instance made;
  const auto tie_order = number_partners(task, made);
  const auto order = by_prospect(task.pairs);
  for (const auto p : order) {
    if (made.prospects.empty() || made.prospects.back() != task.pairs[p].prospect)
      made.prospects.push_back(task.pairs[p].prospect);
  }
  made.options.resize(made.prospects.size());
  const auto count = static_cast<Weight>(made.partners.size());
  const Weight keeping = count + 1;
  const Weight scale = static_cast<Weight>(made.prospects.size()) * (keeping + count + 1) + 1;
  std::size_t i = 0;
  for (const auto p : order) {
    const Pair& pair = task.pairs[p];
    while (made.prospects[i] != pair.prospect) ++i;
    const auto partner = std::ranges::lower_bound(made.partners, pair.partner);
    if (partner == made.partners.end() || *partner != pair.partner || pair.score < 0) continue;
    const auto j = static_cast<int>(partner - made.partners.begin());
    if (made.rooms[at(j)] == 0) continue;
    const Weight weight = pair.score * scale + (pair.held ? keeping : 0) + (count - tie_order[at(j)]);
    auto& options = made.options[i];
    const auto place = std::ranges::lower_bound(options, j, {}, &Option::partner);
    if (place != options.end() && place->partner == j)
      *place = {j, weight, pair.score};
    else
      options.insert(place, {j, weight, pair.score});
  }
  return made;
}

/// A prospect at a partner, by what moving it elsewhere would lose; old entries are passed over.
struct Mover {
  Weight loss = 0;
  int prospect = 0;

  friend auto operator<=>(const Mover&, const Mover&) = default;
};

/// Least loss first, then the lowest prospect.
class Movers {
 public:
  void add(Mover mover) { heap_.push(mover); }
  /// Of those who are still at the partner, or nothing.
  const Mover* least(const std::vector<int>& partner_of, int partner) {
    while (!heap_.empty() && partner_of[at(heap_.top().prospect)] != partner) heap_.pop();
    return heap_.empty() ? nullptr : &heap_.top();
  }

 private:
  std::priority_queue<Mover, std::vector<Mover>, std::greater<>> heap_;
};

/// Prices of the partners and places of the prospects grow together (the Hungarian method, partners with room for
/// several): each prospect stands where weight less price is most, and a partner with room left costs nothing.
class PricedPaths {
 public:
  explicit PricedPaths(const Instance& instance)
      : in_(instance),
        count_(instance.partners.size()),
        partner_of_(instance.prospects.size(), nobody),
        used_(count_, 0),
        price_(count_, 0),
        moves_(count_ * count_),
        leaves_(count_) {}

  void solve() {
    for (std::size_t i = 0; i < in_.prospects.size(); ++i) insert(static_cast<int>(i));
  }
  const std::vector<int>& chosen() const { return partner_of_; }
  bool has_room(std::size_t j) const { return used_[j] < in_.rooms[j]; }

  /// The prices prove the optimum: nobody would rather be elsewhere at these prices, and unused room costs nothing.
  bool certified() const {
    for (std::size_t j = 0; j < count_; ++j) {
      if (price_[j] < 0 || used_[j] > in_.rooms[j] || (has_room(j) && price_[j] != 0)) return false;
    }
    for (std::size_t i = 0; i < partner_of_.size(); ++i) {
      if (gain(i, partner_of_[i]) != best_gain(i)) return false;
    }
    return true;
  }

 private:
  Weight gain(std::size_t i, int partner) const {
    if (partner == nobody) return 0;
    const auto option = std::ranges::find(in_.options[i], partner, &Option::partner);
    return option->weight - price_[at(partner)];
  }
  Weight best_gain(std::size_t i) const {
    Weight best = 0;
    for (const auto& option : in_.options[i]) best = std::max(best, option.weight - price_[at(option.partner)]);
    return best;
  }

  /// The cheapest way to let a prospect in, over the partners: who moves on at each step, and who stays without.
  struct Paths {
    std::vector<Weight> cost;  ///< below the best there is; far: not reached
    std::vector<int> from;     ///< partner before, or nobody: straight from the newcomer
    std::vector<int> mover;
    std::vector<bool> visited;
    Weight least = 0;  ///< cost of the way chosen
    int end = nobody;  ///< partner at which it ends; nobody: the newcomer goes without
    int leaver = nobody;
  };
  static constexpr Weight far = std::numeric_limits<Weight>::max();

  Paths start(int i) const {
    Paths made{std::vector<Weight>(count_, far), std::vector<int>(count_, nobody), std::vector<int>(count_, i),
               std::vector<bool>(count_, false), best_gain(at(i))};
    for (const auto& option : in_.options[at(i)])
      made.cost[at(option.partner)] = made.least - (option.weight - price_[at(option.partner)]);
    return made;
  }

  /// The nearest partner not yet visited, if it is nearer than the way chosen.
  int nearest(const Paths& paths) const {
    int found = nobody;
    Weight least = paths.least;
    for (std::size_t j = 0; j < count_; ++j) {
      if (!paths.visited[j] && paths.cost[j] < least) found = static_cast<int>(j), least = paths.cost[j];
    }
    return found;
  }

  /// Someone at j could go without, or move on to another partner.
  void go_on_from(int j, Paths& paths) {
    const Weight here = paths.cost[at(j)] - price_[at(j)];
    if (const Mover* who = leaves_[at(j)].least(partner_of_, j); who != nullptr && here + who->loss < paths.least)
      paths.least = here + who->loss, paths.end = j, paths.leaver = who->prospect;
    for (std::size_t next = 0; next < count_; ++next) {
      if (paths.visited[next]) continue;
      const Mover* who = moves_[at(j) * count_ + next].least(partner_of_, j);
      if (who == nullptr) continue;
      const Weight cost = here + who->loss + price_[next];
      if (cost >= std::min(paths.cost[next], paths.least)) continue;
      paths.cost[next] = cost;
      paths.from[next] = j;
      paths.mover[next] = who->prospect;
    }
  }

  void insert(int i) {
    Paths paths = start(i);
    for (int j = nearest(paths); j != nobody; j = nearest(paths)) {
      paths.visited[at(j)] = true;
      if (has_room(at(j))) {
        paths.least = paths.cost[at(j)], paths.end = j, paths.leaver = nobody;
        break;
      }
      go_on_from(j, paths);
    }
    for (std::size_t j = 0; j < count_; ++j) {
      if (paths.visited[j] && paths.cost[j] < paths.least) price_[j] += paths.least - paths.cost[j];
    }
    if (paths.end == nobody) return;
    if (paths.leaver != nobody) {
      partner_of_[at(paths.leaver)] = nobody;
      --used_[at(paths.end)];
    }
    move_along(paths);
  }

  void move_along(const Paths& paths) {
    ++used_[at(paths.end)];  // every partner on the way gives one up and takes one in
    for (int j = paths.end; j != nobody; j = paths.from[at(j)]) settle(paths.mover[at(j)], j);
  }

  void settle(int prospect, int j) {
    partner_of_[at(prospect)] = j;
    const auto& options = in_.options[at(prospect)];
    const Weight mine = std::ranges::find(options, j, &Option::partner)->weight;
    leaves_[at(j)].add({mine, prospect});
    for (const auto& other : options) {
      if (other.partner != j) moves_[at(j) * count_ + at(other.partner)].add({mine - other.weight, prospect});
    }
  }

  const Instance& in_;
  std::size_t count_;
  std::vector<int> partner_of_;
  std::vector<int> used_;
  std::vector<Weight> price_;
  std::vector<Movers> moves_;  ///< from partner to partner: from x count + to
  std::vector<Movers> leaves_;
};

/// Up to two others by weight, where room is left after the batch: their price is 0.
std::vector<std::string> alternatives_for(const Instance& in, std::size_t i, int chosen, const PricedPaths& solved) {
  std::vector<std::pair<Weight, int>> others;
  for (const auto& option : in.options[i]) {
    if (option.partner != chosen && solved.has_room(at(option.partner)))
      others.emplace_back(-option.weight, option.partner);
  }
  std::ranges::sort(others);
  std::vector<std::string> made;
  for (std::size_t k = 0; k < others.size() && k < most_alternatives; ++k)
    made.push_back(in.partners[at(others[k].second)]);
  return made;
}

Assignment solved(const AssignmentTask& task) {
  const Instance in = numbered(task);
  PricedPaths paths(in);
  paths.solve();
  Assignment made;
  made.certified = paths.certified();
  for (std::size_t i = 0; i < in.prospects.size(); ++i) {
    const int j = paths.chosen()[i];
    if (j != nobody) made.sum += std::ranges::find(in.options[i], j, &Option::partner)->score;
    made.assigned.push_back(
        {in.prospects[i], j == nobody ? "" : in.partners[at(j)], alternatives_for(in, i, j, paths)});
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
