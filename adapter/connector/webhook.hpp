// A call that the CRM makes to us: whether it is the CRM's, and which records it names.
//
// Whoever listens hands the call over as it came. Nothing of it is believed but the stream and the ids, which are then
// read from the CRM itself; and nothing is looked at before the signature holds. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/instant.hpp"
#include "connector/compile.hpp"
#include "ports/http_client.hpp"

namespace goodword::connector {

struct WebhookCall {
  std::string method, url, body;  ///< `url` as the CRM knows it, with host and query
  ports::Headers headers;
};

/// A record that something happened to.
struct WebhookHint {
  std::string stream, id;
  friend bool operator==(const WebhookHint&, const WebhookHint&) = default;
};

/// Each record once. Errors: connector.unsupported where the connector has no webhooks or their secret was not given;
/// wire.forged for a call without a signature that holds; json.* for a body that is none.
base::Result<std::vector<WebhookHint>> read_webhook(const Compiled& compiled,
                                                    const std::map<std::string, std::string>& secrets,
                                                    const WebhookCall& call, base::Instant now);

}  // namespace goodword::connector
