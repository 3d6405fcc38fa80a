// What was said, by whom: the texts of a prospect's activities, cut down to the words that are their author's own.
//
// Whose words an activity holds follows from its kind (words for kinds are data, rules/scope.json):
//   incoming   mails and forms from the prospect              -> the prospect's own words
//   outgoing   mails of ours                                  -> never evidence
//   report     notes, calls, meetings                         -> a seller's report about the prospect
//   ignored    tasks: what we mean to do says nothing         -> never evidence
//   mail       a mail whose direction the CRM does not say: it is the prospect's if it greets one of us by name, is
//   signed
//              with the contact's name, or has no owner in the firm; ours if it greets the contact or is signed by one
//              of us; otherwise nobody's, and reported as not used.
// Our own notes and tasks (marker, or made by an operation of ours) never count, nor do automatic replies and
// rehearsals (told by their titles). Within a text, quoted mails, forwarded mails, everything after a signature mark,
// and lines that begin with our tag prefix do not count.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/circle.hpp"
#include "model/dossier.hpp"

namespace goodword::rules {

struct RuleBook;

enum class Author { prospect, seller, nobody };

struct Sentence {
  std::string words;   ///< as written
  std::string folded;  ///< for patterns
  bool question = false;
  bool quoted = false;  ///< our question, which the author quotes and answers: never evidence itself
  std::string part_of;  ///< of a clause: the whole sentence, folded
};

/// One activity that counts, ready for patterns.
struct Heard {
  Author author = Author::nobody;
  std::string language;  ///< "en", "de", or empty: not clear, all patterns are tried
  std::string group;     ///< thread where there is one, otherwise the record
  std::string kind;      ///< of the activity, as the CRM file maps it
  base::Instant at{};
  model::Ref record;
  std::string folded;          ///< all sentences, a line each: a quick test before the slow one
  std::string folded_clauses;  ///< all clauses, likewise
  std::vector<Sentence> sentences;
  std::vector<Sentence> clauses;
  std::vector<Sentence> title;      ///< of a report, or a subject that answers nothing; at most one
  std::vector<Sentence> signature;  ///< of the prospect's mail: who the author says he is, a line each
};

struct Hearing {
  std::vector<Heard> texts;           ///< oldest first
  std::vector<std::string> not_used;  ///< "2 notes in Polish (no patterns for it)"
};

/// What was said until now; what is planned has not been said.
Hearing hear(const RuleBook& book, const model::Firm& firm, const model::Dossier& dossier, std::string_view tag_prefix,
             base::Instant now);

/// Questions among what is quoted may stay, a line of "> " each, for the answers behind them.
enum class Quotes { dropped, questions_kept };

/// Without quoted and forwarded mails, a line each; what follows a signature mark is still there.
std::string unquoted(const RuleBook& book, std::string_view text, Quotes quotes = Quotes::dropped);
/// The author's own words: without quotes, forwarded mails and what follows a signature mark.
std::string own_words(const RuleBook& book, std::string_view text, Quotes quotes = Quotes::dropped);
/// Who the author says he is: a short last line and what follows the signature mark, without quotes; a line each.
std::string signature_of(const RuleBook& book, std::string_view text);
/// A line of "> " is one quoted sentence.
std::vector<Sentence> sentences_of(std::string_view text);
/// Sentences cut at commas, colons, dashes, brackets and quotation marks. Those of a question are all questions.
std::vector<Sentence> clauses_of(std::span<const Sentence> sentences);

/// Language with the most stop words, or empty where fewer than two were found or two languages tie.
std::string language_of(const RuleBook& book, std::string_view folded_text);

/// Whether an activity is one of ours: it carries our marker, or an operation of ours made it.
bool is_ours(const model::Dossier& dossier, const model::Record& activity);

}  // namespace goodword::rules
