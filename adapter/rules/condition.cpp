#include "rules/condition.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "rules/folded.hpp"
#include "rules/rounded.hpp"

namespace goodword::rules {
namespace {

constexpr std::size_t longest_quote = 160;

bool in_window(base::Instant at, base::Instant now, double days) {
  return days <= 0 || base::days_between(at, now) <= days;
}

bool of_kind(const std::vector<std::string>& kinds, const Heard& heard) {
  return kinds.empty() || std::ranges::find(kinds, heard.kind) != kinds.end();
}

bool suits(const TextTest& test, const Heard& heard, base::Instant now) {
  if (!of_kind(test.kinds, heard)) return false;
  if (test.said == Said::by_prospect && heard.author != Author::prospect) return false;
  if (test.said == Said::by_seller && heard.author != Author::seller) return false;
  if (!test.language.empty() && !heard.language.empty() && test.language != heard.language) return false;
  return in_window(heard.at, now, test.within_days);
}

const std::vector<Sentence>& parts_of(const TextTest& test, const Heard& heard) {
  if (test.clauses > 0) return heard.clauses;
  const Place place = test.place;
  return place == Place::title ? heard.title : place == Place::signature ? heard.signature : heard.sentences;
}

bool finds_all(const TextTest& test, std::string_view folded) {
  return test.matches.found_in(folded) &&
         std::ranges::all_of(test.with, [&](const Pattern& one) { return one.found_in(folded); });
}

std::optional<Witness> witness_in(const TextTest& test, const Heard& heard, base::Instant now) {
  if (!suits(test, heard, now)) return std::nullopt;
  const std::string& whole = test.clauses > 0 ? heard.folded_clauses : heard.folded;
  if (test.place == Place::text && !finds_all(test, whole)) return std::nullopt;
  const auto words = found_in(test, parts_of(test, heard));
  if (!words) return std::nullopt;
  return Witness{heard.record, "text", heard.group, base::shorten(*words, longest_quote), heard.at};
}

bool holds(const TextTest& test, const Sentence& sentence) {
  if (sentence.quoted) return false;
  if (test.questions == Questions::skipped && sentence.question) return false;
  if (test.questions == Questions::only && !sentence.question) return false;
  return finds_all(test, sentence.folded) && !test.unless.found_in(sentence.folded) &&
         !test.unless_sentence.found_in(sentence.part_of);
}

/// Sentences or clauses read as one; whether it is a question, or quoted, tells the last.
Sentence passage(std::span<const Sentence> parts) {
  Sentence made = parts.front();
  for (const auto& next : parts.subspan(1)) {
    made.words += " " + next.words;
    made.folded += "\n" + next.folded;
    made.question = next.question;
    made.quoted = next.quoted;
    if (!made.part_of.ends_with(next.part_of)) made.part_of += "\n" + next.part_of;
  }
  return made;
}

Finding find_text(const TextTest& test, const Case& the_case) {
  Finding made;
  for (const auto& heard : the_case.heard) {
    if (auto witness = witness_in(test, heard, the_case.now)) made.witnesses.push_back(std::move(*witness));
  }
  made.truth = made.witnesses.empty() ? Truth::no : Truth::yes;
  return made;
}

bool compare(double value, Comparison is, double number) {
  const double a = rounded(value), b = rounded(number);
  switch (is) {
    case Comparison::less: return a < b;
    case Comparison::at_most: return a <= b;
    case Comparison::more: return a > b;
    case Comparison::at_least: return a >= b;
    case Comparison::not_equal: return a != b;
    case Comparison::equal: return a == b;
    case Comparison::one_of:
    case Comparison::contains:
    case Comparison::matches:
    case Comparison::known: return false;
  }
  return false;
}

bool compare(const std::string& value, const FactTest& test) {
  const std::string given = folded(value);
  const auto same = [&](const std::string& other) { return folded(other) == given; };
  switch (test.is) {
    case Comparison::equal: return same(test.text);
    case Comparison::not_equal: return !same(test.text);
    case Comparison::one_of: return std::ranges::any_of(test.list, same);
    case Comparison::matches: return test.pattern.found_in(given);
    default: return false;  // compile_condition() lets no other comparison of texts through
  }
}

bool compare(const std::vector<std::string>& values, const FactTest& test) {
  return std::ranges::any_of(values, [&](const std::string& value) {
    return test.is == Comparison::matches ? test.pattern.found_in(folded(value)) : folded(value) == folded(test.text);
  });
}

bool holds(const FactValue& value, const FactTest& test) {
  if (const auto* number = std::get_if<double>(&value)) return compare(*number, test.is, test.number);
  if (const auto* text = std::get_if<std::string>(&value)) return compare(*text, test);
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) return compare(*list, test);
  return (std::get<bool>(value) == test.truth) == (test.is == Comparison::equal);
}

std::string shown(const FactValue& value) {
  if (const auto* number = std::get_if<double>(&value)) return base::write_json(base::Json(rounded(*number)));
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) return base::join(*list, ", ");
  return std::get<bool>(value) ? "yes" : "no";
}

