// A short life, told on purpose: a town of a few people, whose oracle looks after each sync.
#pragma once

#include "invariants/mutants.hpp"
#include "invariants/oracle.hpp"

namespace goodword::invariants {

class Story {
 public:
  explicit Story(const Mutant& mutant, int people = 1)
      : town(people, mutant), oracle(town, std::max(3, people * 7 / 10)) {}

  Town town;
  Oracle oracle;
  std::vector<std::string> wrong;  ///< what the oracle found so far

  static model::Ref joan() { return {"main", model::Kind::contact, "1001"}; }

  Town::Ran sync(engine::Writing writing = engine::Writing::as_promoted) {
    oracle.sync_begins("main");
    const auto ran = town.sync("main", writing);
    oracle.sync_ended("main", ran);
    for (auto& line : oracle.look()) wrong.push_back(std::move(line));
    return ran;
  }
  /// A note line of Dev's the day after: "prospect-yes", "to sallow".
  void say(const std::string& word, const std::string& to = "", const std::string& how = "phone") {
    town.clock.pass(std::chrono::days(1));
    town.say(joan(), {word, to, how});
    town.clock.pass(std::chrono::hours(1));
  }
  std::string state() const {
    const auto* known = oracle.newest(joan());
    return known == nullptr ? "none" : std::string(model::to_text(known->state));
  }
  /// Texts of ours that stand in the CRM and carry her address.
  int letters() {
    return static_cast<int>(std::ranges::count_if(town.crm("main").slips(), [](const Slip& slip) {
      return !slip.marker.empty() && slip.text.find("@prospect.example") != std::string::npos;
    }));
  }
  bool found(const std::string& what) const {
    return std::ranges::any_of(wrong, [&](const std::string& line) { return line.starts_with(what); });
  }
  std::string all() const {
    std::string text;
    for (const auto& line : wrong) text += "\n    " + line;
    return text;
  }
};

}  // namespace goodword::invariants
