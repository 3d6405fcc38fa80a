#include <algorithm>
#include <array>
#include <set>

#include "base/text.hpp"
#include "rules/compile.hpp"
#include "rules/folded.hpp"
#include "rules/wordlists.hpp"

namespace goodword::rules {
namespace {

constexpr std::array<std::string_view, 2> term_words = {"category", "number"};
constexpr std::array<std::string_view, 5> kind_words = {"incoming", "outgoing", "report", "ignored", "mail"};

/// Notes an id that one file states twice; replaces what an earlier file stated under it.
template <class T>
void place(std::vector<T>& held, T one, const Node& node, std::set<std::string>& in_this_file) {
  if (!in_this_file.insert(one.id).second) node.problem("\"" + one.id + "\" stands here twice");
  const auto same = std::ranges::find(held, one.id, &T::id);
  if (same == held.end()) {
    held.push_back(std::move(one));
  } else {
    *same = std::move(one);
  }
}

SignKind sign_of(const Node& node) {
  node.only({"id", "name", "good", "travels", "asked", "prior", "sd", "why"});
  SignKind made;
  made.id = node.text("id");
  made.name = node.text("name");
  made.good = node.truth_or("good", false);
  made.travels = node.truth_or("travels", false);
  made.asked = node.truth_or("asked", true);
  // A sign never helps the wrong way round: the bounds of its coefficient follow from what it is.
  made.prior = made.good ? node.number("prior", 0, 5) : node.number("prior", -5, 0);
  made.prior_sd = node.number("sd", 0.001, 5);
  return made;
}

SignKind exclusion_of(const Node& node) {
  node.only({"id", "name", "why"});
  node.text("why");
  SignKind made;
  made.id = node.text("id");
  made.name = node.text("name");
  made.asked = false;
  return made;
}

Meaning meaning_of(const Node& node) {
  return {node.text("sign"), node.truth_or("against", false), node.number("strength", 0.01, 1)};
}

Rule rule_of(const Node& node, const std::string& language) {
  node.only({"id", "sign", "against", "strength", "also", "half_life_days", "says", "when", "examples", "why"});
  Rule made;
  made.id = node.text("id");
  made.meanings.push_back(meaning_of(node));
  for (const auto& other : node.items("also")) {
    other.only({"sign", "against", "strength"});
    made.meanings.push_back(meaning_of(other));
    const auto same = std::ranges::find(made.meanings, made.meanings.back().sign, &Meaning::sign);
    if (same + 1 != made.meanings.end()) other.problem("the rule speaks of \"" + same->sign + "\" already");
  }
  made.half_life_days = node.number_or("half_life_days", 1, 3650, 0);
  made.language = language;
  made.says = node.text_or("says", "");
  made.file = node.file();
  made.line = node.line();
  made.when = compile_condition(node.member("when"), language);
  const Node examples = node.member("examples");
  if (node.has("examples")) examples.only({"match", "pass"});
  made.match = examples.texts("match");
  made.pass = examples.texts("pass");
  if (!text_tests(made.when).empty() && (made.match.empty() || made.pass.empty())) {
    node.problem("rule \"" + made.id + "\" has a pattern and no examples for it",
                 "state at least one text under match and one under pass");
  }
  return made;
}

void answers_of(const Node& file, RuleBook& book) {
  for (const auto& [about, values] : file.members("answers")) {
    std::erase_if(book.answers, [&](const AnswerRule& old) { return old.about == about; });
    for (const auto& [value, list] : file.member("answers").members(about)) {
      for (const auto& item : list.items()) {
        item.only({"sign", "against"});
        book.answers.push_back({about, value, item.text("sign"), item.truth_or("against", false)});
      }
    }
  }
}

void languages_of(const Node& file, RuleBook& book) {
  for (const auto& [id, node] : file.members("languages")) {
    node.only({"name", "words"});
    Language made{id, node.text("name"), false, {}};
    for (const auto& word : node.texts("words")) made.words.push_back(folded(word));
    std::ranges::sort(made.words);
    std::erase_if(book.languages, [&](const Language& old) { return old.id == made.id; });
    book.languages.push_back(std::move(made));
  }
  std::ranges::sort(book.languages, {}, &Language::id);
}

void activities_of(const Node& file, RuleBook& book) {
  for (const auto& [kind, node] : file.members("activity_kinds")) {
    const std::string meaning = node.json().text();
    const auto found = std::ranges::find(kind_words, meaning);
    if (found == kind_words.end()) {
      node.problem("unknown word \"" + meaning + "\"",
                   nearest_advice(meaning, std::vector<std::string>(kind_words.begin(), kind_words.end())));
    } else {
      book.scope.kinds[kind] = static_cast<KindOf>(found - kind_words.begin());
    }
  }
}

/// A number is learned from numbers, a category from texts and from yes or no; what a custom field holds is not known.
void check_term_fact(const Node& node, const std::string& fact, TermKind kind) {
  if (fact.starts_with("custom.") || (fact == service_fact && kind == TermKind::category)) return;
  const FactRow* row = fact_row(fact);
  if (!row) {
    auto names = fact_names();
    names.emplace_back(service_fact);
    node.problem("unknown fact \"" + fact + "\"", nearest_advice(fact, names));
  } else if ((row->type == FactType::number) != (kind == TermKind::number) || row->type == FactType::list) {
    node.problem("\"" + fact + "\" is a " + std::string(to_text(row->type)) + ": no " +
                 std::string(term_words[static_cast<std::size_t>(kind)]));
  }
}

}  // namespace

void compile_deciding(const Node& file, RuleBook& book) {
  file.only({"$schema", "kind", "settings"});
  std::vector<std::string> known;
  for (const auto& row : setting_table()) known.emplace_back(row.name);
  for (const auto& [name, node] : file.members("settings")) {
    const auto row = std::ranges::find(setting_table(), name, &SettingRow::name);
    if (row == setting_table().end()) {
      node.problem("unknown setting \"" + name + "\"", nearest_advice(name, known));
      continue;
    }
    node.only({"value", "unit", "why"});
    node.text("unit");
    node.text("why");
    book.settings.*(row->place) = node.number("value", row->least, row->most);
  }
}

void compile_scope(const Node& file, RuleBook& book) {
  file.only({"$schema", "kind", "activity_kinds", "lead_stages", "client_stages", "client_tags", "quote_starts",
             "signature_starts", "closings", "greetings", "unheard_titles", "stages", "seniority", "languages"});
  activities_of(file, book);
  const auto take = [&](std::string_view key, Pattern& place_of) {
    if (file.has(key)) place_of = file.pattern(key);
  };
  take("lead_stages", book.scope.lead_stages);
  take("client_stages", book.scope.client_stages);
  take("client_tags", book.scope.client_tags);
  take("quote_starts", book.scope.quote_starts);
  take("signature_starts", book.scope.signature_starts);
  take("closings", book.scope.closings);
  take("unheard_titles", book.scope.unheard_titles);
  take("greetings", book.scope.greetings);
  std::set<std::string> ids;
  for (const auto& node : file.items("stages")) {
    node.only({"id", "hours", "names", "why"});
    place(book.stages, Stage{node.text("id"), node.number("hours", 0.1, 1000), node.pattern("names")}, node, ids);
  }
  if (file.has("seniority")) book.seniority.clear();
  for (const auto& node : file.items("seniority")) {
    node.only({"level", "name", "titles", "unless"});
    book.seniority.push_back({static_cast<int>(node.number("level", 1, 9)), node.text("name"), node.pattern("titles"),
                              node.pattern("unless")});
  }
  std::ranges::stable_sort(book.seniority, std::greater{}, &SeniorityLevel::level);
  languages_of(file, book);
}

void compile_signs(const Node& written, RuleBook& book) {
  written.only({"$schema", "kind", "language", "words", "signs", "exclusions", "answers", "rules"});
  const base::Json expanded = with_words(written);
  const Node file = written.with(expanded);
  const std::string language = file.text_or("language", "");
  std::set<std::string> signs, rules;
  for (const auto& node : file.items("signs")) place(book.signs, sign_of(node), node, signs);
  for (const auto& node : file.items("exclusions")) place(book.exclusions, exclusion_of(node), node, signs);
  answers_of(file, book);
  for (const auto& node : file.items("rules")) place(book.rules, rule_of(node, language), node, rules);
}

void compile_needs(const Node& written, RuleBook& book) {
  written.only({"$schema", "kind", "language", "words", "fields", "wishes"});
  const base::Json expanded = with_words(written);
  const Node file = written.with(expanded);
  const std::string language = file.text_or("language", "");
  for (const auto& field : file.texts("fields")) book.need_fields.push_back(field);
  std::set<std::string> ids;
  for (const auto& node : file.items("wishes")) {
    node.only({"id", "patterns", "unless", "examples", "why"});
    const Node examples = node.member("examples");
    WishRule made{node.text("id"),
                  language,
                  node.pattern("patterns"),
                  node.pattern("unless"),
                  examples.texts("match"),
                  examples.texts("pass"),
                  node.file(),
                  node.line()};
    if (made.match.empty() || made.pass.empty())
      node.problem("wish \"" + made.id + "\" has no examples", "state texts under match and pass");
    place(book.wishes, std::move(made), node, ids);
  }
}

void compile_chance(const Node& file, RuleBook& book) {
  file.only({"$schema", "kind", "terms"});
  std::set<std::string> ids;
  for (const auto& node : file.items("terms")) {
    node.only({"name", "as", "facts", "why"});
    const auto kind = static_cast<TermKind>(node.word("as", term_words));
    ChanceTerm made{node.text("name"), kind, node.texts("facts")};
    node.text("why");
    if (made.facts.empty()) node.problem("\"facts\" names no fact");
    for (const auto& fact : made.facts) check_term_fact(node.member("facts"), fact, kind);
    place(book.chance_terms, std::move(made), node, ids);
  }
}

void compile_questions(const Node& file, RuleBook& book) {
  file.only({"$schema", "kind", "questions"});
  for (const auto& [about, node] : file.members("questions")) {
    for (const auto& [language, text] : file.member("questions").members(about)) {
      if (text.json().text().empty()) text.problem("a question is expected here");
      book.questions[about][language] = text.json().text();
    }
  }
}

}  // namespace goodword::rules
