#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <catch2/catch.hpp>
#include <cstring>

#include "http/address.hpp"

using namespace goodword::http;

namespace {

sockaddr_storage address(const std::string& text) {
  sockaddr_storage storage{};
  if (text.find(':') == std::string::npos) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    REQUIRE(inet_pton(AF_INET, text.c_str(), &in.sin_addr) == 1);
    std::memcpy(&storage, &in, sizeof in);
  } else {
    sockaddr_in6 in{};
    in.sin6_family = AF_INET6;
    REQUIRE(inet_pton(AF_INET6, text.c_str(), &in.sin6_addr) == 1);
    std::memcpy(&storage, &in, sizeof in);
  }
  return storage;
}

bool is_private(const std::string& text) {
  const auto storage = address(text);
  return private_address(reinterpret_cast<const sockaddr&>(storage));
}

bool is_loopback(const std::string& text) {
  const auto storage = address(text);
  return loopback_address(reinterpret_cast<const sockaddr&>(storage));
}

}  // namespace

TEST_CASE("addresses inside the operator's own network are private") {
  const auto text =
      GENERATE(as<std::string>(), "0.0.0.0", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1",
               "127.255.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.168.0.1",
               "198.18.0.1", "198.19.255.255", "224.0.0.1", "255.255.255.255");
  CAPTURE(text);
  CHECK(is_private(text));
}

TEST_CASE("addresses of the internet are not private, down to the next one after a private network") {
  const auto text =
      GENERATE(as<std::string>(), "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
               "126.255.255.255", "128.0.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.0.1.0",
               "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111",
               "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1");
  CAPTURE(text);
  CHECK_FALSE(is_private(text));
}

TEST_CASE("IPv6 addresses that stay inside are private, however they are wrapped") {
  const auto text = GENERATE(as<std::string>(), "::", "::1", "fc00::1", "fdff::1", "fe80::1", "febf::1", "fec0::1",
                             "ff02::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::10.0.0.1",
                             "64:ff9b::a00:1", "2002:a00:1::1", "2002:7f00:1::1");
  CAPTURE(text);
  CHECK(is_private(text));
}

TEST_CASE("an address of another kind is private") {
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  CHECK(private_address(reinterpret_cast<const sockaddr&>(local)));
  CHECK_FALSE(loopback_address(reinterpret_cast<const sockaddr&>(local)));
}

TEST_CASE("loopback addresses are told from other private ones") {
  CHECK(is_loopback("127.0.0.1"));
  CHECK(is_loopback("127.9.9.9"));
  CHECK(is_loopback("::1"));
  CHECK_FALSE(is_loopback("10.0.0.1"));
  CHECK_FALSE(is_loopback("128.0.0.1"));
  CHECK_FALSE(is_loopback("::"));
  CHECK_FALSE(is_loopback("::ffff:127.0.0.1"));
}

TEST_CASE("loopback hosts are known by their spelling") {
  const auto host = GENERATE(as<std::string>(), "localhost", "LocalHost", "127.0.0.1", "127.1.2.3", "::1", "[::1]");
  CAPTURE(host);
  CHECK(loopback_host(host));
}

TEST_CASE("hosts that only look like loopback are not") {
  const auto host =
      GENERATE(as<std::string>(), "", "localhost.example", "notlocalhost", "127.0.0.1.example", "127.example",
               "128.0.0.1", "0.0.0.0", "::", "[::2]", "127.0.0.1 ", "[127.0.0.1", "10.0.0.1");
  CAPTURE(host);
  CHECK_FALSE(loopback_host(host));
}
