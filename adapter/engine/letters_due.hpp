// Which letters are to be written, to whom and by when: where thanks are owed for an introduction, and where a partner
// sent us somebody and has not heard from us since. Reads the store and writes nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/incoming.hpp"
#include "engine/personal_letters.hpp"
#include "engine/referrals.hpp"

namespace goodword::engine {

struct DueLetter {
  std::string name;      ///< of its kind: "thanks-prospect"
  std::string referral;  ///< id; empty: it is for somebody whom a partner sent
  model::Ref contact;
  std::string about, to;  ///< names: of the prospect; of the reader, with the firm
  std::string seller;     ///< id
  std::optional<base::Instant> due;
  std::optional<base::Instant> written;
  bool overdue = false;

  friend bool operator==(const DueLetter&, const DueLetter&) = default;
};

/// By due time; what was written already after those, newest first. Pure.
std::vector<DueLetter> letters_due(const std::vector<ReferralEntry>& referrals, const std::vector<Incoming>& incoming,
                                   const Circle& circle, const Policy& policy, base::Instant now);
/// The same without what was written.
std::vector<DueLetter> still_due(std::vector<DueLetter> letters);

/// The letter with what the store knows. `referral` may be null. Errors: those of the store and of personal_letter().
base::Result<PersonalLetter> written_letter(ports::Store& store, const LetterKind& kind, LetterInput input);

base::Json to_json(const DueLetter& letter);

}  // namespace goodword::engine
