#include "cli/connector_files.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/schema.hpp"
#include "base/text.hpp"
#include "connector/compile.hpp"

namespace goodword::cli {

namespace fs = std::filesystem;
using base::Json;

base::Result<Json> read_json(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return base::failure("settings.missing", path.string() + " cannot be read");
  std::ostringstream text;
  text << file.rdbuf();
  return base::parse_settings_json(text.str(), path.string());
}

base::Result<std::vector<base::Problem>> connector_problems(const Session& session, const Json& json,
                                                            const fs::path& path) {
  const auto schema = read_json(session.share_folder() / "schemas" / "connector.schema.json");
  if (!schema) return tl::unexpected(schema.error());
  auto problems = base::schema_problems(*schema, "connector.schema.json", json, path.string());
  if (problems.empty()) problems = connector::compile(json, path.string(), Json(), "").problems;
  return problems;
}

std::vector<fs::path> connector_files(const Session& session) {
  std::vector<fs::path> files;
  for (const fs::path& folder : {session.share_folder() / "connectors", session.config_folder() / "connectors"}) {
    std::error_code fault;
    for (fs::directory_iterator entry(folder, fault), end; !fault && entry != end; entry.increment(fault)) {
      if (fs::exists(entry->path() / "connector.json", fault)) files.push_back(entry->path() / "connector.json");
    }
  }
  std::ranges::sort(files);
  return files;
}

base::Result<fs::path> find_connector(const Session& session, const std::string& word) {
  std::error_code fault;
  if (fs::is_directory(word, fault)) return fs::path(word) / "connector.json";
  if (fs::exists(word, fault)) return fs::path(word);
  std::vector<std::string> known;
  for (const auto& file : connector_files(session)) {
    known.push_back(file.parent_path().filename().string());
    if (known.back() == word) return file;
  }
  const std::string near = base::nearest(word, known);
  return base::failure("usage",
                       "no connector and no file " + word +
                           (near.empty() ? "; there are: " + base::join(known, ", ") : "; did you mean " + near + "?"));
}

}  // namespace goodword::cli
