#include "sandbox/zoho.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace goodword::sandbox {
namespace {

using base::Json;

constexpr std::array<std::string_view, 9> tables_by_digit = {"",      "users",  "Accounts", "Contacts", "Deals",
                                                             "Tasks", "Events", "Calls",    "Notes"};
constexpr std::string_view org_digits = "554023000000";  // of the organisation; behind it the table and the number

std::string zoho_id(std::string_view table, std::uint64_t number) {
  const auto found = std::ranges::find(tables_by_digit, table);
  const auto digit = found == tables_by_digit.end() ? 9 : found - tables_by_digit.begin();  // 9: tags
  std::string digits = std::to_string(number);
  digits.insert(0, 5 - std::min<std::size_t>(5, digits.size()), '0');
  return std::string(org_digits) + std::to_string(digit) + digits;
}

bool is_accounts_call(const Call& call) { return call.origin == "https://accounts.zoho.com"; }

}  // namespace

std::string zoho_table_of(std::string_view id) {
  if (id.size() != org_digits.size() + 6 || !id.starts_with(org_digits)) return {};
  const auto digit = static_cast<std::size_t>(id[org_digits.size()] - '0');
  return digit < tables_by_digit.size() ? std::string(tables_by_digit[digit]) : digit == 9 ? "tags" : "";
}

Zoho::Zoho(ZohoOptions options)
    : Dialect(options.frame, Rows(options.frame.now, tables(), std::chrono::seconds(1), zoho_id)),
      options_(std::move(options)),
      logins_(Logins::Refresh::stays, std::chrono::minutes(60)),
      credits_(options_.daily_credits, std::chrono::hours(24)),
      renewals_(10, std::chrono::minutes(10)) {}

Pass Zoho::agree() {
  const std::scoped_lock lock(mutex_);
  return logins_.sign_in(now());
}

void Zoho::end_sessions() {
  const std::scoped_lock lock(mutex_);
  logins_.end_access();
}

int Zoho::renewals() const {
  const std::scoped_lock lock(mutex_);
  return logins_.renewals();
}

std::int64_t Zoho::credits_spent() const {
  const std::scoped_lock lock(mutex_);
  return credits_.total();
}

void Zoho::set_daily_credits(std::int64_t most) {
  const std::scoped_lock lock(mutex_);
  credits_.set_most(most);
}

Answer Zoho::refused(int status, const Wrong& wrong) {
  return answer(status, Json::object({{"code", Json(wrong.code)},
                                      {"details", wrong.details},
                                      {"message", Json(wrong.message)},
                                      {"status", "error"}}));
}

Answer Zoho::said(Fault fault) {
  switch (fault) {
    case Fault::token_expired: logins_.end_access(); return refused(401, {"INVALID_TOKEN", "invalid oauth token"});
    case Fault::throttled: return refused(429, {"TOO_MANY_REQUESTS", "You have exceeded the concurrency limit"});
    case Fault::forbidden: return refused(403, {"NO_PERMISSION", "permission denied"});
    // Unproven: a page of whoever stands in front of the service.
    case Fault::unavailable: return {503, "<html><body>Service Unavailable</body></html>", {}};
    case Fault::cursor_expired:
      return refused(400,
                     {"INVALID_DATA", "the page_token given is invalid", Json::object({{"param_name", "page_token"}})});
    default: return refused(500, {"INTERNAL_ERROR", "Internal server error occurred."});
  }
}

std::optional<Answer> Zoho::login(const Call& call, const ports::HttpRequest& request) {
  if (is_accounts_call(call)) return std::nullopt;
  const std::string token = bearer_of(request, "Zoho-oauthtoken ");
  if (call.origin != "https://www.zohoapis.com" || token.empty())
    return refused(401, {"AUTHENTICATION_FAILURE", "Authentication failed"});
  if (!logins_.good(token, now())) return refused(401, {"INVALID_TOKEN", "invalid oauth token"});
  const std::string since = ports::HttpResponse{0, request.headers, {}, 0}.header("if-modified-since");
  since_ = base::parse_rfc3339(since);
  if (!since.empty() && !since_)
    return refused(400, {"INVALID_DATA", "If-Modified-Since is no time of ISO 8601"});  // its words: unproven
  return std::nullopt;
}

/// What is left is told only once half of it is spent.
void Zoho::finish(Answer& answer, const Call& call) {
  answer.headers.emplace_back("Date", base::to_http_date(now()));
  if (answer.body.starts_with("<")) {
    answer.headers.emplace_back("Content-Type", "text/html");
  } else if (!answer.body.empty()) {
    answer.headers.emplace_back("Content-Type", "application/json;charset=UTF-8");
  }
  if (!is_accounts_call(call) && credits_.used() * 2 >= credits_.most())
    answer.headers.emplace_back("X-API-CREDITS-REMAINING", std::to_string(std::max<std::int64_t>(0, credits_.left())));
}

