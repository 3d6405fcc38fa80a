#include "sandbox/salesforce.hpp"

#include <algorithm>
#include <array>

#include "base/digest.hpp"
#include "base/signature.hpp"
#include "base/text.hpp"

namespace goodword::sandbox {
namespace {

using base::Json;
using Form = std::vector<std::pair<std::string, std::string>>;

constexpr std::string_view data = "services/data/v60.0/";

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> prefixes = {{{"User", "005"},
                                                                                    {"Account", "001"},
                                                                                    {"Contact", "003"},
                                                                                    {"Opportunity", "006"},
                                                                                    {"Task", "00T"},
                                                                                    {"Event", "00U"}}};

/// Three letters for the table, a place of the organisation, the number, and a check of which letters are capitals.
std::string id_of(std::string_view table, std::uint64_t number) {
  std::string digits = std::to_string(number);
  digits.insert(0, 7 - std::min<std::size_t>(7, digits.size()), '0');
  const auto prefix = std::ranges::find(prefixes, table, &std::pair<std::string_view, std::string_view>::first);
  std::string id = std::string(prefix->second) + "5i000" + digits;
  std::string check;
  for (std::size_t block = 0; block < 3; ++block) {
    std::size_t capitals = 0;
    for (std::size_t i = 0; i < 5; ++i) {
      const char c = id[block * 5 + i];
      if (c >= 'A' && c <= 'Z') capitals |= 1u << i;
    }
    check += "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[capitals];
  }
  return id + check;
}

std::string value_in(const Form& form, std::string_view name) {
  for (const auto& [key, value] : form) {
    if (key == name) return value;
  }
  return {};
}

Answer login_refused(std::string error, std::string why) {
  return answer(400, Json::object({{"error", Json(std::move(error))}, {"error_description", Json(std::move(why))}}));
}

std::optional<Json> decoded_json(std::string text) {
  std::ranges::replace(text, '-', '+');
  std::ranges::replace(text, '_', '/');
  text.append((4 - text.size() % 4) % 4, '=');
  const auto bytes = base::from_base64(text);
  if (!bytes) return std::nullopt;
  auto json = base::parse_json(*bytes);
  return json ? std::optional(std::move(*json)) : std::nullopt;
}

/// What the form of a grant must and may have; nothing: there is no such grant.
std::optional<std::vector<std::string_view>> form_of_grant(std::string_view grant) {
  if (grant == "refresh_token") return {{"grant_type", "refresh_token", "client_id", "client_secret", "format"}};
  if (grant == "authorization_code")
    return {{"grant_type", "code", "client_id", "client_secret", "redirect_uri", "code_verifier", "format"}};
  if (grant == "urn:ietf:params:oauth:grant-type:jwt-bearer") return {{"grant_type", "assertion", "format"}};
  return std::nullopt;
}

}  // namespace

Salesforce::Salesforce(SalesforceOptions options)
    : Dialect(options.frame, Rows(options.frame.now, tables(), std::chrono::seconds(1), id_of)),
      options_(std::move(options)),
      logins_(options_.refresh),
      calls_(options_.daily, std::chrono::hours(24)) {}

std::string Salesforce::table_of(std::string_view id) {
  for (const auto& [table, prefix] : prefixes) {
    if (id.starts_with(prefix)) return std::string(table);
  }
  return {};
}

Pass Salesforce::agree() {
  const std::scoped_lock lock(mutex_);
  return logins_.sign_in(now());
}

void Salesforce::end_sessions() {
  const std::scoped_lock lock(mutex_);
  logins_.end_access();
}

void Salesforce::set_daily(std::int64_t most) {
  const std::scoped_lock lock(mutex_);
  calls_.set_most(most);
}

int Salesforce::renewals() const {
  const std::scoped_lock lock(mutex_);
  return logins_.renewals();
}

int Salesforce::families_ended() const {
  const std::scoped_lock lock(mutex_);
  return logins_.families_ended();
}

Answer Salesforce::refused(int status, const Wrong& wrong) {
  Json fault = Json::object({{"message", Json(wrong.message)}, {"errorCode", Json(wrong.code)}});
  if (!wrong.fields.empty()) fault.set("fields", Json::array_of(wrong.fields));
  return answer(status, Json::array({std::move(fault)}));
}

Answer Salesforce::said(Fault fault) {
  switch (fault) {
    case Fault::token_expired:
      logins_.end_access();
      return refused(401, {"INVALID_SESSION_ID", "Session expired or invalid"});
    // The vendor has no 429. The words of these two are unproven.
    case Fault::throttled:
      return refused(403, {"REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (Concurrent API Requests) Limit exceeded."});
    case Fault::forbidden: return refused(403, {"REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."});
    case Fault::unavailable: return refused(503, {"SERVER_UNAVAILABLE", "The REST API is temporarily unavailable"});
    case Fault::cursor_expired:
      locators_.clear();
      return refused(400, {"INVALID_QUERY_LOCATOR", "invalid query locator"});
    default: return refused(500, {"UNKNOWN_EXCEPTION", "An unexpected error occurred. ErrorId: 1-1 (-1)"});
  }
}

std::optional<Answer> Salesforce::login(const Call& call, const ports::HttpRequest& request) {
  if (call.path == "/services/oauth2/token") return std::nullopt;
  if (call.origin != "https://" + options_.host || !logins_.good(bearer_of(request), now())) {
    return refused(401, {"INVALID_SESSION_ID", "Session expired or invalid"});
  }
  if (!calls_.spend(now(), 1)) return said(Fault::forbidden);
  return std::nullopt;
}

void Salesforce::finish(Answer& answer, const Call& call) {
  answer.headers.emplace_back("Date", base::to_http_date(now()));
  if (!answer.body.empty()) answer.headers.emplace_back("Content-Type", "application/json;charset=UTF-8");
  if (call.path.starts_with("/services/data") && answer.status != 401) {
    answer.headers.emplace_back("Sforce-Limit-Info",
                                "api-usage=" + std::to_string(calls_.used()) + "/" + std::to_string(calls_.most()));
  }
}

Answer Salesforce::passed(const std::optional<Pass>& pass) {
  if (!pass) return login_refused("invalid_grant", "expired access/refresh token");
  Json body = Json::object({{"access_token", Json(pass->access)},
                            {"instance_url", Json("https://" + options_.host)},
                            {"id", "https://login.salesforce.com/id/00D5i000000AbcDEAS/0055i0000000001AAA"},
                            {"token_type", "Bearer"},
                            {"issued_at", Json(std::to_string(base::to_micros(now()) / 1000))},
                            {"signature", "c2FuZGJveA=="},
                            {"scope", "refresh_token api"}});
  if (!pass->refresh.empty()) body.set("refresh_token", Json(pass->refresh));
  return answer(200, body);
}

/// The claims, and that they were signed by the key: PKCS #1 v1.5 signs the same words the same way each time.
bool Salesforce::claim_holds(const std::string& assertion) const {
  const auto parts = base::split(assertion, '.');
  if (parts.size() != 3 || options_.private_key.empty()) return false;
  const auto header = decoded_json(parts[0]), claims = decoded_json(parts[1]);
  const auto sign = base::signature(base::SignatureKind::rs256, options_.private_key, parts[0] + "." + parts[1]);
  if (!header || !claims || !sign || base::to_base64url(*sign) != parts[2]) return false;
  const std::int64_t ends = claims->integer_or("exp", 0), second = base::to_micros(now()) / 1'000'000;
  return header->text_or("alg", "") == "RS256" && claims->text_or("iss", "") == options_.consumer_key &&
         claims->text_or("sub", "") == options_.username &&
         claims->text_or("aud", "") == "https://login.salesforce.com" && ends > second && ends <= second + 300;
}

Answer Salesforce::token(const ports::HttpRequest& request) {
  const Form form = parameters_of(request.body);
  const std::string grant = value_in(form, "grant_type");
  const auto known = form_of_grant(grant);
  if (!known) return login_refused("unsupported_grant_type", "grant type not supported");
  for (const auto& [name, value] : form) {
    if (std::ranges::find(*known, name) == known->end())
      return login_refused("invalid_request", "unknown parameter " + name);
  }
  if (grant.ends_with("jwt-bearer")) {
    if (!claim_holds(value_in(form, "assertion"))) return login_refused("invalid_grant", "invalid assertion");
    return passed(Pass{logins_.sign_in(now()).access, {}});  // a claim brings no refresh token
  }
  if (value_in(form, "client_id") != options_.consumer_key)
    return login_refused("invalid_client_id", "client identifier invalid");
  if (value_in(form, "client_secret") != options_.consumer_secret)
    return login_refused("invalid_client", "invalid client credentials");
  if (grant == "authorization_code") {
    if (value_in(form, "code") != "agreed") return login_refused("invalid_grant", "invalid authorization code");
    return passed(logins_.sign_in(now()));
  }
  auto pass = logins_.renew(value_in(form, "refresh_token"), now());
  if (pass && pass->refresh == value_in(form, "refresh_token")) pass->refresh.clear();  // it stays, and is not repeated
  return passed(pass);
}

Answer Salesforce::limits(const Call& call, const ports::HttpRequest&) {
  if (const auto unknown = unknown_parameter(call, {}); !unknown.empty())
    return refused(400, {"INVALID_PARAMETER", "unknown parameter " + unknown});
  return answer(200, Json::object({{"DailyApiRequests", Json::object({{"Max", Json(calls_.most())},
                                                                      {"Remaining", Json(calls_.left())}})}}));
}

/// Pages by a locator: what comes after its last hyphen is where the page begins.
bool Salesforce::rewind(Call& call) const {
  if (!call.path.starts_with("/" + std::string(data) + "query/")) return false;
  std::string& last = call.segments.back();
  last.resize(last.rfind('-') + 1);
  last += "0";
  return true;
}

Answer Salesforce::carry_out(Call& call, const ports::HttpRequest& request) {
  struct Route {
    std::string_view method, path;
    Answer (Salesforce::*endpoint)(const Call&, const ports::HttpRequest&);
  };
  static constexpr std::array<Route, 13> routes = {{{"GET", "limits", &Salesforce::limits},
                                                    {"GET", "query", &Salesforce::query},
                                                    {"GET", "queryAll", &Salesforce::query},
                                                    {"GET", "query/*", &Salesforce::more},
                                                    {"POST", "composite/sobjects", &Salesforce::collection},
                                                    {"PATCH", "composite/sobjects", &Salesforce::collection},
                                                    {"DELETE", "composite/sobjects", &Salesforce::collection_erased},
                                                    {"GET", "sobjects/*/deleted", &Salesforce::replicated},
                                                    {"GET", "sobjects/*/updated", &Salesforce::replicated},
                                                    {"GET", "sobjects/*/*", &Salesforce::read},
                                                    {"POST", "sobjects/*", &Salesforce::single},
                                                    {"PATCH", "sobjects/*/*", &Salesforce::single},
                                                    {"DELETE", "sobjects/*/*", &Salesforce::single}}};
  if (path_is(call, "POST", "services/oauth2/token")) return token(request);
  for (const auto& route : routes) {
    if (path_is(call, route.method, std::string(data) + std::string(route.path)))
      return (this->*route.endpoint)(call, request);
  }
  return refused(404, {"NOT_FOUND", "The requested resource does not exist"});
}

}  // namespace goodword::sandbox
