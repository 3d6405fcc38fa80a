#include "sandbox/pipedrive.hpp"

#include <algorithm>
#include <array>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace goodword::sandbox {
namespace {

using base::Json;

bool is_login(const Call& call) { return call.origin == "https://oauth.pipedrive.com"; }

}  // namespace

Pipedrive::Pipedrive(PipedriveOptions options)
    : Dialect(options.frame, Rows(options.frame.now, tables(), std::chrono::seconds(1))),
      options_(std::move(options)),
      logins_(options_.refresh, std::chrono::hours(1)),
      tokens_(options_.daily_tokens, std::chrono::hours(24)),
      burst_(options_.burst, std::chrono::seconds(2)) {}

Pass Pipedrive::agree() {
  const std::scoped_lock lock(mutex_);
  return logins_.sign_in(now());
}

void Pipedrive::end_sessions() {
  const std::scoped_lock lock(mutex_);
  logins_.end_access();
}

int Pipedrive::renewals() const {
  const std::scoped_lock lock(mutex_);
  return logins_.renewals();
}

int Pipedrive::families_ended() const {
  const std::scoped_lock lock(mutex_);
  return logins_.families_ended();
}

std::int64_t Pipedrive::tokens_spent() const {
  const std::scoped_lock lock(mutex_);
  return tokens_.total();
}

void Pipedrive::set_daily_tokens(std::int64_t most) {
  const std::scoped_lock lock(mutex_);
  tokens_.set_most(most);
}

Answer Pipedrive::refused(int status, const std::string& why) {
  return answer(status, Json::object({{"success", false},
                                      {"error", Json(why)},
                                      {"error_info", "Please check developers.pipedrive.com for more information"},
                                      {"data", Json()},
                                      {"additional_data", Json()}}));
}

Answer Pipedrive::good(int status, Json of_data, Json additional) {
  Json body = Json::object({{"success", true}, {"data", std::move(of_data)}});
  if (!additional.is_null()) body.set("additional_data", std::move(additional));
  return answer(status, body);
}

Answer Pipedrive::said(Fault fault) {
  switch (fault) {
    case Fault::token_expired: logins_.end_access(); return refused(401, "unauthorized access");
    case Fault::throttled: {
      Answer over = refused(429, "request over limit");
      over.headers.emplace_back("X-RateLimit-Remaining", "0");
      return over;
    }
    // Cloudflare in front of the vendor, after too many calls that were refused: unproven.
    case Fault::forbidden: return {403, "error code: 1015", {{"Content-Type", "text/plain"}}};
    case Fault::unavailable: return refused(503, "Service temporarily unavailable");
    case Fault::cursor_expired: cursors_.clear(); return refused(400, "Invalid cursor");
    default: return refused(500, "Internal server error");
  }
}

std::optional<Answer> Pipedrive::login(const Call& call, const ports::HttpRequest& request) {
  if (is_login(call)) return std::nullopt;
  const std::string key = ports::HttpResponse{0, request.headers, {}, 0}.header("x-api-token");
  const bool by_key = call.origin == "https://api.pipedrive.com" && key == options_.api_token;
  const bool by_session = call.origin == "https://north.pipedrive.com" && logins_.good(bearer_of(request), now());
  if (!by_key && !by_session) return refused(401, "unauthorized access");
  if (!burst_.spend(now(), 1)) return said(Fault::throttled);
  return std::nullopt;
}

void Pipedrive::finish(Answer& answer, const Call& call) {
  const bool typed = !ports::HttpResponse{0, answer.headers, {}, 0}.header("content-type").empty();
  answer.headers.emplace_back("Date", base::to_http_date(now()));
  answer.headers.emplace_back("Server", "cloudflare");
  if (!typed && !answer.body.empty()) answer.headers.emplace_back("Content-Type", "application/json");
  if (is_login(call) || answer.status == 401 || answer.status == 403) return;
  const bool none_left = !ports::HttpResponse{0, answer.headers, {}, 0}.header("x-ratelimit-remaining").empty();
  const auto reset = std::chrono::ceil<std::chrono::seconds>(burst_.until_less(now())).count();
  // A refusal for the day's tokens leaves the two seconds as they are: unproven.
  answer.headers.emplace_back("X-RateLimit-Limit", std::to_string(burst_.most()));
  if (!none_left) answer.headers.emplace_back("X-RateLimit-Remaining", std::to_string(burst_.left()));
  answer.headers.emplace_back("X-RateLimit-Reset", std::to_string(std::max<std::int64_t>(reset, 1)));
  if (call.segments[0] == "v1" && call.method != "GET")
    answer.headers.emplace_back("x-daily-requests-left", std::to_string(tokens_.left()));
}

