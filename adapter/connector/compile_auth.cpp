// Logins of a connector file: how a request shows who asks, and how that is had.
#include <algorithm>

#include "base/text.hpp"
#include "connector/compiler.hpp"

namespace goodword::connector {
namespace {

using base::Json;

/// In the order of AuthKind.
const Names login_kinds = {"none", "key", "basic", "session", "oauth2", "signed"};
const Names grant_words = {"code", "client", "password", "jwt"};
constexpr std::string_view claim_grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";

void add_names(Names& names, std::initializer_list<std::string_view> more) {
  for (const auto name : more) names.emplace_back(name);
}

}  // namespace

Send Compiler::send(const Place& place, const Allowed& allowed) {
  Send made;
  Json checked = Json::object({{"path", Json("/")}, {"headers", Json::object()}});
  const Place headers = place["headers"];
  for (const auto& name : keys_of(headers)) {
    const Place at = headers[name];
    LoginHeader header{.name = name, .scheme = at.text("scheme"), .base64 = at->is_object(), .text = {}};
    const std::string text = at->is_object() ? at.text("base64") : at->text();
    header.text = split_placeholders(text);
    checked.find("headers")->set(name, Json(text));
    made.headers.push_back(std::move(header));
  }
  const Place query = place["query"];
  for (const auto& name : keys_of(query)) made.query.push_back({name, make_template(*query[name].json)});
  if (query) checked.set("query", *query.json);
  request(place, checked, allowed);
  return made;
}

/// A text with placeholders that stands in no request of its own.
Text Compiler::secret_text(const Place& place, const std::string& text, const Allowed& allowed) {
  const Json checked = Json::object({{"path", Json("/")}, {"json", Json(text)}});
  request(place, checked, allowed);
  return split_placeholders(text);
}

void Compiler::keeps(const Place& place) {
  for (const auto& name : keys_of(place["keep"]))
    plan_.auth.keep.emplace_back("login." + name, pick(place["keep"][name]).value_or(Pick{}));
}

void Compiler::basic(const Place& place, Allowed allowed) {
  const std::string user = place.text("user") + ":" + place.text("password");
  plan_.auth.send.headers.push_back(
      {.name = "Authorization", .scheme = "Basic", .base64 = true, .text = secret_text(place, user, allowed)});
}

/// What holds for a signature of ours and not for one of the CRM's.
void Compiler::check_ours(const Place& at, const Sign& made) {
  if (made.kind != Sign::Kind::hmac_sha256 && made.kind != Sign::Kind::hmac_sha1)
    faults_.add(at["kind"], "a login is signed by hmac_sha256 or hmac_sha1",
                "kinds \"key\" and \"basic\" are logins of their own");
  if (made.over.empty()) faults_.add(at, "nothing says what is signed", "add \"over\": \"${method}${path}${body}\"");
  if (made.form == Sign::Form::raw)
    faults_.add(at["form"], "bytes as they are cannot stand in a header", "hex or base64");
  if (at["in"] && made.in.kind != Pick::Kind::header)
    faults_.add(at["in"], "our signature stands in a header", "\"in\": \"header:NAME\"");
  if (made.timestamp && made.timestamp->kind != Pick::Kind::header)
    faults_.add(at["timestamp"]["from"], "the time of our signature stands in a header", "\"from\": \"header:NAME\"");
  if (made.timestamp && !is_instant_form(made.timestamp_form))
    faults_.add(at["timestamp"]["form"], "this is no form of a time", "epoch_s, epoch_ms, rfc3339, http_date");
  if (at["tolerance"]) faults_.add(at["tolerance"], "\"tolerance\" is for what the CRM signs, and this is ours");
}

/// Each request carries a code over what is sent of it, and who signs by "send".
void Compiler::signed_login(const Place& place, const Allowed& allowed) {
  const Place at = place["signature"];
  if (!at) return faults_.add(place, "a signed login says what is signed, and how", "add \"signature\"");
  Sign made = sign(at);
  check_ours(at, made);
  made.prefix = signed_text(at["prefix"], {});
  if (place["send"]) plan_.auth.send = send(place["send"], allowed);
  plan_.auth.signature = std::move(made);
}

void Compiler::session(const Place& place, const Allowed& allowed) {
  Auth& made = plan_.auth;
  made.request = request(place["request"], allowed);
  keeps(place);
  if (made.keep.empty())
    faults_.add(place, "a session login keeps something of its answer", "add \"keep\": {\"token\": \"/…\"}");
}

/// The fields that every token request of this kind has, patched by what the file says of it.
Request Compiler::token_request(const Place& place, Json fields, const Allowed& allowed) {
  if (!place.json) {
    faults_.add(place, "a request is missing here");
    return {};
  }
  Json ours = Json::object();
  ours.set(place->has("json") ? "json" : "form", std::move(fields));
  const Json patched = base::merge_patch(base::merge_patch(request_base_, ours), *place.json);
  return request(place, patched, allowed);
}

/// Where the client says who it is: in the body, or in a header of token requests.
void Compiler::client(const Place& place, Json& fields) {
  const std::string id = place.text("id"), secret = place.text("secret");
  if (place.text("client", "body") == "basic") {
    plan_.auth.client.headers = {
        {.name = "Authorization",
         .scheme = "Basic",
         .base64 = true,
         .text = secret_text(place, id + ":" + secret,
                             Allowed{.names = {}, .in_each = {}, .secrets = true, .facts = false})}};
    return;
  }
  if (!id.empty()) fields.set("client_id", Json(id));
  if (!secret.empty()) fields.set("client_secret", Json(secret));
}

void Compiler::by_code(const Place& place, Allowed allowed) {
  Auth& made = plan_.auth;
  if (!place["rotates"])
    faults_.add(place, "it is not said whether each renewal brings a new refresh token",
                "add \"rotates\": true or false; true is the safe reading");
  made.rotates = place["rotates"] && *place["rotates"].json == Json(true);
  made.pkce = place["pkce"] && *place["pkce"].json == Json(true);
  if (place.text("id").empty()) faults_.add(place, "a login by code says which client asks", "add \"id\"");
  Json asking = Json::object({{"response_type", Json("code")},
                              {"client_id", Json(place.text("id"))},
                              {"redirect_uri", Json("${login.redirect}")},
                              {"state", Json("${login.state}")}});
  Json exchange = Json::object({{"grant_type", Json("authorization_code")},
                                {"code", Json("${login.code}")},
                                {"redirect_uri", Json("${login.redirect}")}});
  Json renewal = Json::object({{"grant_type", Json("refresh_token")}, {"refresh_token", Json("${login.refresh}")}});
  if (!made.ask_scopes.empty())
    asking.set("scope", Json(base::join(made.ask_scopes, place.text("scope_separator", " "))));
  if (made.pkce) {
    asking.set("code_challenge", Json("${login.challenge}"));
    asking.set("code_challenge_method", Json("S256"));
    exchange.set("code_verifier", Json("${login.verifier}"));
  }
  client(place, exchange);
  client(place, renewal);
  Allowed when_asking{
      .names = {"login.redirect", "login.state", "login.challenge"}, .in_each = {}, .secrets = false, .facts = false};
  if (!place["authorize"]) {
    faults_.add(place, "a login by code says which page a person opens", "add \"authorize\"");
  } else {
    const Json ours = Json::object({{"query", std::move(asking)}});
    made.authorize = request(place["authorize"], base::merge_patch(ours, *place["authorize"].json), when_asking);
  }
  Allowed when_exchanging = allowed, when_renewing = allowed;
  add_names(when_exchanging.names, {"login.code", "login.redirect", "login.verifier"});
  add_names(when_renewing.names, {"login.refresh"});
  made.exchange = token_request(place["token"], std::move(exchange), when_exchanging);
  made.request = token_request(place["token"], std::move(renewal), when_renewing);
}

void Compiler::by_claim(const Place& place, const Allowed& allowed) {
  const Place at = place["jwt"];
  if (!at) return faults_.add(place, "a login by a signed claim says what is claimed", "add \"jwt\"");
  Jwt made;
  made.es256 = at.text("alg") == "ES256";
  made.key = secret_text(at, at.text("key"), allowed);
  made.lifetime = duration(at, "lifetime").value_or(made.lifetime);
  for (const auto& name : keys_of(at["claims"]))
    made.claims.emplace_back(name, secret_text(at["claims"], at["claims"][name]->text(), allowed));
  plan_.auth.jwt = std::move(made);
}

void Compiler::oauth2(const Place& place, const Allowed& allowed) {
  Auth& made = plan_.auth;
  const auto grant = std::ranges::find(grant_words, place.text("grant"));
  if (grant == grant_words.end()) return faults_.unknown(place["grant"], place.text("grant"), "grant", grant_words);
  made.grant = static_cast<Grant>(grant - grant_words.begin());
  made.ask_scopes = place->texts("ask_scopes");
  const Json usual("/scope");
  made.scopes = pick(place["scopes"] ? place["scopes"] : Place{&usual, place.pointer + "/scopes"}).value_or(Pick{});
  keeps(place);
  if (made.grant == Grant::code) {
    by_code(place, allowed);
  } else {
    Json fields = Json::object();
    Allowed with = allowed;
    if (made.grant == Grant::client) fields.set("grant_type", Json("client_credentials"));
    if (made.grant == Grant::password) {
      fields.set("grant_type", Json("password"));
      fields.set("username", Json(place.text("user")));
      fields.set("password", Json(place.text("password")));
    }
    if (made.grant == Grant::jwt) {
      fields.set("grant_type", Json(claim_grant));
      fields.set("assertion", Json("${login.assertion}"));
      add_names(with.names, {"login.assertion"});
      by_claim(place, allowed);
    }
    if (!made.ask_scopes.empty())
      fields.set("scope", Json(base::join(made.ask_scopes, place.text("scope_separator", " "))));
    client(place, fields);
    made.request = token_request(place["token"], std::move(fields), with);
  }
  if (place["revoke"]) {
    Allowed when_revoking = allowed;
    add_names(when_revoking.names, {"login.refresh", "login.token"});
    made.revoke = request(place["revoke"], when_revoking);
  }
}

/// What an origin takes of the login's answer must be kept by the login that was chosen.
void Compiler::check_login_origins(const Place& place) {
  for (const auto& [name, text] : plan_.origins) {
    Names names;
    collect_names(text, names);
    for (const auto& wanted : names) {
      if (!wanted.starts_with("login.") || wanted == "login.token") continue;
      const bool kept = std::ranges::any_of(plan_.auth.keep, [&](const auto& one) { return one.first == wanted; });
      if (!kept)
        faults_.add(place, "the origin \"" + name + "\" is made of ${" + wanted + "}, which this login does not keep",
                    "add \"keep\": {\"" + wanted.substr(6) + "\": \"/…\"}");
    }
  }
}

void Compiler::auth(const Place& place) {
  Auth& made = plan_.auth;
  made.name = plan_.login;
  const std::string kind = place.text("kind");
  Allowed allowed{.names = secret_names_, .in_each = {}, .secrets = true, .facts = false};
  const auto known = std::ranges::find(login_kinds, kind);
  if (known == login_kinds.end()) return faults_.unknown(place["kind"], kind, "login kind", login_kinds);
  made.kind = static_cast<AuthKind>(known - login_kinds.begin());
  if (made.kind == AuthKind::none) return;
  if (made.kind == AuthKind::basic) return basic(place, allowed);
  if (made.kind == AuthKind::hmac) return signed_login(place, allowed);
  sent_by_token(place, allowed);
}

/// Logins that send a key, or something that an answer brought.
void Compiler::sent_by_token(const Place& place, Allowed allowed) {
  Auth& made = plan_.auth;
  if (place.text("lifetime", "until_401") != "until_401")
    made.lifetime = duration(place, "lifetime").value_or(base::Duration{});
  if (made.kind == AuthKind::session) session(place, allowed);
  if (made.kind == AuthKind::oauth2) oauth2(place, allowed);
  check_login_origins(place);
  for (const auto& [name, where] : made.keep) allowed.names.push_back(name);
  if (made.kind == AuthKind::oauth2) allowed.names.emplace_back("login.token");
  Json send_json = Json::object({{"headers", Json::object({{"Authorization", Json("Bearer ${login.token}")}})}});
  const Place given = place["send"];
  if (made.kind == AuthKind::key && !given)
    faults_.add(place, "a key login says where the key is sent", "add \"send\"");
  made.send = send(given ? given : Place{&send_json, place.pointer}, allowed);
}

/// Which scopes what needs, so that a missing one can be named.
void Compiler::scopes() {
  for (const auto& stream : plan_.streams) {
    for (const auto& scope : stream.scopes) plan_.scopes.emplace_back("reading " + stream.name, scope);
  }
  for (const auto* part : {"writes", "setup"}) {
    const Place all{file_.find(part), std::string("/") + part};
    for (const auto& name : keys_of(all)) {
      if (!all[name]) continue;
      for (const auto& scope : all[name]->texts("scopes"))
        plan_.scopes.emplace_back((part == std::string_view("writes") ? "writing " : "making ") + name, scope);
    }
  }
}

}  // namespace goodword::connector
