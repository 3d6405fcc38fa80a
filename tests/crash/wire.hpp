// The sandbox CRM across a process boundary: the killed process is a child, its CRM lives on in the parent.
//
// One socket pair, one request at a time, no threads: a fork copies nothing half-done. What the child's client returns
// is what the CRM in the parent did, faults included.
#pragma once

#include "ports/http_client.hpp"
#include "sandbox/hubspot.hpp"

namespace goodword::testing {

/// The child's end. An answer has come back before start() returns.
class SocketClient : public ports::HttpClient {
 public:
  explicit SocketClient(int socket) : socket_(socket) {}
  std::unique_ptr<ports::PendingResponse> start(ports::HttpRequest request) override;

 private:
  int socket_;
};

/// The parent's end: answers until the child is gone.
void serve(sandbox::HubSpot& crm, int socket);

}  // namespace goodword::testing
