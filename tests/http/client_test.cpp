// What goes out, what comes back, and in which order things happen on the wire.
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <future>

#include "http/client.hpp"
#include "outcome.hpp"
#include "raw_server.hpp"

using namespace goodword;
using namespace goodword::http;
using namespace goodword::http::test;

namespace {

/// Answers every request on a connection that is kept, and remembers what was asked.
struct Recorder {
  std::mutex mutex;
  std::vector<std::string> requests;
  std::string answer = ok("ok");

  RawServer server{[this](Connection& connection) {
    for (std::string request = connection.request(); !request.empty(); request = connection.request()) {
      {
        const std::lock_guard lock(mutex);
        requests.push_back(request);
      }
      connection.say(answer);
    }
  }};

  std::string last() {
    const std::lock_guard lock(mutex);
    return requests.back();
  }
};

bool has_line(const std::string& request, const std::string& line) {
  return request.find("\r\n" + line + "\r\n") != std::string::npos;
}

}  // namespace

TEST_CASE("a request goes out as it was given") {
  Recorder recorder;
  CurlClient client({.user_agent = "goodword/test"});
  const auto answer =
      client.send({.method = "PATCH",
                   .url = recorder.server.url("/a/../b?x=1&y=%20"),
                   .headers = {{"Content-Type", "application/json"}, {"X-Empty", ""}, {"Authorization", "Bearer s"}},
                   .body = "{\"a\":1}"},
                  {});
  CHECK(outcome(answer) == "200 ok");
  const std::string request = recorder.last();
  CHECK(request.starts_with("PATCH /a/../b?x=1&y=%20 HTTP/1.1\r\n"));
  CHECK(request.ends_with("\r\n\r\n{\"a\":1}"));
  CHECK(has_line(request, "Content-Type: application/json"));
  CHECK(has_line(request, "Content-Length: 7"));
  CHECK(has_line(request, "Authorization: Bearer s"));
  CHECK(has_line(request, "X-Empty:"));
  CHECK(has_line(request, "User-Agent: goodword/test"));
  CHECK(has_line(request, "Accept-Encoding: gzip"));
}

TEST_CASE("a body keeps its NUL bytes, and no type is made up for it") {
  using namespace std::string_literals;
  Recorder recorder;
  CurlClient client;
  CHECK(outcome(client.send({.method = "POST", .url = recorder.server.url(), .headers = {}, .body = "a\0b"s}, {})) ==
        "200 ok");
  CHECK(recorder.last().ends_with("\r\n\r\na\0b"s));
  CHECK(recorder.last().find("Content-Type") == std::string::npos);
}

TEST_CASE("methods that usually have a body say that theirs is empty, others say nothing") {
  Recorder recorder;
  CurlClient client;
  const auto method = GENERATE(as<std::string>(), "POST", "PUT", "PATCH");
  CHECK(outcome(client.send({.method = method, .url = recorder.server.url()}, {})) == "200 ok");
  CHECK(recorder.last().starts_with(method + " / HTTP/1.1\r\n"));
  CHECK(has_line(recorder.last(), "Content-Length: 0"));
  CHECK(outcome(client.send({.method = "DELETE", .url = recorder.server.url()}, {})) == "200 ok");
  CHECK(recorder.last().starts_with("DELETE / HTTP/1.1\r\n"));
  CHECK(recorder.last().find("Content-Length") == std::string::npos);
}

TEST_CASE("HEAD waits for no body") {
  Recorder recorder;
  recorder.answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
  CurlClient client;
  CHECK(outcome(client.send({.method = "HEAD", .url = recorder.server.url()}, {})) == "200 ");
}

TEST_CASE("a large body is sent without asking first") {
  Recorder recorder;
  CurlClient client;
  const std::string body(3u << 20, 'x');
  CHECK(outcome(client.send({.method = "POST", .url = recorder.server.url(), .headers = {}, .body = body}, {})) ==
        "200 ok");
  CHECK(recorder.last().find("Expect:") == std::string::npos);
  CHECK(recorder.last().size() > body.size());
}

TEST_CASE("an answer comes with its status, its headers in order, and its size on the wire") {
  Recorder recorder;
  recorder.answer = "HTTP/1.1 429 Slow\r\nX-A:  1 \r\nx-b: 2\r\nX-A: 3\r\nContent-Length: 4\r\n\r\nwait";
  CurlClient client;
  const auto answer = client.send({.url = recorder.server.url()}, {});
  REQUIRE(answer);
  CHECK(answer->status == 429);
  CHECK(answer->body == "wait");
  CHECK(answer->headers == ports::Headers{{"X-A", "1"}, {"x-b", "2"}, {"X-A", "3"}, {"Content-Length", "4"}});
  CHECK(answer->header("X-B") == "2");
  CHECK(answer->wire_bytes == recorder.answer.size());
}

TEST_CASE("an interim answer is not mistaken for the answer") {
  Recorder recorder;
  recorder.answer = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + ok("real", "X-A: 1\r\n");
  CurlClient client;
  const auto answer = client.send({.url = recorder.server.url()}, {});
  REQUIRE(answer);
  CHECK(outcome(answer) == "200 real");
  CHECK(answer->headers == ports::Headers{{"Content-Length", "4"}, {"X-A", "1"}});
}

