#include "sandbox/dialect.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace goodword::sandbox {
namespace {

/// Said by the vendor in its own words, with nothing done.
bool is_refusal(Fault fault) {
  return fault == Fault::token_expired || fault == Fault::throttled || fault == Fault::forbidden ||
         fault == Fault::unavailable || fault == Fault::server_error;
}

bool is_form(const ports::HttpRequest& request) {
  const ports::HttpResponse as_headers{0, request.headers, {}, 0};
  return as_headers.header("content-type").starts_with("application/x-www-form-urlencoded");
}

}  // namespace

Answer Dialect::admitted(Call& call, const ports::HttpRequest& request, const std::optional<FaultRule>& rule) {
  if (rule && is_refusal(rule->fault)) return said(rule->fault);
  if (rule && rule->fault == Fault::html_page) return web_page();
  if (auto refusal = login(call, request)) return std::move(*refusal);
  if (rule && (rule->fault == Fault::cursor_expired || rule->fault == Fault::repeated_page)) {
    const bool later_page = rewind(call);
    if (later_page && rule->fault == Fault::cursor_expired) return said(rule->fault);
  }
  partial_ = rule && rule->fault == Fault::partial_batch;
  Answer good = carry_out(call, request);
  partial_ = false;
  return rule ? spoiled(std::move(good), *rule, shape()) : good;
}

Exchange Dialect::exchange(const ports::HttpRequest& request) {
  Exchange exchange;
  {
    const std::scoped_lock lock(mutex_);
    Call call = take_apart(request);
    const Call asked = call;
    const auto rule = faults_.strike(call.method, call.path);
    LoggedRequest entry{now(), call.method, call.path, call.query, is_form(request) ? "" : request.body, 0};
    if (rule && rule->fault == Fault::refused_before_apply) {
      exchange.delivery = Delivery::refused;
    } else {
      Answer answer = admitted(call, request, rule);
      finish(answer, asked);
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

void Dialect::add_fault(FaultRule rule) {
  const std::scoped_lock lock(mutex_);
  faults_.rules.push_back(std::move(rule));
}

void Dialect::calm() {
  const std::scoped_lock lock(mutex_);
  faults_.calm();
}

int Dialect::faults_fired(Fault fault) const {
  const std::scoped_lock lock(mutex_);
  return faults_.fired(fault);
}

std::vector<LoggedRequest> Dialect::requests() const {
  const std::scoped_lock lock(mutex_);
  return log_;
}

void Dialect::forget_requests() {
  const std::scoped_lock lock(mutex_);
  log_.clear();
}

void Dialect::with_rows(const std::function<void(Rows&)>& work) {
  const std::scoped_lock lock(mutex_);
  work(rows_);
}

void Dialect::with_rows(const std::function<void(const Rows&)>& work) const {
  const std::scoped_lock lock(mutex_);
  work(rows_);
}

bool path_is(Call& call, std::string_view method, std::string_view pattern) {
  const auto parts = base::split(pattern, '/');
  if (call.method != method || parts.size() != call.segments.size()) return false;
  call.arguments.clear();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i] == "*") {
      call.arguments.push_back(call.segments[i]);
    } else if (parts[i] != call.segments[i]) {
      return false;
    }
  }
  return true;
}

std::string unknown_parameter(const Call& call, std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : call.parameters) {
    if (std::ranges::find(known, name) == known.end()) return name;
  }
  return {};
}

std::string unknown_key(const base::Json& object, std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : object.members()) {
    if (std::ranges::find(known, name) == known.end()) return name;
  }
  return {};
}

std::string bearer_of(const ports::HttpRequest& request, std::string_view scheme) {
  const std::string given = ports::HttpResponse{0, request.headers, {}, 0}.header("authorization");
  return given.starts_with(scheme) ? given.substr(scheme.size()) : std::string();
}

bool fits(const Column& column, const base::Json& value) {
  using enum Column::Type;
  if (value.is_null()) return true;
  switch (column.type) {
    case text: return value.is_string();
    case number: return value.is_number();
    case boolean: return value.is_boolean();
    case instant: return value.is_string() && base::parse_rfc3339(value.text()).has_value();
    case date: return value.is_string() && base::parse_date(value.text()).has_value();
    case list: return value.is_array();
    case object: return value.is_object();
  }
  return false;
}

}  // namespace goodword::sandbox
