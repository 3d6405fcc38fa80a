// Who could serve a need, for one prospect: the match room asked about the whole need and about the part we lack.
#pragma once

#include "engine/world.hpp"
#include "model/dossier.hpp"
#include "rules/assess.hpp"

namespace goodword::engine {

/// Pure. Whole: a partner for all of the need. Beside: one for the part that is not ours.
rules::MatchSummary matches_for(const Circle& circle, const rules::Assessment& assessment, const model::Dossier& dossier, base::Instant now);

}  // namespace goodword::engine
