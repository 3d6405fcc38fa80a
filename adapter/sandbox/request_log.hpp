// What was asked of the CRM and how it answered: the oracle for counting calls, and the input of the check against the
// vendor's own documents (tests/sandbox/check_openapi.py). Tokens are not kept. Not thread safe: HubSpot holds the
// lock.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"

namespace goodword::sandbox {

struct LoggedRequest {
  base::Instant at;
  std::string method;
  std::string path;
  std::string query;  ///< as sent, without the question mark
  std::string body;
  int status = 0;  ///< 0: the client got no answer
};

/// JSON lines: {"at","method","path","query","body","status"}; body is text.
void write_json_lines(const std::vector<LoggedRequest>& requests, std::ostream& out);

}  // namespace goodword::sandbox
