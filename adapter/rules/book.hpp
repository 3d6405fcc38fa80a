// The rule book: everything that rules/*.json say, compiled and checked. What is a threshold or a pattern stands there.
//
// The daemon room reads the files and calls compile_rules() once; every deciding function takes the book as an argument
// and changes nothing in it. Copies share the compiled patterns.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "base/json.hpp"
#include "base/problem.hpp"
#include "rules/chance_terms.hpp"
#include "rules/condition.hpp"
#include "rules/pack.hpp"
#include "rules/ready.hpp"
#include "rules/settings.hpp"
#include "rules/signs.hpp"
#include "rules/verdict.hpp"
#include "rules/watch.hpp"

namespace goodword::rules {

/// What a rule says where its condition holds: something for or against a sign.
struct Meaning {
  std::string sign;
  bool against = false;
  double strength = 0;
};

struct Rule {
  std::string id;
  std::vector<Meaning> meanings;  ///< at least one; a sign only once
  double half_life_days = 0;      ///< 0: the general one
  std::string language;           ///< empty: any
  std::string says;               ///< what explain quotes where there is no sentence
  Condition when;
  std::vector<std::string> match;  ///< texts in which it must be found
  std::vector<std::string> pass;   ///< and must not
  std::string file;
  int line = 0;
};

/// What an answer of a person means for a sign.
struct AnswerRule {
  std::string about;  ///< decider, timing, …
  std::string value;  ///< yes, no, a text that stands for itself, or "*" for any other
  std::string sign;
  bool against = false;
};

struct Stage {
  std::string id;  ///< new, discovery, proposal, negotiation
  double hours = 0;
  Pattern names;
};

struct SeniorityLevel {
  int level = 0;  ///< 4 owner or chief, 3 head, 2 manager, 1 staff
  std::string name;
  Pattern titles;
  Pattern unless;  ///< "assistant to the CEO"
};

struct Language {
  std::string id;
  std::string name;
  bool patterns = false;           ///< whether there are sign patterns for it
  std::vector<std::string> words;  ///< stop words, folded
};

/// Whose words an activity of a kind holds.
enum class KindOf { incoming, outgoing, report, ignored, mail };

struct ScopeWords {
  std::map<std::string, KindOf, std::less<>> kinds;
  Pattern lead_stages;
  Pattern client_stages;
  Pattern client_tags;
  Pattern quote_starts;      ///< a line after which a mail quotes another
  Pattern signature_starts;  ///< a line after which nothing is the author's word
  Pattern closings;          ///< "Best regards": a short line, then a name
  Pattern greetings;         ///< "Dear", "Hallo": what begins a mail
  Pattern unheard_titles;    ///< "Automatic reply", "rehearsal": of activities in which nobody means what is said
};

/// "We are looking for …": a sentence that names a service and wishes it.
struct WishRule {
  std::string id;
  std::string language;
  Pattern wishes;
  Pattern unless;
  std::vector<std::string> match, pass;  ///< with {service} for a service's name
  std::string file;
  int line = 0;
};

/// What the chance is learned from beside the signs.
struct ChanceTerm {
  std::string id;  ///< as explain prints it
  TermKind kind = TermKind::category;
  std::vector<std::string> facts;  ///< the first that is known
};

/// Besides the facts there are, a term may be the service that is needed (NeedReading).
inline constexpr std::string_view service_fact = "service";

struct RuleBook {
  std::string version;  ///< hash of the content: Decision.rules_version
  Settings settings;
  std::vector<SignKind> signs;       ///< in the order they are printed
  std::vector<SignKind> exclusions;  ///< what only proposes that a person be dropped; no part of the chance
  std::vector<Rule> rules;           ///< by id
  std::vector<ChanceTerm> chance_terms;
  std::vector<AnswerRule> answers;
  std::vector<Stage> stages;
  std::vector<SeniorityLevel> seniority;  ///< highest first
  std::vector<Language> languages;
  ScopeWords scope;
  std::vector<WishRule> wishes;
  std::map<std::string, std::map<std::string, std::string>> questions;  ///< about, language, text
  std::vector<std::string> need_fields;                                 ///< custom fields that name a service
  std::vector<Pack> packs;                                              ///< those in force: put_in_force()
  // Rules that are code. No file says anything about them; a test may take one out to show what rests on it.
  std::vector<TableRow> verdicts{verdict_table().begin(), verdict_table().end()};
  std::vector<ReadyGate> ready{ready_gates().begin(), ready_gates().end()};
  std::vector<WatchRow> watched{watch_table().begin(), watch_table().end()};
};

struct RuleFile {
  std::string name;
  base::Json json;
  Patterns patterns = Patterns::checked;
};
using BookResult = tl::expected<RuleBook, std::vector<base::Problem>>;

/// All problems of all files at once. A rule, sign or setting of a later file replaces one of the same id in an
/// earlier.
BookResult compile_rules(std::span<const RuleFile> files);
/// Only what facts_of() and standing_of() need: without sign rules, whose patterns take most of a start. Nothing can be
/// decided with it.
BookResult compile_scope_rules(std::span<const RuleFile> files);

/// Puts packs in force, and into the version: a decision under other packs, or before a review, is another one.
void put_in_force(RuleBook& book, std::vector<Pack> packs);

/// Runs every rule's own examples; one problem for each that fails.
std::vector<base::Problem> check_examples(const RuleBook& book);

/// A sign, or one of the exclusions.
const SignKind* sign_kind(const RuleBook& book, std::string_view id);
/// The text of a question about a sign or fact, in the language or English; empty if there is none.
std::string question_text(const RuleBook& book, std::string_view about, std::string_view language);

}  // namespace goodword::rules
