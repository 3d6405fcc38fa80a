// The CRM is the desk: what people tell us with tags and with note lines, read into values. Nothing is acted on here.
//
// A tag is PREFIX + word ("gw:keep", "gw:need-copywriting"). A note line begins with the prefix and goes
//
//   gw: WORD[=VALUE] [to PARTNER] [by phone|by mail|in person] [YYYY-MM-DD] [SOURCE …]
//
//   gw: decider=yes CFO, 12 May                      about, value, and where it comes from
//   gw: timing="before Easter" her mail              a value of several words stands in quotes
//   gw: impression="knows everybody in food"         what being ready to be asked is made of (ready.hpp)
//   gw: need=copywriting                             a service of services.json
//   gw: from=pellwick 2026-11-04 they plan a new site   who sent them to us, when, and what was said
//   gw: prospect-yes to pellwick by phone 2026-11-04 who agreed, to whom, how and when
//   gw: call-after=2027-03-01
//   gw: met to pellwick 2026-12-02, gw: won=6400     what came of an introduction
//   gw: objection="she is my client of old"             why the owner will not share them
//
// Orders that were typed in (goodword answer CONTACT keep=yes) are words of the desk as well.
//
// Lines count in notes, calls and meetings of ours only: a mail from outside cannot steer us. A line or tag that is not
// understood is returned as a problem, never passed over in silence.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/circle.hpp"
#include "model/dossier.hpp"
#include "rules/book.hpp"

namespace goodword::rules {

/// One thing a person told us.
struct DeskWord {
  std::string word;     ///< "keep", "prospect-yes", "need", "decider"
  std::string value;    ///< "copywriting", "yes"; empty for a plain word
  std::string partner;  ///< partner id or name, as written
  std::string how;      ///< phone, mail, in_person, or empty: then it comes from the task or from review
  std::string source;   ///< the rest of the line
  std::string by;       ///< seller id, or the CRM's user id where no seller has it; empty for tags
  std::string tag;      ///< the whole tag, where it was one
  base::Instant at{};   ///< the date in the line, or the note's, or when the contact was last changed
  model::Ref record;

  friend bool operator==(const DeskWord&, const DeskWord&) = default;
};

struct DeskReading {
  std::vector<DeskWord> words;        ///< oldest first
  std::vector<std::string> problems;  ///< "note 4471: \"gw: decidr=yes\": unknown word; did you mean \"decider\"?"

  /// The newest of that word, or nullptr.
  const DeskWord* newest(std::string_view word) const;

  friend bool operator==(const DeskReading&, const DeskReading&) = default;
};

/// The words people may use, for help texts: each with its meaning.
struct DeskRow {
  std::string_view word;
  std::string_view meaning;
};
std::span<const DeskRow> desk_table();
/// "6400" in the currency, or "6400 EUR".
std::optional<base::Money> amount_in(std::string_view text, std::string_view currency);

DeskReading read_desk(const RuleBook& book, const model::Firm& firm, const std::vector<model::Service>& services,
                      const model::Dossier& dossier, std::string_view tag_prefix);

/// What was said about signs and facts, as answers of persons: decider, timing, wants_us, …
std::vector<model::PersonAnswer> answers_on_desk(const RuleBook& book, const DeskReading& desk,
                                                 const model::Ref& contact);

}  // namespace goodword::rules
