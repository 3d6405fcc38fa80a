#include "connector/answers.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "connector/forms.hpp"

namespace goodword::connector {
namespace {

using base::Duration;
using base::Instant;

constexpr std::array<std::string_view, 16> words = {
    "ok",      "empty",   "no_change", "retry", "throttled",  "login",       "restart",  "split",
    "already", "changed", "gone",      "skip",  "quarantine", "stop_stream", "stop_crm", "unknown"};

Action built_in(int status, Purpose purpose) {
  const bool write = purpose == Purpose::write;
  if (status == 204) return Action::empty;
  if (status >= 200 && status < 300) return Action::ok;
  if (status >= 500 || status == 408) return write ? Action::unknown : Action::retry;
  switch (status) {
    case 304: return Action::no_change;
    case 401: return Action::login;
    case 403: return Action::stop_stream;
    case 404: return purpose == Purpose::page || purpose == Purpose::other ? Action::stop_stream : Action::gone;
    case 409: return write ? Action::quarantine : Action::stop_stream;
    case 410: return write || purpose == Purpose::by_id ? Action::gone : Action::restart;
    case 412: return write ? Action::changed : Action::stop_stream;
    case 413:
    case 414: return Action::split;
    case 429: return Action::throttled;
    default: break;
  }
  // A redirect is nothing we follow; an interim or unheard-of status is no answer to a write.
  if (status >= 400) return write ? Action::quarantine : Action::stop_stream;
  return write ? Action::unknown : Action::stop_stream;
}

Verdict by_rule(const Rule& rule, const Seen& seen, Instant now) {
  Verdict verdict{.action = rule.action, .wait = rule.wait, .budget = rule.budget, .say = rule.say};
  if (rule.wait_at) {
    if (const auto value = pick(*rule.wait_at, seen)) verdict.wait = wait_from(value->text(), now);
  }
  return verdict;
}

const Rule* first_match(const std::vector<Rule>* rules, const Seen& seen) {
  if (!rules) return nullptr;
  const auto found = std::ranges::find_if(*rules, [&](const Rule& rule) { return rule.when.holds(seen); });
  return found == rules->end() ? nullptr : &*found;
}

std::string vendor_words(const std::vector<Pick>* message, const Seen& seen) {
  if (!message) return {};
  for (const auto& place : *message) {
    const auto value = pick(place, seen);
    std::string found = value ? words_in(*value) : "";
    if (!found.empty()) return base::escape_line(base::shorten(base::clean(found), 200));
  }
  return {};
}

}  // namespace

std::optional<Action> action_of(std::string_view word) {
  const auto found = std::ranges::find(words, word);
  return found == words.end() ? std::nullopt : std::optional(static_cast<Action>(found - words.begin()));
}

std::string_view to_text(Action action) { return words[static_cast<std::size_t>(action)]; }
std::vector<std::string> action_words() { return {words.begin(), words.end()}; }

bool may_be_one(Action action) {
  return action == Action::quarantine || action == Action::gone || action == Action::skip || action == Action::split ||
         action == Action::changed;
}

Verdict classify(const RuleBook& book, const Seen& seen, Purpose purpose, Instant now) {
  const Rule* rule = first_match(book.own, seen);
  if (!rule) rule = first_match(book.general, seen);
  Verdict verdict = rule ? by_rule(*rule, seen, now) : Verdict{.action = built_in(seen.status, purpose)};
  if (verdict.action == Action::retry && purpose == Purpose::write) verdict.action = Action::unknown;
  // The CRM's own figure goes before the file's guess, for it knows better.
  if (const auto told = wait_from(seen.header("Retry-After"), now)) verdict.wait = told;
  if (verdict.action > Action::empty) verdict.words = vendor_words(book.message, seen);
  return verdict;
}

std::optional<Duration> wait_from(std::string_view text, Instant now) {
  text = base::trim(text);
  if (text.empty()) return std::nullopt;
  std::optional<Instant> until;
  if (const auto number = read_number(text, Form::plain)) {
    constexpr double a_year = 31'536'000;
    if (*number < 0) return Duration{};
    if (*number < a_year) return Duration(static_cast<std::int64_t>(*number * 1e6));
    until = read_instant(base::Json(text), *number > 1e11 ? Form::epoch_ms : Form::epoch_s);
  } else {
    until = base::parse_http_date(text);
    if (!until) until = base::parse_rfc3339(text);
  }
  if (!until) return std::nullopt;
  return std::max(Duration{}, *until - now);
}

}  // namespace goodword::connector