TEST_CASE("chunked answers are put together and their trailers are left out") {
  Recorder recorder;
  recorder.answer =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: 1\r\n\r\n";
  CurlClient client;
  const auto answer = client.send({.url = recorder.server.url()}, {});
  CHECK(outcome(answer) == "200 abcde");
  REQUIRE(answer);
  CHECK(answer->header("X-Trailer") == "");
}

TEST_CASE("a packed answer is unpacked, and its size on the wire is that of the packed one") {
  Recorder recorder;
  const std::string body(100'000, 'x');
  recorder.answer = ok(gzipped(body), "Content-Encoding: gzip\r\n");
  CurlClient client;
  const auto answer = client.send({.url = recorder.server.url()}, {});
  REQUIRE(answer);
  CHECK(answer->body == body);
  CHECK(answer->wire_bytes == recorder.answer.size());
}

TEST_CASE("a redirect is an answer like any other, and nothing is sent to where it points") {
  Recorder elsewhere;
  Recorder recorder;
  recorder.answer =
      "HTTP/1.1 302 Found\r\nLocation: " + elsewhere.server.url("/secret") + "\r\nContent-Length: 0\r\n\r\n";
  CurlClient client;
  const auto answer = client.send({.url = recorder.server.url()}, {});
  REQUIRE(answer);
  CHECK(answer->status == 302);
  CHECK(answer->header("Location") == elsewhere.server.url("/secret"));
  CHECK(elsewhere.server.connections() == 0);
  CHECK(recorder.server.connections() == 1);
}

TEST_CASE("cookies are not kept") {
  Recorder recorder;
  recorder.answer = ok("ok", "Set-Cookie: session=1; Path=/\r\n");
  CurlClient client;
  client.send({.url = recorder.server.url()}, {});
  client.send({.url = recorder.server.url()}, {});
  CHECK(recorder.last().find("Cookie") == std::string::npos);
}

TEST_CASE("requests that follow one another share one connection") {
  Recorder recorder;
  CurlClient client;
  for (int i = 0; i < 5; ++i) CHECK(outcome(client.send({.url = recorder.server.url()}, {})) == "200 ok");
  CHECK(recorder.server.connections() == 1);
}

TEST_CASE("a started request is on the wire before anybody waits for it") {
  Tally arrived;
  RawServer server([&](Connection& connection) {
    const std::string request = connection.request();
    arrived.add();
    // The first is answered only when the second is here too: waiting for one before sending the other would never end.
    if (arrived.reaches(2)) connection.say(ok(request.substr(0, 6)));
    connection.wait_for_end();
  });
  CurlClient client;
  const auto first = client.start({.url = server.url("/1")});
  const auto second = client.start({.url = server.url("/2")});
  REQUIRE(arrived.reaches(2));
  CHECK(outcome(first->wait({})) == "200 GET /1");
  CHECK(outcome(second->wait({})) == "200 GET /2");
}

TEST_CASE("the next request travels while the answer to the first is being read") {
  std::promise<void> next_is_here;
  RawServer server([&](Connection& connection) {
    const std::string request = connection.request();
    if (request.starts_with("GET /first")) {
      const std::string answer = ok(std::string(1'000'000, 'a'));
      connection.say(answer.substr(0, 500'000));
      next_is_here.get_future().wait();
      connection.say(answer.substr(500'000));
    } else {
      next_is_here.set_value();
      connection.say(ok("next"));
    }
    connection.wait_for_end();
  });
  CurlClient client;
  const auto first = client.start({.url = server.url("/first")});
  const auto next = client.start({.url = server.url("/next")});
  CHECK(outcome(first->wait({})) == "200 " + std::string(1'000'000, 'a'));
  CHECK(outcome(next->wait({})) == "200 next");
}

TEST_CASE("many requests from many threads all find their own answers") {
  RawServer server([](Connection& connection) {
    for (std::string request = connection.request(); !request.empty(); request = connection.request()) {
      connection.say(ok(request.substr(4, request.find(' ', 4) - 4)));
    }
  });
  CurlClient client;
  std::vector<std::future<int>> workers;
  for (int worker = 0; worker < 8; ++worker) {
    workers.push_back(std::async(std::launch::async, [&, worker] {
      int right = 0;
      for (int i = 0; i < 25; ++i) {
        const std::string path = "/" + std::to_string(worker) + "-" + std::to_string(i);
        right += outcome(client.send({.url = server.url(path)}, {})) == "200 " + path ? 1 : 0;
      }
      return right;
    }));
  }
  int right = 0;
  for (auto& worker : workers) right += worker.get();
  CHECK(right == 200);
}

TEST_CASE("an answer is handed out once") {
  Recorder recorder;
  CurlClient client;
  const auto pending = client.start({.url = recorder.server.url()});
  CHECK(outcome(pending->wait({})) == "200 ok");
  CHECK(outcome(pending->wait({})) == "wire.stopped: GET http://127.0.0.1:PORT: the answer was collected before");
}
