// One HTTP exchange. The http room implements it on libcurl, the sandbox in memory, tests with plain values.
//
// A client follows nothing by itself, never retries, never logs. A request that is started is on the wire while the
// caller does other work; the answer is collected with wait(). Callable from several threads.
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/instant.hpp"

namespace goodword::ports {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method = "GET";
  std::string url = {};
  Headers headers = {};
  std::string body = {};
  base::Duration time_out = std::chrono::seconds(60);
};

struct HttpResponse {
  int status = 0;
  Headers headers = {};
  std::string body = {};       ///< decompressed
  std::size_t wire_bytes = 0;  ///< as received

  /// First header of that name, compared without case; empty if absent.
  std::string header(std::string_view name) const;
};

/// Errors: wire.not_sent (nothing left this machine), wire.lost (something may have arrived), wire.too_large,
/// wire.stopped.
class PendingResponse {
 public:
  virtual ~PendingResponse() = default;  ///< a response that nobody waits for is cancelled
  virtual base::Result<HttpResponse> wait(std::stop_token stop) = 0;
};

class HttpClient {
 public:
  virtual ~HttpClient() = default;
  virtual std::unique_ptr<PendingResponse> start(HttpRequest request) = 0;
  base::Result<HttpResponse> send(HttpRequest request, std::stop_token stop) {
    return start(std::move(request))->wait(stop);
  }
};

inline std::string HttpResponse::header(std::string_view name) const {
  const auto same = [](std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
      const auto fold = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
      if (fold(a[i]) != fold(b[i])) return false;
    }
    return true;
  };
  for (const auto& [key, value] : headers) {
    if (same(key, name)) return value;
  }
  return {};
}

}  // namespace goodword::ports
