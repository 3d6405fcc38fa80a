// A CRM in memory that speaks HubSpot's dialect, written from the vendor's OpenAPI documents and recorded traffic.
//
// Clients reach it in process (in_process.hpp) or over a socket, where a listener calls answer(). People at the CRM's
// screen are Person (people.hpp). It knows nothing of connector files, so what both get wrong alike cannot hide. All
// members may be called from several threads.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "ports/http_client.hpp"
#include "sandbox/faults.hpp"
#include "sandbox/limits.hpp"
#include "sandbox/request_log.hpp"
#include "sandbox/routes.hpp"
#include "sandbox/server.hpp"
#include "sandbox/world.hpp"

namespace goodword::sandbox {

struct HubSpotOptions {
  std::string token = "pat-eu1-sandbox";
  std::function<base::Instant()> now;              ///< the CRM's clock; must be given
  std::function<void(base::Duration)> pause = {};  ///< how slow answers pass time; empty: they are only said to be slow
  base::Duration index_lag{};                      ///< until search sees a change
  Limits limits = {};
  Account account = {};
};

class HubSpot : public Server {
 public:
  explicit HubSpot(HubSpotOptions options);

  /// The whole truth about one request, faults included.
  Exchange exchange(const ports::HttpRequest& request) override;
  /// For listeners, which cannot drop a connection: a refused request is answered 503 and a lost answer 502, with no
  /// body.
  ports::HttpResponse answer(const ports::HttpRequest& request);

  /// Adds a rule to those that strike requests from now on.
  void add_fault(FaultRule rule);
  /// Nothing goes wrong any more; what fired stays counted.
  void calm();
  int faults_fired(Fault fault) const;
  void set_token(std::string token);
  void set_limits(const Limits& limits);
  void set_index_lag(base::Duration lag);

  std::vector<LoggedRequest> requests() const;
  void forget_requests();

  /// Runs `work` on the records with the lock held; for Person, Census and the story.
  void with_world(const std::function<void(World&)>& work);
  void with_world(const std::function<void(const World&)>& work) const;

 private:
  Answer carry_out(Call& call, const std::string& body);
  Answer admitted(const ports::HttpRequest& request, Call& call, const std::optional<FaultRule>& rule);
  void finish(Answer& answer, Budget budget);
  base::Instant midnight() const;

  HubSpotOptions options_;
  mutable std::mutex mutex_;
  World world_;
  Meter meter_;
  Faults faults_;
  SearchMemory searches_;
  std::vector<LoggedRequest> log_;
  std::uint64_t correlation_ = 0;
};

}  // namespace goodword::sandbox
