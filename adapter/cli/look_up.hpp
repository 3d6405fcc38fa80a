// Finding what an operator names in words.
#pragma once

#include <optional>
#include <string>

#include "cli/session.hpp"
#include "model/dossier.hpp"

namespace goodword::cli {

/// The one contact that words name; says so and returns nothing where there is none or more than one.
std::optional<model::Dossier> find_one(Session& session, const std::string& words, int& failure);

}  // namespace goodword::cli
