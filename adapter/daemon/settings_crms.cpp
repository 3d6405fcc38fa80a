#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "daemon/settings_parts.hpp"

namespace goodword::daemon {
namespace {

namespace fs = std::filesystem;
using base::Json;

constexpr std::string_view reference_advice =
    "write {\"file\": \"/path\"} (readable by the service alone), {\"credential\": \"name\"}, {\"command\": "
    "[\"program\"]} or "
    "{\"environment\": \"NAME\"} instead";

/// A secret that stands in the file itself. Said without the value, and kept from the schema, which might show it.
bool refuse_plain_secrets(SettingsReader& reader, SettingsFile& file) {
  Json* secrets = file.json.find("secrets");
  if (secrets == nullptr) return true;
  bool none = true;
  for (auto& [name, secret] : secrets->members()) {
    if (secret.is_object()) continue;
    none = false;
    reader.add(file, "/secrets/" + base::pointer_escape(name), "a secret may not stand in the file itself",
               std::string(reference_advice));
    const int line = secret.line();
    secret = Json::object({{"environment", "NOT_GIVEN"}});
    secret.set_line(line);
  }
  return none;
}

/// What the connector's "settings" and "auth" say once the operator's patch is in.
Json patched(const CrmSettings& crm) {
  const Json* change = crm.file.json.find("change");
  if (change == nullptr || !change->is_object()) return crm.connector.json;
  return base::merge_patch(crm.connector.json, *change);
}

bool is_secret(const Json* about) { return about != nullptr && about->text_or("type", "") == "secret"; }

/// Collects login, settings and references. Whether they are the ones the connector asks for is found out when the two
/// are compiled; only a secret among the settings is refused here, before anything might show it.
bool fill_in(SettingsReader& reader, CrmSettings& crm) {
  bool fits = true;
  const Json connector = patched(crm);
  const Json nothing = Json::object();
  const auto part = [&](const Json& json, const char* key) -> const Json& {
    const Json* found = json.find(key);
    return found != nullptr ? *found : nothing;
  };
  const Json& declared = part(connector, "settings");
  const Json& logins = part(connector, "auth");
  crm.login = crm.file.json.text_or("login", logins.members().empty() ? "" : logins.members().front().first);
  for (const auto& [name, about] : declared.members()) {
    const Json* otherwise = about.find("default");
    if (otherwise != nullptr && !otherwise->is_null() && !is_secret(&about)) crm.settings.emplace(name, *otherwise);
  }
  for (const auto& [name, value] : part(crm.file.json, "settings").members()) {
    if (is_secret(declared.find(name))) {
      reader.add(crm.file, "/settings/" + base::pointer_escape(name),
                 "this is a secret and may not stand in the file itself",
                 "under \"secrets\", " + std::string(reference_advice));
      fits = false;
    }
    crm.settings.insert_or_assign(name, value);
  }
  for (const auto& [name, value] : part(crm.file.json, "secrets").members())
    crm.secrets.push_back(secret_ref(name, value));
  return fits;
}

/// Reads each connector once, however many CRMs use it.
class Connectors {
 public:
  explicit Connectors(SettingsReader& reader)
      : reader_(reader), paths_(connector_paths(reader.config(), reader.share())) {}

  const SettingsFile* get(const SettingsFile& crm) {
    const std::string name = crm.json.text_or("connector", "");
    if (name.empty()) return nullptr;  // the schema has said so
    const auto path = paths_.find(name);
    if (path == paths_.end()) {
      std::vector<std::string> known;
      for (const auto& [other, where] : paths_) known.push_back(other);
      reader_.add(crm, "/connector", "there is no connector \"" + base::escape_line(name) + "\"",
                  advice_of(name, known));
      return nullptr;
    }
    auto found = read_.find(name);
    if (found == read_.end()) found = read_.emplace(name, reader_.read_checked(path->second, "connector")).first;
    return found->second ? &*found->second : nullptr;
  }

 private:
  SettingsReader& reader_;
  std::map<std::string, fs::path> paths_;
  std::map<std::string, std::optional<SettingsFile>> read_;
};

std::optional<CrmSettings> read_crm(SettingsReader& reader, const fs::path& path, Connectors& connectors) {
  CrmSettings crm;
  crm.name = path.stem().string();
  if (!valid_crm_name(crm.name)) {
    reader.add({reader.shown(path), 0, "", "\"" + base::escape_line(crm.name) + "\" is no name for a CRM",
                "small letters, digits, - and _, a letter first, at most 32"});
    return std::nullopt;
  }
  auto file = reader.read(path);
  if (!file) return std::nullopt;
  const bool hidden = refuse_plain_secrets(reader, *file);
  const bool formed = reader.check(*file, "crm");
  crm.file = std::move(*file);
  // What is wrong with the form does not keep the rest from being looked at: all problems are told at once.
  const SettingsFile* connector = connectors.get(crm.file);
  if (connector == nullptr) return std::nullopt;
  crm.connector = *connector;
  crm.apply = crm.file.json.text_or("apply", "plan_only") == "apply" ? ApplyMode::apply : ApplyMode::plan_only;
  if (const Json* partners = crm.file.json.find("partners")) crm.partners = *partners;
  const bool filled = fill_in(reader, crm);
  if (!hidden || !formed || !filled) return std::nullopt;
  return crm;
}

}  // namespace

ports::SecretRef secret_ref(const std::string& name, const Json& json) {
  ports::SecretRef ref{name, "", {}};
  for (const auto& [source, value] : json.members()) {
    ref.source = source;
    ref.value = value.is_array() ? json.texts(source) : std::vector{value.text()};
  }
  return ref;
}

bool valid_crm_name(std::string_view name) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto inner = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_'; };
  return !name.empty() && name.size() <= 32 && letter(name.front()) && std::ranges::all_of(name, inner);
}

std::map<std::string, fs::path> connector_paths(const fs::path& config_folder, const fs::path& share_folder) {
  std::map<std::string, fs::path> paths;
  for (const fs::path& folder : {share_folder / "connectors", config_folder / "connectors"}) {
    std::error_code fault;
    for (fs::directory_iterator entry(folder, fault), end; !fault && entry != end; entry.increment(fault)) {
      const fs::path file = entry->path() / "connector.json";
      std::error_code ignored;
      if (fs::exists(file, ignored)) paths[entry->path().filename().string()] = file;
    }
  }
  return paths;
}

std::vector<CrmSettings> read_crms(SettingsReader& reader) {
  Connectors connectors(reader);
  std::vector<CrmSettings> crms;
  for (const fs::path& path : json_files(reader.config() / "crms")) {
    if (auto crm = read_crm(reader, path, connectors)) crms.push_back(std::move(*crm));
  }
  return crms;
}

}  // namespace goodword::daemon
