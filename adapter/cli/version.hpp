// The one version number.
#pragma once

#include <string_view>

namespace goodword::cli {

extern const std::string_view version;

}  // namespace goodword::cli
