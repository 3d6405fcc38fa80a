// The parts of compile_rules(), a function for each kind of rule file. Internal to the room.
#pragma once

#include "rules/book.hpp"
#include "rules/node.hpp"

namespace goodword::rules {

/// What a file of one kind adds to the book. Ids taken from the same file twice are a problem.
void compile_deciding(const Node& file, RuleBook& book);
void compile_scope(const Node& file, RuleBook& book);
void compile_signs(const Node& file, RuleBook& book);
void compile_needs(const Node& file, RuleBook& book);
void compile_chance(const Node& file, RuleBook& book);
void compile_questions(const Node& file, RuleBook& book);

/// The names of facts, for advice.
std::vector<std::string> fact_names();

/// A condition, type-checked against the facts there are. `language` is that of the file.
Condition compile_condition(const Node& node, std::string_view language);

}  // namespace goodword::rules
