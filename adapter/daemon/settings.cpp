#include "daemon/settings.hpp"

#include <algorithm>
#include <tuple>

#include "base/text.hpp"
#include "daemon/settings_parts.hpp"
#include "engine/partners.hpp"

namespace goodword::daemon {
namespace {

namespace fs = std::filesystem;
using base::Json;
using base::Problem;

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

/// goodword.json may be absent: every option has a default.
SettingsFile read_options_file(SettingsReader& reader) {
  const fs::path path = reader.config() / "goodword.json";
  SettingsFile none{"goodword.json", path, Json()};
  return is_there(path) ? reader.read(path).value_or(none) : none;
}

/// Paths in settings begin at the config folder, wherever the program was started.
void anchor(std::string& path, const fs::path& folder) { path = (folder / path).lexically_normal().string(); }

void read_circle(SettingsReader& reader, Settings& settings) {
  const auto read = [&](const char* name, SettingsFile& file) {
    auto found = reader.read_checked(reader.config() / (std::string(name) + ".json"), name);
    if (found) file = std::move(*found);
    return found.has_value();
  };
  if (read("firm", settings.firm_file)) settings.firm = model::firm_from_json(settings.firm_file.json);
  if (read("services", settings.services_file))
    settings.services = model::services_from_json(settings.services_file.json);
  if (read("partners", settings.partners_file)) {
    for (const Json& partner : settings.partners_file.json.find("partners")->items())
      settings.partners.push_back(model::partner_from_json(partner));
    for (auto& partner : settings.partners) partner.origin = engine::partners_file;
  }
}

std::vector<Problem> in_order(std::vector<Problem> problems) {
  std::ranges::stable_sort(
      problems, [](const Problem& a, const Problem& b) { return std::tie(a.file, a.line) < std::tie(b.file, b.line); });
  return problems;
}

}  // namespace

SettingsReading read_settings(const fs::path& config_folder, const fs::path& share_folder,
                              const Environment& environment, ShareFiles shipped) {
  SettingsReading reading;
  Settings& settings = reading.settings;
  settings.config_folder = config_folder;
  if (!is_there(config_folder)) {
    reading.problems = {{config_folder.string(), 0, "", "the config folder is missing",
                         "goodword init makes it, or name another with --config"}};
    return reading;
  }
  SettingsReader reader(config_folder, share_folder);
  if (shipped == ShareFiles::trusted) reader.trust_share();
  const SettingsFile options_file = read_options_file(reader);
  settings.options =
      read_options(options_file.json, options_file.name, environment, settings.origins, reader.problems());
  anchor(settings.options.store_path, config_folder);
  if (settings.origins.of_key["share.path"] == "default") settings.options.share_path = share_folder.string();
  anchor(settings.options.share_path, config_folder);
  if (!settings.options.wire_extra_ca_file.empty()) anchor(settings.options.wire_extra_ca_file, config_folder);
  settings.share_folder = settings.options.share_path;
  reader.move_share(settings.share_folder);
  read_circle(reader, settings);
  settings.rules = read_rules(reader, settings.options.rules_override, options_file);
  settings.packs = read_packs(reader);
  settings.reviews = read_reviews(reader);
  settings.crms = read_crms(reader);
  check_circle(reader, settings);
  check_stated(reader, settings);
  reading.problems = in_order(std::move(reader.problems()));
  return reading;
}

SettingsResult load_settings(const fs::path& config_folder, const fs::path& share_folder,
                             const Environment& environment) {
  auto reading = read_settings(config_folder, share_folder, environment, ShareFiles::trusted);
  if (!reading.problems.empty()) return tl::unexpected(std::move(reading.problems));
  return std::move(reading.settings);
}

std::string advice_of(std::string_view word, const std::vector<std::string>& known) {
  if (const std::string near = base::nearest(word, known); !near.empty()) return "did you mean \"" + near + "\"?";
  if (known.empty() || known.size() > 12) return "";
  return "known: " + base::join(known, ", ");
}

std::string_view to_text(ApplyMode mode) { return mode == ApplyMode::apply ? "apply" : "plan_only"; }

}  // namespace goodword::daemon
