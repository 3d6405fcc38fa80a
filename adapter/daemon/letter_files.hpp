// The templates of letters: what is shipped, and what stands in the config folder in its place.
#pragma once

#include <vector>

#include "base/problem.hpp"
#include "daemon/settings.hpp"
#include "engine/world.hpp"

namespace goodword::daemon {

/// letters/LANGUAGE/NAME.mustache of both folders; the config folder's wins.
engine::Letters read_letters(const Settings& settings);

/// What is wrong with the templates of the config folder: no letter of that name, no language, a value that it does not
/// get, braces that do not close.
std::vector<base::Problem> letter_problems(const Settings& settings);

}  // namespace goodword::daemon
