// Every request a connector file would send, with invented values and secrets masked: for a person to read.
//
// Called by `goodword connector requests`. Walks the same templates as the interpreter and sends nothing. Pure.
#pragma once

#include <string>
#include <vector>

#include "connector/compile.hpp"

namespace goodword::connector {

struct PrintedRequest {
  std::string purpose;  ///< "stream contacts, increment"
  std::string method, url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

std::vector<PrintedRequest> requests_of(const Compiled& compiled);
/// For people: what it is for, then the request as it would go out, and an empty line.
std::string to_text(const PrintedRequest& request);

}  // namespace goodword::connector
