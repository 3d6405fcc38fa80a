#include "sandbox/hubspot.hpp"

#include <array>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace goodword::sandbox {
namespace {

using base::Json;

enum class Body { none, json };

struct Route {
  std::string_view method;
  std::string_view path;  ///< "*" is any segment, "type" a name of an object type
  Body body;
  Answer (*endpoint)(Desk&, const Call&);
};

constexpr std::array routes = {
    Route{"GET", "crm/v3/objects/type", Body::none, &list_objects},
    Route{"POST", "crm/v3/objects/type", Body::json, &create_object},
    Route{"POST", "crm/v3/objects/type/search", Body::json, &search_objects},
    Route{"POST", "crm/v3/objects/type/merge", Body::json, &merge_objects},
    Route{"POST", "crm/v3/objects/type/batch/read", Body::json, &batch_read},
    Route{"POST", "crm/v3/objects/type/batch/create", Body::json, &batch_create},
    Route{"POST", "crm/v3/objects/type/batch/update", Body::json, &batch_update},
    Route{"POST", "crm/v3/objects/type/batch/archive", Body::json, &batch_archive},
    Route{"GET", "crm/v3/objects/type/*", Body::none, &read_object},
    Route{"PATCH", "crm/v3/objects/type/*", Body::json, &update_object},
    Route{"DELETE", "crm/v3/objects/type/*", Body::none, &archive_object},
    Route{"POST", "crm/v4/associations/type/type/batch/read", Body::json, &read_links},
    Route{"GET", "crm/v4/objects/type/*/associations/type", Body::none, &list_links},
    Route{"PUT", "crm/v4/objects/type/*/associations/default/type/*", Body::none, &put_default_link},
    Route{"PUT", "crm/v4/objects/type/*/associations/type/*", Body::json, &put_links},
    Route{"DELETE", "crm/v4/objects/type/*/associations/type/*", Body::none, &delete_links},
    Route{"GET", "crm/v3/properties/type", Body::none, &list_properties},
    Route{"POST", "crm/v3/properties/type", Body::json, &create_property},
    Route{"GET", "crm/v3/properties/type/groups", Body::none, &list_groups},
    Route{"POST", "crm/v3/properties/type/groups", Body::json, &create_group},
    Route{"GET", "crm/v3/properties/type/*", Body::none, &read_property},
    Route{"PATCH", "crm/v3/properties/type/*", Body::json, &update_property},
    Route{"DELETE", "crm/v3/properties/type/*", Body::none, &archive_property},
    Route{"GET", "crm/v3/owners", Body::none, &list_owners},
    Route{"GET", "crm/v3/owners/*", Body::none, &read_owner},
    Route{"GET", "crm/v3/pipelines/*", Body::none, &list_pipelines},
    Route{"GET", "account-info/v3/details", Body::none, &read_account},
};

bool leads_to(const Route& route, Call& call) {
  const auto pattern = base::split(route.path, '/');
  if (route.method != call.method || pattern.size() != call.segments.size()) return false;
  call.arguments.clear();
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool free = pattern[i] == "*" || (pattern[i] == "type" && object_type_of(call.segments[i]));
    if (!free && pattern[i] != call.segments[i]) return false;
    if (free) call.arguments.push_back(call.segments[i]);
  }
  return true;
}

bool is_search(const Call& call) { return call.path.ends_with("/search"); }

std::string correlation_text(std::uint64_t number) {
  const std::string hex = base::sha256_hex("correlation " + std::to_string(number));
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-4" + hex.substr(13, 3) + "-a" + hex.substr(17, 3) + "-" +
         hex.substr(20, 12);
}

/// Asks for the first page instead of a later one.
void without_cursor(Call& call, std::string& body) {
  std::erase_if(call.parameters, [](const auto& parameter) { return parameter.first == "after"; });
  if (auto json = base::parse_json(body); json && json->is_object()) {
    json->erase("after");
    body = base::write_json(*json);
  }
}

}  // namespace

HubSpot::HubSpot(HubSpotOptions options)
    : options_(std::move(options)), world_(options_.now, options_.index_lag), meter_(options_.limits) {}

base::Instant HubSpot::midnight() const {
  const auto local = world_.now() + options_.account.offset;
  return base::start_of(base::date_of(local)) - options_.account.offset;
}

Answer HubSpot::carry_out(Call& call, const std::string& body) {
  for (const auto& route : routes) {
    if (!leads_to(route, call)) continue;
    if (route.body == Body::json) {
      auto json = base::parse_json(body);
      if (!json) return refuse(invalid("Invalid input JSON: " + json.error().detail));
      call.body = std::move(*json);
    } else if (!body.empty() && body != "{}") {
      return refuse(invalid("This endpoint takes no body"));
    }
    Desk desk{world_, options_.account, searches_};
    return route.endpoint(desk, call);
  }
  return refuse(not_found("No endpoint " + call.method + " " + call.path));
}

