// What came of past referrals, as the score and the hard limit count it. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "match/circle.hpp"

namespace goodword::match {

/// One referral to a partner, as far as it went.
struct PastReferral {
  std::string partner, service;
  std::optional<base::Instant> offered;   ///< to the partner
  std::optional<base::Instant> answered;  ///< by it, yes or no
  bool accepted = false;
  std::optional<base::Instant> introduced;
  std::optional<base::Instant> ended;  ///< won, lost, no fit, given back, never contacted
  bool won = false;
  bool served_well = false;                  ///< won with no complaint of the prospect's, or the prospect was content
  std::optional<base::Money> value = {};     ///< of the work won, where it was told
  std::optional<base::Instant> agreed = {};  ///< by the prospect
  std::optional<base::Instant> begun = {};   ///< offered to the prospect
  std::string settled = {};                  ///< none, fee, discount, waived, barred; empty: not yet
  std::optional<base::Money> earned = {};    ///< as a fee, where it was told
  // Asked how it was, they would do it again; as they last said.
  std::optional<bool> prospect_content = {}, partner_content = {};
};

/// In the order in which they began.
std::vector<PastReferral> past_referrals(std::span<const model::PastStep> steps);

/// What referrals to some partners came to.
struct PastFigures {
  int introduced = 0, ended = 0, won = 0;
  int received = 0;  ///< prospects they sent us

  friend bool operator==(const PastFigures&, const PastFigures&) = default;
};
/// Of the partners with these ids; `received` is left to who knows it.
PastFigures past_figures(std::span<const PastReferral> past, std::span<const std::string> partners);

/// What k of n says about a share: Wilson's 90% interval. Of none it says nothing: 0 to 1.
struct Share {
  double low = 0, high = 1;
};
Share share_of(int k, int n);
/// "67%, 90% interval 25-92%". Of at least one.
std::string share_text(int k, int n);

/// Records for one wanted service, of the partners that past referrals speak of; what partners.json states comes on
/// top. Referrals of this very service count, of its wider or narrower ones where there are none; an outcome halves in
/// weight every 365 days.
std::vector<TrackRecord> track_records(std::span<const PastReferral> past, const std::vector<model::Partner>& partners,
                                       const std::vector<model::Service>& services, std::string_view wanted,
                                       base::Instant now);

}  // namespace goodword::match
