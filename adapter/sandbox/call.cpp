#include "sandbox/call.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"

namespace goodword::sandbox {
namespace {

using base::Json;

std::string decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16).ptr == text.data() + i + 3) {
      plain += static_cast<char>(value);
      i += 2;
    } else {
      plain += text[i] == '+' ? ' ' : text[i];
    }
  }
  return plain;
}

bool among(std::initializer_list<std::string_view> known, std::string_view word) {
  return std::ranges::find(known, word) != known.end();
}

}  // namespace

std::optional<std::string> Call::parameter(std::string_view name) const {
  for (const auto& [key, value] : parameters) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::vector<std::string> Call::list(std::string_view name) const {
  std::vector<std::string> all;
  for (const auto& [key, value] : parameters) {
    if (key != name || value.empty()) continue;
    for (auto& one : base::split(value, ',')) all.push_back(std::string(base::trim(one)));
  }
  return all;
}

std::vector<std::pair<std::string, std::string>> parameters_of(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> parameters;
  if (text.empty()) return parameters;
  for (const auto& part : base::split(text, '&')) {
    const auto equals = part.find('=');
    parameters.emplace_back(decoded(part.substr(0, equals)),
                            equals == std::string::npos ? "" : decoded(part.substr(equals + 1)));
  }
  return parameters;
}

Call take_apart(const ports::HttpRequest& request) {
  Call call;
  call.method = request.method;
  std::string_view url = request.url;
  url = url.substr(0, url.find('#'));
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos) {
    const auto end = std::min(url.find_first_of("/?", scheme + 3), url.size());
    call.origin = url.substr(0, end);
    url.remove_prefix(end);
  } else {
    const std::string host = ports::HttpResponse{0, request.headers, {}, 0}.header("host");
    call.origin = "http://" + (host.empty() ? "localhost" : host);
  }
  const auto mark = url.find('?');
  call.path = url.substr(0, mark);
  if (mark != std::string_view::npos) call.query = url.substr(mark + 1);
  for (const auto& segment : base::split(call.path, '/')) {
    if (!segment.empty()) call.segments.push_back(decoded(segment));
  }
  call.parameters = parameters_of(call.query);
  return call;
}

Answer answer(int status, const Json& body) { return {status, base::write_json(body)}; }

Json error_json(const Refusal& refusal) {
  Json json = Json::object({{"status", "error"}, {"message", Json(refusal.message)}});
  if (!refusal.category.empty()) json.set("category", Json(refusal.category));
  for (const auto& [key, value] : refusal.more) json.set(key, value);
  return json;
}

Answer refuse(const Refusal& refusal) {
  Answer refused = answer(refusal.status, error_json(refusal));
  if (refusal.status == 404) refused.headers.emplace_back("X-HubSpot-NotFound", "true");
  if (refusal.status == 401) refused.headers.emplace_back("X-HubSpot-Auth-Failure", "401 Unauthorized");
  return refused;
}

Refusal invalid(std::string message) { return {400, "VALIDATION_ERROR", std::move(message)}; }

Refusal not_found(std::string message) { return {404, "OBJECT_NOT_FOUND", std::move(message)}; }

Json context(std::string_view name, const std::vector<std::string>& values) {
  Json list = Json::array();
  for (const auto& value : values) list.push(Json(value));
  return Json::object({{std::string(name), std::move(list)}});
}

Refusal values_not_valid(const std::vector<Complaint>& complaints) {
  Json results = Json::array(), errors = Json::array();
  for (const auto& complaint : complaints) {
    results.push(Json::object({{"isValid", false},
                               {"message", Json(complaint.message)},
                               {"error", Json(complaint.code)},
                               {"name", Json(complaint.property)},
                               {"localizedErrorMessage", Json(complaint.message)}}));
    errors.push(Json::object({{"message", Json(complaint.message)},
                              {"code", Json(complaint.code)},
                              {"context", context("propertyName", {complaint.property})}}));
  }
  Refusal refusal = invalid("Property values were not valid: " + base::write_json(results));
  refusal.more.emplace_back("errors", std::move(errors));
  return refusal;
}

std::optional<Refusal> foreign_parameter(const Call& call, std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : call.parameters) {
    if (!among(known, name)) return invalid("Unknown query parameter: " + name);
  }
  return std::nullopt;
}

std::optional<Refusal> foreign_key(const Json& object, std::initializer_list<std::string_view> known,
                                   std::string_view where) {
  if (!object.is_object()) return invalid("Invalid input JSON: " + std::string(where) + " must be an object");
  for (const auto& [key, value] : object.members()) {
    if (!among(known, key)) {
      return invalid("Invalid input JSON: Unrecognized field \"" + key + "\" in " + std::string(where));
    }
  }
  return std::nullopt;
}

std::optional<Refusal> read_values(const Json* object, Values& values) {
  if (object == nullptr || !object->is_object()) return invalid("Invalid input JSON: properties must be an object");
  for (const auto& [name, value] : object->members()) {
    if (!value.is_string()) return invalid("Invalid input JSON: the value of property " + name + " must be a string");
    values[name] = value.text();
  }
  return std::nullopt;
}

std::optional<std::uint64_t> record_id(std::string_view text) {
  std::uint64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return id;
}

std::optional<Refusal> read_limit(const Call& call, int fallback, int most, int& limit) {
  limit = fallback;
  const auto given = call.parameter("limit");
  if (!given) return std::nullopt;
  const auto number = record_id(*given);
  if (!number || *number < 1 || *number > static_cast<std::uint64_t>(most)) {
    return invalid("limit must be a number between 1 and " + std::to_string(most));
  }
  limit = static_cast<int>(*number);
  return std::nullopt;
}

}  // namespace goodword::sandbox
