// Finding what an operator names in words.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/session.hpp"
#include "model/dossier.hpp"

namespace goodword::cli {

/// The one contact that words name; says so and returns nothing where there is none or more than one.
std::optional<model::Dossier> find_one(Session& session, const std::string& words, int& failure);

/// Who says so: --by, else the user of this machine.
std::string author_of(const Session& session, const Call& call);

/// Every operation of a CRM's outbox, whatever its state, oldest first.
base::Result<std::vector<model::Operation>> all_operations(daemon::Assembly& program, std::string_view crm);
/// Those on one contact.
base::Result<std::vector<model::Operation>> operations_on(daemon::Assembly& program, const model::Ref& contact);

}  // namespace goodword::cli
