// How much a server may send.
#include <catch2/catch.hpp>

#include "http/client.hpp"
#include "outcome.hpp"
#include "raw_server.hpp"

using namespace goodword;
using namespace goodword::http;
using namespace goodword::http::test;

namespace {

/// Sends `start`, then `more` again and again until the client has had enough.
RawServer::Script endless(std::string start, std::string more) {
  return [start = std::move(start), more = std::move(more)](Connection& connection) {
    connection.request();
    connection.say(start);
    while (connection.say(more)) {
    }
  };
}

RawServer::Script saying(std::string bytes) {
  return [bytes = std::move(bytes)](Connection& connection) {
    while (!connection.request().empty()) connection.say(bytes);
  };
}

}  // namespace

TEST_CASE("headers without end are refused") {
  struct Example {
    std::string start;
    std::string more;
    std::string why;
  };
  const auto example = GENERATE(values<Example>({
      {"HTTP/1.1 200 OK\r\n", "X-A: 1\r\n", "the headers of the answer are too large"},
      {"HTTP/1.1 200 OK\r\n", std::string(4096, 'x'), "a header of the answer is too large"},
      {"", "HTTP/1.1 103 Early Hints\r\n\r\n", "the headers of the answer are too large"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X-A: 1\r\n",
       "the headers of the answer are too large"},
  }));
  RawServer server(endless(example.start, example.more));
  CurlClient client;
  CHECK(outcome(client.send({.url = server.url()}, {})) == "wire.too_large: GET http://127.0.0.1:PORT: " + example.why);
}

TEST_CASE("headers of sixty-four kilobytes are taken and larger ones are not") {
  const std::string status = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n";
  const auto headers_of = [&](std::size_t bytes) {
    const std::string start = "X-A: ";
    return status + start + std::string(bytes - status.size() - start.size() - 4, 'x') + "\r\n\r\n";
  };
  CurlClient client;
  RawServer most(saying(headers_of(64u << 10) + "ok"));
  CHECK(outcome(client.send({.url = most.url()}, {})) == "200 ok");
  RawServer more(saying(headers_of((64u << 10) + 1) + "ok"));
  CHECK(outcome(client.send({.url = more.url()}, {})) ==
        "wire.too_large: GET http://127.0.0.1:PORT: the headers of the answer are too large");
}

TEST_CASE("a body without end is refused") {
  const auto start =
      GENERATE(as<std::string>(), "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n");
  RawServer server(endless(start, std::string(65536, 'x')));
  CurlClient client;
  const auto answer = client.send({.url = server.url()}, {});
  CHECK(outcome(answer) == "wire.too_large: GET http://127.0.0.1:PORT: the answer is too large");
  CHECK(answer.error().scope == base::Scope::stream);
}

TEST_CASE("a body of exactly the limit is taken and one byte more is not") {
  CurlClient client({.body_bytes = 100'000});
  const std::string most(100'000, 'x');
  RawServer fits(saying(ok(most)));
  CHECK(outcome(client.send({.url = fits.url()}, {})) == "200 " + most);
  RawServer exceeds(saying(ok(most + "x")));
  CHECK(code_of(client.send({.url = exceeds.url()}, {})) == "wire.too_large");
}

TEST_CASE("thirty-two megabytes are taken by default") {
  const std::string most(32u << 20, 'x');
  RawServer server(saying(ok(most)));
  CurlClient client;
  const auto answer = client.send({.url = server.url()}, {});
  REQUIRE(answer);
  CHECK((answer->body == most));
}

TEST_CASE("a small answer that unpacks to a large one is refused") {
  const std::string packed = gzipped(std::string(20u << 20, '\0'));
  REQUIRE(packed.size() < 40'000);
  RawServer server(saying(ok(packed, "Content-Encoding: gzip\r\n")));
  CurlClient client;
  CHECK(outcome(client.send({.url = server.url()}, {})) ==
        "wire.too_large: GET http://127.0.0.1:PORT: the answer grows out of all proportion when unpacked");
}

TEST_CASE("a bomb that stays within the proportion is still refused at the limit") {
  const std::string packed = gzipped(std::string(20u << 20, '\0'));
  RawServer server(saying(ok(packed, "Content-Encoding: gzip\r\n")));
  CurlClient client({.body_bytes = 2u << 20, .ratio = 1'000'000});
  CHECK(outcome(client.send({.url = server.url()}, {})) ==
        "wire.too_large: GET http://127.0.0.1:PORT: the answer is too large");
}

TEST_CASE("a monotonous answer below a megabyte may be packed as well as it can") {
  const std::string body(900'000, ' ');
  RawServer server(saying(ok(gzipped(body), "Content-Encoding: gzip\r\n")));
  CurlClient client;
  CHECK(outcome(client.send({.url = server.url()}, {})) == "200 " + body);
}

TEST_CASE("after a refusal the client serves the next request") {
  RawServer bad(endless("HTTP/1.1 200 OK\r\n", "X-A: 1\r\n"));
  RawServer good(saying(ok("ok")));
  CurlClient client;
  CHECK(code_of(client.send({.url = bad.url()}, {})) == "wire.too_large");
  CHECK(outcome(client.send({.url = good.url()}, {})) == "200 ok");
}
