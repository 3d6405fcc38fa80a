// One accepted connection of the listener: bytes in, bytes held back until an answer is whole, then all or some of them
// out. Knows nothing of HTTP; only listener.cpp uses it, on one thread per connection.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace goodword::http {

/// How long a client may keep the listener waiting for the next bytes of a request, or for room for those of an answer.
constexpr std::chrono::seconds listener_patience(10);

class ListenerStream {
 public:
  /// Takes over `socket` and closes it at the end. `stop` becomes readable when the listener ends.
  ListenerStream(int socket, int stop) : socket_(socket), stop_(stop) {}
  ~ListenerStream();
  ListenerStream(const ListenerStream&) = delete;
  ListenerStream& operator=(const ListenerStream&) = delete;

  /// Whether something can be read within `time_out`; false also when the listener ends.
  bool readable(std::chrono::milliseconds time_out) const;
  /// Bytes read, 0 at the end, -1 on a fault. What was held back goes out first: the client may be waiting for it.
  long read(char* bytes, std::size_t size);
  void hold(const char* bytes, std::size_t size) { held_.append(bytes, size); }

  std::size_t held() const { return held_.size(); }
  /// Sends the first `bytes` of what is held and forgets the rest.
  bool release(std::size_t bytes);

 private:
  bool wait_for(short events, std::chrono::milliseconds time_out) const;

  int socket_;
  int stop_;
  std::string held_;
};

}  // namespace goodword::http
