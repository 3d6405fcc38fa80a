// A client for tests that says exactly the bytes it is told to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace goodword::http::test {

class RawClient {
 public:
  explicit RawClient(std::uint16_t port);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  /// Stops quietly where the server takes no more.
  void say(std::string_view bytes);
  /// The first line that comes back, without its end; empty if the server hangs up.
  std::string status_line();

 private:
  int socket_;
};

}  // namespace goodword::http::test
