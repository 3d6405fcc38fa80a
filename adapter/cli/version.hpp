// The one version number; CMake puts it in.
#pragma once

#include <string_view>

namespace goodword::cli {

inline constexpr std::string_view version = GOODWORD_VERSION;

}  // namespace goodword::cli
