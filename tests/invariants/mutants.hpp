// Broken programs, each with one thing wrong. The production path runs all of it: a
// store that lies stands between the engine and the real one, or a number or a table is handed on as another value.
#pragma once

#include "invariants/town.hpp"

namespace goodword::invariants {

const std::vector<Mutant>& mutants();
/// By name; throws where there is none.
const Mutant& mutant(std::string_view name);

}  // namespace goodword::invariants
