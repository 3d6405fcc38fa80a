// Hashes and encodings (OpenSSL, xxHash). Returns lower-case hex where text is returned.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace goodword::base {

std::array<unsigned char, 32> sha256(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);
std::string hmac_sha256(std::string_view key, std::string_view bytes);  ///< 32 raw bytes
std::string hmac_sha1(std::string_view key, std::string_view bytes);    ///< 20 raw bytes; for vendors who sign so
/// XXH64: a fraction of the cost of SHA-256, to tell whether bytes changed. No protection against who wants two to be
/// equal.
std::uint64_t xxh64(std::string_view bytes, std::uint64_t seed);
std::string to_hex(std::string_view bytes);
std::string to_base64(std::string_view bytes);
std::string to_base64url(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);
bool same_in_constant_time(std::string_view a, std::string_view b);
/// Keyed, short (16 hex digits): how a person's value appears in a log, if at all.
std::string fingerprint(std::string_view key, std::string_view value);

}  // namespace goodword::base
