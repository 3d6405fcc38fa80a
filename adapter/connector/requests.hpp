// Every request a connector file would send, with invented values and secrets masked: for a person to read.
//
// Called by `goodword connector requests`. Walks the same templates as the interpreter and sends nothing. Pure.
#pragma once

#include <string>
#include <vector>

#include "connector/compile.hpp"
#include "model/change.hpp"

namespace goodword::connector {

struct PrintedRequest {
  std::string purpose;  ///< "stream contacts, increment"
  std::string method, url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

std::vector<PrintedRequest> requests_of(const Compiled& compiled);
/// What sending one operation takes, with the operation's own values: the look before it, the write, the look after it.
/// What only the CRM knows (the id of a label, the tags that stand there) is invented. Empty where the connector has no
/// such write.
std::vector<PrintedRequest> requests_of(const Compiled& compiled, const model::Operation& operation);
/// For people: what it is for, then the request as it would go out, and an empty line.
std::string to_text(const PrintedRequest& request);

}  // namespace goodword::connector