namespace {

Answer login_refused(const char* error) {
  return answer(400, Json::object({{"success", false}, {"error", Json(error)}, {"message", Json(error)}}));
}

}  // namespace

Answer Pipedrive::token(const Call& call, const ports::HttpRequest& request) {
  if (call.method != "POST" || call.path != "/oauth/token" || !call.parameters.empty())
    return login_refused("invalid_request");
  const std::string client = base::to_base64(options_.client_id + ":" + options_.client_secret);
  if (bearer_of(request, "Basic ") != client) return login_refused("invalid_client");
  std::map<std::string, std::string> form;
  for (const auto& [name, value] : parameters_of(request.body)) form[name] = value;
  static constexpr std::array<std::string_view, 4> known = {"grant_type", "refresh_token", "code", "redirect_uri"};
  for (const auto& [name, value] : form) {
    if (std::ranges::find(known, name) == known.end()) return login_refused("invalid_request");
  }
  std::optional<Pass> pass;
  if (form["grant_type"] == "refresh_token") pass = logins_.renew(form["refresh_token"], now());
  if (form["grant_type"] == "authorization_code" && form["code"] == "agreed") pass = logins_.sign_in(now());
  if (!pass) return login_refused("invalid_grant");
  return answer(200, Json::object({{"access_token", Json(pass->access)},
                                   {"token_type", "bearer"},
                                   {"refresh_token", Json(pass->refresh)},
                                   {"scope", "base contacts:full deals:full activities:full users:read mail:read"},
                                   {"expires_in", 3599},
                                   {"api_domain", "https://north.pipedrive.com"}}));
}

bool Pipedrive::rewind(Call& call) const {
  return std::erase_if(call.parameters, [](const auto& parameter) {
           return parameter.first == "cursor" || (parameter.first == "start" && parameter.second != "0");
         }) > 0;
}

/// Costs are the document's x-token-cost.
const std::vector<Pipedrive::Route>& Pipedrive::routes() {
  static const std::vector<Route> all = [] {
    std::vector<Route> made = {{"GET", "api/v2/deals/archived", 20, &Pipedrive::list},
                               {"GET", "api/v2/stages", 5, &Pipedrive::list},
                               {"GET", "api/v2/personFields/*", 1, &Pipedrive::field},
                               {"POST", "api/v2/personFields/*/options", 5, &Pipedrive::add_options},
                               {"GET", "v1/users", 20, &Pipedrive::list_v1},
                               {"GET", "v1/users/me", 2, &Pipedrive::me},
                               {"GET", "v1/mailbox/mailThreads", 20, &Pipedrive::list_v1},
                               {"GET", "v1/notes", 20, &Pipedrive::list_v1},
                               {"POST", "v1/notes", 10, &Pipedrive::create},
                               {"GET", "v1/notes/*", 2, &Pipedrive::read},
                               {"PUT", "v1/notes/*", 10, &Pipedrive::update},
                               {"DELETE", "v1/notes/*", 6, &Pipedrive::erase},
                               {"PUT", "v1/persons/*/merge", 40, &Pipedrive::merge}};
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> items = {
        {{"api/v2/persons", "api/v2/persons/*"},
         {"api/v2/organizations", "api/v2/organizations/*"},
         {"api/v2/deals", "api/v2/deals/*"},
         {"api/v2/activities", "api/v2/activities/*"}}};
    for (const auto& [many, one] : items) {
      made.push_back({"GET", many, 10, &Pipedrive::list});
      made.push_back({"POST", many, 5, &Pipedrive::create});
      made.push_back({"GET", one, 1, &Pipedrive::read});
      made.push_back({"PATCH", one, 5, &Pipedrive::update});
      made.push_back({"DELETE", one, 3, &Pipedrive::erase});
    }
    return made;
  }();
  return all;
}

Answer Pipedrive::carry_out(Call& call, const ports::HttpRequest& request) {
  if (is_login(call)) return token(call, request);
  for (const auto& route : routes()) {
    if (!path_is(call, route.method, route.path)) continue;
    if (!tokens_.spend(now(), route.cost)) return refused(429, "daily request limit reached");
    if (route.method == "GET" || route.method == "DELETE")
      return request.body.empty() ? (this->*route.endpoint)(call, {}) : refused(400, "This endpoint takes no body");
    const auto body = base::parse_json(request.body);
    if (!body) return refused(400, "The body is no JSON");
    if (!call.parameters.empty()) return refused(400, "Unknown parameter " + call.parameters[0].first);
    return (this->*route.endpoint)(call, *body);
  }
  return refused(404, "Unknown method.");
}

}  // namespace goodword::sandbox
