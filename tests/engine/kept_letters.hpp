// One prospect, three partners and what happened between them: the ground of the letters in tests and in the gallery.
#pragma once

#include "engine/personal_letters.hpp"

namespace goodword::testing {

struct Keeping {
  engine::Policy policy;
  engine::Circle circle;
  model::Dossier dossier;                   ///< Joan Marsh of Kestrelby Dairy, whose verdict is refer
  std::optional<model::Referral> referral;  ///< of Joan to Pellwick Copy: won
  std::vector<model::ReferralEvent> events;
  std::optional<model::Consent> consent;  ///< to name, e-mail and need
  base::Instant now = *base::parse_rfc3339("2026-11-27T09:00:00Z");

  Keeping();
  base::Result<engine::PersonalLetter> letter(std::string_view name, const std::string& language) const;
  /// Hawsby Ledger sent her.
  void received();
  void deal(const std::string& state, int days_after_received);
  void word(const std::string& kind, int days_from_now);
  /// Every name of every side as long as a CRM allows.
  void make_everything_long();
};

}  // namespace goodword::testing
