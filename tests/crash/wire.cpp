#include "crash/wire.hpp"

#include <unistd.h>

#include <cstdint>
#include <optional>

namespace goodword::testing {
namespace {

bool write_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(socket, bytes.data(), bytes.size());
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool read_all(int socket, char* into, std::size_t count) {
  while (count > 0) {
    const auto got = ::read(socket, into, count);
    if (got <= 0) return false;
    into += got;
    count -= static_cast<std::size_t>(got);
  }
  return true;
}

/// A message is a list of texts.
using Message = std::vector<std::string>;

std::string with_size(const std::string& text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  return std::string(reinterpret_cast<const char*>(&size), sizeof size) + text;
}

bool send_message(int socket, const Message& message) {
  std::string bytes;
  for (const auto& text : message) bytes += with_size(text);
  return write_all(socket, with_size(bytes));
}

std::optional<Message> receive_message(int socket) {
  std::uint32_t size = 0;
  if (!read_all(socket, reinterpret_cast<char*>(&size), sizeof size)) return std::nullopt;
  std::string bytes(size, '\0');
  if (!read_all(socket, bytes.data(), size)) return std::nullopt;
  Message message;
  for (std::size_t at = 0; at < bytes.size();) {
    std::uint32_t length = 0;
    bytes.copy(reinterpret_cast<char*>(&length), sizeof length, at);
    message.push_back(bytes.substr(at + sizeof length, length));
    at += sizeof length + length;
  }
  return message;
}

void add_headers(Message& message, const ports::Headers& headers) {
  for (const auto& [name, value] : headers) message.insert(message.end(), {name, value});
}

ports::Headers headers_from(const Message& message, std::size_t at) {
  ports::Headers headers;
  for (; at + 1 < message.size(); at += 2) headers.emplace_back(message[at], message[at + 1]);
  return headers;
}

class Ready : public ports::PendingResponse {
 public:
  explicit Ready(base::Result<ports::HttpResponse> result) : result_(std::move(result)) {}
  base::Result<ports::HttpResponse> wait(std::stop_token) override { return std::move(result_); }

 private:
  base::Result<ports::HttpResponse> result_;
};

}  // namespace

std::unique_ptr<ports::PendingResponse> SocketClient::start(ports::HttpRequest request) {
  Message message = {request.method, request.url, request.body};
  add_headers(message, request.headers);
  std::optional<Message> answer;
  if (send_message(socket_, message)) answer = receive_message(socket_);
  if (!answer) return std::make_unique<Ready>(base::failure("wire.lost", "the parent is gone"));
  ports::HttpResponse response{std::stoi(answer->at(0)), headers_from(*answer, 2), answer->at(1), answer->at(1).size()};
  return std::make_unique<Ready>(std::move(response));
}

void serve(sandbox::HubSpot& crm, int socket) {
  while (auto message = receive_message(socket)) {
    ports::HttpRequest request;
    request.method = message->at(0);
    request.url = message->at(1);
    request.body = message->at(2);
    request.headers = headers_from(*message, 3);
    const auto response = crm.answer(request);
    Message answer = {std::to_string(response.status), response.body};
    add_headers(answer, response.headers);
    if (!send_message(socket, answer)) return;
  }
}

}  // namespace goodword::testing
