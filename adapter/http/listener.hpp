// A small HTTP/1.1 server on loopback for the sandbox CRM and the demo. Not for other machines: no TLS, no login.
//
// Each request is given to the `answering` function, on a thread of the listener, several at a time. An answer may be
// cut off on purpose, to show what a client makes of a lost one. Requests with more than one Host header, or one that
// names another host, are refused, so that a web page elsewhere cannot be made to talk to it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "ports/http_client.hpp"

namespace goodword::http {

/// Where the connection breaks.
enum class Cut {
  nowhere,
  before_answer,  ///< the request was carried out, and not one byte comes back
  within_answer,  ///< half of the bytes come back
};

struct ListenerAnswer {
  // Implicit, so that a function that returns a plain response serves as well.
  ListenerAnswer(ports::HttpResponse given, Cut where = Cut::nowhere) : response(std::move(given)), cut(where) {}

  ports::HttpResponse response;  ///< Content-Length is added; `wire_bytes` is not looked at
  Cut cut;
};

/// Must be callable from several threads. The request's URL is whole: "http://127.0.0.1:40123/crm/v3?limit=1".
using Answering = std::function<ListenerAnswer(const ports::HttpRequest&)>;

class Listener {
 public:
  /// Listens on 127.0.0.1. Port 0 takes any that is free. Error: wire.port_taken.
  static base::Result<std::unique_ptr<Listener>> open(Answering answering, std::uint16_t port = 0);
  /// Ends the connections and waits for answers that are being made.
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  std::uint16_t port() const;
  /// "http://127.0.0.1:40123"
  std::string origin() const;

 private:
  class Server;
  explicit Listener(std::unique_ptr<Server> server);
  std::unique_ptr<Server> server_;
};

}  // namespace goodword::http
