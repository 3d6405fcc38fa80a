// Look inside first: is it among our own services, what of ours comes near, does a colleague do it? The answer is
// recorded.
#pragma once

#include <string_view>

#include "match/circle.hpp"

namespace goodword::match {

model::InsideLook look_inside(const CircleView& circle, std::string_view service);

/// Whether a colleague says of himself that he works in this country and language.
bool reaches(const model::Need& need, const model::Partner& colleague);

}  // namespace goodword::match
