// Address and login, as the document states them.
#include <algorithm>

#include "base/text.hpp"
#include "draft/guess.hpp"

namespace goodword::draft {
namespace {

using base::Json;

constexpr std::size_t most_logins = 4;

bool is_local(std::string_view url) {
  return url.starts_with("http://localhost") || url.starts_with("http://127.0.0.1") || url.starts_with("http://[::1]");
}

/// An address that requests can go to, but for settings in it.
bool is_whole(std::string_view url) {
  const bool strange = url.find('{') != std::string_view::npos && url.find("${") == std::string_view::npos;
  return !strange && (url.starts_with("https://") || url.starts_with("${") || is_local(url));
}

class Logins {
 public:
  Logins(const Material& material, Json& connector, const Notes& notes)
      : material_(material), connector_(connector), notes_(notes) {}

  void guess() {
    address();
    for (const auto& login : material_.logins)
      if (auth_.members().size() < most_logins) add(login);
    if (auth_.members().empty()) nothing_said();
    connector_.set("settings", std::move(settings_)).set("origins", std::move(origins_)).set("auth", std::move(auth_));
  }

 private:
  void address();
  std::string with_settings(const Server& server);
  void add(const Login& login);
  void nothing_said();
  Json by_token(const Login& login, const std::string& name);
  bool oauth(const Login& login, const std::string& name);
  /// {"origin", "path"} of an absolute address; null where it cannot be used.
  Json request_to(const std::string& url, const std::string& origin);
  std::string setting(const std::string& name, std::string_view type, std::string_view say, const std::string& login);

