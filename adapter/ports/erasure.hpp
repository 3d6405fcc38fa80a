// Forgetting a person: what the store is to know, and what stays of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/change.hpp"

namespace goodword::ports {

struct Erasure {
  model::Ref contact;
  base::Instant at{};
  std::string by;
  std::string reason;  ///< is kept, so it is not about the person
  std::int64_t run = 0;
  std::vector<model::Change> changes;  ///< that take back what stands in the CRM; queued
};

/// People the CRM has not had for so long that nothing is kept of them. Nobody asked to be forgotten, so they are read
/// again should they come back, and no partner is told.
struct Expiry {
  std::string crm;
  base::Instant before{};  ///< gone before this
  int most = 0;            ///< people in one call
  base::Instant at{};
};
struct Expired {
  int people = 0;
  int others = 0;  ///< companies, opportunities, activities and users that were gone as long
};

/// Somebody who was forgotten may be read again.
struct Lift {
  model::Ref contact;                  ///< as it was forgotten; an empty id: addresses alone
  std::vector<std::string> addresses;  ///< e-mail addresses that are no longer kept out
  base::Instant at{};
  std::string by;
  std::string reason;  ///< is kept, so it is not about the person
};
struct Lifted {
  int contacts = 0, addresses = 0;  ///< what was kept out until now, of what was named
};

/// A person who was forgotten: the id in the CRM is all that is left.
struct Forgotten {
  model::Ref contact;
  base::Instant at{};
  std::string by;
  std::string reason;

  friend bool operator==(const Forgotten&, const Forgotten&) = default;
};

/// Details of a forgotten person had gone to a partner, who is to be told to erase them too.
struct ToTell {
  std::string referral;
  std::string partner;
  base::Instant released{};
  base::Instant since{};  ///< when the person was forgotten
  std::optional<base::Instant> told = {};
  std::string by = {};  ///< who told the partner

  friend bool operator==(const ToTell&, const ToTell&) = default;
};

/// Whether the bytes are gone from the disk as well.
enum class Traces {
  none,
  in_log  ///< another process reads the store: its log holds old pages until that is done
};

}  // namespace goodword::ports
