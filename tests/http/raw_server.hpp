// A server for tests that says exactly the bytes it is told to, right or wrong, and lets the test watch and steer.
//
// Each connection runs `script` on a thread of its own. The server counts connections; everything else is for the
// script to record.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace goodword::http::test {

/// One accepted connection. Closed when the script returns.
class Connection {
 public:
  explicit Connection(int socket) : socket_(socket) {}
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// The next request with its body, or empty when the client has gone.
  std::string request();
  /// False when the client has gone.
  bool say(std::string_view bytes);
  /// Waits until the client goes.
  void wait_for_end();
  int socket() const { return socket_; }

 private:
  int socket_;
  std::string read_;
};

class RawServer {
 public:
  using Script = std::function<void(Connection&)>;
  explicit RawServer(Script script);
  ~RawServer();
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  int port() const { return port_; }
  std::string url(std::string_view path = "/") const {
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
  }
  int connections() const { return connections_; }

 private:
  void accept_all();

  Script script_;
  int port_ = 0;  // before the socket, which sets it
  int listening_;
  std::atomic<int> connections_ = 0;
  std::mutex mutex_;
  std::vector<int> open_;
  std::vector<std::jthread> threads_;
  std::jthread acceptor_;
};

/// A port on which nobody listens.
int unused_port();

/// A count that threads wait for.
class Tally {
 public:
  void add();
  /// False if it is not reached within ten seconds, so that a broken test ends.
  bool reaches(int count);
  int count() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  int count_ = 0;
};

/// "HTTP/1.1 200 OK" with the length of `body`.
std::string ok(std::string_view body, std::string_view more_headers = "");
/// `bytes` as gzip makes them.
std::string gzipped(std::string_view bytes);

}  // namespace goodword::http::test
