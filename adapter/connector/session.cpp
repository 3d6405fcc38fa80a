#include "connector/session.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace goodword::connector {
namespace {

using base::Duration;
using base::Error;
using base::Instant;
using base::Json;
using base::Result;
using namespace std::chrono_literals;

constexpr Duration most_wait = 5min;
constexpr Duration first_wait = 1s;
constexpr Duration facts_last = 24h;
constexpr int most_adoptions = 3;
/// Allowed between this machine's clock and that of a CRM that does not tell its time.
constexpr Duration unknown_skew = 10min;

tl::unexpected<Error> fail_with(std::string_view code, std::string detail, base::Scope scope, base::Retry retry) {
  auto failed = base::failure(code, std::move(detail), retry);
  failed.value().scope = scope;
  return failed;
}

bool within(std::string_view url, const std::vector<std::string>& domains) {
  const std::string origin = origin_of(url);
  std::string_view host = std::string_view(origin).substr(std::min(origin.size(), origin.find("://") + 3));
  if (const auto colon = host.rfind(':'); colon != std::string_view::npos && !host.ends_with(']'))
    host = host.substr(0, colon);
  return std::ranges::any_of(domains, [&](const std::string& domain) {
    const std::string wanted = base::lower(domain);
    return host == wanted || host.ends_with("." + wanted);
  });
}

}  // namespace

Seen Answer::seen() const {
  return {.status = response.status,
          .headers = &response.headers,
          .body = reading.outside.empty() && !body.is_null() ? &body : nullptr,
          .outside = &reading.outside};
}

Error error_of(const Verdict& verdict, const ports::HttpResponse& response, std::string_view doing) {
  std::string text = std::string(doing) + ": the CRM answered " + std::to_string(response.status);
  if (!verdict.words.empty()) text += ", \"" + verdict.words + "\"";
  if (!verdict.say.empty()) text += " (" + verdict.say + ")";
  switch (verdict.action) {
    case Action::stop_crm:
    case Action::login: return fail_with("remote.login", text, base::Scope::crm, base::Retry::when_changed).value();
    case Action::restart: return fail_with("remote.restart", text, base::Scope::stream, base::Retry::now).value();
    case Action::changed: return fail_with("remote.changed", text, base::Scope::record, base::Retry::never).value();
    case Action::gone:
    case Action::skip: return fail_with("remote.gone", text, base::Scope::record, base::Retry::never).value();
    case Action::quarantine:
      return fail_with("remote.rejected", text, base::Scope::record, base::Retry::when_changed).value();
    case Action::split: return fail_with("remote.too_large", text, base::Scope::record, base::Retry::never).value();
    case Action::unknown: return fail_with("wire.lost", text, base::Scope::record, base::Retry::never).value();
    default: return fail_with("remote.refused", text, base::Scope::stream, base::Retry::when_changed).value();
  }
}

Session::Session(const Plan& plan, RemoteParts parts)
    : plan_(plan), parts_(std::move(parts)), pacer_(plan, parts_), login_(*this) {
  for (const auto& [name, value] : parts_.secrets) values_.set_text("settings." + name, value);
  const Spelling spelling;
  for (const auto& [name, text] : plan_.origins) {
    if (plan_.within.contains(name)) continue;
    const auto url = fill_text(text, {values_, spelling});
    if (url && *url) origins_[name] = **url;
  }
}

/// A path follows an address that an answer names, with a slash of its own.
void Session::set_login(const std::string& name, Json value) {
  if (value.is_string() && value.text().find("://") != std::string::npos) {
    std::string address = value.text();
    while (address.ends_with('/')) address.pop_back();
    value = Json(address);
  }
  values_.set(name, Given(std::move(value)));
}

Result<void> Session::place_origins() {
  const Spelling spelling;
  for (const auto& [name, domains] : plan_.within) {
    auto url = fill_text(plan_.origins.at(name), {values_, spelling});
    if (!url) return tl::unexpected(url.error());
    std::string address = url->value_or("");
    while (address.ends_with('/')) address.pop_back();
    if (!may_carry_secrets(address) || !within(address, domains)) {
      const std::string named = origin_of(address).empty() ? "no https address" : origin_of(address);
      return end(fail_with("wire.refused_origin",
                           "the login's answer names " + base::escape_line(base::shorten(named, 80)) +
                               " as the origin \"" + name + "\", which is not within " + base::join(domains, ", "),
                           base::Scope::crm, base::Retry::when_changed)
                     .value());
    }
    origins_[name] = std::move(address);
  }
  return {};
}

