#include "base/digest.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <xxhash.h>

#include <memory>
#include <stdexcept>

namespace goodword::base {
namespace {

constexpr std::string_view base64_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const unsigned char* as_bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

/// Three bytes become four letters of six bits; the last group may be shorter and is not padded here.
std::string encode_groups(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  std::uint32_t held = 0;
  int bits = 0;
  for (const unsigned char byte : bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 6; bits -= 6) text += base64_letters[(held >> (bits - 6)) & 63u];
  }
  if (bits > 0) text += base64_letters[(held << (6 - bits)) & 63u];
  return text;
}

std::string hmac(const EVP_MD* digest, std::string_view key, std::string_view bytes) {
  std::string code(static_cast<std::size_t>(EVP_MD_get_size(digest)), '\0');
  unsigned int length = 0;
  // An empty string_view may point nowhere, and a null key means "reuse the last one" to OpenSSL.
  const char* start = key.empty() ? "" : key.data();
  HMAC(digest, start, static_cast<int>(key.size()), as_bytes(bytes), bytes.size(),
       reinterpret_cast<unsigned char*>(code.data()), &length);
  return code;
}

}  // namespace

std::uint64_t xxh64(std::string_view bytes, std::uint64_t seed) { return XXH64(bytes.data(), bytes.size(), seed); }

std::array<unsigned char, 32> sha256(std::string_view bytes) {
  // SHA256() looks the algorithm up by its name at each call, which costs more than a short text's digest.
  static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> work(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  std::array<unsigned char, 32> digest{};
  const bool made = EVP_DigestInit_ex(work.get(), algorithm, nullptr) == 1 &&
                    EVP_DigestUpdate(work.get(), bytes.data(), bytes.size()) == 1 &&
                    EVP_DigestFinal_ex(work.get(), digest.data(), nullptr) == 1;
  if (!made) throw std::runtime_error("this system's OpenSSL has no SHA-256");
  return digest;
}

std::string sha256_hex(std::string_view bytes) {
  const auto digest = sha256(bytes);
  return to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) { return hmac(EVP_sha256(), key, bytes); }
std::string hmac_sha1(std::string_view key, std::string_view bytes) { return hmac(EVP_sha1(), key, bytes); }

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text(bytes.size() * 2, '0');
  auto letter = text.begin();
  for (const unsigned char byte : bytes) {
    *letter++ = digits[byte >> 4];
    *letter++ = digits[byte & 15u];
  }
  return text;
}

std::string to_base64(std::string_view bytes) {
  std::string text = encode_groups(bytes);
  while (text.size() % 4 != 0) text += '=';
  return text;
}

std::string to_base64url(std::string_view bytes) {
  std::string text = encode_groups(bytes);
  for (char& letter : text) letter = letter == '+' ? '-' : letter == '/' ? '_' : letter;
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int pad = 0; pad < 2 && text.ends_with('='); ++pad) text.remove_suffix(1);
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t held = 0;
  int bits = 0;
  for (const char letter : text) {
    const auto value = base64_letters.find(letter);
    if (value == std::string_view::npos) return std::nullopt;
    held = (held << 6) | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>((held >> bits) & 255u);
  }
  // Left-over bits must be nought, else two texts would stand for the same bytes.
  if ((held & ((1u << bits) - 1u)) != 0) return std::nullopt;
  return bytes;
}

bool same_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && (a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0);
}

std::string fingerprint(std::string_view key, std::string_view value) {
  return to_hex(hmac_sha256(key, value)).substr(0, 16);
}

}  // namespace goodword::base
