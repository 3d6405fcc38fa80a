#include "http/address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>

#include "base/text.hpp"

namespace goodword::http {
namespace {

using Bytes16 = std::array<unsigned char, 16>;

struct Network4 {
  std::uint32_t start;
  int bits;
};

constexpr std::uint32_t ipv4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  return (a << 24) | (b << 16) | (c << 8) | d;
}

// IANA's registry of special-purpose IPv4 addresses, the rows that are not globally reachable.
constexpr std::array<Network4, 11> closed4 = {{{ipv4(0, 0, 0, 0), 8},
                                               {ipv4(10, 0, 0, 0), 8},
                                               {ipv4(100, 64, 0, 0), 10},
                                               {ipv4(127, 0, 0, 0), 8},
                                               {ipv4(169, 254, 0, 0), 16},
                                               {ipv4(172, 16, 0, 0), 12},
                                               {ipv4(192, 0, 0, 0), 24},
                                               {ipv4(192, 168, 0, 0), 16},
                                               {ipv4(198, 18, 0, 0), 15},
                                               {ipv4(224, 0, 0, 0), 4},
                                               {ipv4(240, 0, 0, 0), 4}}};

bool private4(std::uint32_t address) {
  return std::ranges::any_of(
      closed4, [address](const Network4& network) { return ((address ^ network.start) >> (32 - network.bits)) == 0; });
}

std::uint32_t four_bytes(const Bytes16& bytes, std::size_t at) {
  return ipv4(bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]);
}

bool zero_until(const Bytes16& bytes, std::size_t end) {
  return std::all_of(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(end),
                     [](unsigned char b) { return b == 0; });
}

/// The IPv4 address that an IPv6 address stands for: mapped, compatible, NAT64 (64:ff9b::/96) or 6to4 (2002::/16).
std::optional<std::uint32_t> wrapped4(const Bytes16& bytes) {
  if (zero_until(bytes, 12)) return four_bytes(bytes, 12);
  if (zero_until(bytes, 10) && bytes[10] == 0xFF && bytes[11] == 0xFF) return four_bytes(bytes, 12);
  constexpr std::array<unsigned char, 12> nat64 = {0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0};
  if (std::equal(nat64.begin(), nat64.end(), bytes.begin())) return four_bytes(bytes, 12);
  if (bytes[0] == 0x20 && bytes[1] == 0x02) return four_bytes(bytes, 2);
  return std::nullopt;
}

bool private6(const Bytes16& bytes) {
  if (const auto inner = wrapped4(bytes)) return private4(*inner);
  const bool unique_local = (bytes[0] & 0xFEu) == 0xFC;
  const bool link_or_site_local = bytes[0] == 0xFE && (bytes[1] & 0x80u) != 0;
  const bool multicast = bytes[0] == 0xFF;
  return unique_local || link_or_site_local || multicast;
}

/// Copied out, since a sockaddr may not be read through a pointer to another type.
std::uint32_t address4(const sockaddr& address) {
  sockaddr_in in{};
  std::memcpy(&in, &address, sizeof in);
  return ntohl(in.sin_addr.s_addr);
}

Bytes16 address6(const sockaddr& address) {
  sockaddr_in6 in{};
  std::memcpy(&in, &address, sizeof in);
  Bytes16 bytes{};
  std::memcpy(bytes.data(), in.sin6_addr.s6_addr, bytes.size());
  return bytes;
}

constexpr Bytes16 loopback6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

}  // namespace

bool loopback_host(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const std::string name = base::lower(host);
  if (name == "localhost") return true;
  in_addr four{};
  if (inet_pton(AF_INET, name.c_str(), &four) == 1) return ntohl(four.s_addr) >> 24 == 127;
  Bytes16 six{};
  return inet_pton(AF_INET6, name.c_str(), six.data()) == 1 && six == loopback6;
}

bool private_address(const sockaddr& address) {
  if (address.sa_family == AF_INET) return private4(address4(address));
  return address.sa_family != AF_INET6 || private6(address6(address));
}

bool loopback_address(const sockaddr& address) {
  if (address.sa_family == AF_INET) return address4(address) >> 24 == 127;
  return address.sa_family == AF_INET6 && address6(address) == loopback6;
}

}  // namespace goodword::http
