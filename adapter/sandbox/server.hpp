// What stands at the far end of a wire in this process: one request in, and the whole truth about its answer out.
//
// HubSpot and every Dialect are servers; InProcessClient (in_process.hpp) makes of a server what a client would see.
#pragma once

#include "ports/http_client.hpp"

namespace goodword::sandbox {

/// What becomes of an answer on its way back.
enum class Delivery { delivered, refused, lost };

struct Exchange {
  Delivery delivery = Delivery::delivered;
  ports::HttpResponse response;
  base::Duration took{};
};

class Server {
 public:
  virtual ~Server() = default;
  /// Callable from several threads.
  virtual Exchange exchange(const ports::HttpRequest& request) = 0;
};

}  // namespace goodword::sandbox
