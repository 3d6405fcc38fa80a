// What goes wrong on the wire, and whether the client says rightly that nothing was sent, or that something may have
// arrived.
#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "http/client.hpp"
#include "outcome.hpp"
#include "raw_server.hpp"

using namespace goodword;
using namespace goodword::http;
using namespace goodword::http::test;

namespace {

/// Answers the first request of each connection with `bytes` and hangs up.
RawServer::Script saying(std::string bytes) {
  return [bytes = std::move(bytes)](Connection& connection) {
    if (!connection.request().empty()) connection.say(bytes);
  };
}

RawServer::Script hanging(Tally& arrived) {
  return [&arrived](Connection& connection) {
    if (!connection.request().empty()) arrived.add();
    connection.wait_for_end();
  };
}

}  // namespace

TEST_CASE("a refused connection means that nothing was sent") {
  CurlClient client;
  const auto answer = client.send({.method = "POST", .url = "http://127.0.0.1:" + std::to_string(unused_port())}, {});
  CHECK(code_of(answer) == "wire.not_sent");
  CHECK(answer.error().retry == base::Retry::now);
  CHECK(answer.error().scope == base::Scope::crm);
}

TEST_CASE("a host that does not exist means that nothing was sent") {
  CurlClient client;
  CHECK(code_of(client.send({.url = "https://no-such-host.invalid/"}, {})) == "wire.not_sent");
}

TEST_CASE("a connection closed before the answer means that the request may have arrived") {
  RawServer server(saying(""));
  CurlClient client;
  const auto answer = client.send({.method = "POST", .url = server.url(), .headers = {}, .body = "x"}, {});
  CHECK(outcome(answer) == "wire.lost: POST http://127.0.0.1:PORT: Empty reply from server");
  CHECK(answer.error().retry == base::Retry::now);
}

TEST_CASE("an answer that breaks off is lost, wherever it breaks") {
  const std::string whole = ok("0123456789", "X-A: 1\r\n");
  CurlClient client;
  for (std::size_t length = 0; length < whole.size(); length += 3) {
    CAPTURE(whole.substr(0, length));
    RawServer server(saying(whole.substr(0, length)));
    CHECK(code_of(client.send({.url = server.url()}, {})) == "wire.lost");
  }
}

TEST_CASE("headers that break off are not taken for an answer without a body") {
  RawServer server(saying("HTTP/1.1 204 No Content\r\nX-A: 1\r\n"));
  CurlClient client;
  CHECK(outcome(client.send({.method = "DELETE", .url = server.url()}, {})) ==
        "wire.lost: DELETE http://127.0.0.1:PORT: the answer broke off in its headers");
}

TEST_CASE("a chunked answer without its last chunk is lost") {
  RawServer server(saying("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"));
  CurlClient client;
  CHECK(code_of(client.send({.url = server.url()}, {})) == "wire.lost");
}

TEST_CASE("an answer that is no HTTP is lost") {
  const auto bytes = GENERATE(as<std::string>(), "hello\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n", "SSH-2.0-x\r\n");
  RawServer server(saying(bytes));
  CurlClient client;
  CHECK(code_of(client.send({.url = server.url()}, {})) == "wire.lost");
}

TEST_CASE("packed bytes that cannot be unpacked are lost") {
  RawServer server(saying(ok("this is not gzip", "Content-Encoding: gzip\r\n")));
  CurlClient client;
  CHECK(code_of(client.send({.url = server.url()}, {})) == "wire.lost");
}

TEST_CASE("a request is not sent a second time when a kept connection turns out to be closed") {
  Tally requests;
  RawServer server([&](Connection& connection) {
    while (!connection.request().empty()) {
      requests.add();
      // The second request is taken, perhaps carried out, and never answered.
      if (requests.count() == 2) return;
      connection.say(ok("ok"));
    }
  });
  CurlClient client;
  CHECK(outcome(client.send({.url = server.url()}, {})) == "200 ok");
  const auto method = GENERATE(as<std::string>(), "POST", "GET");
  CHECK(outcome(client.send({.method = method, .url = server.url()}, {})) ==
        "wire.lost: " + method + " http://127.0.0.1:PORT: the kept connection was closed before an answer came");
  CHECK(requests.count() == 2);
}

TEST_CASE("an answer that does not come in time is lost") {
  Tally arrived;
  RawServer server(hanging(arrived));
  CurlClient client;
  const auto pending = client.start({.url = server.url(), .time_out = std::chrono::milliseconds(150)});
  REQUIRE(arrived.reaches(1));
  CHECK(code_of(pending->wait({})) == "wire.lost");
}

