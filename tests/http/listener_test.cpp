#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <future>

#include "http/client.hpp"
#include "http/listener.hpp"
#include "outcome.hpp"
#include "raw_client.hpp"
#include "raw_server.hpp"

using namespace goodword;
using namespace goodword::http;
using namespace goodword::http::test;

namespace {

ports::HttpResponse text(std::string body) {
  return {.status = 200, .headers = {{"Content-Type", "text/plain"}}, .body = std::move(body), .wire_bytes = 0};
}

std::unique_ptr<Listener> listen(Answering answering) {
  auto listener = Listener::open(std::move(answering));
  REQUIRE(listener);
  return std::move(*listener);
}

}  // namespace

TEST_CASE("the listener hands over the request and sends back the answer") {
  std::promise<ports::HttpRequest> handed_over;
  const auto listener = listen([&](const ports::HttpRequest& request) {
    handed_over.set_value(request);
    return ports::HttpResponse{
        .status = 207, .headers = {{"X-B", "2"}, {"Content-Type", "application/json"}}, .body = "{}", .wire_bytes = 0};
  });
  CurlClient client;
  const auto answer = client.send(
      {.method = "PATCH", .url = listener->origin() + "/a%20b?c=d&e", .headers = {{"X-A", "1"}}, .body = "body"}, {});
  REQUIRE(answer);
  CHECK(answer->status == 207);
  CHECK(answer->body == "{}");
  CHECK(answer->header("X-B") == "2");
  CHECK(answer->header("Content-Type") == "application/json");
  const ports::HttpRequest seen = handed_over.get_future().get();
  CHECK(seen.method == "PATCH");
  CHECK(seen.url == listener->origin() + "/a%20b?c=d&e");
  CHECK(seen.body == "body");
  CHECK(std::ranges::count(seen.headers, ports::Headers::value_type("X-A", "1")) == 1);
  CHECK(std::ranges::none_of(seen.headers, [](const auto& header) { return header.first == "REMOTE_ADDR"; }));
}

