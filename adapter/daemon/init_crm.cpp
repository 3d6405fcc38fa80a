#include <algorithm>

#include "base/text.hpp"
#include "daemon/init.hpp"
#include "daemon/settings_parts.hpp"

namespace goodword::daemon {
namespace {

namespace fs = std::filesystem;
using base::Json;
using base::Result;

std::string json_text(std::string_view text) { return base::write_json(Json(text)); }

std::string login_of(const Json& connector, const CrmAnswers& answers) {
  if (!answers.login.empty()) return answers.login;
  const Json* ways = connector.find("auth");
  return ways == nullptr || ways->members().empty() ? "" : ways->members().front().first;
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

/// "file:PATH" as {"file": "PATH"}. What has no such form may be a secret itself and is not shown.
Result<Json> reference(const std::string& name, const std::string& given) {
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

Result<Json> typed(const std::string& name, const Json& about, const std::string& given) {
  const std::string type = about.text_or("type", "text");
  const auto wrong = [&](const std::string& expected) {
    return base::failure("usage", "the setting \"" + name + "\": expected " + expected);
  };
  if (type == "number") {
    Json number = Json::number(given);
    return number.is_number() ? Result<Json>(std::move(number)) : wrong("a number");
  }
  if (type == "boolean")
    return given == "true" || given == "false" ? Result<Json>(Json(given == "true")) : wrong("true or false");
  const auto choices = about.texts("of");
  if (type == "choice" && !std::ranges::count(choices, given)) return wrong("one of " + base::join(choices, ", "));
  if (type == "url" && !given.starts_with("https://") && !given.starts_with("http://"))
    return wrong("an address that begins with https://");
  if (given.empty()) return wrong("a text");
  return Json(given);
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
    auto ref = reference(name, given);
    if (!ref) return tl::unexpected(ref.error());
    secrets.set(name, std::move(*ref));
  }
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
         "  // \"change\": {}, // JSON Merge Patch over the connector, to map a field of your own for instance\n}\n";
}

}  // namespace

std::vector<CrmQuestion> crm_questions(const Json& connector, const CrmAnswers& answers) {
  std::vector<CrmQuestion> questions;
  const Json* all = connector.find("settings");
  if (all == nullptr) return questions;
  const std::string login = login_of(connector, answers);
  for (const auto& [name, about] : all->members()) {
    const std::string only = about.text_or("for", "");
    if (about.has("default") || (!only.empty() && only != login)) continue;
    if (answers.settings.contains(name) || answers.secrets.contains(name)) continue;
    questions.push_back({name, about.text_or("type", "text"), about.text_or("say", ""), about.texts("of")});
  }
  return questions;
}

Result<NewFile> crm_file(const Json& connector, const CrmAnswers& answers, const fs::path& share_folder) {
  if (!valid_crm_name(answers.name))
    return base::failure("usage",
                         "\"" + base::escape_line(answers.name) +
                             "\" is no name for a CRM: small letters, digits, - and _, a letter first, at most 32");
  const std::string login = login_of(connector, answers);
  const Json* ways = connector.find("auth");
  if (ways == nullptr || !ways->has(login))
    return base::failure("usage", "the connector has no login \"" + base::escape_line(login) + "\"");
  if (auto fine = known_names(connector, answers); !fine) return tl::unexpected(fine.error());
  std::vector<std::string> open;
  for (const auto& question : crm_questions(connector, answers)) open.push_back(question.name);
  if (!open.empty()) return base::failure("usage", "not given yet: " + base::join(open, ", "));
  const auto parts = crm_json(connector, answers);
  if (!parts) return tl::unexpected(parts.error());
  return NewFile{fs::path("crms") / (answers.name + ".json"), crm_text(connector, answers, *parts, share_folder)};
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
