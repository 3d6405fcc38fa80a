// A scripted HTTP client: it has the exchanges of one step, checks that each request made is one of them, and gives its
// answer. It knows nothing of connectors. Single-threaded.
#pragma once

#include <string>
#include <vector>

#include "base/json.hpp"
#include "ports/clock.hpp"
#include "ports/http_client.hpp"
#include "ports/random.hpp"

namespace goodword::conformance {

struct Exchange {
  base::Json request;   ///< method, url, query, headers, json, form, as in the sample
  base::Json response;  ///< status, headers, json or body; or {"lost": true}
  bool used = false;
};

/// "response" of a sample, as a client gives it. Errors: wire.lost, where the sample loses it.
base::Result<ports::HttpResponse> response_of(const base::Json& written);

class ReplayClient : public ports::HttpClient {
 public:
  void expect(const base::Json& exchanges);
  std::unique_ptr<ports::PendingResponse> start(ports::HttpRequest request) override;

  /// Requests that the sample has not, and exchanges that were not asked for; empty if all went as written.
  std::vector<std::string> faults() const;
  const std::vector<Exchange>& exchanges() const { return exchanges_; }
  /// Every request ever made, as text, for the search for secrets outside their headers.
  const std::vector<ports::HttpRequest>& made() const { return made_; }

 private:
  std::vector<Exchange> exchanges_;
  std::vector<std::string> surprises_;
  std::vector<ports::HttpRequest> made_;
};

/// What a request asks for, as a sample writes it: method, url, query, json or form.
base::Json as_sample(const ports::HttpRequest& request);

/// Time passes only when someone waits.
class StillClock : public ports::Clock {
 public:
  explicit StillClock(base::Instant now) : now_(now) {}
  base::Instant now() const override { return now_; }
  void wait_until(base::Instant until, std::stop_token) override;
  void set(base::Instant now) { now_ = now; }
  base::Duration waited() const { return waited_; }

 private:
  base::Instant now_;
  base::Duration waited_{};
};

class NoRandom : public ports::Random {
 public:
  std::uint64_t next() override { return 0; }
};

}  // namespace goodword::conformance
