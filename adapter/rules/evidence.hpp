// Evidence for and against the signs: every rule of the book tried on one prospect, and every answer of a person.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "rules/book.hpp"
#include "rules/signs.hpp"

namespace goodword::rules {

/// The pieces the rules find. One piece for each sentence that a text rule rests on, one for a rule on facts or counts.
std::vector<Piece> pieces_from_rules(const RuleBook& book, const Case& the_case);

/// The pieces an answer makes: by the book's answer table, or for the sign that it names. Answers about things that no
/// sign reads (a need, a size) make none.
std::vector<Piece> pieces_from_answers(const RuleBook& book, std::span<const model::PersonAnswer> answers);

/// Whether an answer of this name means something to a sign.
bool knows_answer(const RuleBook& book, std::string_view about);

/// One reading for each sign of the book, in the book's order.
std::vector<model::SignReading> read_signs(const RuleBook& book, std::span<const Piece> pieces, base::Instant now);

/// Those exclusions for which there is enough, with their evidence.
std::vector<model::SignReading> read_exclusions(const RuleBook& book, std::span<const Piece> pieces, base::Instant now);

}  // namespace goodword::rules
