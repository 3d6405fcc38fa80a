#include "sandbox/attio.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace goodword::sandbox {
namespace {

using base::Json;
using namespace std::chrono_literals;

/// Ids are UUIDs; the last group is the number, so they grow with it.
std::string uuid(std::string_view table, std::uint64_t number) {
  std::string digits = std::to_string(number), kind = std::to_string(table.size());
  digits.insert(0, 12 - std::min<std::size_t>(12, digits.size()), '0');
  kind.insert(0, 4 - kind.size(), '0');
  return "5a9d1e00-" + kind + "-4000-8000-" + digits;
}

struct Standard {
  const char *object, *slug, *type;
};
/// Slugs: unproven but for email_addresses.
constexpr Standard standard[] = {{"people", "name", "personal-name"},
                                 {"people", "email_addresses", "email-address"},
                                 {"people", "phone_numbers", "phone-number"},
                                 {"people", "job_title", "text"},
                                 {"people", "company", "record-reference"},
                                 {"people", "primary_location", "location"},
                                 {"companies", "name", "text"},
                                 {"companies", "domains", "domain"},
                                 {"companies", "primary_location", "location"},
                                 {"deals", "name", "text"},
                                 {"deals", "stage", "status"},
                                 {"deals", "owner", "actor-reference"},
                                 {"deals", "value", "currency"},
                                 {"deals", "associated_people", "record-reference"},
                                 {"deals", "associated_company", "record-reference"}};

}  // namespace

std::string attio_time(base::Instant at) {
  std::string text = base::to_rfc3339_ms(at);
  return text.replace(text.size() - 1, 1, "000000Z");
}

std::optional<std::size_t> attio_count(const std::optional<std::string>& given, std::size_t otherwise,
                                       std::size_t most) {
  if (!given) return otherwise;
  const auto number = record_id(*given);
  return number && *number <= most ? std::optional<std::size_t>(*number) : std::nullopt;
}

std::vector<Table> Attio::tables() {
  using enum Column::Type;
  const Column parent{"parent_record_id", text, "people"};
  return {{"members", {{"first_name"}, {"last_name"}, {"email_address"}, {"access_level"}}},
          {"attributes", {{"object"}, {"api_slug"}, {"type"}, {"title"}, {"is_multiselect", boolean}}},
          {"options", {{"attribute", text, "attributes"}, {"title"}}},
          {"people",
           {{"name", object},
            {"email_addresses", list},
            {"phone_numbers", list},
            {"job_title"},
            {"company", text, "companies"},
            {"primary_location", object}}},
          {"companies", {{"name"}, {"domains", list}, {"primary_location", object}}},
          {"deals",
           {{"name"},
            {"stage"},
            {"owner", text, "members"},
            {"value", object},
            {"associated_people", list, "people"},
            {"associated_company", text, "companies"}}},
          {"notes", {{"parent_object"}, parent, {"title"}, {"content"}, {"author"}}},
          {"tasks",
           {{"content"},
            {"deadline_at", instant},
            {"is_completed", boolean},
            {"linked_object"},
            {"linked", list, "people"},
            {"assignees", list, "members"}}}};
}

Attio::Attio(AttioOptions options)
    : Dialect(options.frame, Rows(options.frame.now, tables(), std::chrono::milliseconds(1), uuid)),
      options_(std::move(options)),
      reads_(options_.reads, 1s),
      writes_(options_.writes, 1s) {
  for (const auto& each : standard) {
    rows().create("attributes", Json::object({{"object", each.object},
                                              {"api_slug", each.slug},
                                              {"type", each.type},
                                              {"title", each.slug},
                                              {"is_multiselect", false}}));
  }
}

void Attio::add_attribute(const std::string& object, const std::string& slug, const std::string& type) {
  const std::scoped_lock lock(mutex_);
  put_attribute(object, Json::object({{"api_slug", Json(slug)},
                                      {"type", Json(type)},
                                      {"title", Json(slug)},
                                      {"is_multiselect", type == "select"}}));
}

std::string Attio::add_option(const std::string& object, const std::string& slug, const std::string& title) {
  const std::scoped_lock lock(mutex_);
  return rows().create("options", Json::object({{"attribute", Json(attribute(object, slug)->id)}, {"title", title}}));
}

Answer Attio::refused(int status, const std::string& code, const std::string& why) {
  const char* type = status == 429   ? "rate_limit_error"
                     : status == 401 ? "auth_error"  // unproven
                     : status >= 500 ? "api_error"   // unproven
                                     : "invalid_request_error";
  return answer(status, Json::object({{"status_code", status}, {"type", type}, {"code", code}, {"message", why}}));
}

Answer Attio::good(Json of_data) { return answer(200, Json::object({{"data", std::move(of_data)}})); }

Answer Attio::said(Fault fault) {
  switch (fault) {
    case Fault::token_expired: return refused(401, "unauthorized", "The access token is not valid.");  // unproven
    case Fault::throttled: {
      // Mostly the next second: one that is only begun may be over at once.
      Answer answer = refused(429, "rate_limit_exceeded", "Rate limit exceeded, please try again later");
      answer.headers.emplace_back("Retry-After", base::to_http_date(now() + 1s));
      return answer;
    }
    case Fault::forbidden: return refused(403, "forbidden", "Forbidden");                        // unproven
    case Fault::unavailable: return refused(503, "unavailable", "The service is unavailable.");  // unproven
    default: return refused(500, "internal_error", "An internal error occurred.");               // unproven
  }
}

