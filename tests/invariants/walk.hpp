// A random walk through a town: people do sensible and senseless things, the clock moves, processes die, stores refuse,
// partners come and go; after each step the oracle looks. Each prospect's life is one sequence of drawn events.
//
// What to do next is drawn from the published table: where a state has a step, its event is tried, so that a new row is
// walked as soon as there is a word for it, and shows up by name in the statistics as long as there is none.
#pragma once

#include <random>

#include "invariants/oracle.hpp"

namespace goodword::invariants {

struct Figures {
  int least = 100;  ///< times that each step is to happen, and each event that does not follow to be refused
  int sequences = 0, introduced = 0, closed = 0;
  std::map<Oracle::Pair, int> taken;    ///< steps of the table that happened
  std::map<Oracle::Pair, int> refused;  ///< events that do not follow from a state, tried there and refused
  std::map<std::string, int> happened;  ///< crash, refusal, undo, …

  void add(const Figures& other);
};

class Walk {
 public:
  static constexpr int rounds = 13;

  /// `sofar` are the figures of the walks before: what happened seldom is drawn more often.
  Walk(std::uint64_t seed, int people, const Mutant& mutant, const Figures& sofar);

  /// The first thing that does not hold, with seed and round; empty: all held.
  std::string run();
  const Figures& figures() const { return figures_; }

 private:
  int below(int limit) { return static_cast<int>(random_() % static_cast<std::uint64_t>(limit)); }
  bool once_in(int many) { return below(many) == 0; }
  int missing(const Oracle::Pair& pair) const;
  int missing_from(model::ReferralState state) const;

  void people_act(std::string_view crm);
  void act(const model::Ref& contact);
  const Known& some_of(const model::Ref& contact);
  void act_sensibly(const Known& known);
  void act_senselessly(const model::Ref& contact);
  void everybody_says_yes(std::string_view crm);
  void forget(const model::Ref& contact);
  void bring_about(const Known& known, const std::string& event);
  void partners_change();
  void time_passes();
  void program_runs(std::string_view crm);
  void plans_only(std::string_view crm);
  void undo_some_run(std::string_view crm);
  void undo_what_opened_an_offer(std::string_view crm);
  void apply_an_old_plan(std::string_view crm);
  void try_what_does_not_follow(std::string_view crm);
  void look(const std::string& after);

  std::mt19937_64 random_;
  Mutant mutant_;
  Town town_;
  Oracle oracle_;
  const Figures& sofar_;
  Figures figures_;
  std::uint64_t seed_;
  int bulk_round_;
  int points_ = 400;                 ///< at which the last sync could have died
  std::set<std::string> broke_off_;  ///< CRMs whose last sync did not end well
  int round_ = 0;
  std::string wrong_;
};

/// Every event of the published table, once.
std::vector<std::string> all_events();

}  // namespace goodword::invariants
