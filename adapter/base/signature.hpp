// Signatures that prove who asks, as logins by signed claims need them (OpenSSL): RS256 and ES256 of RFC 7518. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace goodword::base {

enum class SignatureKind { rs256, es256 };

/// The raw signature over `text`. `pem` is a private key without a password. Errors: secret.missing, saying what is
/// wrong with the key and never what it holds.
Result<std::string> signature(SignatureKind kind, std::string_view pem, std::string_view text);

}  // namespace goodword::base
