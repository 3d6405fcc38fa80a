#include "rules/evidence.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace goodword::rules {
namespace {

/// No text is certain, and neither is a person: signs_most_strength holds this down.
constexpr double answer_strength = 1;

Piece piece_of(const Rule& rule, const Meaning& meaning, const Witness& witness) {
  Piece made;
  made.half_life_days = rule.half_life_days;
  made.evidence.sign = meaning.sign;
  made.evidence.rule = rule.id;
  made.evidence.group = rule.id + "|" + witness.group;
  made.evidence.against = meaning.against;
  made.evidence.strength = meaning.strength;
  made.evidence.at = witness.at;
  made.evidence.quote = rule.says.empty() ? witness.quote : rule.says + ": " + witness.quote;
  made.evidence.record = witness.record;
  made.evidence.field = witness.field;
  return made;
}

/// Sentences where there are any; otherwise the newest fact or count, once.
void add_pieces(const Rule& rule, const Meaning& meaning, const Finding& finding, std::vector<Piece>& made) {
  const auto is_text = [](const Witness& w) { return w.field == "text"; };
  const bool texts = std::ranges::any_of(finding.witnesses, is_text);
  if (texts) {
    for (const auto& witness : finding.witnesses) {
      if (is_text(witness)) made.push_back(piece_of(rule, meaning, witness));
    }
  } else if (!finding.witnesses.empty()) {
    made.push_back(piece_of(rule, meaning, *std::ranges::max_element(finding.witnesses, {}, [](const Witness& w) {
                              return std::make_pair(w.at, w.record);
                            })));
  }
}

std::string plain_value(std::string_view value) {
  const std::string low = base::lower(base::trim(value));
  if (low == "yes" || low == "ja" || low == "seen" || low == "true") return "yes";
  if (low == "no" || low == "nein" || low == "ruled_out" || low == "false") return "no";
  return low.empty() ? "" : "*";
}

/// The text itself where the table names it, else yes, no or *.
std::string value_in_table(const RuleBook& book, const model::PersonAnswer& answer) {
  std::string text = base::lower(base::trim(answer.value));
  const bool named = std::ranges::any_of(
      book.answers, [&](const AnswerRule& rule) { return rule.about == answer.about && rule.value == text; });
  return named ? text : plain_value(text);
}

Piece answered(const model::PersonAnswer& answer, std::string sign, bool against) {
  Piece made;
  made.evidence.sign = std::move(sign);
  made.evidence.rule = "answer";
  made.evidence.group = "answer|" + answer.about;
  made.evidence.against = against;
  made.evidence.answer = true;
  made.evidence.strength = answer_strength;
  made.evidence.at = answer.at;
  made.evidence.quote = answer.about + "=" + answer.value + (answer.source.empty() ? "" : " (" + answer.source + ")");
  made.evidence.record = answer.contact;
  made.evidence.field = "answer";
  made.evidence.by = answer.by;
  return made;
}

}  // namespace

std::vector<Piece> pieces_from_rules(const RuleBook& book, const Case& the_case) {
  std::vector<Piece> made;
  for (const auto& rule : book.rules) {
    const Finding finding = find(rule.when, the_case);
    if (finding.truth != Truth::yes) continue;
    for (const auto& meaning : rule.meanings) add_pieces(rule, meaning, finding, made);
  }
  return made;
}

std::vector<Piece> pieces_from_answers(const RuleBook& book, std::span<const model::PersonAnswer> answers) {
  std::vector<Piece> made;
  for (const auto& answer : answers) {
    const std::string value = plain_value(answer.value);
    if (sign_kind(book, answer.about) && (value == "yes" || value == "no")) {
      // A good sign's name may also be a row of the table, with more consequences: then the table speaks.
      const bool in_table =
          std::ranges::any_of(book.answers, [&](const AnswerRule& rule) { return rule.about == answer.about; });
      if (!in_table) made.push_back(answered(answer, answer.about, value == "no"));
    }
    const std::string row = value_in_table(book, answer);
    for (const auto& rule : book.answers) {
      if (rule.about == answer.about && rule.value == row) made.push_back(answered(answer, rule.sign, rule.against));
    }
  }
  return made;
}

bool knows_answer(const RuleBook& book, std::string_view about) {
  return sign_kind(book, about) ||
         std::ranges::any_of(book.answers, [&](const AnswerRule& rule) { return rule.about == about; });
}

std::vector<model::SignReading> read_signs(const RuleBook& book, std::span<const Piece> pieces, base::Instant now) {
  std::vector<model::SignReading> made;
  for (const auto& kind : book.signs) made.push_back(read_sign(kind, pieces, book.settings, now));
  return made;
}

std::vector<model::SignReading> read_exclusions(const RuleBook& book, std::span<const Piece> pieces,
                                                base::Instant now) {
  std::vector<model::SignReading> made;
  for (const auto& kind : book.exclusions) {
    auto reading = read_sign(kind, pieces, book.settings, now);
    if (reading.state == model::SignState::seen) made.push_back(std::move(reading));
  }
  return made;
}

}  // namespace goodword::rules
