// Things that go wrong between a client and a CRM, to be switched on for chosen requests and counted.
//
// A rule names the requests by method and the beginning of their path and fires from the nth match on. Not thread safe:
// the CRM holds the lock.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/call.hpp"

namespace goodword::sandbox {

enum class Fault {
  refused_before_apply,     ///< nothing arrived: connection refused
  lost_after_apply,         ///< done, but the answer never comes
  bad_gateway_after_apply,  ///< done, and then 502 from a proxy
  slow,                     ///< done, after `delay`
  truncated_body,           ///< half of the answer's text
  bad_json,                 ///< 200 with text that is no JSON
  html_page,                ///< 200 with a web page instead of JSON; nothing was done
  server_error,             ///< 500 in the vendor's form; nothing was done
  token_expired,            ///< 401 as for an expired token
  cursor_expired,           ///< 400 for a request that has a cursor
  repeated_page,            ///< the first page again instead of the one asked for
  duplicate_ids,            ///< the page's first record twice
  huge_field,               ///< a value of 1 MiB
  invalid_utf8,             ///< a value with bytes that are not UTF-8
  nul_byte,                 ///< a value with a NUL
  throttled,                ///< 429 as for too many calls; nothing was done
  // Of dialects alone (dialect.hpp); HubSpot answers as if nothing were wrong.
  forbidden,      ///< 403 as vendors say it who throttle so; nothing was done
  unavailable,    ///< 503; nothing was done
  partial_batch,  ///< every second item of a batch is refused, the others are done
};
constexpr std::size_t fault_count = 19;

struct FaultRule {
  Fault fault;
  std::string method = {};      ///< empty: any
  std::string path_start = {};  ///< "/crm/v3/objects/contacts"; empty: any
  int nth = 1;                  ///< the first match that it strikes, from 1
  int times = 1;                ///< how many matches from there; negative: all
  std::string property = {};    ///< which value the last three spoil; empty: the first text there is
  base::Duration delay = std::chrono::seconds(30);
};

struct Faults {
  std::vector<FaultRule> rules;

  /// The rule that strikes this request, if any; counts matches.
  std::optional<FaultRule> strike(std::string_view method, std::string_view path);
  void calm();
  int fired(Fault fault) const { return fired_[static_cast<std::size_t>(fault)]; }

 private:
  std::vector<int> matches_;
  std::array<int, fault_count> fired_{};
};

/// Where an answer has its list of records, and each record its values, as JSON pointers. A list that is not there: the
/// answer is one record.
struct AnswerShape {
  std::string records, values;
};
/// What the rule makes of a good answer: cut, broken, doubled, spoiled.
Answer spoiled(Answer good, const FaultRule& rule, const AnswerShape& shape);
Answer web_page();
/// What HubSpot answers by this rule instead of doing anything; nullopt if the request is to be carried out.
std::optional<Answer> instead(const Call& call, const FaultRule& rule);

}  // namespace goodword::sandbox