Instant Session::server_now() const { return now() + offset_.value_or(-unknown_skew); }

RuleBook Session::rules(const Request& request) const { return {&request.answers, &plan_.answers, &plan_.message}; }

void Session::count(const Call& call, const ports::HttpResponse& response) {
  if (call.purpose == Purpose::write) {
    ++calls_.writes;
  } else if (call.purpose == Purpose::page || call.purpose == Purpose::by_id) {
    ++calls_.reads;
  } else {
    ++calls_.others;
  }
  calls_.bytes += response.wire_bytes;
}

tl::unexpected<Error> Session::refuse(std::string why) {
  return end(fail_with("remote.login", std::move(why), base::Scope::crm, base::Retry::when_changed).value());
}

tl::unexpected<Error> Session::end(Error error) {
  dead_ = std::move(error);
  return tl::unexpected(*dead_);
}

Result<Permit> Session::wait_for_room(const Call& call, std::stop_token stop) {
  const auto costs = pacer_.costs(*call.request, call.purpose, call.records);
  const Instant began = now();
  while (true) {
    auto answer = pacer_.ask(costs, Caller::Want::now_or_later);
    if (!answer) return tl::unexpected(answer.error());
    if (answer->permit) return std::move(*answer->permit);
    if (answer->when - began > most_wait) {
      auto failed = fail_with("remote.rate_limited", answer->why + " until " + base::to_rfc3339(answer->when),
                              base::Scope::crm, base::Retry::at);
      failed.value().at = answer->when;
      return failed;
    }
    parts_.clock.wait_until(answer->when, stop);
    if (stop.stop_requested()) return base::failure("wire.stopped", "stopped while waiting for room in a budget");
  }
}

Result<ports::Standing> Session::standing() {
  ports::Standing made;
  made.ahead = offset_;
  if (auto told = pacer_.tell(made); !told) return tl::unexpected(told.error());
  return made;
}

Result<ports::HttpRequest> Session::prepare(Call& call) {
  values_.set("request_id", Given(Json(static_cast<std::int64_t>(++request_number_))));
  values_.set("now", Given(crm_now()));
  call.values.see_behind(&values_);
  for (auto& item : call.items) item.see_behind(&call.values);
  auto request = build(*call.request, {call.values, call.request->spelling, call.items}, origins_);
  if (!request) return request;
  if (!call.url.empty()) {
    auto url = follow(call.url, request->url);
    if (!url) return tl::unexpected(url.error());
    request->url = std::move(*url);
  }
  request->time_out = parts_.time_out;
  const Send& shown = call.purpose == Purpose::login ? plan_.auth.client : plan_.auth.send;
  if (auto added = add_login(*request, shown, values_); !added) return tl::unexpected(added.error());
  return request;
}

Result<Flight> Session::launch(Call& call, std::stop_token stop) {
  if (dead_) return tl::unexpected(*dead_);
  if (call.purpose != Purpose::login) {
    if (auto in = login_.get_in(stop); !in) return tl::unexpected(in.error());
    if (auto known = need(*call.request, stop); !known) return tl::unexpected(known.error());
  }
  auto permit = wait_for_room(call, stop);
  if (!permit) return tl::unexpected(permit.error());
  return send(call, std::move(*permit));
}

Result<Flight> Session::send(Call& call, Permit permit) {
  auto request = prepare(call);
  if (!request) return tl::unexpected(request.error());
  Flight flight;
  flight.permit = std::move(permit);
  flight.sent = now();
  flight.url = request->url;
  flight.login = login_.number();
  call.maybe_taken = true;
  flight.pending = parts_.http.start(std::move(*request));
  return flight;
}

