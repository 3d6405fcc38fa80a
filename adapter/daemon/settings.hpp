// Everything that the operator wrote, read and checked: goodword.json, firm.json, services.json, partners.json,
// rules/*.json, rules/packs/*.json, packs.json and crms/*.json with the connectors they name. Either all of it holds
// together, or every problem of every file is returned at once. Reading performs no network I/O and reveals no secret.
// Called by the doors, once a process.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <tl/expected.hpp>
#include "base/json.hpp"
#include "base/problem.hpp"
#include "daemon/environment.hpp"
#include "daemon/options.hpp"
#include "model/circle.hpp"
#include "ports/secrets.hpp"
#include "rules/pack.hpp"

namespace goodword::daemon {

/// A file as it was read. `name` is what people are shown: relative to the config folder, else the whole path.
struct SettingsFile {
  std::string name;
  std::filesystem::path path;
  base::Json json;
};

enum class ApplyMode { plan_only, apply };
/// What the letters of an introduction become in the CRM: engine::LettersAs.
enum class LettersMode { note, draft };

/// One login on one CRM: crms/NAME.json and the connector it names.
struct CrmSettings {
  std::string name;
  SettingsFile file;       ///< as the operator wrote it, "change" included; not yet patched over the connector
  SettingsFile connector;  ///< as shipped, or from the config folder's connectors/
  std::string login;       ///< key of the connector's "auth"; the first one where the file names none
  std::map<std::string, base::Json> settings;  ///< given ones and defaults, to be shown; no secrets
  std::vector<ports::SecretRef> secrets;
  ApplyMode apply = ApplyMode::plan_only;
  LettersMode letters_as = LettersMode::note;
  base::Json partners;  ///< what marks them there; null: nothing does
};

struct Settings {
  std::filesystem::path config_folder;
  std::filesystem::path share_folder;
  Options options;
  Origins origins;
  SettingsFile firm_file, services_file, partners_file;
  model::Firm firm;
  std::vector<model::Service> services;
  std::vector<model::Partner> partners;
  std::vector<SettingsFile> rules;  ///< by file name; the config folder's file replaces the shipped one of its name
  std::vector<SettingsFile> packs;  ///< rule packs, likewise
  std::vector<rules::PackReview> reviews;  ///< of packs.json
  std::vector<CrmSettings> crms;           ///< by name
};

/// What could be read, and everything that is wrong. Files with problems are left out of `settings`, so that the sound
/// ones can be compiled and all problems shown together.
struct SettingsReading {
  Settings settings;
  std::vector<base::Problem> problems;  ///< by file and line
};
/// Whether what we ship is held against its schemas too. Our tests have done so, and it takes longer than most
/// commands.
enum class ShareFiles { checked, trusted };
SettingsReading read_settings(const std::filesystem::path& config_folder, const std::filesystem::path& share_folder,
                              const Environment& environment, ShareFiles shipped = ShareFiles::checked);

using SettingsResult = tl::expected<Settings, std::vector<base::Problem>>;

/// The settings, only if nothing is wrong; the share folder is trusted. Whether connectors and rules can be compiled is
/// the assembly's question.
SettingsResult load_settings(const std::filesystem::path& config_folder, const std::filesystem::path& share_folder,
                             const Environment& environment);

/// The settings with these rule files in place of those of the same names, checked alike: rules that are tried out.
SettingsResult with_rules(Settings settings, const std::vector<std::filesystem::path>& files);

/// Connectors by name, each NAME/connector.json; the config folder's connectors/ wins over the shipped ones.
std::map<std::string, std::filesystem::path> connector_paths(const std::filesystem::path& config_folder,
                                                             const std::filesystem::path& share_folder);
/// Small letters, digits, - and _, a letter first, at most 32.
bool valid_crm_name(std::string_view name);

/// A line of `config show`: a dotted key, the value as text, and where it comes from. Secrets are "***".
struct ShownValue {
  std::string key;
  std::string value;
  std::string origin;

  friend bool operator==(const ShownValue&, const ShownValue&) = default;
};
std::vector<ShownValue> shown_values(const Settings& settings);

std::string_view to_text(ApplyMode mode);

}  // namespace goodword::daemon
