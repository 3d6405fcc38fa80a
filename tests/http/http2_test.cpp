// HTTP/2 where a server offers it: the same limits and the same one attempt as over HTTP/1.1.
#include "http2_server.hpp"

#include <catch2/catch.hpp>

#include "http/client.hpp"
#include "outcome.hpp"

using namespace goodword;
using namespace goodword::http;
using namespace goodword::http::test;

namespace {

constexpr std::uint32_t refused_stream = 7, internal_error = 2;

const Certificate& certificate() {
  static const Certificate made("IP:127.0.0.1");
  return made;
}

CurlClient client_with(ClientOptions options = {}) {
  options.extra_ca_file = certificate().certificate;
  return CurlClient(std::move(options));
}

/// Answers every request with the same body.
Http2Answering saying(std::string body, std::string more_headers = "") {
  return [body = std::move(body), more_headers = std::move(more_headers)](Http2Connection& connection,
                                                                          const Http2Request& request) {
    return connection.answer(request.stream, body, more_headers);
  };
}

std::string why(const base::Result<ports::HttpResponse>& answer) {
  const std::string text = outcome(answer);
  const auto at = text.find("PORT: ");
  return at == std::string::npos ? text.substr(0, 100) : text.substr(0, text.find(':')) + ": " + text.substr(at + 6);
}

}  // namespace

TEST_CASE("a server that offers HTTP/2 is spoken to in HTTP/2, and requests share its connection") {
  Http2Server server(certificate(), saying("hello", header_literal("x-total", "7")));
  auto client = client_with();
  for (int i = 0; i < 3; ++i) {
    const auto answer = client.send({.url = server.url()}, {});
    CHECK(outcome(answer) == "200 hello");
    REQUIRE(answer);
    CHECK(answer->header("X-Total") == "7");
  }
  CHECK(server.requests() == 3);
  CHECK(server.connections() == 1);
}

TEST_CASE("over HTTP/2 a body of several frames arrives whole and once") {
  Http2Server server(certificate(), saying("taken"));
  auto client = client_with();
  std::string body;  // less than the 64 KiB that this server gives room for
  while (body.size() < 60'000) body += std::to_string(body.size());
  CHECK(outcome(client.send({.method = "POST", .url = server.url(), .body = body}, {})) == "200 taken");
  CHECK((server.last_body() == body));
  CHECK(server.requests() == 1);
}

TEST_CASE("over HTTP/2 a certificate that nobody vouches for is refused, and nothing is sent") {
  Http2Server server(certificate(), saying("hello"));
  CurlClient client;
  CHECK(code_of(client.send({.url = server.url()}, {})) == "wire.not_sent");
  CHECK(server.requests() == 0);
}

TEST_CASE("over HTTP/2 a body of exactly the limit is taken and one byte more is not") {
  auto client = client_with({.body_bytes = 100'000});
  const std::string most(100'000, 'x');
  Http2Server fits(certificate(), saying(most));
  CHECK(outcome(client.send({.url = fits.url()}, {})) == "200 " + most);
  Http2Server exceeds(certificate(), saying(most + "x"));
  CHECK(why(client.send({.url = exceeds.url()}, {})) == "wire.too_large: the answer is too large");
}

TEST_CASE("over HTTP/2 a body without end is refused") {
  Http2Server server(certificate(), [](Http2Connection& connection, const Http2Request& request) {
    connection.headers(request.stream, "\x88");
    while (connection.send(Frame::data, 0, request.stream, std::string(16384, 'x'))) continue;
    return false;
  });
  auto client = client_with({.body_bytes = 1u << 20});
  CHECK(why(client.send({.url = server.url()}, {})) == "wire.too_large: the answer is too large");
}

TEST_CASE("over HTTP/2 a small answer that unpacks to a large one is refused") {
  const std::string packed = gzipped(std::string(20u << 20, '\0'));
  Http2Server server(certificate(), saying(packed, header_literal("content-encoding", "gzip")));
  auto client = client_with();
  CHECK(why(client.send({.url = server.url()}, {})) ==
        "wire.too_large: the answer grows out of all proportion when unpacked");
}

TEST_CASE("over HTTP/2 headers beyond the limit are refused, and the client serves the next request") {
  Http2Server server(certificate(), [](Http2Connection& connection, const Http2Request& request) {
    std::string many;
    if (request.number == 1) {
      for (int i = 0; i < 9; ++i) many += header_literal("x-a" + std::to_string(i), std::string(1000, 'x'));
    }
    return connection.answer(request.stream, "ok", many);
  });
  auto client = client_with({.header_bytes = 8u << 10});
  CHECK(why(client.send({.url = server.url()}, {})) == "wire.too_large: the headers of the answer are too large");
  CHECK(outcome(client.send({.url = server.url()}, {})) == "200 ok");
}

TEST_CASE("over HTTP/2 a request is never sent a second time, not even where the server invites to it") {
  struct Example {
    std::string name;
    Http2Answering answering;
  };
  const std::vector<Example> examples = {
      {"refused stream", [](Http2Connection& connection,
                            const Http2Request& request) { return connection.reset(request.stream, refused_stream); }},
      {"internal error", [](Http2Connection& connection,
                            const Http2Request& request) { return connection.reset(request.stream, internal_error); }},
      {"go away, not looked at",
       [](Http2Connection& connection, const Http2Request& request) {
         connection.go_away(request.stream - 1);
         return false;
       }},
      {"connection closed", [](Http2Connection&, const Http2Request&) { return false; }},
      {"answer broken off",
       [](Http2Connection& connection, const Http2Request& request) {
         connection.headers(request.stream, "\x88");
         connection.send(Frame::data, 0, request.stream, "hal");
         return false;
       }},
  };
  for (const auto& [name, answering] : examples) {
    for (const int good_ones : {0, 1}) {
      for (const std::string method : {"GET", "POST"}) {
        INFO(name << ", " << method << ", after " << good_ones << " good ones on the same connection");
        Http2Server server(certificate(), [&](Http2Connection& connection, const Http2Request& request) {
          return request.number <= good_ones ? connection.answer(request.stream, "ok") : answering(connection, request);
        });
        auto client = client_with();
        for (int i = 0; i < good_ones; ++i) CHECK(outcome(client.send({.url = server.url()}, {})) == "200 ok");
        CHECK(code_of(client.send({.method = method, .url = server.url()}, {})) == "wire.lost");
        CHECK(server.requests() == good_ones + 1);
      }
    }
  }
}