std::optional<Flight> Session::start_early(Call& call) {
  const bool facts_known = std::ranges::all_of(call.request->names, [&](const std::string& name) {
    const auto asked = fact_asked_.find(name);
    return !name.starts_with("fact.") || (asked != fact_asked_.end() && now() < asked->second + facts_last);
  });
  if (dead_ || !login_.is_in() || !facts_known) return std::nullopt;
  auto answer =
      pacer_.ask(pacer_.costs(*call.request, call.purpose, call.records), Caller::Want::now_with_one_to_spare);
  if (!answer || !answer->permit) return std::nullopt;
  auto flight = send(call, std::move(*answer->permit));
  return flight ? std::optional(std::move(*flight)) : std::nullopt;
}

Result<void> Session::parse(Call& call, Answer& answer) {
  const std::string& body = answer.response.body;
  if (call.rows) call.rows->begin();
  if (body.empty()) return {};
  if (call.layout) {
    auto reading = read_answer(*call.layout, body, *call.rows);
    if (!reading) return tl::unexpected(reading.error());
    answer.reading = std::move(*reading);
    return {};
  }
  auto json = base::parse_json(body);
  if (!json) return tl::unexpected(json.error());
  answer.body = std::move(*json);
  return {};
}

Result<Answer> Session::read(Call& call, Flight& flight, ports::HttpResponse response) {
  count(call, response);
  Answer answer;
  answer.response = std::move(response);
  if (const auto date = base::parse_http_date(answer.response.header("Date"))) {
    answer.server_time = date;
    offset_ = *date - now();
    answer.asked = flight.sent + *offset_;
  } else {
    answer.asked = flight.sent + offset_.value_or(-unknown_skew);
  }
  const auto parsed = parse(call, answer);
  const Seen seen = answer.seen();
  pacer_.learn(flight.permit, seen);
  answer.verdict = classify(rules(*call.request), seen, call.purpose, now());
  if (call.purpose == Purpose::login) answer.verdict.words = words_of(answer, call, parts_.secrets);
  const bool success = answer.verdict.action == Action::ok;
  if (parsed || !success) return answer;
  if (call.purpose == Purpose::write) {
    answer.verdict.action = Action::unknown;
    answer.verdict.say = parsed.error().detail;
    return answer;
  }
  return fail_with(parsed.error().code == "json.too_deep" ? "json.too_deep" : "remote.unavailable",
                   "the answer of " + origin_of(flight.url) + " cannot be read: " + parsed.error().detail,
                   base::Scope::stream, base::Retry::now);
}

Result<void> Session::back_off(const Verdict& verdict, Tries& tries, std::stop_token stop) {
  const int step = std::min(tries.retries + tries.throttles + tries.losses, 9);
  const auto span = std::min<std::int64_t>(most_wait.count(), first_wait.count() << std::max(0, step - 1));
  Duration wait = verdict.wait.value_or(
      Duration(static_cast<std::int64_t>(parts_.random.next() % static_cast<std::uint64_t>(span + 1))));
  // A CRM that says "at once" after a refusal is not taken at its word.
  if (verdict.wait) wait = std::max(wait, Duration(200ms));
  tries.waited += wait;
  const Instant until = now() + wait;
  if (verdict.action == Action::throttled) pacer_.blocked(verdict.budget, until);
  if (wait > most_wait || tries.waited > 3 * most_wait || tries.throttles > most_throttles) {
    auto failed = fail_with("remote.rate_limited",
                            "the CRM asks to wait until " + base::to_rfc3339(until) +
                                (verdict.words.empty() ? "" : ": \"" + verdict.words + "\""),
                            base::Scope::crm, base::Retry::at);
    failed.value().at = until;
    return failed;
  }
  parts_.clock.wait_until(until, stop);
  if (stop.stop_requested()) return base::failure("wire.stopped", "stopped while waiting to ask again");
  return {};
}

Result<void> Session::log_in_again(const Flight& flight, const Answer& answer, Tries& tries, std::stop_token stop) {
  // What another process renewed may have ended, too, before it was used here.
  if (tries.logins > 0 || tries.adoptions > most_adoptions || !login_.renewable())
    return refuse(error_of(answer.verdict, answer.response, "login " + plan_.login).detail);
  const auto before = login_.renewals();
  if (auto renewed = login_.renew(flight.login, stop); !renewed) return renewed;
  ++(login_.renewals() == before ? tries.adoptions : tries.logins);
  return {};
}

