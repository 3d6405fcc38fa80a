// Everything that is held of one person: what an export shows and what forgetting takes away.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/ask.hpp"
#include "model/change.hpp"
#include "model/decision.hpp"
#include "model/record.hpp"
#include "model/referral.hpp"

namespace goodword::ports {

struct HeldRecord {
  model::Record record;
  base::Instant seen_at{};  ///< when this content was read
  std::optional<base::Instant> gone_at = {};

  friend bool operator==(const HeldRecord&, const HeldRecord&) = default;
};

struct HeldReferral {
  model::Referral referral;
  std::vector<model::ReferralEvent> events;
  std::vector<model::Consent> consents;
  std::vector<model::Release> releases;  ///< at most one of each scope

  friend bool operator==(const HeldReferral&, const HeldReferral&) = default;
};

struct PersonRows {
  model::Ref contact;
  std::vector<std::string> ids;  ///< the contact's own first, then those merged into it
  /// Contacts of these ids, and the opportunities and activities that name one of them; gone ones too.
  std::vector<HeldRecord> records;
  std::vector<model::Reject> rejects;
  std::vector<model::Decision> decisions;  ///< oldest first
  std::vector<model::PersonAnswer> answers;
  std::vector<model::Ask> asks;
  std::vector<model::Received> received;
  std::vector<HeldReferral> referrals;  ///< oldest first
  std::vector<model::Operation> operations;
  std::vector<model::Ref> same_address;  ///< other contacts with an e-mail address of theirs

  friend bool operator==(const PersonRows&, const PersonRows&) = default;
};

}  // namespace goodword::ports
