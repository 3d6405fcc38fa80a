// The letters that a person writes by hand: thanks to both once work came of an introduction, word to a partner of
// whom it sent, a kind farewell, a welcome back.
//
// Goodword mails nobody. A letter says what the books hold and no more: never a warning sign, an opinion or a legal
// reason. How a letter to a partner may call a prospect comes from release.hpp. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/letters.hpp"
#include "model/dossier.hpp"

namespace goodword::engine {

struct LetterKind {
  std::string_view name;   ///< of the template: "thanks-prospect"
  std::string_view event;  ///< that says it was written: thank_prospect; empty: none does
  model::Party to = model::Party::prospect;
};
std::span<const LetterKind> letter_kinds();
/// Nullptr where no letter is called so.
const LetterKind* letter_kind(std::string_view name);

struct LetterInput {
  const model::Dossier& dossier;
  const Circle& circle;
  const Policy& policy;
  const Letters& letters;
  const model::Referral* referral = nullptr;             ///< that thanks are for
  std::span<const model::ReferralEvent> events = {};     ///< of that referral
  std::optional<model::Consent> consent = std::nullopt;  ///< of the prospect, under which details left
  std::string seller = {};                               ///< id of who signs
  std::string language = {};                             ///< empty: the reader's where it is known, else the firm's
  base::Instant now{};
};

/// A letter as it will be on paper.
struct PersonalLetter {
  std::string name, language, text;
  std::vector<std::string> address;  ///< lines: who, firm, place, as far as they are known
};

/// At most 120 words. Errors: usage where there is no ground for such a letter, saying why; settings.invalid.
base::Result<PersonalLetter> personal_letter(const LetterKind& kind, const LetterInput& input);

}  // namespace goodword::engine
