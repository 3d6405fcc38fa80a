// From pieces of evidence to the state of one sign: fading, answers that cancel, one piece a group, two products.
//
// Pure and linear in the pieces; the order of the pieces changes nothing. More evidence for a sign never lowers it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/decision.hpp"
#include "rules/settings.hpp"

namespace goodword::rules {

/// One of the warning and good signs, as rules/signs.json describes it.
struct SignKind {
  std::string id;    ///< "a" to "g", "access", …
  std::string name;  ///< "no timing"
  bool good = false;
  bool travels = false;  ///< disclosed to a partner, or it stops the referral
  bool asked = true;     ///< may become a next question
  double prior = 0;      ///< coefficient before any outcome; its sign is kept for ever
  double prior_sd = 0;
};

/// A piece with the half-life of the rule that found it; 0: the general one.
struct Piece {
  model::Evidence evidence;
  double half_life_days = 0;

  friend bool operator==(const Piece&, const Piece&) = default;
};

/// D of section 1 and its two halves.
struct Weighed {
  double for_it = 0;
  double against_it = 0;
  double d = 0;
};

Weighed weigh(std::span<const Piece> pieces, const Settings& settings, base::Instant now);

/// The reading of one sign. `pieces` may hold other signs' too: they are passed over.
model::SignReading read_sign(const SignKind& kind, std::span<const Piece> pieces, const Settings& settings,
                             base::Instant now);

/// What the chance sees: D where the sign is seen or ruled out, otherwise exactly 0.
double sign_value(const model::SignReading& reading);

/// When fading alone would next change the state: so a timer and not a scan wakes the prospect. Empty: never.
std::optional<base::Instant> state_changes_at(const SignKind& kind, std::span<const Piece> pieces,
                                              const Settings& settings, base::Instant now);

}  // namespace goodword::rules
