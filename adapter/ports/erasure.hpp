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
