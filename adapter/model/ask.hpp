// Asking for referrals: whom, by when, for what, and what was said; and the prospects that a partner sent us.
//
// Rows only: they are said anew, never changed. What they come to together is read by rules/asks.hpp.
#pragma once

#include <string>

#include "base/instant.hpp"
#include "model/record.hpp"

namespace goodword::model {

/// Who is asked: a contact, or a partner.
struct AskedOf {
  Ref contact;               ///< without an id where a partner is asked
  std::string partner = {};  ///< id

  friend auto operator<=>(const AskedOf&, const AskedOf&) = default;
};

/// Somebody means to ask. A later one about the same person takes its place as long as nobody was asked.
struct Ask {
  AskedOf whom;
  base::Date by{};
  std::string purpose;  ///< for what: "firms that open a second site"
  std::string seller;   ///< who asks, id
  std::string author;
  base::Instant at{};
  bool cold = false;         ///< was not ready to be asked
  std::string missing = {};  ///< what stood in the way then
  std::string despite = {};  ///< why it was planned beyond the limit of cold asks
  bool dropped = false;      ///< nobody is to be asked after all

  friend bool operator==(const Ask&, const Ask&) = default;
};

/// Somebody was asked: the answer "asked" about a contact, which readiness is read from too, or the same of a partner.
struct Asked {
  AskedOf whom;
  std::string result;  ///< yes (nothing came of it yet), given, none, later, declined; no: not asked after all
  std::string words;
  std::string by;
  base::Instant at{};

  friend bool operator==(const Asked&, const Asked&) = default;
};

/// A partner sent us somebody.
struct Received {
  Ref contact;
  std::string partner;  ///< id
  std::string need;     ///< service id, or empty
  std::string said;     ///< what the partner said about them
  std::string by;       ///< who took it down
  base::Instant at{};

  friend bool operator==(const Received&, const Received&) = default;
};

}  // namespace goodword::model
