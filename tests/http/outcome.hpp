// The outcome of a request as one text, so that a test compares it whole.
#pragma once

#include <regex>
#include <string>

#include "ports/http_client.hpp"

namespace goodword::http::test {

/// "200 body", or "wire.lost: GET http://127.0.0.1:PORT: why" with the port taken out.
inline std::string outcome(const base::Result<ports::HttpResponse>& result) {
  if (result) return std::to_string(result->status) + " " + result->body;
  return result.error().code + ": " +
         std::regex_replace(result.error().detail, std::regex(R"(127\.0\.0\.1:\d+)"), "127.0.0.1:PORT");
}

inline std::string code_of(const base::Result<ports::HttpResponse>& result) {
  return result ? std::to_string(result->status) : result.error().code;
}

}  // namespace goodword::http::test
