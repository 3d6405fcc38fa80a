// Repeatable chance for the made-up world: the same seed gives the same throws on every machine. Never used to decide.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <vector>

namespace goodword::sandbox {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {  // splitmix64, whose constants are part of its definition
    state_ += 0x9e3779b97f4a7c15u;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
    return mixed ^ (mixed >> 31);
  }
  /// Both ends included.
  int between(int low, int high) { return low + static_cast<int>(next() % static_cast<std::uint64_t>(high - low + 1)); }
  bool one_in(int sides) { return between(1, sides) == 1; }
  template <class T>
  const T& pick(std::span<const T> all) {
    return all[static_cast<std::size_t>(between(0, static_cast<int>(all.size()) - 1))];
  }

 private:
  std::uint64_t state_;
};

/// Draws from lists without putting back, so that nothing is said twice before everything was said once.
class Decks {
 public:
  explicit Decks(Dice& dice) : dice_(dice) {}

  std::string_view draw(std::span<const std::string_view> all) {
    auto& left = left_[all.data()];
    if (left.empty()) left.assign(all.begin(), all.end());
    const auto at = static_cast<std::size_t>(dice_.between(0, static_cast<int>(left.size()) - 1));
    const std::string_view drawn = left[at];
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(at));
    return drawn;
  }

 private:
  Dice& dice_;
  std::map<const std::string_view*, std::vector<std::string_view>> left_;
};

}  // namespace goodword::sandbox
