// What the firm's own closed opportunities teach: how many are won, how large they are, and, by what was known
// half-way, the chance of a prospect. Once a day, in the batch.
#pragma once

#include <string>
#include <vector>

#include "engine/reading.hpp"
#include "engine/world.hpp"
#include "rules/assess.hpp"
#include "rules/closed_deals.hpp"

namespace goodword::engine {

struct Learned {
  rules::History history;
  std::vector<std::string> words;  ///< what is new about the chance, for people; empty where nothing was learned
};

/// How many were won, and how large they were; no model. Pure.
rules::History counted(const Circle& circle, const std::vector<model::Record>& closed);

/// Each closed opportunity as its contacts saw it half-way; of one that names nobody the outcome alone.
base::Result<std::vector<rules::ClosedDeal>> deals_of(ports::Store& store, std::string_view crm,
                                                      const rules::Ground& ground,
                                                      const std::vector<model::Record>& closed, base::Instant now);

/// `before`: the history of the last batch; its model stands while there are no new outcomes.
base::Result<Learned> learn(World& world, const Reader& reader, const rules::History& before);

}  // namespace goodword::engine
