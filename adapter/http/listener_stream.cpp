#include "http/listener_stream.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace goodword::http {

ListenerStream::~ListenerStream() {
  ::shutdown(socket_, SHUT_WR);
  ::close(socket_);
}

bool ListenerStream::wait_for(short events, std::chrono::milliseconds time_out) const {
  std::array<pollfd, 2> watched = {{{socket_, events, 0}, {stop_, POLLIN, 0}}};
  int ready = 0;
  do {
    ready = ::poll(watched.data(), watched.size(), static_cast<int>(time_out.count()));
  } while (ready < 0 && errno == EINTR);
  return ready > 0 && watched[1].revents == 0;
}

bool ListenerStream::readable(std::chrono::milliseconds time_out) const { return wait_for(POLLIN, time_out); }

long ListenerStream::read(char* bytes, std::size_t size) {
  if (!release(held_.size()) || !wait_for(POLLIN, listener_patience)) return -1;
  return static_cast<long>(::recv(socket_, bytes, size, 0));
}

bool ListenerStream::release(std::size_t bytes) {
  const std::string going = std::exchange(held_, {});
  const std::size_t end = std::min(bytes, going.size());
  for (std::size_t sent = 0; sent < end;) {
    if (!wait_for(POLLOUT, listener_patience)) return false;
    // MSG_NOSIGNAL: a client that has gone is no reason to end the program.
    const auto count = ::send(socket_, going.data() + sent, end - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (count <= 0) return false;
    sent += static_cast<std::size_t>(count);
  }
  return true;
}

}  // namespace goodword::http
