// An owner who will not share somebody: what was said, and what sharing has come to so far, with how many it rests on.
//
// Pure. Nothing is decided by it: an owner keeps whom he keeps, and reads the figures.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/world.hpp"
#include "model/dossier.hpp"

namespace goodword::engine {

struct Objection {
  std::string words, by;
  base::Instant at{};
};

/// What owners said against sharing this contact, oldest first: "objection", and "keep" with a reason.
std::vector<Objection> objections_of(const model::Dossier& dossier);

/// The answer from the ledger, a sentence each: of the partners proposed for this contact, of their kinds, of
/// everybody.
std::vector<std::string> ledger_answer(const model::Dossier& dossier, const Circle& circle,
                                       std::span<const model::Received> received);

}  // namespace goodword::engine
