// Named lists of words in a rule file: "<month>" in a pattern stands for any word of "words": {"month": […]}.
#pragma once

#include "base/json.hpp"
#include "rules/node.hpp"

namespace goodword::rules {

/// The file with every phrase (phrase.hpp) and every <name> inside "patterns" and "unless" written out. Lists may name
/// other lists, not themselves; an unknown name is a problem at the pattern that uses it. Lines stay those of the
/// source.
base::Json with_words(const Node& file);

}  // namespace goodword::rules
