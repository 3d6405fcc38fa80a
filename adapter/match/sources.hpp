// Why a partner is somebody to ask for a referral: what it cannot or does not want to take and we do, and what we did
// for it.
//
// Pure; judged from the profiles of both firms. Nothing is agreed with anybody: each reason is one for asking, and what
// somebody says is decided for one prospect at a time. Contacts are judged by rules/ready.hpp.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "match/circle.hpp"

namespace goodword::match {

struct SourceCase {
  const model::Partner& partner;
  const CircleView& circle;
  int given = 0;     ///< prospects we introduced to it
  int received = 0;  ///< prospects it sent us
  base::Date today{};
  bool reciprocity = true;  ///< false: a rule in force says that who gave whom how much may not count
};

/// A reason to ask partners of one kind.
struct SourceReason {
  std::string_view id;
  int number = 0;  ///< of the product's reasons to pass somebody on (20 to 27), seen from the other side; 0: none
  model::PartnerKind kind = model::PartnerKind::ally;
  std::string (*text)(const SourceCase&) = nullptr;  ///< empty: it does not hold
};
/// In the order in which they are named. 26 and 27 are about one prospect, which no profile tells.
std::span<const SourceReason> source_reasons();

struct SourceReading {
  std::string reason;
  int number = 0;
  std::string text;

  friend bool operator==(const SourceReading&, const SourceReading&) = default;
};

std::vector<SourceReading> reasons_to_ask(const SourceCase& source, std::span<const SourceReason> reasons);

/// Partners, by id, who can open doors for us in this industry; those that are paused cannot.
std::vector<std::string> door_openers(const CircleView& circle, std::string_view industry);

}  // namespace goodword::match
