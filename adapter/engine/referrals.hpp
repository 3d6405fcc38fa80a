// The referrals of the firm as people look at them: who, to whom, for what, how far, and who acts next. Reads the store
// and writes nothing.
#pragma once

#include <string>
#include <vector>

#include "engine/world.hpp"

namespace goodword::engine {

struct ReferralEntry {
  model::Referral referral;
  std::string name, company;  ///< of the contact
  std::string partner;        ///< name
  std::string service;        ///< in words
  std::vector<model::ReferralEvent> events;
  std::string acts_next;  ///< seller, prospect, partner, nobody
  bool overdue = false;
  std::string stopped = {};  ///< why it does not go on: the agreement it was offered under; empty: it does
};

enum class ReferralsShown { open, all };

/// Open ones by when something is due, those without a day last; ended ones after them, newest first. Errors: those of
/// the store.
base::Result<std::vector<ReferralEntry>> read_referrals(ports::Store& store, const std::vector<std::string>& crms,
                                                        const Circle& circle, base::Instant now, ReferralsShown shown);

base::Json to_json(const ReferralEntry& entry);

}  // namespace goodword::engine
