#include "raw_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <stdexcept>

namespace goodword::http::test {
namespace {

int listening_socket(int& port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  const bool good =
      ::bind(socket, plain, size) == 0 && ::listen(socket, 64) == 0 && ::getsockname(socket, plain, &size) == 0;
  if (!good) throw std::runtime_error("the test cannot listen on loopback");
  port = ntohs(address.sin_port);
  return socket;
}

std::size_t body_length(const std::string& head) {
  const auto at = head.find("Content-Length: ");
  return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
}

}  // namespace

Connection::~Connection() { ::shutdown(socket_, SHUT_WR); }

std::string Connection::request() {
  std::array<char, 65536> bytes{};
  for (;;) {
    if (const auto end = read_.find("\r\n\r\n"); end != std::string::npos) {
      const std::size_t whole = end + 4 + body_length(read_.substr(0, end));
      if (read_.size() >= whole) {
        const std::string request = read_.substr(0, whole);
        read_.erase(0, whole);
        return request;
      }
    }
    const auto count = ::recv(socket_, bytes.data(), bytes.size(), 0);
    if (count <= 0) return "";
    read_.append(bytes.data(), static_cast<std::size_t>(count));
  }
}

bool Connection::say(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

void Connection::wait_for_end() {
  std::array<char, 4096> bytes{};
  while (::recv(socket_, bytes.data(), bytes.size(), 0) > 0) {
  }
}

RawServer::RawServer(Script script)
    : script_(std::move(script)), listening_(listening_socket(port_)), acceptor_([this] { accept_all(); }) {}

RawServer::~RawServer() {
  ::shutdown(listening_, SHUT_RDWR);
  acceptor_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const int socket : open_) ::shutdown(socket, SHUT_RDWR);
  }
  threads_.clear();
  for (const int socket : open_) ::close(socket);
  ::close(listening_);
}

void RawServer::accept_all() {
  for (;;) {
    const int socket = ::accept(listening_, nullptr, nullptr);
    if (socket < 0) return;
    ++connections_;
    const std::lock_guard lock(mutex_);
    open_.push_back(socket);
    threads_.emplace_back([this, socket] {
      Connection connection(socket);
      script_(connection);
    });
  }
}

int unused_port() {
  int port = 0;
  ::close(listening_socket(port));
  return port;
}

void Tally::add() {
  {
    const std::lock_guard lock(mutex_);
    ++count_;
  }
  changed_.notify_all();
}

bool Tally::reaches(int count) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return count_ >= count; });
}

int Tally::count() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

std::string ok(std::string_view body, std::string_view more_headers) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + std::string(more_headers) +
         "\r\n" + std::string(body);
}

std::string gzipped(std::string_view bytes) {
  z_stream stream{};
  // 15 bits of window, and 16 for gzip's own header.
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

}  // namespace goodword::http::test
