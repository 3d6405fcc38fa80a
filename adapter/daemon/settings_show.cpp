#include "base/text.hpp"
#include "daemon/settings.hpp"

namespace goodword::daemon {
namespace {

using base::Json;

std::string origin_of(const SettingsFile& file, const Json& json) {
  return file.name + (json.line() > 0 ? ":" + std::to_string(json.line()) : "");
}

/// Every value below `json`, lists of plain values in one line.
void flatten(const SettingsFile& file, const std::string& key, const Json& json, std::vector<ShownValue>& values) {
  if (json.is_object()) {
    for (const auto& [name, inner] : json.members()) {
      if (name != "$schema") flatten(file, key + "." + name, inner, values);
    }
    return;
  }
  const bool plain = json.is_array() && (json.items().empty() || json.items().front().is_string());
  if (json.is_array() && !plain) {
    // By its id where it has one, else by its place in the list, from 0 as in JSON pointers.
    for (std::size_t i = 0; i < json.items().size(); ++i) {
      const Json& item = json.items()[i];
      flatten(file, key + "." + item.text_or("id", std::to_string(i)), item, values);
    }
    return;
  }
  const std::string text = json.is_string() || json.is_number() ? json.text() : base::write_json(json);
  values.push_back({key, base::escape_line(text), origin_of(file, json)});
}

/// Kind and name of the reference; a command's arguments might hold something private.
std::string masked(const ports::SecretRef& ref) {
  const bool named = ref.source != "command" && !ref.value.empty();
  return "*** (" + ref.source + (named ? " " + base::escape_line(ref.value.front()) : "") + ")";
}

void show_crm(const CrmSettings& crm, std::vector<ShownValue>& values) {
  const std::string key = "crms." + crm.name;
  const auto origin = [&](const std::string& pointer) {
    const Json* place = crm.file.json.at(pointer);
    return place != nullptr ? origin_of(crm.file, *place) : "default";
  };
  values.push_back({key + ".connector", crm.file.json.text_or("connector", ""), origin("/connector")});
  values.push_back({key + ".login", crm.login, origin("/login")});
  values.push_back({key + ".apply", std::string(to_text(crm.apply)), origin("/apply")});
  values.push_back(
      {key + ".letters_as", crm.letters_as == LettersMode::draft ? "draft" : "note", origin("/letters_as")});
  for (const auto& [name, value] : crm.settings) {
    const std::string from = origin("/settings/" + base::pointer_escape(name));
    values.push_back({key + ".settings." + name, base::escape_line(value.text()),
                      from == "default" ? origin_of(crm.connector, value) : from});
  }
  for (const auto& ref : crm.secrets)
    values.push_back({key + ".secrets." + ref.name, masked(ref), origin("/secrets/" + base::pointer_escape(ref.name))});
  if (const Json* change = crm.file.json.find("change")) flatten(crm.file, key + ".change", *change, values);
}

}  // namespace

std::vector<ShownValue> shown_values(const Settings& settings) {
  std::vector<ShownValue> values;
  for (const Option& option : option_table()) {
    values.push_back({std::string(option.key), base::escape_line(value_text(settings.options, option)),
                      settings.origins.of_key.at(std::string(option.key))});
  }
  flatten(settings.firm_file, "firm", settings.firm_file.json, values);
  for (const auto* file : {&settings.services_file, &settings.partners_file}) {
    for (const auto& [list, items] : file->json.members()) {
      if (list != "$schema") flatten(*file, list, items, values);
    }
  }
  for (const auto& file : settings.rules) values.push_back({"rules", file.path.filename().string(), file.name});
  for (const auto& crm : settings.crms) show_crm(crm, values);
  return values;
}

}  // namespace goodword::daemon
