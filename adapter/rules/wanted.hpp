// The wanted prospect is described first, in firm.json, and each prospect is then read against it.
//
// Two things come of it. Whom the firm does not serve, by country or language, has a need that is not ours, whatever
// the service. Whether the rest fits is a fact of the chance ("wanted"): what it is worth, closed opportunities say.
#pragma once

#include <string>
#include <vector>

#include "model/circle.hpp"
#include "model/decision.hpp"
#include "rules/facts.hpp"

namespace goodword::rules {

/// A line for each thing that the firm says about whom it wants: industry, company size, deal size, country, language.
/// Amounts among the facts are in the firm's currency.
std::vector<model::WantedLine> read_against(const model::Firm& firm, const model::Need& need, const Facts& facts);

/// Why the firm cannot serve: country or language is none of its own. Empty: it can, or that is not known.
std::string not_served(const std::vector<model::WantedLine>& lines);

/// The fact "wanted": yes where all that is known fits, no where one line does not. Nothing known: no fact.
void add_wanted(const std::vector<model::WantedLine>& lines, const model::Dossier& dossier, Facts& facts);

}  // namespace goodword::rules