namespace {

Answer token_refused(const char* error) { return answer(200, Json::object({{"error", error}})); }

}  // namespace

namespace {

using TokenForm = std::map<std::string, std::string>;

/// The form of a token call; nothing: it has what the document does not have.
std::optional<TokenForm> form_in(const Call& call, const std::string& body) {
  static constexpr std::array<std::string_view, 6> known = {"grant_type",    "refresh_token", "client_id",
                                                            "client_secret", "code",          "redirect_uri"};
  if (call.method != "POST" || call.path != "/oauth/v2/token" || !call.parameters.empty()) return std::nullopt;
  TokenForm form;
  for (const auto& [name, value] : parameters_of(body)) {
    if (std::ranges::find(known, name) == known.end()) return std::nullopt;
    form[name] = value;
  }
  return form;
}

}  // namespace

/// Refusals are 200 with an error inside, but the one for too many renewals, which is 400.
Answer Zoho::token(const Call& call, const ports::HttpRequest& request) {
  auto read = form_in(call, request.body);
  if (!read) return token_refused("invalid_request");
  TokenForm& form = *read;
  if (form["client_id"] != options_.client_id) return token_refused("invalid_client");
  if (form["client_secret"] != options_.client_secret) return token_refused("invalid_client_secret");
  const bool renews = form["grant_type"] == "refresh_token";
  if (renews && !renewals_.spend(now(), 1)) {
    return answer(400, Json::object({{"error_description", "You have made too many requests continuously."},
                                     {"error", "Access Denied"},
                                     {"status", "failure"}}));
  }
  std::optional<Pass> pass;
  if (renews) pass = logins_.renew(form["refresh_token"], now());
  if (form["grant_type"] == "authorization_code" && form["code"] == "agreed") pass = logins_.sign_in(now());
  if (!pass) return token_refused("invalid_code");
  Json body =
      Json::object({{"access_token", Json(pass->access)},
                    {"scope", "ZohoCRM.modules.ALL ZohoCRM.settings.tags.ALL ZohoCRM.users.READ ZohoCRM.org.READ"},
                    {"api_domain", "https://www.zohoapis.com"},
                    {"token_type", "Bearer"},
                    {"expires_in", 3600}});
  if (!renews) body.set("refresh_token", Json(pass->refresh));
  return answer(200, body);
}

bool Zoho::rewind(Call& call) const {
  bool later = false;
  for (auto& [name, value] : call.parameters) {
    const bool token = name == "page_token";
    if (!token && (name != "page" || value == "1")) continue;
    if (token) name = "page";
    value = "1";
    later = true;
  }
  return later;
}

const std::vector<Zoho::Route>& Zoho::routes() {
  static const std::vector<Route> all = {{"GET", "users", &Zoho::users},
                                         {"GET", "org", &Zoho::org},
                                         {"GET", "settings/tags", &Zoho::tags},
                                         {"POST", "settings/tags", &Zoho::create_tags},
                                         {"POST", "*/actions/add_tags", &Zoho::put_tags},
                                         {"POST", "*/actions/remove_tags", &Zoho::put_tags},
                                         {"GET", "*/deleted", &Zoho::deleted},
                                         {"GET", "*/*/*", &Zoho::related},
                                         {"GET", "*", &Zoho::list},
                                         {"POST", "*", &Zoho::write},
                                         {"PUT", "*", &Zoho::write},
                                         {"DELETE", "*", &Zoho::erase}};
  return all;
}

/// A read costs a credit, and so do ten records that are written.
Answer Zoho::carry_out(Call& call, const ports::HttpRequest& request) {
  if (is_accounts_call(call)) return token(call, request);
  for (const auto& route : routes()) {
    if (!path_is(call, route.method, "crm/v8/" + std::string(route.path))) continue;
    Json body;
    if (!request.body.empty()) {
      const auto read = base::parse_json(request.body);
      if (!read || !read->is_object()) return refused(400, {"INVALID_DATA", "body"});
      body = *read;
    }
    const bool brings = route.method == "POST" || route.method == "PUT";
    if (brings == body.is_null()) return refused(400, {"INVALID_DATA", "body"});
    const Json* data = body.find("data");
    const std::size_t records = data == nullptr ? 1 : data->items().size();
    if (!credits_.spend(now(), static_cast<std::int64_t>((records + 9) / 10)))
      return refused(429, {options_.spent, "the credits of the last 24 hours are spent"});
    return (this->*route.endpoint)(call, body);
  }
  return refused(404, {"INVALID_URL_PATTERN", "Please check if the URL trying to access is a correct one"});
}

}  // namespace goodword::sandbox
