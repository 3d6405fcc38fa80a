// Who could serve a need: the match room asked for one prospect, and for the batch as a whole.
//
// Pure. Whole: a partner for all of the need, colleagues first. Beside: one for the part that is not ours.
#pragma once

#include <map>
#include <span>

#include "engine/world.hpp"
#include "model/dossier.hpp"
#include "rules/assess.hpp"

namespace goodword::engine {

/// The circle as the match room looks at it for a service.
match::CircleView view_for(const Circle& circle, const std::string& service);

rules::MatchSummary matches_for(const Circle& circle, const rules::Assessment& assessment,
                                const model::Dossier& dossier, base::Instant now);

/// One prospect of the batch that competes for partners' room.
struct Competitor {
  std::string contact;
  std::string held;                      ///< the partner of its last decision: kept among equals
  rules::MatchSummary* match = nullptr;  ///< reordered: the assigned partner first; emptied where none is left
};

/// Gives each at most one partner within the partners' room, the sum of scores being the greatest. Places that live
/// referrals hold count as taken.
void share_out(std::span<Competitor> batch, const std::vector<model::Partner>& partners,
               const std::map<std::string, int>& taken);

}  // namespace goodword::engine
