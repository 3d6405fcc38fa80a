// The wire: ports::HttpClient on libcurl. One thread drives all requests, so that a started request travels while its
// caller does other work, and a stop is noticed at once.
//
// Follows no redirect, keeps no cookie, reads no netrc and no proxy from the environment, and never sends a request a
// second time, not even on a connection that the server had closed: for a write that would mean doing it twice.
// Certificates are always verified. https only; http for loopback hosts. Callable from several threads; answers that
// are still awaited when the client goes are wire.stopped.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ports/http_client.hpp"

namespace goodword::http {

struct ClientOptions {
  /// Hosts may resolve to private and link-local addresses. Loopback hosts always may, to loopback addresses.
  bool allow_private_addresses = false;
  /// The same for these hosts alone, as spelled in URLs.
  std::vector<std::string> private_hosts = {};
  /// PEM file of certificates that are trusted besides those of the system.
  std::string extra_ca_file = {};
  /// "http://proxy.office:3128" (wire.proxy in goodword.json); loopback hosts are reached without it. Through a proxy
  /// the client cannot see which addresses are reached. http_proxy, https_proxy, all_proxy and no_proxy of the
  /// environment are never looked at: a service and a shell with the same settings go the same way.
  std::string proxy = {};
  std::string user_agent = "goodword";
  base::Duration connect_time_out = std::chrono::seconds(15);
  std::size_t header_bytes = 64u << 10;
  std::size_t body_bytes = 32u << 20;  ///< decompressed
  /// A body may be this many times larger than what came over the wire; looked at only beyond `ratio_from` bytes.
  std::size_t ratio = 100;
  std::size_t ratio_from = 1u << 20;
};

class Loop;

class CurlClient final : public ports::HttpClient {
 public:
  explicit CurlClient(ClientOptions options = {});
  ~CurlClient() override;
  CurlClient(const CurlClient&) = delete;
  CurlClient& operator=(const CurlClient&) = delete;

  std::unique_ptr<ports::PendingResponse> start(ports::HttpRequest request) override;

 private:
  std::shared_ptr<const ClientOptions> options_;  // shared with exchanges, which may outlive the client
  std::shared_ptr<Loop> loop_;                    // shared with pending responses, which may outlive the client
};

}  // namespace goodword::http