Answer HubSpot::admitted(const ports::HttpRequest& request, Call& call, const std::optional<FaultRule>& rule) {
  const std::string given = ports::HttpResponse{0, request.headers, {}, 0}.header("authorization");
  if (given != "Bearer " + options_.token) {
    return refuse(
        {401, "INVALID_AUTHENTICATION",
         "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more "
         "details at https://developers.hubspot.com/docs/methods/auth/oauth-overview"});
  }
  if (auto refusal = meter_.admit(is_search(call) ? Budget::search : Budget::general, world_.now(), midnight())) {
    return refuse(*refusal);
  }
  std::string body = request.body;
  if (rule) {
    if (auto json = base::parse_json(body)) call.body = std::move(*json);
    if (auto other = instead(call, *rule)) return std::move(*other);
    if (rule->fault == Fault::repeated_page) without_cursor(call, body);
  }
  Answer good = carry_out(call, body);
  return rule ? spoiled(std::move(good), *rule, {"/results", "/properties"}) : good;
}

void HubSpot::finish(Answer& answer, Budget budget) {
  const std::string correlation = correlation_text(++correlation_);
  const bool is_json = answer.body.starts_with('{') && answer.headers.empty();
  if (answer.status >= 400 && answer.body.starts_with("{\"status\":\"error\"")) {
    if (auto json = base::parse_json(answer.body)) {
      answer.body = base::write_json(json->set("correlationId", Json(correlation)));
    }
  }
  ports::Headers headers = {{"Date", base::to_http_date(world_.now())}};
  const bool typed = ports::HttpResponse{0, answer.headers, {}, 0}.header("content-type").empty();
  if (typed && (is_json || !answer.body.empty()))
    headers.emplace_back("Content-Type", "application/json;charset=utf-8");
  headers.emplace_back("Strict-Transport-Security", "max-age=31536000; includeSubDomains; preload");
  if (!answer.body.empty()) headers.emplace_back("Vary", "Accept-Encoding");
  headers.emplace_back("CF-Cache-Status", "DYNAMIC");
  headers.emplace_back("Access-Control-Allow-Credentials", "false");
  headers.emplace_back("X-HubSpot-Correlation-Id", correlation);
  headers.emplace_back("Server", "cloudflare");
  if (answer.status != 401) {
    for (auto& header : meter_.headers(budget)) headers.push_back(std::move(header));
  }
  for (auto& header : answer.headers) headers.push_back(std::move(header));
  answer.headers = std::move(headers);
}

Exchange HubSpot::exchange(const ports::HttpRequest& request) {
  Exchange exchange;
  {
    const std::scoped_lock lock(mutex_);
    Call call = take_apart(request);
    const auto rule = faults_.strike(call.method, call.path);
    LoggedRequest entry{world_.now(), call.method, call.path, call.query, request.body, 0};
    if (rule && rule->fault == Fault::refused_before_apply) {
      exchange.delivery = Delivery::refused;
    } else {
      Answer answer = admitted(request, call, rule);
      finish(answer, is_search(call) ? Budget::search : Budget::general);
      if (rule && rule->fault == Fault::lost_after_apply) exchange.delivery = Delivery::lost;
      if (rule && rule->fault == Fault::slow) exchange.took = rule->delay;
      if (exchange.delivery == Delivery::delivered) {
        entry.status = answer.status;
        exchange.response = {answer.status, std::move(answer.headers), std::move(answer.body), 0};
        exchange.response.wire_bytes = exchange.response.body.size();
      }
    }
    log_.push_back(std::move(entry));
  }
  if (exchange.took > base::Duration::zero() && options_.pause) options_.pause(exchange.took);
  return exchange;
}

ports::HttpResponse HubSpot::answer(const ports::HttpRequest& request) {
  Exchange exchanged = exchange(request);
  if (exchanged.delivery == Delivery::refused) return {503, {}, {}, 0};
  if (exchanged.delivery == Delivery::lost) return {502, {}, {}, 0};
  return std::move(exchanged.response);
}

void HubSpot::add_fault(FaultRule rule) {
  const std::scoped_lock lock(mutex_);
  faults_.rules.push_back(std::move(rule));
}

void HubSpot::calm() {
  const std::scoped_lock lock(mutex_);
  faults_.calm();
}

int HubSpot::faults_fired(Fault fault) const {
  const std::scoped_lock lock(mutex_);
  return faults_.fired(fault);
}

void HubSpot::set_token(std::string token) {
  const std::scoped_lock lock(mutex_);
  options_.token = std::move(token);
}

void HubSpot::set_limits(const Limits& limits) {
  const std::scoped_lock lock(mutex_);
  meter_.limits() = limits;
}

void HubSpot::set_index_lag(base::Duration lag) {
  const std::scoped_lock lock(mutex_);
  world_.set_index_lag(lag);
}

std::vector<LoggedRequest> HubSpot::requests() const {
  const std::scoped_lock lock(mutex_);
  return log_;
}

void HubSpot::forget_requests() {
  const std::scoped_lock lock(mutex_);
  log_.clear();
}

void HubSpot::with_world(const std::function<void(World&)>& work) {
  const std::scoped_lock lock(mutex_);
  work(world_);
}

void HubSpot::with_world(const std::function<void(const World&)>& work) const {
  const std::scoped_lock lock(mutex_);
  work(world_);
}

}  // namespace goodword::sandbox
