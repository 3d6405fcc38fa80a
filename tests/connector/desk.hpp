// A desk at which one logs in by tokens: a small connector with one login of each grant, its book, a scripted CRM.
#pragma once

#include "connector/authorization.hpp"
#include "connector/tokens.hpp"
#include "world.hpp"

namespace goodword::connector::test {

using base::Json;

inline const char* const small = R"({
  "connector": "small", "version": "1",
  "settings": {"client_id": {"type": "text", "default": "app"}, "client_secret": {"type": "secret"}, "private_key": {"type": "secret", "for": "claim"},
               "password": {"type": "secret", "for": "words"}},
  "origins": {"login": "https://login.crm.example", "api": {"url": "${login.host}/v1", "within": ["crm.example"]}},
  "auth": {
    "web": {"kind": "oauth2", "grant": "code", "id": "${settings.client_id}", "secret": "${settings.client_secret}", "rotates": true, "pkce": true,
      "keep": {"host": "/host"}, "ask_scopes": ["read", "write"],
      "authorize": {"origin": "login", "path": "/agree", "query": {"prompt": "consent"}}, "token": {"origin": "login", "path": "/token"},
      "revoke": {"origin": "login", "path": "/revoke", "form": {"token": "${login.refresh}"}}},
    "machine": {"kind": "oauth2", "grant": "client", "client": "basic", "id": "app", "secret": "${settings.client_secret}", "keep": {"host": "/host"},
      "ask_scopes": ["read", "write"], "scope_separator": ",", "token": {"origin": "login", "path": "/token", "json": {"audience": "crm"}}},
    "words": {"kind": "oauth2", "grant": "password", "user": "joan", "password": "${settings.password}", "keep": {"host": "/host"}, "lifetime": "10m",
      "token": {"origin": "login", "path": "/token"}},
    "claim": {"kind": "oauth2", "grant": "jwt", "keep": {"host": "/host"}, "lifetime": "until_401", "token": {"origin": "login", "path": "/token"},
      "jwt": {"alg": "ES256", "key": "${settings.private_key}", "lifetime": "2m", "claims": {"iss": "${settings.client_id}", "aud": "login"}}}
  },
  "check": {"request": {"path": "/me"}},
  "answers": [{"when": {"/code": "slow"}, "do": "throttled", "wait": "30s"}],
  "streams": {"contacts": {"kind": "contact", "records": "/rows", "request": {"path": "/rows"}, "pages": {"kind": "one"}, "scopes": ["read"],
    "changes": {"kind": "none", "every": "1h"}, "fields": {"id": "/id"}}},
  "writes": {"add_tag": {"on": {"contact": {}}, "scopes": ["write"], "request": {"path": "/rows/${id}/tags", "json": {"tag": "${tag}"}},
    "sameness": {"class": "A", "why": "a set"}}}
})";

inline const std::map<std::string, std::string> secrets = {{"client_secret", "client-secret"},
                                                           {"password", "pass word"}};

inline Json crm_with(const std::string& login, const char* change = "{}") {
  Json crm = settings(R"({"connector": "small", "secrets": {"client_secret": {"file": "x"}}})");
  crm.set("login", Json(login));
  crm.set("change", settings(change));
  if (login == "claim") crm.find("secrets")->set("private_key", settings(R"({"file": "k"})"));
  if (login == "words") crm.find("secrets")->set("password", settings(R"({"file": "p"})"));
  return crm;
}

inline std::string token(const std::string& access, const std::string& more) {
  return R"({"access_token": ")" + access + R"(", "token_type": "bearer", "host": "https://eu.crm.example/")" + more +
         "}";
}

/// One login, its book, and a CRM that answers from a script.
struct Desk {
  StillClock clock;
  NoChance random;
  ScriptedCrm crm;
  MemoryTokens book;
  Compiled compiled_;
  std::map<std::string, std::string> secrets_ = secrets;

  explicit Desk(const std::string& login, const char* change = "{}")
      : compiled_(compiled(settings(small), crm_with(login, change))) {
    random.value = 7;
  }
  Desk(const Desk&) = delete;

  RemoteParts parts() {
    return {.crm = "main", .http = crm, .clock = clock, .random = random, .secrets = secrets_, .tokens = &book};
  }
  std::unique_ptr<ports::Remote> remote() { return make_remote(compiled_, parts()); }
  base::Result<std::string> check() { return remote()->check({}); }
  void hold(std::optional<base::Duration> lasts = std::nullopt, const std::string& access = "access-1") {
    ports::TokenSet tokens{.access = access, .refresh = "refresh-1", .had = clock.time};
    tokens.kept.set("host", Json("https://eu.crm.example"));
    if (lasts) tokens.ends = clock.time + *lasts;
    REQUIRE(book.write({.generation = 1, .tokens = tokens}, book.generation().value()));
  }
  void reply(int status, std::string body, ports::Headers headers = {}) {
    crm.replies.push_back(answer(status, std::move(body), std::move(headers)));
  }
  void lose(std::string_view code = "wire.lost") { crm.replies.push_back(base::failure(code, "cut")); }
  ports::HeldTokens held() { return *book.read(); }
};

inline std::string header(const ports::HttpRequest& request, std::string_view name) {
  for (const auto& [key, value] : request.headers)
    if (key == name) return value;
  return "";
}

inline std::string said(const base::Result<std::string>& result) {
  return result ? "ok" : base::to_text(result.error());
}

inline std::vector<std::string> paths(const Desk& desk) {
  std::vector<std::string> made;
  for (const auto& request : desk.crm.seen)
    made.push_back(request.url.substr(request.url.find('/', 8)) + " " + header(request, "Authorization"));
  return made;
}

inline const std::string renewal =
    "grant_type=refresh_token&refresh_token=refresh-1&client_id=app&client_secret=client-secret";

}  // namespace goodword::connector::test
