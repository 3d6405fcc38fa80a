// connector test --record: the reading requests of a connector sent to a live CRM, and written as samples.
#pragma once

#include <filesystem>

#include "cli/session.hpp"

namespace goodword::cli {

/// Exit code. `connector` is the file that the command names.
int record_connector(Session& session, const Call& call, const std::filesystem::path& connector);

}  // namespace goodword::cli
