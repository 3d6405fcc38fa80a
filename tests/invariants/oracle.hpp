// What must be true of a town after each step, written from the design's text: its own book of what people said, its
// own reading of the store's file, and every write at the moment at which it reaches a CRM. It asks no predicate of the
// program. Of the program's tables it reads one, the published table of steps, because that table is the promise.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "invariants/town.hpp"

struct sqlite3;

namespace goodword::invariants {

/// A yes that can be given: whose, for what, by which word, and what it answers. The design's table of consents.
struct Yes {
  std::string_view party, scope, word;
  std::vector<std::string_view> answers;  ///< events that ask for it; the latest counts
};

/// A referral as the oracle knows it.
struct Known {
  model::Referral row;
  model::ReferralState state = model::ReferralState::proposed;  ///< that its events lead to
  std::vector<model::ReferralEvent> events;
  std::map<std::string, int> given;  ///< yeses that its events tell of: "prospect meeting" to how many
};

class Oracle {
 public:
  /// `most_yeses` of one sync count without a person: the design's number for a town of this size.
  Oracle(Town& town, int most_yeses);
  ~Oracle();
  Oracle(const Oracle&) = delete;

  // The walk says what is about to happen
  void sync_begins(std::string_view crm);
  void sync_ended(std::string_view crm, const Town::Ran& ran);

  /// What does not hold, as lines "invariant 1: …"; "ranking: …" for what must never decide who is offered,
  /// "forgotten: …" for what came back of somebody who was.
  std::vector<std::string> look();

  using Pair = std::pair<model::ReferralState, std::string>;
  const std::map<Pair, int>& taken() const { return taken_; }
  /// nullptr: nothing was ever offered.
  const Known* newest(const model::Ref& contact) const;
  /// Of one contact, oldest first.
  std::vector<const Known*> of(const model::Ref& contact) const;
  const std::map<std::string, Known>& referrals() const { return known_; }
  void forgot(const model::Ref& contact) { forgotten_.insert(contact); }
  void took_off(const model::Ref& contact, const std::string& tag) { taken_off_[contact][tag] = town_.clock.now(); }

 private:
  void watch(std::string_view crm);
  void arrives(const model::Operation& operation, const Card& card);
  void sends_details(const model::Operation& operation, const model::Ref& contact);
  void reads_neutral(const model::Operation& operation, const Card& card);
  /// When the run began that wants this: what was said later it could not know.
  base::Instant meant_at(const model::Operation& operation) const;
  void touches_ours_alone(const model::Operation& operation, const model::Ref& contact);

  void read_events();
  void happens(Known& known, const model::ReferralEvent& event);
  void is_offered(const Known& known, base::Instant at);
  void is_introduced(const Known& known, std::string_view scope, base::Instant at);
  void check_row(const Known& known, const model::Referral& before);
  void check_consents(const Known& known);
  void check_objections();
  void check_forgotten();

  /// Whether people said this yes to this referral and it is in force now, by the book.
  bool is_in_force(const Known& known, const Yes& yes, base::Instant now) const;
  /// The line of the book that a yes rests on: said after what it answers went out, to nobody else, with how.
  bool is_given(const Known& known, const Yes& yes, const Said& said) const;
  /// Whether people gave an order that was read.
  bool ordered(const model::Ref& contact, std::string_view word) const;
  void wrong(int invariant, const model::Ref& contact, const std::string& what);

  Town& town_;
  int most_yeses_;
  sqlite3* file_ = nullptr;
  std::map<std::string, Known> known_;
  std::map<model::Ref, std::vector<std::string>> of_contact_;  ///< ids, oldest first
  std::map<model::Ref, std::map<std::string, base::Instant>> taken_off_;
  std::set<model::Ref> forgotten_;
  std::map<std::string, base::Instant, std::less<>> listening_;  ///< what was said until then is read, by CRM
  std::map<std::string, base::Instant, std::less<>> begun_;
  std::map<Pair, int> taken_;
  std::int64_t last_event_ = 0;
  int yeses_ = 0;  ///< heard from the desk since the last look
  std::vector<std::string> found_;
};

}  // namespace goodword::invariants
