// What an answer means: the file's rules in their order, then the built-in ones.
//
// classify() turns status, headers and body into one action, with how long to wait and the vendor's own words. It
// decides nothing about repeating: that is the loop's. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "connector/picks.hpp"

namespace goodword::connector {

/// Spelled as in connector files.
enum class Action {
  ok,
  empty,
  no_change,
  retry,
  throttled,
  login,
  restart,
  split,
  already,
  changed,
  gone,
  skip,
  quarantine,
  stop_stream,
  stop_crm,
  unknown
};

std::optional<Action> action_of(std::string_view word);
std::string_view to_text(Action action);
std::vector<std::string> action_words();
/// A refusal of a whole batch that may be the fault of one item: halving finds it.
bool may_be_one(Action action);

struct Rule {
  Test when;
  Action action = Action::ok;
  std::optional<base::Duration> wait;
  std::optional<Pick> wait_at;
  std::string budget;
  std::string say;
};

/// What is being done: the built-in rules differ by it.
enum class Purpose { page, by_id, write, login, other };

struct Verdict {
  Action action = Action::ok;
  std::optional<base::Duration> wait = {};  ///< what the rule or the CRM says; nothing: back off with jitter
  std::string budget = {};                  ///< the one that is spent, if the rule says which
  std::string say = {};                     ///< the rule's words for people
  std::string words = {};                   ///< the vendor's own words, one line, shortened
};

/// The rules that apply, first match wins; `own` are the request's.
struct RuleBook {
  const std::vector<Rule>* own = nullptr;
  const std::vector<Rule>* general = nullptr;
  const std::vector<Pick>* message = nullptr;
};

Verdict classify(const RuleBook& book, const Seen& seen, Purpose purpose, base::Instant now);

/// "120", "Tue, 03 Nov 2026 09:12:05 GMT", an RFC 3339 time, or an epoch: how long from `now`; never negative.
std::optional<base::Duration> wait_from(std::string_view text, base::Instant now);

}  // namespace goodword::connector
