// The structured conditions of rule files: all, any, not; comparisons of typed facts; counts in a window; texts by
// pattern.
//
// No scripting. A condition is compiled and type-checked at load (book.hpp). It holds, does not hold, or is not known:
// a missing fact makes a comparison unknown, and a rule fires only where its condition holds.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rules/facts.hpp"
#include "rules/heard.hpp"
#include "rules/pattern.hpp"

namespace goodword::rules {

enum class Said { by_anyone, by_prospect, by_seller };
enum class Place { text, title, signature };       ///< of an activity
enum class Questions { skipped, included, only };  ///< sentences that end in a question mark

struct TextTest {
  Said said = Said::by_anyone;
  Place place = Place::text;
  std::vector<std::string> kinds;  ///< of activity; empty: any
  std::size_t sentences = 1;       ///< how many, one after the other, are read as one: a question and its answer
  std::size_t clauses = 0;         ///< how many, likewise, wherever sentences end; 0: whole sentences are read
  Questions questions = Questions::skipped;
  std::string language;  ///< of the patterns; empty: any
  Pattern matches;
  std::vector<Pattern> with;  ///< each in the same passage, before or behind
  Pattern unless;             ///< in the same passage
  Pattern unless_sentence;    ///< in a sentence that one of its clauses is of
  double within_days = 0;     ///< 0: whenever
};

enum class Comparison { equal, not_equal, less, at_most, more, at_least, one_of, contains, matches, known };

struct FactTest {
  std::string fact;
  Comparison is = Comparison::known;
  double number = 0;
  std::string text;
  bool truth = false;
  std::vector<std::string> list;
  Pattern pattern;
  bool recorded = false;  ///< of the fact: see FactRow
  bool is_number = false;
};

struct CountTest {
  std::vector<std::string> kinds;  ///< of activity; empty: any
  std::vector<TextTest> text;      ///< at most one: only activities in which it is found
  double within_days = 0;
  Comparison is = Comparison::at_least;
  double number = 0;
};

struct Condition {
  enum class Kind { all, any, none, text, fact, count };
  Kind kind = Kind::all;
  std::vector<Condition> parts;  ///< of all, any; none has one
  TextTest text;
  FactTest fact;
  CountTest count;
};

enum class Truth { no, unknown, yes };

/// What a condition rests on.
struct Witness {
  model::Ref record;
  std::string field;
  std::string group;
  std::string quote;
  base::Instant at{};

  friend bool operator==(const Witness&, const Witness&) = default;
};

struct Finding {
  Truth truth = Truth::no;
  std::vector<Witness> witnesses;
};

struct Case {
  const Facts& facts;
  std::span<const Heard> heard;
  base::Instant now;
  const Facts* over = nullptr;  ///< looked into first
  bool recorded_is_no = false;  ///< a recorded fact that is not stated is no, or 0
};

Finding find(const Condition& condition, const Case& the_case);
/// Whether it holds, without what that rests on.
Truth truth_of(const Condition& condition, const Case& the_case);

/// The first passage in which a pattern test finds something, as written: what examples are checked with, too. `parts`
/// are clauses where it counts them, otherwise sentences. Between the parts of a passage stands a line break, which "."
/// does not cross and "\\s" and "\\W" do.
std::optional<std::string> found_in(const TextTest& test, std::span<const Sentence> parts);
/// All text tests of a condition, those inside counts too.
std::vector<const TextTest*> text_tests(const Condition& condition);

}  // namespace goodword::rules
