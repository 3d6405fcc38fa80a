#include "sandbox/faults.hpp"

namespace goodword::sandbox {
namespace {

using base::Json;

constexpr const char* proxy_page =
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
    "<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n";
constexpr const char* login_page =
    "<!DOCTYPE html>\n<html><head><title>Down for maintenance</title></head><body><p>We will be right back.</p>"
    "</body></html>\n";

/// Stands in the JSON until the text is written, where bytes that JSON cannot hold take its place.
constexpr std::string_view marker = "@@spoil@@";

Answer page(int status, const char* html) { return {status, html, {{"Content-Type", "text/html"}}}; }

bool is_text_property(const std::string& name, const Json& value, const std::string& wanted) {
  if (!value.is_string() || value.text().empty()) return false;
  if (!wanted.empty()) return name == wanted;
  return name.find("date") == std::string::npos && name.find("_id") == std::string::npos && name != "hs_timestamp";
}

/// Json::at() for a value that is to be changed.
Json* place(Json& body, const std::string& pointer) { return const_cast<Json*>(body.at(pointer)); }

Json* first_text(Json& body, const std::string& wanted, const AnswerShape& shape) {
  Json* results = place(body, shape.records);
  std::vector<Json*> records;
  if (results == nullptr || !results->is_array()) {
    records.push_back(&body);
  } else {
    for (auto& record : results->items()) records.push_back(&record);
  }
  for (Json* record : records) {
    Json* values = place(*record, shape.values);
    if (values == nullptr || !values->is_object()) continue;
    for (auto& [name, value] : values->members()) {
      if (is_text_property(name, value, wanted)) return &value;
    }
  }
  return nullptr;
}

std::string spoil_value(const std::string& text, const FaultRule& rule, const AnswerShape& shape) {
  auto body = base::parse_json(text);
  if (!body) return text;
  Json* value = first_text(*body, rule.property, shape);
  if (value == nullptr) return text;
  if (rule.fault == Fault::huge_field) {
    *value = Json(std::string(1u << 20, 'x'));
    return base::write_json(*body);
  }
  *value = Json(value->text() + std::string(marker));
  std::string written = base::write_json(*body);
  return written.replace(written.find(marker), marker.size(),
                         rule.fault == Fault::nul_byte ? "\\u0000" : "\xff\xfe\xc0");
}

std::string with_duplicate(const std::string& text, const AnswerShape& shape) {
  auto body = base::parse_json(text);
  if (!body) return text;
  Json* results = place(*body, shape.records);
  if (results == nullptr || results->items().empty()) return text;
  results->items().insert(results->items().begin(), results->items().front());
  return base::write_json(*body);
}

}  // namespace

std::optional<FaultRule> Faults::strike(std::string_view method, std::string_view path) {
  matches_.resize(rules.size());
  std::optional<FaultRule> struck;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const FaultRule& rule = rules[i];
    if (!rule.method.empty() && rule.method != method) continue;
    if (!path.starts_with(rule.path_start)) continue;
    const int match = ++matches_[i];
    if (match < rule.nth || (rule.times >= 0 && match >= rule.nth + rule.times) || struck) continue;
    struck = rule;
    ++fired_[static_cast<std::size_t>(rule.fault)];
  }
  return struck;
}

void Faults::calm() {
  rules.clear();
  matches_.clear();
}

Answer web_page() { return page(200, login_page); }

std::optional<Answer> instead(const Call& call, const FaultRule& rule) {
  switch (rule.fault) {
    case Fault::html_page: return web_page();
    case Fault::server_error: return refuse({500, "", "internal error"});
    case Fault::token_expired:
      return refuse({401, "EXPIRED_AUTHENTICATION", "The OAuth token used to make this call expired 0 second(s) ago."});
    case Fault::throttled: return refuse({429, "RATE_LIMITS", "You have reached your secondly limit."});
    case Fault::cursor_expired:
      if (!call.parameter("after") && call.body.text_or("after", "").empty()) return std::nullopt;
      return refuse(invalid("The paging cursor has expired. Start again without after."));
    default: return std::nullopt;
  }
}

Answer spoiled(Answer good, const FaultRule& rule, const AnswerShape& shape) {
  switch (rule.fault) {
    case Fault::bad_gateway_after_apply: return page(502, proxy_page);
    case Fault::truncated_body: good.body.resize(good.body.size() / 2); break;
    case Fault::bad_json: good.body = "{\"results\":[{\"id\":}]" + good.body; break;
    case Fault::duplicate_ids: good.body = with_duplicate(good.body, shape); break;
    case Fault::huge_field:
    case Fault::invalid_utf8:
    case Fault::nul_byte: good.body = spoil_value(good.body, rule, shape); break;
    default: break;
  }
  return good;
}

}  // namespace goodword::sandbox
