#include "cli/version.hpp"

namespace goodword::cli {

const std::string_view version = GOODWORD_VERSION;  // from the project's line in the top CMakeLists.txt

}  // namespace goodword::cli
