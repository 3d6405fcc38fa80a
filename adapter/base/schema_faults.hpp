// What is wrong with a document, in a person's words. schema.cpp asks valijson whether a document is valid and comes
// here for the words: valijson repeats a fault for every parent, names one unknown key of several, and mixes the
// branches of a choice; here the branch that was probably meant is explained, and nothing else. Private to base.
#pragma once

#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/problem.hpp"

namespace goodword::base {

/// Texts longer than this are not held against a pattern: std::regex recurses once a letter.
constexpr std::size_t longest_pattern_text = 1024;

/// All faults, in no particular order. Keywords it does not know are ignored.
std::vector<Problem> schema_faults(const Json& schema, const Json& document, std::string_view file);

}  // namespace goodword::base
