#include "daemon/add_crm.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace goodword::daemon {
namespace {

using base::Json;
using What = AddQuestion::What;

std::string capital(std::string text) {
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z') text.front() = static_cast<char>(text.front() - 32);
  return text;
}

/// "main" for the first, the connector's own name for the next.
std::optional<std::string> name_to_offer(const AddState& state) {
  for (const std::string& name : {std::string("main"), state.connector.text_or("connector", "")}) {
    if (valid_crm_name(name) && !std::ranges::count(state.taken, name)) return name;
  }
  return std::nullopt;
}

AddQuestion login_question(const Json& ways) {
  AddQuestion asked{.what = What::login, .key = "", .text = "How does Goodword log in?"};
  for (const auto& [name, login] : ways.members()) {
    asked.choices.push_back(name);
    asked.text += "\n  " + std::to_string(asked.choices.size()) + "  " + name + ", " + std::string(way_in(login));
  }
  asked.text += "\nWhich";
  asked.otherwise = asked.choices.front();
  return asked;
}

AddQuestion asked_for(const CrmQuestion& question) {
  return {.what = question.type == "secret" ? What::secret : What::setting,
          .key = question.name,
          .text = capital(base::spaced(question.name)),
          .say = question.say,
          .choices = question.type == "boolean" ? std::vector<std::string>{"true", "false"} : question.choices,
          .otherwise = question.otherwise};
}

/// A choice by its number becomes the choice.
std::string by_number(const AddQuestion& question, const std::string& given) {
  for (std::size_t i = 0; i < question.choices.size(); ++i) {
    if (given == std::to_string(i + 1)) return question.choices[i];
  }
  return given;
}

std::string take_name(AddState& state, const std::string& name) {
  if (!valid_crm_name(name)) return "A name is small letters, digits, - and _, a letter first, at most 32.";
  if (std::ranges::count(state.taken, name)) return "There is a CRM called " + name + " already.";
  state.answers.name = name;
  return "";
}

std::string take_secret(AddState& state, const std::string& key, const std::string& secret) {
  if (secret.starts_with("-----BEGIN"))
    return "That is the first line of a key. Put the key into a file and say where it is: Enter, then file:PATH.";
  const auto controls = [](char letter) { return static_cast<unsigned char>(letter) < 32 || letter == 127; };
  if (std::ranges::any_of(secret, controls)) return "There is a control character in it: type or paste it again.";
  state.answers.typed[key] = secret;
  return "";
}

}  // namespace

std::string_view way_in(const Json& login) {
  const std::string kind = login.text_or("kind", ""), grant = login.text_or("grant", "");
  if (kind == "key") return "with a key that you make there";
  if (kind == "basic" || kind == "session") return "with a name and a password or key";
  if (grant == "code") return "in your browser, by an app of yours";
  if (grant == "jwt") return "by an app of yours, with its private key";
  return grant == "client" ? "by an app of yours, with its secret" : "with a name and a password";
}

std::optional<AddQuestion> next_question(const AddState& state) {
  if (state.connector.is_null()) return AddQuestion{.what = What::kind, .key = "", .text = "Which CRM?"};
  if (state.answers.name.empty()) {
    return AddQuestion{.what = What::name,
                       .key = "",
                       .text = "Your own short name for it",
                       .choices = {},
                       .otherwise = name_to_offer(state)};
  }
  const Json* ways = state.connector.find("auth");
  if (state.answers.login.empty() && ways != nullptr && ways->members().size() > 1) return login_question(*ways);
  for (const auto& question : crm_questions(state.connector, state.answers, Asked::all)) {
    if (!state.passed.contains(question.name)) return asked_for(question);
  }
  return std::nullopt;
}

std::string take_answer(AddState& state, const AddQuestion& question, const std::string& given) {
  const bool may_pass = question.otherwise && (given.empty() || given == *question.otherwise);
  const std::string answer = by_number(question, given.empty() ? question.otherwise.value_or("") : given);
  if (may_pass && (question.what == What::setting || question.what == What::secret)) {
    state.passed.insert(question.key);
    return "";
  }
  if (answer.empty()) return "This is needed.";
  switch (question.what) {
    case What::kind: return "no kind of CRM is taken here";
    case What::name: return take_name(state, answer);
    case What::secret: return take_secret(state, question.key, answer);
    case What::login:
      if (!std::ranges::count(question.choices, answer))
        return "Please type one of: " + base::join(question.choices, ", ");
      state.answers.login = answer;
      return "";
    case What::setting: break;
  }
  const Json* about = state.connector.find("settings")->find(question.key);
  if (const auto fault = setting_fault(*about, answer); !fault.empty()) return "This should be " + fault + ".";
  state.answers.settings[question.key] = answer;
  return "";
}

std::string take_reference(AddState& state, const AddQuestion& question, const std::string& given) {
  if (given.empty() && question.otherwise) return take_answer(state, question, given);
  if (!secret_reference(question.key, given))
    return "Say where it is: file:PATH, environment:NAME, credential:NAME or command:PROGRAM ….";
  state.answers.secrets[question.key] = given;
  return "";
}

std::vector<std::string> missing_arguments(const AddState& state) {
  std::vector<std::string> missing;
  if (state.answers.name.empty()) missing.emplace_back("NAME (your own short name for it: main)");
  if (state.connector.is_null()) {
    missing.emplace_back("--connector KIND (goodword connector list)");
    return missing;
  }
  for (const auto& question : crm_questions(state.connector, state.answers)) {
    const bool secret = question.type == "secret";
    missing.push_back((secret ? "--secret " : "--set ") + question.name + (secret ? "=REF" : "=VALUE") +
                      (question.say.empty() ? "" : " (" + question.say + ")"));
  }
  return missing;
}

}  // namespace goodword::daemon