const Fact* fact_named(const std::string& name, const Case& the_case) {
  for (const Facts* facts : {the_case.over, &the_case.facts}) {
    if (facts == nullptr) continue;
    const auto found = facts->find(name);
    if (found != facts->end()) return &found->second;
  }
  return nullptr;
}

Truth truth_of(const FactTest& test, const Fact* fact, const Case& the_case) {
  static const FactValue none = 0.0, no = false;
  if (fact == nullptr && test.recorded && the_case.recorded_is_no)
    return holds(test.is_number ? none : no, test) ? Truth::yes : Truth::no;
  if (fact == nullptr) return test.is == Comparison::known ? Truth::no : Truth::unknown;
  return test.is == Comparison::known || holds(fact->value, test) ? Truth::yes : Truth::no;
}

Finding find_fact(const FactTest& test, const Case& the_case) {
  const Fact* fact = fact_named(test.fact, the_case);
  const Truth truth = truth_of(test, fact, the_case);
  if (truth != Truth::yes || fact == nullptr) return {truth, {}};
  return {truth,
          {{fact->record, fact->field, "", base::shorten(shown(fact->value), longest_quote),
            fact->at.value_or(the_case.now)}}};
}

Finding find_count(const CountTest& test, const Case& the_case) {
  std::vector<Witness> counted;
  for (const auto& heard : the_case.heard) {
    if (!of_kind(test.kinds, heard) || !in_window(heard.at, the_case.now, test.within_days)) continue;
    if (test.text.empty()) {
      counted.push_back({heard.record, "kind", heard.group, "", heard.at});
    } else if (auto witness = witness_in(test.text.front(), heard, the_case.now)) {
      counted.push_back(std::move(*witness));
    }
  }
  if (!compare(static_cast<double>(counted.size()), test.is, test.number)) return {Truth::no, {}};
  const std::string quote =
      std::to_string(counted.size()) + " in " + base::write_json(base::Json(test.within_days)) + " days";
  if (counted.empty()) return {Truth::yes, {{{}, "count", "", quote, the_case.now}}};
  const Witness& newest = counted.back();
  return {Truth::yes, {{newest.record, "count", "", quote, newest.at}}};
}

Finding joined(const std::vector<Condition>& parts, const Case& the_case, Condition::Kind kind) {
  Finding made{kind == Condition::Kind::all ? Truth::yes : Truth::no, {}};
  for (const auto& part : parts) {
    Finding one = find(part, the_case);
    made.truth = kind == Condition::Kind::all ? std::min(made.truth, one.truth) : std::max(made.truth, one.truth);
    if (one.truth != Truth::yes) continue;
    std::ranges::move(one.witnesses, std::back_inserter(made.witnesses));
  }
  if (made.truth != Truth::yes) made.witnesses.clear();
  return made;
}

Finding opposite(const Finding& one) {
  return {one.truth == Truth::yes ? Truth::no : one.truth == Truth::no ? Truth::yes : Truth::unknown, {}};
}

}  // namespace

Finding find(const Condition& condition, const Case& the_case) {
  switch (condition.kind) {
    case Condition::Kind::all:
    case Condition::Kind::any: return joined(condition.parts, the_case, condition.kind);
    case Condition::Kind::none: return opposite(find(condition.parts.front(), the_case));
    case Condition::Kind::text: return find_text(condition.text, the_case);
    case Condition::Kind::fact: return find_fact(condition.fact, the_case);
    case Condition::Kind::count: return find_count(condition.count, the_case);
  }
  return {};
}

Truth truth_of(const Condition& condition, const Case& the_case) {
  if (condition.kind == Condition::Kind::fact)
    return truth_of(condition.fact, fact_named(condition.fact.fact, the_case), the_case);
  if (condition.kind == Condition::Kind::none) {
    const Truth truth = truth_of(condition.parts.front(), the_case);
    return truth == Truth::yes ? Truth::no : truth == Truth::no ? Truth::yes : Truth::unknown;
  }
  if (condition.kind != Condition::Kind::all && condition.kind != Condition::Kind::any)
    return find(condition, the_case).truth;
  const bool all = condition.kind == Condition::Kind::all;
  Truth truth = all ? Truth::yes : Truth::no;
  for (const auto& part : condition.parts) {
    const Truth one = truth_of(part, the_case);
    truth = all ? std::min(truth, one) : std::max(truth, one);
    if (truth == (all ? Truth::no : Truth::yes)) break;
  }
  return truth;
}

std::optional<std::string> found_in(const TextTest& test, std::span<const Sentence> parts) {
  const std::size_t together = test.clauses > 0 ? test.clauses : test.sentences;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (together == 1) {
      if (holds(test, parts[i])) return parts[i].words;
      continue;
    }
    const Sentence joined = passage(parts.subspan(i, std::min(together, parts.size() - i)));
    if (holds(test, joined)) return joined.words;
  }
  return std::nullopt;
}

std::vector<const TextTest*> text_tests(const Condition& condition) {
  std::vector<const TextTest*> made;
  if (condition.kind == Condition::Kind::text) made.push_back(&condition.text);
  for (const auto& test : condition.count.text) made.push_back(&test);
  for (const auto& part : condition.parts) std::ranges::copy(text_tests(part), std::back_inserter(made));
  return made;
}

}  // namespace goodword::rules
