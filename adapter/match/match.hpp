// Who outside could serve this need best: hard limits first, then a score with reasons for and against.
//
// Allies and competitors stand in one list; colleagues are found by inside.hpp. Commission, discount and reciprocity
// are no arguments of the score: the signature of score_terms() is the proof. Reciprocity only breaks ties.
// Deterministic.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "match/circle.hpp"

namespace goodword::match {

/// One prospect's need, as a partner would have to serve it.
struct Wish {
  std::string id;  ///< of the need: contact and service; decides the newcomer's turn
  model::Need need;
  std::string company_name;
  std::string company_domain;
  std::optional<double> deal_size;    ///< in the firm's currency, where known
  bool is_private = false;            ///< never refer this person
  std::vector<std::string> declined;  ///< partners that declined this need, or that the prospect declined
  std::vector<std::string> barred;    ///< partners that the screen says no to
  bool together = false;              ///< the two of us would serve it
};

/// The working agreement in force that covers the service, a wider or a narrower one; nullptr: none.
const model::Arrangement* working_agreement(const CircleView& circle, const model::Partner& partner,
                                            std::string_view service, base::Date today);

struct MatchResult {
  std::vector<model::Match> matches;       ///< best first, at most three
  std::vector<model::NoMatch> no_matches;  ///< by partner id
};

MatchResult match_partners(const Wish& wish, const CircleView& circle, base::Date today);

/// What a hard limit reads.
struct LimitCase {
  const Wish& wish;
  const model::Partner& partner;
  const CircleView& circle;
  base::Date today{};
};

/// The hard limit that takes a partner out, or nothing.
std::optional<model::NoMatch> hard_limit(const Wish& wish, const model::Partner& partner, const CircleView& circle,
                                         base::Date today);

/// What keeps a partner from every need, whatever it is: paused, service, reliability, room.
std::vector<model::NoMatch> limits_for_all(const model::Partner& partner, const CircleView& circle, base::Date today);

/// The six terms: fit, affinity, strength, nearness, speed, room.
std::vector<model::MatchTerm> score_terms(const Wish& wish, const model::Partner& partner, const CircleView& circle);
/// floor(sum of weight x term / 10).
int score_of(std::span<const model::MatchTerm> terms);

/// Mean of the circle's finished referrals, itself drawn towards a half.
double circle_mean(const CircleView& circle);
int affinity_value(double mean, double finished, double served_well);
int nearness_value(double kilometres_away);
int speed_value(int answers, double answer_days);

/// Whether a newcomer may take the third place for this need: one need in ten, by its id and not by chance.
bool newcomers_turn(std::string_view need_id);

}  // namespace goodword::match
