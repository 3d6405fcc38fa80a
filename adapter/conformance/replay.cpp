#include "conformance/replay.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace goodword::conformance {
namespace {

using base::Json;

std::string decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      plain += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      plain += text[i] == '+' ? ' ' : text[i];
    }
  }
  return plain;
}

/// "a=1&b=2" as an object; a key that comes twice has a list.
Json pairs_of(std::string_view text) {
  Json pairs = Json::object();
  for (const auto& part : base::split(text, '&')) {
    if (part.empty()) continue;
    const auto equals = part.find('=');
    const std::string key = decoded(part.substr(0, equals));
    const std::string value = equals == std::string::npos ? "" : decoded(part.substr(equals + 1));
    Json* before = pairs.find(key);
    if (!before) {
      pairs.set(key, Json(value));
    } else {
      if (!before->is_array()) *before = Json::array({*before});
      before->push(Json(value));
    }
  }
  return pairs;
}

bool same_method_and_address(const Json& wanted, const Json& made) {
  return wanted.text_or("method", wanted.has("json") || wanted.has("form") ? "POST" : "GET") ==
             made.text_or("method", "") &&
         wanted.text_or("url", "") == made.text_or("url", "");
}

const Json& member_or_empty(const Json& json, std::string_view key) {
  static const Json empty = Json::object();
  const Json* found = json.find(key);
  return found ? *found : empty;
}

/// Where the sample says "${request_id}", any number will do.
Json with_request_id(const Json& wanted, const Json& made) {
  if (wanted.text() == "${request_id}") return made;
  Json copy = wanted;
  for (auto& [key, value] : copy.members())
    if (const Json* other = made.find(key)) value = with_request_id(value, *other);
  return copy;
}

bool same(const Json& wanted, const ports::HttpRequest& request) {
  const Json made = as_sample(request);
  if (!same_method_and_address(wanted, made)) return false;
  for (const char* part : {"query", "json", "form"}) {
    const Json& sent = member_or_empty(made, part);
    if (!(with_request_id(member_or_empty(wanted, part), sent) == sent)) return false;
  }
  ports::HttpResponse sent;
  sent.headers = request.headers;
  for (const auto& [name, value] : member_or_empty(wanted, "headers").members()) {
    if (sent.header(name) != value.text()) return false;
  }
  return true;
}

class Answer : public ports::PendingResponse {
 public:
  explicit Answer(base::Result<ports::HttpResponse> response) : response_(std::move(response)) {}
  base::Result<ports::HttpResponse> wait(std::stop_token) override { return std::move(response_); }

 private:
  base::Result<ports::HttpResponse> response_;
};

}  // namespace

base::Result<ports::HttpResponse> response_of(const Json& written) {
  if (written.boolean_or("lost", false)) return base::failure("wire.lost", "the sample loses this answer");
  ports::HttpResponse response;
  response.status = static_cast<int>(written.integer_or("status", 200));
  for (const auto& [name, value] : member_or_empty(written, "headers").members())
    response.headers.emplace_back(name, value.text());
  const Json* json = written.find("json");
  if (json && response.header("Content-Type").empty())
    response.headers.emplace_back("Content-Type", "application/json");
  response.body = json ? base::write_json(*json) : written.text_or("body", "");
  response.wire_bytes = response.body.size();
  return response;
}

Json as_sample(const ports::HttpRequest& request) {
  Json made = Json::object();
  const auto question = request.url.find('?');
  made.set("method", Json(request.method)).set("url", Json(request.url.substr(0, question)));
  if (question != std::string::npos) made.set("query", pairs_of(std::string_view(request.url).substr(question + 1)));
  if (request.body.empty()) return made;
  if (auto json = base::parse_json(request.body)) return made.set("json", *std::move(json));
  return made.set("form", pairs_of(request.body));
}

void ReplayClient::expect(const Json& exchanges) {
  exchanges_.clear();
  surprises_.clear();
  for (const auto& item : exchanges.items())
    exchanges_.push_back({member_or_empty(item, "request"), member_or_empty(item, "response"), false});
}

std::unique_ptr<ports::PendingResponse> ReplayClient::start(ports::HttpRequest request) {
  made_.push_back(request);
  const auto found =
      std::ranges::find_if(exchanges_, [&](const Exchange& e) { return !e.used && same(e.request, request); });
  if (found == exchanges_.end()) {
    surprises_.push_back("not in the sample: " + base::write_json(as_sample(request)));
    return std::make_unique<Answer>(base::failure("wire.not_sent", "the sample has no such request"));
  }
  found->used = true;
  return std::make_unique<Answer>(response_of(found->response));
}

std::vector<std::string> ReplayClient::faults() const {
  std::vector<std::string> faults = surprises_;
  for (const auto& exchange : exchanges_) {
    if (!exchange.used) faults.push_back("never asked: " + base::write_json(exchange.request));
  }
  return faults;
}

void StillClock::wait_until(base::Instant until, std::stop_token) {
  if (until <= now_) return;
  waited_ += until - now_;
  now_ = until;
}

}  // namespace goodword::conformance