/// Nothing: the call is to be made again.
Result<std::optional<Answer>> Session::settle(Call& call, Flight& flight, Answer answer, Tries& tries,
                                              std::stop_token stop) {
  const Action action = answer.verdict.action;
  if (action == Action::retry) {
    if (++tries.retries > most_retries) {
      return fail_with("remote.unavailable",
                       error_of(answer.verdict, answer.response, "a request that was repeated").detail,
                       base::Scope::crm, base::Retry::now);
    }
    if (auto waited = back_off(answer.verdict, tries, stop); !waited) return tl::unexpected(waited.error());
    return std::nullopt;
  }
  if (action == Action::throttled) {
    ++tries.throttles;
    if (auto waited = back_off(answer.verdict, tries, stop); !waited) return tl::unexpected(waited.error());
    return std::nullopt;
  }
  if (call.purpose == Purpose::login) return answer;
  if (action == Action::login) {
    if (auto in = log_in_again(flight, answer, tries, stop); !in) return tl::unexpected(in.error());
    return std::nullopt;
  }
  if (action == Action::stop_crm)
    return refuse(error_of(answer.verdict, answer.response, "login " + plan_.login).detail);
  return answer;
}

Result<Answer> Session::collect(Call& call, Flight flight, std::stop_token stop) {
  Tries tries;
  while (true) {
    auto response = flight.pending->wait(stop);
    flight.permit.end();
    if (response) {
      auto answer = read(call, flight, std::move(*response));
      if (!answer) return answer;
      call.maybe_taken = answer->verdict.action == Action::unknown;
      auto settled = settle(call, flight, std::move(*answer), tries, stop);
      if (!settled) return tl::unexpected(settled.error());
      if (*settled) return std::move(**settled);
    } else {
      call.maybe_taken = response.error().code != "wire.not_sent";
      const bool may_repeat = call.purpose != Purpose::write &&
                              (response.error().code == "wire.not_sent" || response.error().code == "wire.lost");
      if (!may_repeat || ++tries.losses > most_losses) return tl::unexpected(response.error());
      if (auto waited = back_off({}, tries, stop); !waited) return tl::unexpected(waited.error());
    }
    auto again = launch(call, stop);
    if (!again) return tl::unexpected(again.error());
    flight = std::move(*again);
  }
}

Result<Answer> Session::call(Call& call, std::stop_token stop) {
  auto flight = launch(call, stop);
  if (!flight) return tl::unexpected(flight.error());
  return collect(call, std::move(*flight), stop);
}

Result<Answer> Session::once(Call& call, std::stop_token stop) {
  auto flight = launch(call, stop);
  if (!flight) return tl::unexpected(flight.error());
  // What a login brings cannot be asked for again: once it is on its way, it is waited for.
  auto response = flight->pending->wait(call.purpose == Purpose::login ? std::stop_token() : stop);
  flight->permit.end();
  if (!response) return tl::unexpected(response.error());
  return read(call, *flight, std::move(*response));
}

Result<Json> Session::ask_fact(const Fact& fact, std::stop_token stop) {
  for (const auto& probe : fact.probes) {
    if (!probe.request) return probe.value;
    Call call{.request = &*probe.request, .purpose = Purpose::other};
    auto answer = this->call(call, stop);
    if (!answer) return tl::unexpected(answer.error());
    if (probe.when && probe.when->holds(answer->seen())) return probe.value;
  }
  if (fact.request) {
    Call call{.request = &*fact.request, .purpose = Purpose::other};
    auto answer = this->call(call, stop);
    if (!answer) return tl::unexpected(answer.error());
    if (answer->verdict.action == Action::ok) {
      if (const auto value = pick(fact.take, answer->seen())) return *value;
    }
    if (fact.otherwise) return *fact.otherwise;
  }
  return base::failure("remote.refused", "the CRM does not tell " + fact.name + ", which the connector needs");
}

Result<void> Session::need(const Request& request, std::stop_token stop) {
  for (const auto& fact : plan_.facts) {
    if (!uses(request, fact.name)) continue;
    const auto asked = fact_asked_.find(fact.name);
    if (asked != fact_asked_.end() && now() < asked->second + facts_last) continue;
    auto value = ask_fact(fact, stop);
    if (!value) return tl::unexpected(value.error());
    values_.set(fact.name, Given(std::move(*value)));
    fact_asked_[fact.name] = now();
  }
  return {};
}

}  // namespace goodword::connector
