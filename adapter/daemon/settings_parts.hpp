// The parts of load_settings that have a file of their own. Private to the daemon's settings.
#pragma once

#include "daemon/settings.hpp"
#include "daemon/settings_files.hpp"

namespace goodword::daemon {

/// crms/*.json, each with its connector.
std::vector<CrmSettings> read_crms(SettingsReader& reader);

/// {"file": "PATH"} as a reference to the secret of that name.
ports::SecretRef secret_ref(const std::string& name, const base::Json& json);

/// rules/*.json of the share folder, the config folder's over them, with `overrides` put in. `options_file` is named
/// where an override is wrong.
std::vector<SettingsFile> read_rules(SettingsReader& reader, const Overrides& overrides,
                                     const SettingsFile& options_file);

/// rules/packs/*.json of both folders, likewise.
std::vector<SettingsFile> read_packs(SettingsReader& reader);
/// What packs.json says; nothing where there is none.
std::vector<rules::PackReview> read_reviews(SettingsReader& reader);

/// That the facts and packs which firm.json and partners.json name exist, and that values are of their type.
void check_stated(SettingsReader& reader, const Settings& settings);

/// What no schema can say of firm, services and partners: that ids are unique and that what is named exists.
void check_circle(SettingsReader& reader, const Settings& settings);

/// Of partners.json, or of a table in its form that passed its schema: that ids are unique, what is named exists, and
/// bands are the right way round.
void check_partners(SettingsReader& reader, const Settings& settings, const SettingsFile& file);

/// "did you mean …?", or all of them if none is near and they are few.
std::string advice_of(std::string_view word, const std::vector<std::string>& known);

}  // namespace goodword::daemon
