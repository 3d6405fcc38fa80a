// Reading one settings file: the bytes, the JSON, the schema; each fault as a Problem. Private to the daemon's
// settings.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/problem.hpp"
#include "base/schema.hpp"
#include "daemon/settings.hpp"

namespace goodword::daemon {

/// Collects the problems of all files and knows where files and schemas stand.
class SettingsReader {
 public:
  SettingsReader(std::filesystem::path config_folder, std::filesystem::path share_folder);

  /// The file's JSON, not yet held against a schema; nothing if it is missing or no JSON, and then that is a problem.
  std::optional<SettingsFile> read(const std::filesystem::path& path);
  /// Holds a file against share/schemas/SCHEMA.schema.json. False if it does not fit; the faults are problems then.
  bool check(const SettingsFile& file, std::string_view schema);
  /// read and check; what lies in a share folder that is trusted is only read.
  std::optional<SettingsFile> read_checked(const std::filesystem::path& path, std::string_view schema);

  void add(base::Problem problem) { problems_.push_back(std::move(problem)); }
  void add(const SettingsFile& file, std::string pointer, std::string message, std::string advice = "");
  std::vector<base::Problem>& problems() { return problems_; }

  const std::filesystem::path& config() const { return config_; }
  const std::filesystem::path& share() const { return share_; }
  void move_share(std::filesystem::path share) { share_ = std::move(share); }
  void trust_share() { share_trusted_ = true; }
  /// What to call a file in messages.
  std::string shown(const std::filesystem::path& path) const;

 private:
  const base::Schema* schema(std::string_view name);

  std::filesystem::path config_;
  std::filesystem::path share_;
  bool share_trusted_ = false;
  std::vector<base::Problem> problems_;
  std::map<std::string, std::optional<base::Schema>, std::less<>> schemas_;
};

/// The files of a folder that end in ".json" and are not hidden, by name. A folder that is missing is empty.
std::vector<std::filesystem::path> json_files(const std::filesystem::path& folder);

/// Whole file, at most `most` bytes. Errors: settings.missing, settings.invalid (a folder, unreadable, too large).
base::Result<std::string> read_whole(const std::filesystem::path& path, std::size_t most);

}  // namespace goodword::daemon