TEST_CASE("every method of a CRM arrives, with and without a body") {
  const auto listener =
      listen([](const ports::HttpRequest& request) { return text(request.method + ":" + request.body); });
  CurlClient client;
  const auto method = GENERATE(as<std::string>(), "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
  CHECK(outcome(client.send({.method = method, .url = listener->origin() + "/"}, {})) == "200 " + method + ":");
  if (method == "GET" || method == "OPTIONS") return;
  CHECK(outcome(client.send({.method = method, .url = listener->origin() + "/", .headers = {}, .body = "b"}, {})) ==
        "200 " + method + ":b");
}

TEST_CASE("a form longer than the library's own limit arrives whole") {
  const auto listener =
      listen([](const ports::HttpRequest& request) { return text(std::to_string(request.body.size())); });
  CurlClient client;
  CHECK(outcome(client.send({.method = "POST",
                             .url = listener->origin() + "/",
                             .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                             .body = "a=" + std::string(20'000, 'x')},
                            {})) == "200 20002");
}

TEST_CASE("answers without a body arrive") {
  const auto listener = listen([](const ports::HttpRequest&) {
    return ports::HttpResponse{.status = 204, .headers = {}, .body = "", .wire_bytes = 0};
  });
  CurlClient client;
  CHECK(outcome(client.send({.method = "DELETE", .url = listener->origin() + "/x"}, {})) == "204 ");
}

TEST_CASE("bodies of thirty-two megabytes go both ways") {
  const auto listener = listen([](const ports::HttpRequest& request) { return text(request.body); });
  const std::string body(32u << 20, 'x');
  CurlClient client;
  const auto answer = client.send({.method = "POST", .url = listener->origin() + "/", .headers = {}, .body = body}, {});
  REQUIRE(answer);
  CHECK((answer->body == body));
}

TEST_CASE("a body that is larger is refused, also when its length is not announced") {
  const auto listener = listen([](const ports::HttpRequest&) { return text("taken"); });
  RawClient client(listener->port());
  client.say("POST / HTTP/1.1\r\nHost: localhost:" + std::to_string(listener->port()) +
             "\r\nTransfer-Encoding: chunked\r\n\r\n");
  const std::string chunk = "100000\r\n" + std::string(0x100000, 'x') + "\r\n";
  for (int i = 0; i < 34; ++i) client.say(chunk);
  CHECK(client.status_line() == "HTTP/1.1 413 Payload Too Large");
}

TEST_CASE("an answer can be cut off before it begins or half way, after the request was carried out") {
  Tally carried_out;
  std::atomic<Cut> cut = Cut::nowhere;
  const auto listener = listen([&](const ports::HttpRequest&) {
    carried_out.add();
    return ListenerAnswer(text(std::string(10'000, 'x')), cut);
  });
  CurlClient client;
  const auto sent = [&](Cut where) {
    cut = where;
    return outcome(client.send({.method = "POST", .url = listener->origin() + "/"}, {}));
  };
  CHECK(sent(Cut::before_answer) == "wire.lost: POST http://127.0.0.1:PORT: Empty reply from server");
  CHECK(sent(Cut::nowhere) == "200 " + std::string(10'000, 'x'));
  CHECK(sent(Cut::before_answer) ==
        "wire.lost: POST http://127.0.0.1:PORT: the kept connection was closed before an answer came");
  CHECK(sent(Cut::within_answer).starts_with("wire.lost: "));
  CHECK(sent(Cut::nowhere) == "200 " + std::string(10'000, 'x'));
  CHECK(carried_out.count() == 5);
}

TEST_CASE("an answer without a body can be cut half way too") {
  const auto listener = listen([](const ports::HttpRequest&) {
    return ListenerAnswer({.status = 204, .headers = {}, .body = "", .wire_bytes = 0}, Cut::within_answer);
  });
  CurlClient client;
  CHECK(code_of(client.send({.url = listener->origin() + "/"}, {})) == "wire.lost");
}

TEST_CASE("requests are answered side by side") {
  Tally arrived;
  const auto listener = listen([&](const ports::HttpRequest& request) {
    arrived.add();
    // Each waits for all: one after the other they would never be answered.
    return text(arrived.reaches(20) ? request.url.substr(request.url.rfind('/')) : "alone");
  });
  CurlClient client;
  std::vector<std::unique_ptr<ports::PendingResponse>> pending;
  for (int i = 0; i < 20; ++i) pending.push_back(client.start({.url = listener->origin() + "/" + std::to_string(i)}));
  for (int i = 0; i < 20; ++i)
    CHECK(outcome(pending[static_cast<std::size_t>(i)]->wait({})) == "200 /" + std::to_string(i));
}

TEST_CASE("an answering function that throws is a server error that says nothing") {
  const auto listener = listen([](const ports::HttpRequest&) -> ListenerAnswer { throw std::runtime_error("secret"); });
  CurlClient client;
  const auto answer = client.send({.url = listener->origin() + "/"}, {});
  REQUIRE(answer);
  CHECK(answer->status == 500);
  CHECK(answer->body == "");
  for (const auto& [name, value] : answer->headers) CHECK(value.find("secret") == std::string::npos);
}

TEST_CASE("a request must name this host, once") {
  const auto listener = listen([](const ports::HttpRequest&) { return text("ok"); });
  const std::string port = std::to_string(listener->port());
  const auto status_for = [&](const std::string& hosts) {
    RawClient client(listener->port());
    client.say("GET / HTTP/1.1\r\n" + hosts + "\r\n");
    return client.status_line();
  };
  CHECK(status_for("Host: localhost:" + port + "\r\n") == "HTTP/1.1 200 OK");
  CHECK(status_for("Host: 127.0.0.1:" + port + "\r\n") == "HTTP/1.1 200 OK");
  CHECK(status_for("Host: evil.example:" + port + "\r\n") == "HTTP/1.1 400 Bad Request");
  CHECK(status_for("Host: localhost\r\n") == "HTTP/1.1 400 Bad Request");
  CHECK(status_for("") == "HTTP/1.1 400 Bad Request");
  CHECK(status_for("Host: localhost:" + port + "\r\nHost: evil.example\r\n") == "HTTP/1.1 400 Bad Request");
}

TEST_CASE("a port can be chosen, and one that is taken is refused") {
  const auto first = listen([](const ports::HttpRequest&) { return text("first"); });
  const auto second = Listener::open([](const ports::HttpRequest&) { return text("second"); }, first->port());
  REQUIRE_FALSE(second);
  CHECK(second.error().code == "wire.port_taken");
  const auto port = static_cast<std::uint16_t>(unused_port());
  const auto third = Listener::open([](const ports::HttpRequest&) { return text("third"); }, port);
  REQUIRE(third);
  CHECK((*third)->origin() == "http://127.0.0.1:" + std::to_string(port));
  CurlClient client;
  CHECK(outcome(client.send({.url = (*third)->origin() + "/"}, {})) == "200 third");
}

TEST_CASE("a listener ends while connections are open, and its port can be used again at once") {
  auto listener = listen([](const ports::HttpRequest&) { return text("ok"); });
  const auto port = listener->port();
  RawClient silent(port);
  RawClient half(port);
  half.say("GET / HTTP/1.1\r\nHo");
  CurlClient client;
  CHECK(outcome(client.send({.url = listener->origin() + "/"}, {})) == "200 ok");
  listener.reset();
  CHECK(silent.status_line() == "");
  CHECK(code_of(client.send({.url = "http://127.0.0.1:" + std::to_string(port) + "/"}, {})) == "wire.not_sent");
  const auto again = Listener::open([](const ports::HttpRequest&) { return text("again"); }, port);
  REQUIRE(again);
  CHECK(outcome(client.send({.url = (*again)->origin() + "/"}, {})) == "200 again");
}

TEST_CASE("a listener can end before anybody came") {
  for (int i = 0; i < 20; ++i) listen([](const ports::HttpRequest&) { return text("ok"); });
}

TEST_CASE("a client that goes away in the middle does no harm") {
  const auto listener = listen([](const ports::HttpRequest&) { return text(std::string(8u << 20, 'x')); });
  for (int i = 0; i < 5; ++i) {
    RawClient client(listener->port());
    client.say("GET / HTTP/1.1\r\nHost: localhost:" + std::to_string(listener->port()) + "\r\n\r\n");
    CHECK(client.status_line() == "HTTP/1.1 200 OK");
  }
  CurlClient client;
  CHECK(code_of(client.send({.url = listener->origin() + "/"}, {})) == "200");
}