TEST_CASE("a stop ends a hanging request at once and closes its connection") {
  Tally arrived;
  Tally closed;
  RawServer server([&](Connection& connection) {
    connection.request();
    arrived.add();
    connection.wait_for_end();
    closed.add();
  });
  CurlClient client;
  std::stop_source stop;
  const auto pending = client.start({.method = "POST", .url = server.url()});
  REQUIRE(arrived.reaches(1));
  std::chrono::steady_clock::time_point asked;
  std::jthread stopper([&] {
    asked = std::chrono::steady_clock::now();
    stop.request_stop();
  });
  const auto answer = pending->wait(stop.get_token());
  const auto ended = std::chrono::steady_clock::now();
  stopper.join();
  CHECK(outcome(answer) == "wire.stopped: POST http://127.0.0.1:PORT: stopped; the request may have arrived");
  CHECK(ended - asked < std::chrono::milliseconds(200));
  CHECK(closed.reaches(1));
}

TEST_CASE("a response that nobody waits for is taken off the wire") {
  Tally arrived;
  Tally closed;
  RawServer server([&](Connection& connection) {
    connection.request();
    arrived.add();
    connection.wait_for_end();
    closed.add();
  });
  CurlClient client;
  auto pending = client.start({.url = server.url()});
  REQUIRE(arrived.reaches(1));
  pending.reset();
  CHECK(closed.reaches(1));
}

TEST_CASE("responses outlive their client as stopped ones") {
  Tally arrived;
  RawServer server(hanging(arrived));
  auto client = std::make_unique<CurlClient>();
  const auto pending = client->start({.url = server.url()});
  REQUIRE(arrived.reaches(1));
  client.reset();
  CHECK(outcome(pending->wait({})) == "wire.stopped: GET http://127.0.0.1:PORT: stopped; the request may have arrived");
}

TEST_CASE("errors name the origin but neither path nor query") {
  RawServer server(saying(""));
  CurlClient client;
  const auto answer = client.send({.url = server.url("/contacts/mary@example.org?hapikey=secret")}, {});
  CHECK(outcome(answer) == "wire.lost: GET http://127.0.0.1:PORT: Empty reply from server");
}

TEST_CASE("requests that may not go out are refused before anything is sent") {
  CurlClient client;
  const auto refused = [&](ports::HttpRequest request) { return outcome(client.send(std::move(request), {})); };
  CHECK(refused({.url = "http://crm.example/x"}) == "wire.not_sent: GET http://crm.example: only https may be used");
  CHECK(refused({.url = "http://localhost.example/x"}) ==
        "wire.not_sent: GET http://localhost.example: only https may be used");
  CHECK(refused({.url = "file:///etc/passwd"}) == "wire.not_sent: GET file://: only https may be used");
  CHECK(refused({.url = "ftp://localhost/"}) == "wire.not_sent: GET ftp://localhost: only https may be used");
  CHECK(refused({.url = "crm.example/x"}) == "wire.not_sent: GET ?: the address is not a URL");
  CHECK(refused({.url = ""}) == "wire.not_sent: GET ?: the address is not a URL");
  CHECK(refused({.url = "https://crm.example/a\r\nX: y"}) == "wire.not_sent: GET ?: the address is not a URL");
  CHECK(refused({.url = "https://user:secret@crm.example/"}) ==
        "wire.not_sent: GET https://crm.example: a URL may not carry a login");
  CHECK(refused({.method = "GET /x", .url = "https://crm.example/"}) ==
        "wire.not_sent: GET /x https://crm.example: the method is not a word");
  CHECK(refused({.url = "https://crm.example/", .headers = {{"X-A", "1\r\nX-B: 2"}}}) ==
        "wire.not_sent: GET https://crm.example: the header X-A is not one line");
  CHECK(refused({.url = "https://crm.example/", .headers = {{"X A:", "1"}}}) ==
        "wire.not_sent: GET https://crm.example: the header X A: is not one line");
}

TEST_CASE("addresses in private networks are refused, and nothing is sent there") {
  CurlClient client;
  const auto host = GENERATE(as<std::string>(), "10.0.0.1", "169.254.169.254", "192.168.1.1", "100.64.0.1", "[fd00::1]",
                             "[fe80::1]", "[::ffff:10.0.0.1]", "0.0.0.0", "0x0a000001", "167772161");
  CAPTURE(host);
  const auto answer = client.send({.url = "https://" + host + "/"}, {});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == "wire.not_sent");
  CHECK(answer.error().retry == base::Retry::when_changed);
  CHECK(answer.error().detail.ends_with(": the host is in a private network, which is not allowed"));
}
