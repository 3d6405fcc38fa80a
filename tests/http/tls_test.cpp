// Whom the client believes to be who they say they are.
#include <openssl/ssl.h>

#include <catch2/catch.hpp>
#include <csignal>

#include "certificate.hpp"
#include "http/client.hpp"
#include "outcome.hpp"
#include "raw_server.hpp"

using namespace goodword;
using namespace goodword::http;
using namespace goodword::http::test;

namespace {

/// Says hello over TLS to whoever accepts its certificate, and counts the requests that got through.
class TlsServer {
 public:
  explicit TlsServer(const Certificate& certificate) {
    // OpenSSL writes without MSG_NOSIGNAL, and the clients here hang up in mid-handshake.
    std::signal(SIGPIPE, SIG_IGN);
    REQUIRE(SSL_CTX_use_certificate_file(context_.get(), certificate.certificate.c_str(), SSL_FILETYPE_PEM) == 1);
    REQUIRE(SSL_CTX_use_PrivateKey_file(context_.get(), certificate.key.c_str(), SSL_FILETYPE_PEM) == 1);
  }

  void only(int version) { SSL_CTX_set_max_proto_version(context_.get(), version); }

  std::string url(const std::string& host = "127.0.0.1") const {
    return "https://" + host + ":" + std::to_string(server_.port()) + "/";
  }
  int connections() const { return server_.connections(); }
  int requests() const { return requests_; }

 private:
  void serve(Connection& connection) {
    SSL* tls = SSL_new(context_.get());
    SSL_set_fd(tls, connection.socket());
    char bytes[4096];
    if (SSL_accept(tls) == 1 && SSL_read(tls, bytes, sizeof bytes) > 0) {
      ++requests_;
      const std::string answer = ok("hello");
      SSL_write(tls, answer.data(), static_cast<int>(answer.size()));
      SSL_shutdown(tls);
    }
    SSL_free(tls);
  }

  // Before the server, whose threads use it to their end.
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{SSL_CTX_new(TLS_server_method()), &SSL_CTX_free};
  std::atomic<int> requests_ = 0;
  RawServer server_{[this](Connection& connection) { serve(connection); }};
};

}  // namespace

TEST_CASE("a certificate that nobody vouches for is refused, and nothing is sent") {
  const Certificate certificate("IP:127.0.0.1");
  const TlsServer server(certificate);
  CurlClient client;
  const auto answer = client.send({.url = server.url()}, {});
  CHECK(outcome(answer) ==
        "wire.not_sent: GET https://127.0.0.1:PORT: SSL certificate problem: self-signed certificate");
  CHECK(answer.error().retry == base::Retry::when_changed);
  CHECK(server.connections() == 1);
  CHECK(server.requests() == 0);
}

TEST_CASE("a certificate that the operator adds is accepted") {
  const Certificate certificate("IP:127.0.0.1");
  const TlsServer server(certificate);
  CurlClient client({.extra_ca_file = certificate.certificate});
  CHECK(outcome(client.send({.url = server.url()}, {})) == "200 hello");
}

TEST_CASE("a trusted certificate for another host is refused") {
  const Certificate certificate("DNS:crm.example");
  const TlsServer server(certificate);
  CurlClient client({.extra_ca_file = certificate.certificate});
  CHECK(code_of(client.send({.url = server.url()}, {})) == "wire.not_sent");
  CHECK(server.requests() == 0);
}

TEST_CASE("a file of certificates that cannot be read stops requests instead of being passed over") {
  const Certificate certificate("IP:127.0.0.1");
  const TlsServer server(certificate);
  CurlClient client({.extra_ca_file = certificate.certificate + ".missing"});
  const auto answer = client.send({.url = server.url()}, {});
  CHECK(code_of(answer) == "wire.not_sent");
  CHECK(server.requests() == 0);
}

TEST_CASE("TLS older than 1.2 is refused") {
  const Certificate certificate("IP:127.0.0.1");
  TlsServer server(certificate);
  const auto sent = [&] {
    CurlClient client({.extra_ca_file = certificate.certificate});
    return code_of(client.send({.url = server.url()}, {}));
  };
  server.only(TLS1_2_VERSION);
  CHECK(sent() == "200");
  server.only(TLS1_1_VERSION);
  CHECK(sent() == "wire.not_sent");
  CHECK(server.requests() == 1);
}

// On Linux 0.0.0.0 reaches this machine, and it is no loopback host: a private address that a test can listen on.
TEST_CASE("a host in a private network is reached only where the operator allows it") {
  const Certificate certificate("IP:0.0.0.0");
  const TlsServer server(certificate);
  const auto sent_with = [&](ClientOptions options) {
    options.extra_ca_file = certificate.certificate;
    CurlClient client(std::move(options));
    return code_of(client.send({.url = server.url("0.0.0.0")}, {}));
  };
  CHECK(sent_with({}) == "wire.not_sent");
  CHECK(sent_with({.private_hosts = {"10.0.0.1"}}) == "wire.not_sent");
  CHECK(server.connections() == 0);
  CHECK(sent_with({.private_hosts = {"0.0.0.0"}}) == "200");
  CHECK(sent_with({.allow_private_addresses = true}) == "200");
}
