// ports::HttpClient on a server in this process: no socket, no thread, no time. Requests are carried out when they are
// started.
//
// What the wire would make of an answer is kept: a refused connection is wire.not_sent, a lost answer or one slower
// than the request's time-out is wire.lost. Callable from several threads.
#pragma once

#include "sandbox/server.hpp"

namespace goodword::sandbox {

class InProcessClient : public ports::HttpClient {
 public:
  explicit InProcessClient(Server& crm) : crm_(crm) {}
  std::unique_ptr<ports::PendingResponse> start(ports::HttpRequest request) override;

 private:
  Server& crm_;
};

}  // namespace goodword::sandbox
