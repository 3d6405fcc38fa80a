// Which letters are to be written, to whom and by when: where thanks are owed for an introduction, where a partner sent
// us somebody and has not heard from us since, and where somebody is back. Reads the store and writes nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/came_back.hpp"
#include "engine/incoming.hpp"
#include "engine/personal_letters.hpp"
#include "engine/referrals.hpp"

namespace goodword::engine {

struct DueLetter {
  std::string name;      ///< of its kind: "thanks-prospect"
  std::string referral;  ///< id; empty: it is not about one
  model::Ref contact;
  std::string about, to;  ///< names: of the prospect; of the reader, with the firm
  std::string seller;     ///< id
  std::optional<base::Instant> due;
  std::optional<base::Instant> written;
  bool overdue = false;

  friend bool operator==(const DueLetter&, const DueLetter&) = default;
};

/// What letters are owed for.
struct LetterGrounds {
  std::vector<ReferralEntry> referrals;
  std::vector<Incoming> incoming;  ///< of whom a word is owed
  std::vector<CameBack> back = {};
};

/// By due time; what was written already after those, newest first. Who is back counts as written to with the first
/// word since. Pure.
std::vector<DueLetter> letters_due(const LetterGrounds& grounds, const Circle& circle, const Policy& policy,
                                   base::Instant now);
/// The same without what was written.
std::vector<DueLetter> still_due(std::vector<DueLetter> letters);

/// The letter with what the store knows. `referral` may be null. Errors: those of the store and of personal_letter().
base::Result<PersonalLetter> written_letter(ports::Store& store, const LetterKind& kind, LetterInput input);

base::Json to_json(const DueLetter& letter);

}  // namespace goodword::engine