std::optional<Answer> Attio::login(const Call& call, const ports::HttpRequest& request) {
  const bool known = bearer_of(request) == options_.key;
  if (call.origin != "https://api.attio.com") return refused(404, "not_found", "There is nothing here.");
  if (!known && call.path == "/v2/self") return answer(200, Json::object({{"active", false}}));
  if (!known) return refused(401, "unauthorized", "The access token is not valid.");
  const bool reads = call.method == "GET" || call.path.ends_with("/query");
  if (!(reads ? reads_ : writes_).spend(now(), 1)) return said(Fault::throttled);
  return std::nullopt;
}

void Attio::finish(Answer& answer, const Call&) {
  answer.headers.emplace_back("Date", base::to_http_date(now()));
  answer.headers.emplace_back("Content-Type", "application/json; charset=utf-8");
}

/// A query's place stands in its body, which the endpoint overrides then.
bool Attio::rewind(Call& call) const {
  if (call.path.ends_with("/query")) call.body = Json::object({{"offset", 0}});
  for (auto& [name, value] : call.parameters) {
    if (name == "offset") value = "0";
  }
  return false;  // there are no cursors that could end
}

Answer Attio::self(const Call&, const Json&) {
  return answer(200, Json::object({{"active", true},
                                   {"scope",
                                    "record_permission:read-write object_configuration:read-write "
                                    "note:read-write task:read-write user_management:read"},
                                   {"client_id", attio_workspace},
                                   {"token_type", "Bearer"},
                                   {"exp", Json()},
                                   {"iat", 1764061200},
                                   {"sub", attio_workspace},
                                   {"aud", attio_workspace},
                                   {"iss", "attio.com"},
                                   {"authorized_by_workspace_member_id", Json()},
                                   {"workspace_id", attio_workspace},
                                   {"workspace_name", "Firm"},
                                   {"workspace_slug", "firm"},
                                   {"workspace_logo_url", Json()}}));
}

Answer Attio::members(const Call&, const Json&) {
  Json list = Json::array();
  for (const Row* row : rows().seen("members")) {
    if (row->deleted) continue;
    list.push(
        Json::object({{"id", Json::object({{"workspace_id", attio_workspace}, {"workspace_member_id", Json(row->id)}})},
                      {"first_name", (*row)["first_name"]},
                      {"last_name", (*row)["last_name"]},
                      {"avatar_url", Json()},
                      {"email_address", (*row)["email_address"]},
                      {"created_at", Json(attio_time(row->created))},
                      {"access_level", (*row)["access_level"]}}));
  }
  return good(std::move(list));
}

const std::vector<Attio::Route>& Attio::routes() {
  static const std::vector<Route> all = {{"GET", "self", &Attio::self},
                                         {"GET", "workspace_members", &Attio::members},
                                         {"POST", "objects/*/records/query", &Attio::query},
                                         {"GET", "objects/*/records/*", &Attio::read},
                                         {"PATCH", "objects/*/records/*", &Attio::write},
                                         {"PUT", "objects/*/records/*", &Attio::write},
                                         {"DELETE", "objects/*/records/*", &Attio::erase},
                                         {"GET", "objects/*/attributes", &Attio::attributes},
                                         {"POST", "objects/*/attributes", &Attio::create_attribute},
                                         {"GET", "objects/*/attributes/*/options", &Attio::options},
                                         {"POST", "objects/*/attributes/*/options", &Attio::create_option},
                                         {"GET", "notes", &Attio::notes},
                                         {"POST", "notes", &Attio::create_note},
                                         {"GET", "notes/*", &Attio::read_talk},
                                         {"DELETE", "notes/*", &Attio::erase_talk},
                                         {"GET", "tasks", &Attio::tasks},
                                         {"POST", "tasks", &Attio::create_task},
                                         {"GET", "tasks/*", &Attio::read_talk},
                                         {"DELETE", "tasks/*", &Attio::erase_talk}};
  return all;
}

namespace {

/// What is wrong with a request whatever it asks for; empty: nothing.
std::string wrong_with_frame(const Call& call, std::string_view body) {
  const std::string& last = call.segments.back();
  const bool lists = call.method == "GET" && (last == "notes" || last == "tasks");
  if (!call.parameters.empty() && !lists) return "Unknown parameter " + call.parameters[0].first;
  const bool brings = call.method != "GET" && call.method != "DELETE";
  return !brings && !body.empty() ? "This endpoint takes no body" : "";
}

/// What is written stands under "data", and nothing beside it.
std::optional<Json> data_in(const Json& body) {
  const Json* data = body.find("data");
  const bool alone = data != nullptr && data->is_object() && body.members().size() == 1;
  return alone ? std::optional(*data) : std::nullopt;
}

}  // namespace

Answer Attio::carry_out(Call& call, const ports::HttpRequest& request) {
  for (const auto& route : routes()) {
    if (!path_is(call, route.method, "v2/" + std::string(route.path))) continue;
    if (const auto wrong = wrong_with_frame(call, request.body); !wrong.empty())
      return refused(400, "validation_type", wrong);
    if (call.method == "GET" || call.method == "DELETE") return (this->*route.endpoint)(call, {});
    const auto body = base::parse_json(request.body);
    if (!body || !body->is_object()) return refused(400, "validation_type", "The body is no JSON object");
    if (route.path.ends_with("query")) return query(call, *body);
    const auto data = data_in(*body);
    return data ? (this->*route.endpoint)(call, *data)
                : refused(400, "validation_type", "The body has data, and nothing else");
  }
  return refused(404, "not_found", "There is nothing at " + call.path);
}

}  // namespace goodword::sandbox
