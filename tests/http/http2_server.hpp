// A server that speaks HTTP/2 over TLS and says exactly the frames it is told to, right or wrong.
//
// It reads frames, answers settings and pings, and calls `answering` when a request is whole. It does not read the
// client's headers: a test tells requests apart by their number and body. Header blocks it sends are plain literals.
#pragma once

#include <openssl/ssl.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>

#include "certificate.hpp"
#include "raw_server.hpp"

namespace goodword::http::test {

enum class Frame : std::uint8_t {
  data = 0,
  headers = 1,
  reset = 3,
  settings = 4,
  ping = 6,
  goaway = 7,
  continuation = 9
};

/// One connection, to be answered on.
class Http2Connection {
 public:
  Http2Connection(SSL* tls, int number) : tls_(tls), number_(number) {}

  int number() const { return number_; }  ///< of the connection, from 1
  /// False when the client has gone.
  bool send(Frame type, std::uint8_t flags, std::uint32_t stream, std::string_view payload);
  bool headers(std::uint32_t stream, std::string_view block);
  /// Status 200 and the body, in frames of 16 KiB.
  bool answer(std::uint32_t stream, std::string_view body, std::string_view more_headers = "");
  bool reset(std::uint32_t stream, std::uint32_t code);
  /// No stream after `last` was or will be looked at.
  bool go_away(std::uint32_t last);
  bool read(char* bytes, std::size_t count);

 private:
  SSL* tls_;
  int number_;
};

struct Http2Request {
  std::uint32_t stream = 0;
  int number = 0;  ///< over all connections, from 1
  std::string body;
};

/// False: the connection is closed.
using Http2Answering = std::function<bool(Http2Connection&, const Http2Request&)>;

class Http2Server {
 public:
  Http2Server(const Certificate& certificate, Http2Answering answering);

  std::string url() const { return "https://127.0.0.1:" + std::to_string(server_.port()) + "/"; }
  int connections() const { return server_.connections(); }
  /// Requests whose headers arrived.
  int requests() const { return requests_; }
  std::string last_body() const;

 private:
  void serve(Connection& connection);
  bool take_frame(Http2Connection& connection);

  Http2Answering answering_;
  // Before the server, whose threads use it to their end.
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{SSL_CTX_new(TLS_server_method()), &SSL_CTX_free};
  std::atomic<int> requests_ = 0;
  mutable std::mutex mutex_;
  std::string body_;
  RawServer server_;
};

/// A header as a literal that enters no table.
std::string header_literal(std::string_view name, std::string_view value);

}  // namespace goodword::http::test
