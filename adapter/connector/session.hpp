// One login on one CRM: sends requests, waits for budgets, logs in, repeats reads, and says what came of it.
//
// The only place of this room that uses HttpClient and Clock, and the only layer that backs off. A write is sent once;
// it is sent again only where the CRM said that it did not take it (throttled, login expired). After a refused login
// nothing more is sent. Used by one worker at a time.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "connector/login.hpp"
#include "connector/mapping.hpp"
#include "connector/pacer.hpp"
#include "connector/remote.hpp"
#include "connector/walk.hpp"
#include "ports/remote.hpp"

namespace goodword::connector {

/// One call to make. `values` see the session's values behind them; `items` see `values`.
struct Call {
  const Request* request = nullptr;
  Purpose purpose = Purpose::other;
  Values values = {};
  std::vector<Values> items = {};
  std::string url = {};            ///< instead of the request's own address (a next page)
  const Layout* layout = nullptr;  ///< stream the answer through this; else it becomes a tree
  Rows* rows = nullptr;
  std::size_t records = 1;   ///< for budgets that count records
  bool maybe_taken = false;  ///< out, for a call that failed: the CRM may have done what it asked for
};

struct Answer {
  Verdict verdict;
  ports::HttpResponse response;
  base::Json body;  ///< without a layout
  Reading reading;  ///< with one
  std::optional<base::Instant> server_time;
  base::Instant asked{};  ///< the CRM's time when it was sent, as well as that can be told

  Seen seen() const;
};

/// A call on the wire.
struct Flight {
  std::unique_ptr<ports::PendingResponse> pending;
  Permit permit;
  base::Instant sent{};
  std::string url;
  std::int64_t login = 0;  ///< number of the login it was sent with
};

/// What was tried already for one call.
struct Tries {
  int retries = 0, throttles = 0, losses = 0, logins = 0, adoptions = 0;
  base::Duration waited{};
};
inline constexpr int most_retries = 5, most_throttles = 8, most_losses = 3;

class Session {
 public:
  Session(const Plan& plan, RemoteParts parts);

  /// Sends, and repeats what may be repeated. What remains is for the caller: ok, empty, no_change, and the actions
  /// about the record or stream. Errors: wire.*, remote.login, remote.rate_limited, remote.unavailable,
  /// connector.invalid.
  base::Result<Answer> call(Call& call, std::stop_token stop);
  /// The same with a request that is on the wire already.
  base::Result<Answer> collect(Call& call, Flight flight, std::stop_token stop);
  /// Puts a request on the wire if it may go at once; nothing otherwise, and then call() does it later.
  std::optional<Flight> start_early(Call& call);

  // For the login: it judges and waits by itself.
  /// Sends once; what came of it is for the caller.
  base::Result<Answer> once(Call& call, std::stop_token stop);
  /// Waits as the CRM says, or with full jitter where it says nothing.
  base::Result<void> back_off(const Verdict& verdict, Tries& tries, std::stop_token stop);
  void set_login(const std::string& name, base::Json value);
  const Values& values() const { return values_; }
  /// Origins that a login's answer names, once it is there. Errors: wire.refused_origin.
  base::Result<void> place_origins();
  /// Nothing more is sent after this.
  tl::unexpected<base::Error> end(base::Error error);
  tl::unexpected<base::Error> refuse(std::string why);
  Login& login() { return login_; }

  /// Asks for the facts that stand in a request.
  base::Result<void> need(const Request& request, std::stop_token stop);
  /// The CRM's time now, as far as its answers have told.
  base::Instant server_now() const;
  bool knows_server_time() const { return offset_.has_value(); }
  const ports::CallCount& calls() const { return calls_; }
  base::Result<ports::Standing> standing();
  /// Secrets, login and facts, as far as they are known.
  const Values& known() const { return values_; }
  const Plan& plan() const { return plan_; }
  const RemoteParts& parts() const { return parts_; }
  const Origins& origins() const { return origins_; }
  base::Instant now() const { return parts_.clock.now(); }
  /// The CRM's time where it told it, else this machine's.
  base::Instant crm_now() const { return now() + offset_.value_or(base::Duration{}); }

 private:
  base::Result<Flight> launch(Call& call, std::stop_token stop);
  base::Result<Flight> send(Call& call, Permit permit);
  base::Result<ports::HttpRequest> prepare(Call& call);
  base::Result<Permit> wait_for_room(const Call& call, std::stop_token stop);
  base::Result<Answer> read(Call& call, Flight& flight, ports::HttpResponse response);
  base::Result<void> parse(Call& call, Answer& answer);
  base::Result<void> log_in_again(const Flight& flight, const Answer& answer, Tries& tries, std::stop_token stop);
  base::Result<std::optional<Answer>> settle(Call& call, Flight& flight, Answer answer, Tries& tries,
                                             std::stop_token stop);
  base::Result<base::Json> ask_fact(const Fact& fact, std::stop_token stop);
  void count(const Call& call, const ports::HttpResponse& response);
  RuleBook rules(const Request& request) const;

  const Plan& plan_;
  RemoteParts parts_;
  Values values_;  ///< secrets, login, facts
  Origins origins_;
  Pacer pacer_;
  std::optional<base::Error> dead_;  ///< a refused login: nothing more is sent
  std::map<std::string, base::Instant> fact_asked_;
  std::optional<base::Duration> offset_;
  ports::CallCount calls_;
  std::uint64_t request_number_ = 0;
  Login login_;
};

/// What the CRM said, in one sentence, for an answer that was no success. Retry and scope follow the action.
base::Error error_of(const Verdict& verdict, const ports::HttpResponse& response, std::string_view doing);

}  // namespace goodword::connector
