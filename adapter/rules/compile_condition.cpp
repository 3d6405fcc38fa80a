#include <algorithm>
#include <array>

#include "rules/compile.hpp"

namespace goodword::rules {
namespace {

using Names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 3> said_words = {"anyone", "prospect", "seller"};
constexpr std::array<std::string_view, 3> place_words = {"text", "title", "signature"};
constexpr std::array<std::string_view, 3> question_words = {"skipped", "included", "only"};
constexpr std::array<std::string_view, 10> comparison_words = {"equal",    "not_equal", "less",     "at_most", "more",
                                                               "at_least", "one_of",    "contains", "matches", "known"};
constexpr double most_days = 3650;
constexpr double most_sentences = 4, most_clauses = 8;

bool suits(Comparison is, FactType type) {
  switch (is) {
    case Comparison::known: return true;
    case Comparison::less:
    case Comparison::at_most:
    case Comparison::more:
    case Comparison::at_least: return type == FactType::number;
    case Comparison::contains: return type == FactType::list;
    case Comparison::matches: return type == FactType::text || type == FactType::list;
    case Comparison::one_of: return type == FactType::text;
    case Comparison::equal:
    case Comparison::not_equal: return type != FactType::list;
  }
  return false;
}

TextTest text_test(const Node& node, std::string_view language) {
  node.only({"by", "in", "kinds", "sentences", "clauses", "questions", "patterns", "with", "unless", "unless_sentence",
             "within_days"});
  TextTest made;
  made.language = language;
  if (node.has("by")) made.said = static_cast<Said>(node.word("by", said_words));
  if (node.has("in")) made.place = static_cast<Place>(node.word("in", place_words));
  made.kinds = node.texts("kinds");
  made.sentences = static_cast<std::size_t>(node.number_or("sentences", 1, most_sentences, 1));
  if (node.has("clauses")) made.clauses = static_cast<std::size_t>(node.number("clauses", 1, most_clauses));
  if (node.has("questions")) made.questions = static_cast<Questions>(node.word("questions", question_words));
  made.matches = node.pattern("patterns");
  for (const auto& other : node.items("with")) {
    other.only({"patterns"});
    if (other.texts("patterns").empty()) other.problem("\"patterns\" names no pattern");
    made.with.push_back(other.pattern("patterns"));
  }
  made.unless = node.pattern("unless");
  made.unless_sentence = node.pattern("unless_sentence");
  made.within_days = node.number_or("within_days", 1, most_days, 0);
  if (node.texts("patterns").empty()) node.problem("\"patterns\" names no pattern");
  if (node.has("unless_sentence") && !node.has("clauses"))
    node.problem("\"unless_sentence\" goes with \"clauses\"; where sentences are read it is \"unless\"");
  if (node.has("clauses") && (node.has("sentences") || node.has("in")))
    node.problem("\"clauses\" are those of the text: it goes with neither \"sentences\" nor \"in\"");
  return made;
}

/// Type of the fact, or nothing where a custom field leaves it open.
std::optional<FactType> type_of_fact(const Node& node, const std::string& name) {
  if (const FactRow* row = fact_row(name)) return row->type;
  if (!name.starts_with("custom.") && !name.empty()) {
    node.member("fact").problem("unknown fact \"" + name + "\"", nearest_advice(name, fact_names()));
  }
  return std::nullopt;
}

void read_value(const Node& node, FactTest& test, std::optional<FactType> type) {
  const base::Json& value = node.member("value").json();
  const auto wrong = [&](std::string_view expected) {
    node.member("value").problem("\"" + test.fact + "\" is compared with " + std::string(expected));
  };
  if (test.is == Comparison::one_of) {
    test.list = node.texts("value");
  } else if (test.is == Comparison::matches) {
    test.pattern = node.pattern("value");
  } else if (test.is != Comparison::known) {
    if (!node.has("value")) node.problem("\"value\" is missing");
    if (type == FactType::number && !value.is_number()) wrong("a number");
    if ((type == FactType::text || type == FactType::list) && !value.is_string()) wrong("a text");
    if (type == FactType::truth && !value.is_boolean()) wrong("true or false");
    test.number = value.real().value_or(0);
    test.text = value.text();
    test.truth = value.boolean();
  }
}

FactTest fact_test(const Node& node) {
  node.only({"fact", "is", "value"});
  FactTest made;
  made.fact = node.text("fact");
  made.is = static_cast<Comparison>(node.word("is", comparison_words));
  const auto type = type_of_fact(node, made.fact);
  const FactRow* row = fact_row(made.fact);
  made.recorded = row != nullptr && row->recorded;
  made.is_number = type == FactType::number;
  if (type && !suits(made.is, *type)) {
    node.member("is").problem("\"" + made.fact + "\" is a " + std::string(to_text(*type)) + ": \"" +
                              std::string(comparison_words[static_cast<std::size_t>(made.is)]) + "\" does not suit it");
  }
  read_value(node, made, type);
  return made;
}

CountTest count_test(const Node& node, std::string_view language) {
  node.only({"count", "is", "value"});
  const Node what = node.member("count");
  what.only({"kinds", "text", "within_days"});
  CountTest made;
  made.kinds = what.texts("kinds");
  made.within_days = what.number("within_days", 1, most_days);
  if (what.has("text")) made.text.push_back(text_test(what.member("text"), language));
  made.is = static_cast<Comparison>(node.word("is", Names(comparison_words).subspan(0, 6)));
  made.number = node.number("value", 0, 1e6);
  return made;
}

std::vector<Condition> parts_of(const Node& list, std::string_view language) {
  std::vector<Condition> made;
  if (!list.json().is_array() || list.json().items().empty())
    list.problem("a list with at least one condition is expected here");
  for (const auto& item : list.items()) made.push_back(compile_condition(item, language));
  return made;
}

}  // namespace

std::vector<std::string> fact_names() {
  std::vector<std::string> names;
  for (const auto& row : fact_table()) names.emplace_back(row.name);
  return names;
}

Condition compile_condition(const Node& node, std::string_view language) {
  Condition made;
  if (node.has("all") || node.has("any")) {
    const std::string key = node.has("all") ? "all" : "any";
    node.only({key});
    made.kind = node.has("all") ? Condition::Kind::all : Condition::Kind::any;
    made.parts = parts_of(node.member(key), language);
  } else if (node.has("not")) {
    node.only({"not"});
    made.kind = Condition::Kind::none;
    made.parts.push_back(compile_condition(node.member("not"), language));
  } else if (node.has("text")) {
    node.only({"text"});
    made.kind = Condition::Kind::text;
    made.text = text_test(node.member("text"), language);
  } else if (node.has("count")) {
    made.kind = Condition::Kind::count;
    made.count = count_test(node, language);
  } else if (node.has("fact")) {
    made.kind = Condition::Kind::fact;
    made.fact = fact_test(node);
  } else {
    node.problem("this is no condition", "one of: all, any, not, text, count, fact");
  }
  return made;
}

}  // namespace goodword::rules
