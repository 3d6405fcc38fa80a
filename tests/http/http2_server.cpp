#include "http2_server.hpp"

#include <algorithm>
#include <csignal>

namespace goodword::http::test {
namespace {

constexpr std::string_view preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
constexpr std::uint8_t end_stream = 1, end_headers = 4, acknowledged = 1, padded = 8, prioritized = 32;
constexpr std::size_t frame_size = 16384;

std::string number_of_bytes(std::uint32_t number, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(number >> (8 * i) & 0xff);
  return text;
}

std::uint32_t number_in(std::string_view bytes) {
  std::uint32_t number = 0;
  for (const char c : bytes) number = number << 8 | static_cast<unsigned char>(c);
  return number;
}

/// Prefix of seven bits, as RFC 7541 has it.
std::string length_of(std::size_t length) {
  if (length < 127) return std::string(1, static_cast<char>(length));
  std::string text(1, '\x7f');
  for (length -= 127; length >= 128; length /= 128) text += static_cast<char>(length % 128 + 128);
  return text + static_cast<char>(length);
}

int choose_h2(SSL*, const unsigned char** out, unsigned char* size, const unsigned char* offered, unsigned offered_size,
              void*) {
  static const unsigned char h2[] = {2, 'h', '2'};
  const int found = SSL_select_next_proto(const_cast<unsigned char**>(out), size, h2, sizeof h2, offered, offered_size);
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

}  // namespace

std::string header_literal(std::string_view name, std::string_view value) {
  return std::string(1, '\0') + length_of(name.size()) + std::string(name) + length_of(value.size()) +
         std::string(value);
}

bool Http2Connection::send(Frame type, std::uint8_t flags, std::uint32_t stream, std::string_view payload) {
  const std::string frame = number_of_bytes(static_cast<std::uint32_t>(payload.size()), 3) + static_cast<char>(type) +
                            static_cast<char>(flags) + number_of_bytes(stream, 4) + std::string(payload);
  return SSL_write(tls_, frame.data(), static_cast<int>(frame.size())) > 0;
}

bool Http2Connection::headers(std::uint32_t stream, std::string_view block) {
  const auto part = block.substr(0, frame_size);
  block.remove_prefix(part.size());
  if (!send(Frame::headers, block.empty() ? end_headers : 0, stream, part)) return false;
  while (!block.empty()) {
    const auto next = block.substr(0, frame_size);
    block.remove_prefix(next.size());
    if (!send(Frame::continuation, block.empty() ? end_headers : 0, stream, next)) return false;
  }
  return true;
}

bool Http2Connection::answer(std::uint32_t stream, std::string_view body, std::string_view more_headers) {
  const std::string status_200(1, '\x88');  // the static table's own entry
  if (!headers(stream, status_200 + std::string(more_headers))) return false;
  for (;;) {
    const auto part = body.substr(0, frame_size);
    body.remove_prefix(part.size());
    if (!send(Frame::data, body.empty() ? end_stream : 0, stream, part)) return false;
    if (body.empty()) return true;
  }
}

bool Http2Connection::reset(std::uint32_t stream, std::uint32_t code) {
  return send(Frame::reset, 0, stream, number_of_bytes(code, 4));
}

bool Http2Connection::go_away(std::uint32_t last) {
  return send(Frame::goaway, 0, 0, number_of_bytes(last, 4) + number_of_bytes(0, 4));
}

bool Http2Connection::read(char* bytes, std::size_t count) {
  while (count > 0) {
    const int some = SSL_read(tls_, bytes, static_cast<int>(count));
    if (some <= 0) return false;
    bytes += some;
    count -= static_cast<std::size_t>(some);
  }
  return true;
}

Http2Server::Http2Server(const Certificate& certificate, Http2Answering answering)
    : answering_(std::move(answering)), server_([this](Connection& connection) { serve(connection); }) {
  // OpenSSL writes without MSG_NOSIGNAL, and the clients here hang up when they have seen enough.
  std::signal(SIGPIPE, SIG_IGN);
  REQUIRE(SSL_CTX_use_certificate_file(context_.get(), certificate.certificate.c_str(), SSL_FILETYPE_PEM) == 1);
  REQUIRE(SSL_CTX_use_PrivateKey_file(context_.get(), certificate.key.c_str(), SSL_FILETYPE_PEM) == 1);
  SSL_CTX_set_alpn_select_cb(context_.get(), &choose_h2, nullptr);
}

std::string Http2Server::last_body() const {
  const std::lock_guard lock(mutex_);
  return body_;
}

void Http2Server::serve(Connection& connection) {
  SSL* tls = SSL_new(context_.get());
  SSL_set_fd(tls, connection.socket());
  std::string begin(preface.size(), '\0');
  Http2Connection talk(tls, server_.connections());
  if (SSL_accept(tls) == 1 && talk.read(begin.data(), begin.size()) && begin == preface &&
      talk.send(Frame::settings, 0, 0, "")) {
    while (take_frame(talk)) continue;
  }
  SSL_free(tls);
}

/// False: the connection is over.
bool Http2Server::take_frame(Http2Connection& connection) {
  std::string head(9, '\0');
  if (!connection.read(head.data(), head.size())) return false;
  std::string payload(number_in(std::string_view(head).substr(0, 3)), '\0');
  if (!connection.read(payload.data(), payload.size())) return false;
  const auto type = static_cast<Frame>(head[3]);
  const auto flags = static_cast<std::uint8_t>(head[4]);
  const std::uint32_t stream = number_in(std::string_view(head).substr(5)) & 0x7fffffff;
  if (type == Frame::settings) return (flags & acknowledged) != 0 || connection.send(type, acknowledged, 0, "");
  if (type == Frame::ping) return (flags & acknowledged) != 0 || connection.send(type, acknowledged, 0, payload);
  if (type == Frame::goaway) return false;
  if (type != Frame::headers && type != Frame::data) return true;
  if ((flags & padded) != 0) return false;  // libcurl pads nothing
  const std::lock_guard lock(mutex_);
  if (type == Frame::headers) ++requests_, body_.clear();
  if (type == Frame::data) body_ += payload;
  return (flags & end_stream) == 0 || answering_(connection, {stream, requests_, body_});
}

}  // namespace goodword::http::test
