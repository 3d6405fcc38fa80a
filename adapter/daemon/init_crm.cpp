#include <algorithm>

#include "base/text.hpp"
#include "connector/request.hpp"
#include "daemon/init.hpp"
#include "daemon/settings_parts.hpp"

namespace goodword::daemon {
namespace {

namespace fs = std::filesystem;
using base::Json;
using base::Result;

std::string json_text(std::string_view text) { return base::write_json(Json(text)); }

/// A default as one would type it.
std::string as_text(const Json& value) {
  return value.is_boolean() ? (value.boolean() ? "true" : "false") : value.text();
}

/// As it stands one level deep in a file.
std::string indented(const Json& json) {
  std::string text;
  for (const char letter : base::write_pretty(json)) text += letter == '\n' ? "\n  " : std::string(1, letter);
  return text;
}

fs::path secret_path(const CrmAnswers& answers, const std::string& key) {
  return fs::path("secrets") / (answers.name + "." + key);
}

const Json* declared(const Json& connector, const std::string& name) {
  const Json* all = connector.find("settings");
  return all == nullptr ? nullptr : all->find(name);
}

std::vector<std::string> declared_names(const Json& connector) {
  std::vector<std::string> names;
  if (const Json* all = connector.find("settings")) {
    for (const auto& [name, about] : all->members()) names.push_back(name);
  }
  return names;
}

Result<Json> typed(const std::string& name, const Json& about, const std::string& given) {
  if (const auto fault = setting_fault(about, given); !fault.empty())
    return base::failure("usage", "the setting \"" + name + "\": expected " + fault);
  const std::string type = about.text_or("type", "text");
  return type == "number" ? Json::number(given) : type == "boolean" ? Json(given == "true") : Json(given);
}

Result<void> known_names(const Json& connector, const CrmAnswers& answers) {
  const auto check = [&](const std::map<std::string, std::string>& given, bool secret) -> Result<void> {
    for (const auto& [name, value] : given) {
      const Json* about = declared(connector, name);
      if (about == nullptr) {
        const std::string advice = advice_of(name, declared_names(connector));
        return base::failure("usage",
                             "the connector has no setting \"" + name + "\"" + (advice.empty() ? "" : "; " + advice));
      }
      if ((about->text_or("type", "") == "secret") != secret)
        return base::failure(
            "usage",
            "\"" + name + (secret ? "\" is no secret: give it with --set" : "\" is a secret: give it with --secret"));
    }
    return {};
  };
  if (auto fine = check(answers.settings, false); !fine) return fine;
  if (auto fine = check(answers.typed, true); !fine) return fine;
  return check(answers.secrets, true);
}

Result<Json> crm_json(const Json& connector, const CrmAnswers& answers) {
  Json settings = Json::object();
  for (const auto& [name, given] : answers.settings) {
    auto value = typed(name, *declared(connector, name), given);
    if (!value) return tl::unexpected(value.error());
    settings.set(name, std::move(*value));
  }
  Json secrets = Json::object();
  for (const auto& [name, given] : answers.secrets) {
    auto ref = secret_reference(name, given);
    if (!ref) return tl::unexpected(ref.error());
    secrets.set(name, std::move(*ref));
  }
  for (const auto& [name, text] : answers.typed)
    secrets.set(name, Json::object({{"file", Json(secret_path(answers, name).string())}}));
  return Json::object({{"settings", std::move(settings)}, {"secrets", std::move(secrets)}});
}

std::string crm_text(const Json& connector, const CrmAnswers& answers, const Json& parts, const fs::path& share) {
  const auto line = [](std::string_view key, const Json& value) {
    return "  \"" + std::string(key) + "\": " + base::write_json(value) + ",";
  };
  return "// One login on one CRM. Everything the connector says holds, except what \"change\" overrides.\n{\n" +
         line("$schema", Json((share / "schemas" / "crm.schema.json").string())) + "\n" +
         line("connector", Json(connector.text_or("connector", ""))) + "\n" +
         line("login", Json(login_of(connector, answers))) + "\n" + line("settings", *parts.find("settings")) + "\n" +
         line("secrets", *parts.find("secrets")) + " // references, never the values\n" +
         line("apply", Json("plan_only")) + " // until: goodword crm promote " + answers.name + "\n" +
         (answers.change.is_null()
              ? "  // \"change\": {}, // JSON Merge Patch over the connector, to map a field of your own for instance\n"
              : "  // JSON Merge Patch over the connector\n  \"change\": " + indented(answers.change) + ",\n") +
         "}\n";
}

}  // namespace

std::string login_of(const Json& connector, const CrmAnswers& answers) {
  if (!answers.login.empty()) return answers.login;
  const Json* ways = connector.find("auth");
  return ways == nullptr || ways->members().empty() ? "" : ways->members().front().first;
}

Result<Json> secret_reference(const std::string& name, const std::string& given) {
  const auto colon = given.find(':');
  const std::string source = given.substr(0, colon);
  const std::string value = colon == std::string::npos ? "" : given.substr(colon + 1);
  if (!value.empty()) {
    if (source == "file") return Json::object({{"file", Json(fs::absolute(value).lexically_normal().string())}});
    if (source == "credential" || source == "environment") return Json::object({{source, Json(value)}});
    if (source == "command") {
      Json words = Json::array();
      for (const auto& word : base::split(value, ' ')) {
        if (!word.empty()) words.push(Json(word));
      }
      return Json::object({{"command", std::move(words)}});
    }
  }
  return base::failure(
      "usage", "the secret \"" + name +
                   "\" is given by reference: file:PATH, credential:NAME, environment:NAME or command:PROGRAM …");
}

std::string setting_fault(const Json& about, const std::string& given) {
  const std::string type = about.text_or("type", "text");
  if (type == "number") return Json::number(given).is_number() ? "" : "a number";
  if (type == "boolean") return given == "true" || given == "false" ? "" : "true or false";
  const auto choices = about.texts("of");
  if (type == "choice" && !std::ranges::count(choices, given)) return "one of " + base::join(choices, ", ");
  if (type == "url" && !connector::may_carry_secrets(given)) return "an address that begins with https://";
  return given.empty() ? "a text" : "";
}

std::vector<CrmQuestion> crm_questions(const Json& connector, const CrmAnswers& answers, Asked which) {
  std::vector<CrmQuestion> questions;
  const Json* all = connector.find("settings");
  if (all == nullptr) return questions;
  const std::string login = login_of(connector, answers);
  for (const auto& [name, about] : all->members()) {
    const std::string only = about.text_or("for", "");
    const Json* otherwise = about.find("default");
    if ((otherwise && which == Asked::needed) || (!only.empty() && only != login)) continue;
    if (answers.settings.contains(name) || answers.secrets.contains(name) || answers.typed.contains(name)) continue;
    questions.push_back({name, about.text_or("type", "text"), about.text_or("say", ""), about.texts("of")});
    if (otherwise) questions.back().otherwise = as_text(*otherwise);
  }
  return questions;
}

Result<void> check_answers(const Json& connector, const CrmAnswers& answers) {
  const std::string login = login_of(connector, answers);
  const Json* ways = connector.find("auth");
  if (ways == nullptr || !ways->has(login))
    return base::failure("usage", "the connector has no login \"" + base::escape_line(login) + "\"");
  if (auto fine = known_names(connector, answers); !fine) return fine;
  if (const auto parts = crm_json(connector, answers); !parts) return tl::unexpected(parts.error());
  return {};
}

Result<NewFile> crm_file(const Json& connector, const CrmAnswers& answers, const fs::path& share_folder) {
  if (!valid_crm_name(answers.name))
    return base::failure("usage",
                         "\"" + base::escape_line(answers.name) +
                             "\" is no name for a CRM: small letters, digits, - and _, a letter first, at most 32");
  if (auto fine = check_answers(connector, answers); !fine) return tl::unexpected(fine.error());
  std::vector<std::string> open;
  for (const auto& question : crm_questions(connector, answers)) open.push_back(question.name);
  if (!open.empty()) return base::failure("usage", "not given yet: " + base::join(open, ", "));
  const auto parts = crm_json(connector, answers);
  if (!parts) return tl::unexpected(parts.error());
  return NewFile{fs::path("crms") / (answers.name + ".json"), crm_text(connector, answers, *parts, share_folder)};
}

std::vector<NewFile> secret_files(const CrmAnswers& answers, const fs::path& store_folder) {
  std::vector<NewFile> files;
  for (const auto& [key, secret] : answers.typed)
    files.push_back({secret_path(answers, key), secret + "\n", 0600, store_folder});
  return files;
}

Result<std::string> with_apply_mode(std::string text, ApplyMode mode) {
  const auto before = base::parse_settings_json(text, "");
  if (!before) return tl::unexpected(before.error());
  Json after = *before;
  after.set("apply", Json(to_text(mode)));
  if (after == *before) return text;
  const Json* old = before->find("apply");
  const std::string word = json_text(to_text(mode));
  const std::string found = old != nullptr ? json_text(old->text()) : "{";
  const std::string instead = old != nullptr ? word : "{\n  \"apply\": " + word + ",";
  // The edit is made in the text, so that comments stay. Which occurrence is the right one is asked of the parser.
  for (auto at = text.find(found); at != std::string::npos; at = text.find(found, at + 1)) {
    std::string edited = text;
    edited.replace(at, found.size(), instead);
    const auto read = base::parse_settings_json(edited, "");
    if (read && *read == after) return edited;
  }
  return base::failure("settings.invalid", "the file's \"apply\" cannot be changed by program; edit it by hand");
}

}  // namespace goodword::daemon
