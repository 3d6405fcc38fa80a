// Signatures by HMAC over declared parts of a request: the CRM's, which are compared, and ours, which go with it.
//
// Pure. Called by webhook.cpp for calls that come in, and by session.cpp for requests that go out.
#pragma once

#include <optional>
#include <string>

#include "base/error.hpp"
#include "connector/plan.hpp"
#include "ports/http_client.hpp"

namespace goodword::connector {

/// What a signature may be over. `url` with host and query, as it is on the wire.
struct Signable {
  std::string method, url, body;
  std::string timestamp = {};
};

/// A text of a signature, filled; nothing where one of its placeholders has no value. `secrets` are settings.
std::optional<std::string> fill_signed(const Text& text, const Signable& call, const Values& secrets);
/// The bytes of the code over what the connector states; nothing where that cannot be put together.
std::optional<std::string> code_of(const Sign& sign, const Signable& call, const Values& secrets);
/// Its bytes as they stand in a header.
std::string spelled_code(std::string code, Sign::Form form);

/// Dates and signs a request that is otherwise ready to be sent: nothing of it may change afterwards. `now` is the
/// CRM's time. Errors: connector.invalid where a secret is missing or a header would hold a line break.
base::Result<void> sign_request(ports::HttpRequest& request, const Sign& sign, const Values& secrets,
                                base::Instant now);
/// Whether a header of this name is made of the signature, for those who print requests.
bool holds_signature(const Sign& sign, std::string_view header);

}  // namespace goodword::connector
