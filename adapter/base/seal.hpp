// Sealing what must not be readable at rest: AES-256-GCM (OpenSSL). A seal says whether it was broken.
//
// Chance comes from the caller: a nonce must never be used twice with one key. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace goodword::base {

inline constexpr std::size_t seal_key_size = 32;
inline constexpr std::size_t seal_nonce_size = 12;

/// Ciphertext and tag. `bound` is not kept but must be the same when it is opened: what the text belongs to.
std::string seal(std::string_view key, std::string_view nonce, std::string_view plain, std::string_view bound);
/// Nothing where a bit of text, nonce, key or `bound` is another.
std::optional<std::string> unseal(std::string_view key, std::string_view nonce, std::string_view sealed,
                                  std::string_view bound);
/// Overwrites the bytes, so that they do not stay in memory that is given back.
void wipe(std::string& secret);

}  // namespace goodword::base
