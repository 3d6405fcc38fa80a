// Connector files as the command line finds them: shipped ones and those of the settings folder.
#pragma once

#include <filesystem>
#include <vector>

#include "base/json.hpp"
#include "base/problem.hpp"
#include "cli/session.hpp"

namespace goodword::cli {

/// A file that a person wrote: comments and trailing commas are allowed.
base::Result<base::Json> read_json(const std::filesystem::path& path);

/// The schema's and the compiler's problems of a connector file; `json` is what stands in it.
base::Result<std::vector<base::Problem>> connector_problems(const Session& session, const base::Json& json,
                                                            const std::filesystem::path& path);

/// Every connector.json there is, by path.
std::vector<std::filesystem::path> connector_files(const Session& session);

/// What an operator may mean by KIND: the name of a connector, its folder, or the file itself. Errors: usage, naming
/// the nearest.
base::Result<std::filesystem::path> find_connector(const Session& session, const std::string& word);

}  // namespace goodword::cli
