// What waits for a person, gone through one by one on a terminal: what it is, the letters as they will go out, one key.
#pragma once

#include <span>
#include <string>

#include "cli/session.hpp"

namespace goodword::cli {

/// One thing that waits.
struct ReviewItem {
  std::string kind;  ///< referral, write, or the code of what a plan left alone
  std::string crm;
  std::string id;  ///< of the referral, the operation or the contact
  std::string name, text;
};

/// Asks about each, records what is answered; "q" and the end of the input leave the rest as it is. Exit code.
int talk_through(Session& session, const Call& call, std::span<const ReviewItem> items);

enum class Arrival { arrived, lost };
/// Records what became of a write. Exit code.
int settle_write(Session& session, const std::string& operation, Arrival what, const std::string& by);

}  // namespace goodword::cli
