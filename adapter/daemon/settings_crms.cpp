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

bool given_as_reference(const Json& secret) { return secret.is_object(); }

/// A secret that stands in the file itself. Said without the value, and kept from the schema, which might show it.
void refuse_plain_secrets(SettingsReader& reader, SettingsFile& file) {
  Json* secrets = file.json.find("secrets");
  if (secrets == nullptr) return;
  for (auto& [name, secret] : secrets->members()) {
    if (given_as_reference(secret)) continue;
    reader.add(file, "/secrets/" + base::pointer_escape(name), "a secret may not stand in the file itself",
               std::string(reference_advice));
    const int line = secret.line();
    secret = Json::object({{"environment", "NOT_GIVEN"}});
    secret.set_line(line);
  }
}

ports::SecretRef secret_ref(const std::string& name, const Json& json) {
  ports::SecretRef ref{name, "", {}};
  for (const auto& [source, value] : json.members()) {
    ref.source = source;
    ref.value = value.is_array() ? json.texts(source) : std::vector{value.text()};
  }
  return ref;
}

/// Holds what a CRM file gives against what its connector asks for.
class Fitting {
 public:
  Fitting(SettingsReader& reader, CrmSettings& crm) : reader_(reader), crm_(crm) {
    const Json* change = crm.file.json.find("change");
    connector_ = crm.connector.json;
    if (change != nullptr && change->is_object()) connector_ = base::merge_patch(connector_, *change);
  }

  void fit() {
    login();
    settings();
    secrets();
    if (const Json* declared = connector_.find("settings")) {
      for (const auto& [name, about] : declared->members()) needed(name, about);
    }
  }

 private:
  void login() {
    const Json* ways = connector_.find("auth");
    std::vector<std::string> known;
    if (ways != nullptr) {
      for (const auto& [name, way] : ways->members()) known.push_back(name);
    }
    const Json* given = crm_.file.json.find("login");
    crm_.login = given != nullptr ? given->text() : known.empty() ? "" : known.front();
    if (given != nullptr && !std::ranges::count(known, given->text()))
      reader_.add(crm_.file, "/login", "the connector has no login \"" + base::escape_line(given->text()) + "\"",
                  advice_of(given->text(), known));
  }

  const Json* declared(const std::string& name) const {
    const Json* all = connector_.find("settings");
    return all == nullptr ? nullptr : all->find(name);
  }

  static bool is_secret(const Json& about) { return about.text_or("type", "") == "secret"; }

  std::vector<std::string> names(bool (*wanted)(const Json&)) const {
    std::vector<std::string> list;
    const Json* all = connector_.find("settings");
    if (all == nullptr) return list;
    for (const auto& [name, about] : all->members()) {
      if (wanted(about)) list.push_back(name);
    }
    return list;
  }

  void settings() {
    const Json* given = crm_.file.json.find("settings");
    if (given == nullptr) return;
    for (const auto& [name, value] : given->members()) {
      const std::string pointer = "/settings/" + base::pointer_escape(name);
      const Json* about = declared(name);
      if (about == nullptr) {
        reader_.add(crm_.file, pointer, "the connector has no such setting",
                    advice_of(name, names([](const Json& a) { return !is_secret(a); })));
      } else if (is_secret(*about)) {
        reader_.add(crm_.file, pointer, "this is a secret and may not stand in the file itself",
                    "under \"secrets\", " + std::string(reference_advice));
      } else if (const std::string wrong = wrong_value(*about, value); !wrong.empty()) {
        reader_.add(crm_.file, pointer, wrong, about->text_or("say", ""));
      } else {
        crm_.settings.emplace(name, value);
      }
    }
  }

  static std::string wrong_value(const Json& about, const Json& value) {
    const std::string type = about.text_or("type", "text");
    if (type == "number") return value.is_number() ? "" : "expected a number";
    if (type == "boolean") return value.is_boolean() ? "" : "expected true or false";
    if (!value.is_string() || value.text().empty()) return "expected a text";
    if (type == "url" && !value.text().starts_with("https://") && !value.text().starts_with("http://"))
      return "expected an address that begins with https://";
    const auto choices = about.texts("of");
    if (type == "choice" && !std::ranges::count(choices, value.text()))
      return "expected one of: " + base::join(choices, ", ");
    return "";
  }

  void secrets() {
    const Json* given = crm_.file.json.find("secrets");
    if (given == nullptr) return;
    for (const auto& [name, value] : given->members()) {
      const Json* about = declared(name);
      const std::string pointer = "/secrets/" + base::pointer_escape(name);
      if (about == nullptr) {
        reader_.add(crm_.file, pointer, "the connector has no such secret", advice_of(name, names(is_secret)));
      } else if (!is_secret(*about)) {
        reader_.add(crm_.file, pointer, "this is no secret", "write it under \"settings\"");
      } else {
        crm_.secrets.push_back(secret_ref(name, value));
      }
    }
  }

  void needed(const std::string& name, const Json& about) {
    const char* part = is_secret(about) ? "secrets" : "settings";
    const Json* given = crm_.file.json.find(part);
    if (given != nullptr && given->has(name)) return;
    if (const Json* otherwise = about.find("default")) {
      if (!otherwise->is_null()) crm_.settings.emplace(name, *otherwise);
      return;
    }
    if (const std::string only = about.text_or("for", ""); !only.empty() && only != crm_.login) return;
    reader_.add(crm_.file, given == nullptr ? "" : std::string("/") + part,
                std::string("the ") + (is_secret(about) ? "secret" : "setting") + " \"" + name + "\" is missing",
                about.text_or("say", is_secret(about) ? "give a reference under \"secrets\"" : ""));
  }

  SettingsReader& reader_;
  CrmSettings& crm_;
  Json connector_;
};

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
  refuse_plain_secrets(reader, *file);
  // Faults of form do not keep the rest from being held against the connector: all problems are told at once.
  reader.check(*file, "crm");
  crm.file = std::move(*file);
  const SettingsFile* connector = connectors.get(crm.file);
  if (connector == nullptr) return std::nullopt;
  crm.connector = *connector;
  crm.apply = crm.file.json.text_or("apply", "plan_only") == "apply" ? ApplyMode::apply : ApplyMode::plan_only;
  Fitting(reader, crm).fit();
  return crm;
}

}  // namespace

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
