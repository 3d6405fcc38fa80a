#include "rules/book.hpp"

#include <algorithm>
#include <array>

#include "base/digest.hpp"
#include "rules/compile.hpp"
#include "rules/folded.hpp"

namespace goodword::rules {
namespace {

using Compile = void (*)(const Node&, RuleBook&);
constexpr std::array<std::pair<std::string_view, Compile>, 6> kinds = {{{"deciding", compile_deciding},
                                                                        {"scope", compile_scope},
                                                                        {"signs", compile_signs},
                                                                        {"needs", compile_needs},
                                                                        {"chance", compile_chance},
                                                                        {"questions", compile_questions}}};

void compile_file(const Node& file, RuleBook& book) {
  std::vector<std::string> known;
  for (const auto& [name, compile] : kinds) known.emplace_back(name);
  const std::string kind = file.text("kind");
  const auto found = std::ranges::find(kinds, kind, &std::pair<std::string_view, Compile>::first);
  if (found != kinds.end()) {
    found->second(file, book);
  } else if (!kind.empty()) {
    file.member("kind").problem("unknown kind \"" + kind + "\"", nearest_advice(kind, known));
  }
}

/// Settings nobody set.
void check_settings(std::span<const RuleFile> files, std::vector<base::Problem>& problems) {
  std::vector<std::string> set;
  for (const auto& file : files) {
    const auto& json = file.json;
    const base::Json* settings = json.find("settings");
    if (!settings || json.text_or("kind", "") != "deciding") continue;
    for (const auto& [key, value] : settings->members()) set.push_back(key);
  }
  for (const auto& row : setting_table()) {
    if (std::ranges::find(set, row.name) != set.end()) continue;
    problems.push_back({"rules", 0, "/settings",
                        "setting \"" + std::string(row.name) + "\" is not set in any file of kind deciding", ""});
  }
}

/// Rules, answers and terms against the signs there are.
void check_signs(const RuleBook& book, std::vector<base::Problem>& problems) {
  std::vector<std::string> signs;
  for (const auto& sign : book.signs) signs.push_back(sign.id);
  for (const auto& exclusion : book.exclusions) {
    signs.push_back(exclusion.id);
    if (std::ranges::find(book.signs, exclusion.id, &SignKind::id) != book.signs.end())
      problems.push_back({"rules", 0, "/exclusions", "\"" + exclusion.id + "\" is a sign and an exclusion", ""});
  }
  for (const auto& sign : book.signs) {
    if (std::ranges::find(book.chance_terms, sign.name, &ChanceTerm::id) == book.chance_terms.end()) continue;
    problems.push_back(
        {"rules", 0, "/terms", "a term of the chance and a sign are both named \"" + sign.name + "\"", ""});
  }
  for (const auto& rule : book.rules) {
    for (const auto& [sign, against, strength] : rule.meanings) {
      if (sign_kind(book, sign)) continue;
      problems.push_back({rule.file, rule.line, "/rules", "rule \"" + rule.id + "\": unknown sign \"" + sign + "\"",
                          nearest_advice(sign, signs)});
    }
  }
  for (const auto& answer : book.answers) {
    if (sign_kind(book, answer.sign)) continue;
    problems.push_back({"rules", 0, "/answers/" + answer.about, "unknown sign \"" + answer.sign + "\"",
                        nearest_advice(answer.sign, signs)});
  }
}

std::string version_of(std::span<const RuleFile> files) {
  std::string content;
  for (const auto& file : files) content += base::write_canonical(file.json) + "\n";
  return base::sha256_hex(content).substr(0, 12);
}

void mark_languages(RuleBook& book) {
  for (auto& language : book.languages) {
    language.patterns = std::ranges::any_of(book.rules, [&](const Rule& rule) { return rule.language == language.id; });
  }
}

bool rule_finds(const Rule& rule, std::string_view text) {
  const auto tests = text_tests(rule.when);
  const auto sentences = sentences_of(text), clauses = clauses_of(sentences);
  return std::ranges::any_of(tests, [&](const TextTest* test) {
    return found_in(*test, test->clauses > 0 ? clauses : sentences).has_value();
  });
}

bool wish_finds(const WishRule& wish, std::string_view text) {
  for (const auto& sentence : sentences_of(text)) {
    if (wish.wishes.found_in(sentence.folded) && !wish.unless.found_in(sentence.folded)) return true;
  }
  return false;
}

template <class T, class Finds>
void run_examples(const std::vector<T>& rules, Finds finds, std::vector<base::Problem>& problems) {
  for (const auto& rule : rules) {
    const auto note = [&](const std::string& text, std::string_view outcome) {
      problems.push_back(
          {rule.file, rule.line, "", "\"" + rule.id + "\" " + std::string(outcome) + ": \"" + text + "\"", ""});
    };
    for (const auto& text : rule.match) {
      if (!finds(rule, text)) note(text, "does not find its own example");
    }
    for (const auto& text : rule.pass) {
      if (finds(rule, text)) note(text, "finds what it must pass over");
    }
  }
}

Node node_of(const RuleFile& file, std::vector<base::Problem>& problems) {
  return Node(file.json, file.name, "", problems, file.patterns);
}

}  // namespace

BookResult compile_scope_rules(std::span<const RuleFile> files) {
  RuleBook book;
  std::vector<base::Problem> problems;
  for (const auto& file : files) {
    const std::string kind = file.json.text_or("kind", "");
    if (kind == "scope" || kind == "deciding") compile_file(node_of(file, problems), book);
  }
  check_settings(files, problems);
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  return book;
}

BookResult compile_rules(std::span<const RuleFile> files) {
  RuleBook book;
  std::vector<base::Problem> problems;
  for (const auto& file : files) compile_file(node_of(file, problems), book);
  std::ranges::sort(book.rules, {}, &Rule::id);
  check_settings(files, problems);
  check_signs(book, problems);
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  mark_languages(book);
  book.version = version_of(files);
  return book;
}

void put_in_force(RuleBook& book, std::vector<Pack> packs) {
  book.packs = std::move(packs);
  if (book.packs.empty()) return;
  std::string content = book.version;
  for (const auto& pack : book.packs) {
    content += "|" + pack.id + " " + pack.digest + (pack.reviewed ? " reviewed" : "");
    for (const auto& rule : pack.rules) content += " " + rule.id;
  }
  book.version = base::sha256_hex(content).substr(0, 12);
}

std::vector<base::Problem> check_examples(const RuleBook& book) {
  std::vector<base::Problem> problems;
  run_examples(book.rules, rule_finds, problems);
  run_examples(book.wishes, wish_finds, problems);
  return problems;
}

const SignKind* sign_kind(const RuleBook& book, std::string_view id) {
  for (const auto* list : {&book.signs, &book.exclusions}) {
    const auto found = std::ranges::find(*list, id, &SignKind::id);
    if (found != list->end()) return &*found;
  }
  return nullptr;
}

std::string question_text(const RuleBook& book, std::string_view about, std::string_view language) {
  const auto texts = book.questions.find(std::string(about));
  if (texts == book.questions.end()) return {};
  const auto found = texts->second.find(std::string(language));
  if (found != texts->second.end()) return found->second;
  const auto english = texts->second.find("en");
  return english == texts->second.end() ? std::string() : english->second;
}

}  // namespace goodword::rules