  const Material& material_;
  Json& connector_;
  const Notes& notes_;
  Json settings_ = Json::object(), origins_ = Json::object(), auth_ = Json::object();
};

/// A setting of this name, or of one that is not taken yet; its placeholder.
std::string Logins::setting(const std::string& name, std::string_view type, std::string_view say,
                            const std::string& login) {
  const std::string taken = settings_.has(name) ? login + "_" + name : name;
  Json made = Json::object({{"type", Json(type)}});
  if (!login.empty()) made.set("for", Json(login));
  settings_.set(taken, made.set("say", Json(say)));
  return "${settings." + taken + "}";
}

std::string Logins::with_settings(const Server& server) {
  std::string url = server.url;
  for (const auto& variable : server.variables) {
    const std::string hole = "{" + variable.name + "}";
    const auto at = url.find(hole);
    if (at == std::string::npos) continue;
    const std::string name = name_from(variable.name);
    Json made = Json::object({{"type", Json(at == 0 ? "url" : variable.words.empty() ? "text" : "choice")}});
    if (!variable.words.empty() && at > 0) made.set("of", Json::array_of(variable.words));
    if (!variable.usual.empty() && (at > 0 || variable.usual.starts_with("https://")))
      made.set("default", Json(variable.usual));
    made.set("say", Json(variable.about.empty() ? "part of the address: " + server.url : variable.about));
    settings_.set(name, std::move(made));
    notes_.guess("/settings/" + name, Json(variable.usual), "a variable of the address " + server.url);
    url.replace(at, hole.size(), "${settings." + name + "}");
  }
  return url;
}

void Logins::address() {
  const auto usable = [](const Server& server) { return server.url.starts_with("https://") || is_local(server.url); };
  auto chosen = std::ranges::find_if(material_.servers, usable);
  if (chosen == material_.servers.end()) chosen = material_.servers.begin();
  std::string url = chosen == material_.servers.end() ? "" : with_settings(*chosen);
  std::string why = url.empty() ? "the document names no address" : "from the document's servers";
  while (url.ends_with('/')) url.pop_back();
  if (url.starts_with("http://") && !is_local(url)) {
    url.replace(0, 7, "https://");
    why += "; it says http, which carries no secrets here";
  }
  if (!is_whole(url)) {
    const std::string path = url.starts_with('/') ? url : "";
    settings_.set("site", Json::object({{"type", Json("url")}, {"say", Json("address of your CRM: https://…")}}));
    url = "${settings.site}" + path;
    why = "the document names no whole address, so the operator gives it";
  }
  origins_.set("api", Json(url));
  notes_.guess("/origins/api", Json(url), why);
}

Json Logins::by_token(const Login& login, const std::string& name) {
  const auto send = [](std::string_view part, const std::string& key, const std::string& value) {
    return Json::object(
        {{"kind", Json("key")}, {"send", Json::object({{std::string(part), Json::object({{key, Json(value)}})}})}});
  };
  if (login.kind == Login::Kind::bearer)
    return send("headers", "Authorization", "Bearer " + setting("token", "secret", "access token", name));
  const std::string key = setting("key", "secret", "API key", name);
  if (login.kind == Login::Kind::query) return send("query", login.where, key);
  // Where a key goes into Authorization, the description often says after which word.
  std::string before;
  if (folded(login.where) == "authorization") {
    for (const char* word : {"Bearer ", "Token ", "Basic "})
      if (before.empty() && login.about.find(word) != std::string::npos) before = word;
    notes_.missing("the word before the key in Authorization, if there is one: the draft sends \"" + before + "KEY\"");
  }
  return send("headers", login.where, before + key);
}

Json Logins::request_to(const std::string& url, const std::string& origin) {
  const auto end = url.find('/', url.starts_with("https://") ? 8 : 0);
  if (!url.starts_with("https://") || url.find('{') != std::string::npos || end == std::string::npos) return {};
  const std::string host = url.substr(0, end), path = url.substr(end, url.find('?') - end);
  std::string name;
  for (const auto& [known, address] : origins_.members())
    if (address.text() == host) name = known;
  if (name.empty()) {
    name = origin;
    while (origins_.has(name)) name += "_";
    origins_.set(name, Json(host));
    notes_.guess("/origins/" + name, Json(host), "where the document logs in");
  }
  return Json::object({{"origin", Json(name)}, {"path", Json(path)}});
}

bool Logins::oauth(const Login& login, const std::string& name) {
  Json authorize = login.kind == Login::Kind::code ? request_to(login.authorize, "login") : Json();
  Json token = request_to(login.token, "token");
  if (token.is_null() || (login.kind == Login::Kind::code && authorize.is_null())) {
    notes_.missing("whole addresses of the login \"" + login.name + "\": the document has " + login.authorize + " " +
                   login.token);
    return false;
  }
  Json made = Json::object({{"kind", Json("oauth2")},
                            {"grant", Json(login.kind == Login::Kind::code     ? "code"
                                           : login.kind == Login::Kind::client ? "client"
                                                                               : "password")},
                            {"client", Json("body")}});
  made.set("id", Json(setting("client_id", "text", "client id of your own app", name)));
  made.set("secret", Json(setting("client_secret", "secret", "client secret of your own app", name)));
  if (login.kind == Login::Kind::password) {
    made.set("user", Json(setting("user", "text", "who logs in", name)));
    made.set("password", Json(setting("password", "secret", "their password", name)));
  }
  if (!authorize.is_null()) made.set("authorize", std::move(authorize)).set("rotates", Json(true));
  made.set("token", std::move(token));
  if (!login.scopes.empty() && login.scopes.size() <= 6) made.set("ask_scopes", Json::array_of(login.scopes));
  if (login.scopes.size() > 6)
    notes_.missing("which of the " + std::to_string(login.scopes.size()) + " scopes of the login \"" + login.name +
                   "\" to ask for (\"ask_scopes\")");
  auth_.set(name, std::move(made));
  if (login.kind == Login::Kind::code)
    notes_.guess("/auth/" + name + "/rotates", Json(true), "the safe reading: a renewal spends the refresh token");
  return true;
}

void Logins::add(const Login& login) {
  std::string name = name_from(login.name);
  while (auth_.has(name)) name += "_" + std::to_string(auth_.members().size() + 1);
  if (login.kind == Login::Kind::other) {
    notes_.missing("how the login \"" + login.name + "\" works: the document says no more than its name");
    return;
  }
  if (login.kind >= Login::Kind::code) {
    if (!oauth(login, name)) return;
  } else if (login.kind == Login::Kind::basic) {
    const std::string user = setting("user", "text", "user, or the API key where the vendor says so", name);
    auth_.set(name,
              Json::object(
                  {{"kind", Json("basic")},
                   {"user", Json(user)},
                   {"password", Json(setting("password", "secret", "password; some vendors leave it empty", name))}}));
  } else {
    auth_.set(name, by_token(login, name));
  }
  notes_.guess("/auth/" + name, Json(login.name), "from the document's security schemes");
}

void Logins::nothing_said() {
  auth_.set("token", by_token({.name = "token", .kind = Login::Kind::bearer}, "token"));
  notes_.guess("/auth/token", Json("Bearer"),
               "nothing says how to log in; a token after the word Bearer is the most usual");
  notes_.missing("how to log in: nothing says it");
}

}  // namespace

void guess_login(const Material& material, Json& connector, const Notes& notes) {
  Logins(material, connector, notes).guess();
}

}  // namespace goodword::draft
