// What the CRM holds, said as the canonical records that a reader must hold, without a look at any connector file.
#pragma once

#include <map>
#include <string>

#include "model/kinds.hpp"
#include "sandbox/hubspot.hpp"

namespace goodword::simulation {

/// Kind and id to the whole record in canonical JSON, but for the time of its last change: what a record says does not
/// change with the moment at which a relation was looked at.
using Held = std::map<std::pair<model::Kind, std::string>, std::string>;

enum class Relations { with, without };

Held truth(const sandbox::HubSpot& crm, Relations relations);

}  // namespace goodword::simulation
