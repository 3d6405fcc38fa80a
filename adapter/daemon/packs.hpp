// Rule packs as the operator has them: compiled, checked, and with what counsel reviewed.
#pragma once

#include "base/error.hpp"
#include "daemon/settings.hpp"
#include "rules/pack.hpp"

namespace goodword::daemon {

/// In the config folder; absent until the first review.
inline constexpr std::string_view reviews_file = "packs.json";

rules::PacksResult compiled_packs(const Settings& settings);

/// What is wrong in the packs, and every vector of theirs that fails.
std::vector<base::Problem> pack_problems(const Settings& settings);

/// Adds a review to packs.json, in the place of one of the same version. Errors: settings.invalid (cannot be written).
base::Result<void> record_review(const Settings& settings, const rules::PackReview& review);

}  // namespace goodword::daemon
