// One pack file, compiled: every slip is a problem with its line. Shape is the schema's; sense is checked here.
#include <algorithm>
#include <set>

#include "base/digest.hpp"
#include "rules/compile.hpp"
#include "rules/pack.hpp"
#include "rules/stated.hpp"

namespace goodword::rules {
namespace {

using model::Answer3;
using Places = std::vector<std::string>;

constexpr std::array<std::string_view, 3> answer_words = {"yes", "no", "review"};
constexpr std::array<std::string_view, 2> reciprocity_words = {"on", "off"};
constexpr double most_versions = 1'000'000;

/// Countries, with the names of the pack's own regions put in full.
Places places_of(const Node& node, const Node& pack) {
  Places made;
  const Node regions = pack.member("regions");
  for (const auto& word : node.texts("places")) {
    const auto region = regions.texts(word);
    if (region.empty())
      made.push_back(word);
    else
      made.insert(made.end(), region.begin(), region.end());
  }
  for (const auto& place : made) {
    const bool code = place.size() == 2 && std::ranges::all_of(place, [](char c) { return c >= 'A' && c <= 'Z'; });
    if (!code) node.member("places").problem("\"" + place + "\" is neither a country nor a region of this pack");
  }
  return made;
}

std::optional<base::Date> date_of(const Node& node, std::string_view key) {
  if (!node.has(key)) return std::nullopt;
  const auto day = base::parse_date(node.text(key));
  if (!day) node.member(key).problem("a day is expected here, as in 2026-01-31");
  return day;
}

PackAnswers answers_of(const Node& node) {
  PackAnswers made;
  const Node answers = node.member("answers");
  const std::vector<std::string> known(screen_questions.begin(), screen_questions.end());
  answers.only(known);
  for (const auto& question : known) {
    if (answers.has(question)) made.emplace_back(question, static_cast<Answer3>(answers.word(question, answer_words)));
  }
  return made;
}

/// Facts alone may trigger a rule: a word in a mail is no fact, and "known" would turn ignorance into a yes.
void facts_read(const Condition& condition, const Node& node, std::vector<std::string>& names) {
  switch (condition.kind) {
    case Condition::Kind::text:
    case Condition::Kind::count: node.problem("a pack's rule rests on facts, not on texts or counts"); break;
    case Condition::Kind::fact:
      if (condition.fact.is == Comparison::known)
        node.problem("\"known\" has no place in a pack: a fact that is not known means review");
      if (std::ranges::find(names, condition.fact.fact) == names.end()) names.push_back(condition.fact.fact);
      break;
    case Condition::Kind::all:
    case Condition::Kind::any:
    case Condition::Kind::none:
      for (const auto& part : condition.parts) facts_read(part, node, names);
  }
}

Facts facts_of(const Node& node) {
  Facts made;
  for (const auto& [name, value] : node.members("facts")) {
    const FactRow* row = fact_row(name);
    if (row == nullptr) {
      value.problem("unknown fact \"" + name + "\"");
    } else if (auto typed = value_of(*row, value.json())) {
      made.emplace(name, Fact{std::move(*typed), {}, name, {}});
    } else {
      value.problem("\"" + name + "\" is " + std::string(form_of(row->type)));
    }
  }
  return made;
}

PackVector vector_of(const Node& node) {
  node.only({"says", "on", "facts", "answers", "missing"});
  PackVector made;
  made.says = node.text("says");
  made.facts = facts_of(node);
  made.on = date_of(node, "on");
  made.answers = answers_of(node);
  made.missing = node.text_or("missing", "");
  made.line = node.line();
  return made;
}

/// Three at least, and one in which a fact is missing.
void check_vectors_of(const PackRule& rule, const Node& node) {
  const bool asks = std::ranges::any_of(rule.vectors, [](const PackVector& one) { return !one.missing.empty(); });
  if (rule.vectors.size() < 3) node.problem("rule \"" + rule.id + "\" has fewer than three vectors");
  if (!asks) node.problem("rule \"" + rule.id + "\" has no vector in which a fact is missing");
}

/// Whether we may serve somebody cannot hang on a partner.
void check_serve(const PackRule& rule, const Node& node) {
  const bool serves = std::ranges::find(rule.answers, "serve", &PackAnswers::value_type::first) != rule.answers.end();
  for (const auto& name : rule.facts) {
    const FactRow* row = fact_row(name);
    if (serves && row != nullptr && row->of == FactOf::partner)
      node.problem("\"serve\" cannot rest on \"" + name + "\", which is about a partner");
  }
}

PackRule rule_of(const Node& node, const Node& pack) {
  node.only({"id", "version", "title", "places", "trades", "from", "until", "when", "answers", "duties", "source",
             "note", "vectors"});
  PackRule made;
  made.id = node.text("id");
  made.version = static_cast<int>(node.number("version", 1, most_versions));
  made.title = node.text("title");
  made.places = places_of(node, pack);
  made.trades = node.pattern("trades");
  made.from = date_of(node, "from");
  made.until = date_of(node, "until");
  if (made.from && made.until && *made.until < *made.from) node.problem("\"until\" is before \"from\"");
  made.when = compile_condition(node.member("when"), "");
  facts_read(made.when, node.member("when"), made.facts);
  made.answers = answers_of(node);
  if (made.answers.empty()) node.problem("rule \"" + made.id + "\" answers nothing");
  made.duties = node.texts("duties");
  const Node source = node.member("source");
  source.only({"statute", "clause", "url"});
  made.statute = source.text("statute");
  made.clause = source.text("clause");
  made.url = source.text_or("url", "");
  made.note = node.text_or("note", "");
  made.line = node.line();
  for (const auto& vector : node.items("vectors")) made.vectors.push_back(vector_of(vector));
  check_vectors_of(made, node);
  check_serve(made, node);
  return made;
}

Pack pack_of(const Node& node) {
  node.only({"$schema", "id", "title", "about", "version", "places", "regions", "trades", "reciprocity", "confidential",
             "rules"});
  Pack made;
  made.id = node.text("id");
  made.title = node.text("title");
  made.about = node.text("about");
  made.version = static_cast<int>(node.number("version", 1, most_versions));
  made.digest = base::sha256_hex(base::write_canonical(node.json())).substr(0, 12);
  made.places = places_of(node, node);
  made.trades = node.pattern("trades");
  made.reciprocity_off = node.has("reciprocity") && node.word("reciprocity", reciprocity_words) == 1;
  made.confidential = node.truth_or("confidential", false);
  made.file = node.file();
  std::set<std::string> ids;
  for (const auto& rule : node.items("rules")) {
    made.rules.push_back(rule_of(rule, node));
    if (!ids.insert(made.rules.back().id).second)
      rule.problem("the id \"" + made.rules.back().id + "\" is there twice");
  }
  std::ranges::sort(made.rules, {}, &PackRule::id);
  return made;
}

}  // namespace

PacksResult compile_packs(std::span<const PackFile> files) {
  std::vector<Pack> packs;
  std::vector<base::Problem> problems;
  for (const auto& [name, json] : files) {
    const Node node(json, name, "", problems);
    packs.push_back(pack_of(node));
    if (std::ranges::count(packs, packs.back().id, &Pack::id) > 1)
      node.problem("there are two packs \"" + packs.back().id + "\"");
  }
  std::ranges::sort(packs, {}, &Pack::id);
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  return packs;
}

}  // namespace goodword::rules
