// A proxy is used where the operator names one in the settings, and only there: a variable that a service happens to
// inherit must not decide where logins travel.
#include <catch2/catch.hpp>
#include <cstdlib>

#include "http/client.hpp"
#include "http2_server.hpp"
#include "outcome.hpp"

using namespace goodword;
using namespace goodword::http;
using namespace goodword::http::test;

namespace {

/// Sets variables for a while.
class Variables {
 public:
  Variables(std::vector<std::string> names, const std::string& value) : names_(std::move(names)) {
    for (const auto& name : names_) ::setenv(name.c_str(), value.c_str(), 1);
  }
  ~Variables() {
    for (const auto& name : names_) ::unsetenv(name.c_str());
  }
  Variables(const Variables&) = delete;
  Variables& operator=(const Variables&) = delete;

 private:
  std::vector<std::string> names_;
};

/// Refuses to connect anybody, and keeps what it was asked.
class Proxy {
 public:
  std::string url() const { return server_.url(""); }
  int connections() const { return server_.connections(); }
  std::string asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

 private:
  void serve(Connection& connection) {
    const std::string request = connection.request();
    {
      const std::lock_guard lock(mutex_);
      asked_ = request;
    }
    connection.say("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
  }

  mutable std::mutex mutex_;
  std::string asked_;
  RawServer server_{[this](Connection& connection) { serve(connection); }};
};

Http2Answering hello() {
  return [](Http2Connection& connection, const Http2Request& request) {
    return connection.answer(request.stream, "hello");
  };
}

}  // namespace

TEST_CASE("proxies named in the environment are not used, neither for http nor for https") {
  const Proxy proxy;
  const Variables variables({"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}, proxy.url());
  const Certificate certificate("IP:127.0.0.1");
  const Http2Server secure(certificate, hello());
  RawServer plain([](Connection& connection) {
    while (!connection.request().empty()) connection.say(ok("hello"));
  });
  CurlClient client({.extra_ca_file = certificate.certificate});
  CHECK(outcome(client.send({.url = secure.url()}, {})) == "200 hello");
  CHECK(outcome(client.send({.url = plain.url()}, {})) == "200 hello");
  CHECK(proxy.connections() == 0);
}

TEST_CASE("a proxy that the settings name is asked for the host alone, and sees nothing of the request") {
  const Proxy proxy;
  CurlClient client({.proxy = proxy.url()});
  const auto answer = client.send({.method = "POST",
                                   .url = "https://crm.example/contacts?email=joan",
                                   .headers = {{"Authorization", "Bearer CANARY"}},
                                   .body = "CANARY"},
                                  {});
  CHECK(code_of(answer) == "wire.not_sent");  // the proxy refused, so nothing can have arrived
  CHECK(proxy.asked().starts_with("CONNECT crm.example:443 HTTP/1.1\r\n"));
  CHECK(proxy.asked().find("CANARY") == std::string::npos);
  CHECK(proxy.asked().find("joan") == std::string::npos);
}

TEST_CASE("this machine is reached past the proxy, whatever no_proxy says") {
  const Proxy proxy;
  const Variables variables({"no_proxy", "NO_PROXY"}, "elsewhere.example");
  const Certificate certificate("IP:127.0.0.1");
  const Http2Server server(certificate, hello());
  CurlClient client({.extra_ca_file = certificate.certificate, .proxy = proxy.url()});
  CHECK(outcome(client.send({.url = server.url()}, {})) == "200 hello");
  CHECK(proxy.connections() == 0);
}

TEST_CASE("no_proxy in the environment does not lead past the proxy that the settings name") {
  const Proxy proxy;
  const Variables variables({"no_proxy", "NO_PROXY"}, "*");
  CurlClient client({.proxy = proxy.url()});
  CHECK(code_of(client.send({.url = "https://crm.example/"}, {})) == "wire.not_sent");
  CHECK(proxy.connections() == 1);
}
