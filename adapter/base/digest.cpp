#include "base/digest.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <bit>
#include <cstring>
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

// The names and steps of the XXH64 specification.
constexpr std::uint64_t prime1 = 0x9E3779B185EBCA87u, prime2 = 0xC2B2AE3D27D4EB4Fu, prime3 = 0x165667B19E3779F9u,
                        prime4 = 0x85EBCA77C2B2AE63u, prime5 = 0x27D4EB2F165667C5u;

/// Takes the next number, of the length of T and least byte first, off the front.
template <class T>
std::uint64_t take(std::string_view& bytes) {
  T number = 0;
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(&number, bytes.data(), sizeof number);
  } else {
    for (std::size_t i = sizeof number; i-- > 0;)
      number = static_cast<T>((number << 8) | static_cast<unsigned char>(bytes[i]));
  }
  bytes.remove_prefix(sizeof number);
  return number;
}

std::uint64_t round(std::uint64_t lane, std::uint64_t input) { return std::rotl(lane + input * prime2, 31) * prime1; }

/// The part of the bytes that fills whole stripes of 32, in four lanes.
std::uint64_t stripes(std::string_view& bytes, std::uint64_t seed) {
  std::array<std::uint64_t, 4> lanes = {seed + prime1 + prime2, seed + prime2, seed, seed - prime1};
  while (bytes.size() >= 32) {
    for (auto& lane : lanes) lane = round(lane, take<std::uint64_t>(bytes));
  }
  std::uint64_t sum =
      std::rotl(lanes[0], 1) + std::rotl(lanes[1], 7) + std::rotl(lanes[2], 12) + std::rotl(lanes[3], 18);
  for (const auto lane : lanes) sum = (sum ^ round(0, lane)) * prime1 + prime4;
  return sum;
}

}  // namespace

std::uint64_t xxh64(std::string_view bytes, std::uint64_t seed) {
  const std::uint64_t length = bytes.size();
  std::uint64_t sum = (length >= 32 ? stripes(bytes, seed) : seed + prime5) + length;
  while (bytes.size() >= 8) sum = std::rotl(sum ^ round(0, take<std::uint64_t>(bytes)), 27) * prime1 + prime4;
  if (bytes.size() >= 4) sum = std::rotl(sum ^ (take<std::uint32_t>(bytes) * prime1), 23) * prime2 + prime3;
  while (!bytes.empty()) sum = std::rotl(sum ^ (take<std::uint8_t>(bytes) * prime5), 11) * prime1;
  sum = (sum ^ (sum >> 33)) * prime2;
  sum = (sum ^ (sum >> 29)) * prime3;
  return sum ^ (sum >> 32);
}

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

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  std::string code(32, '\0');
  unsigned int length = 0;
  // An empty string_view may point nowhere, and a null key means "reuse the last one" to OpenSSL.
  const char* start = key.empty() ? "" : key.data();
  HMAC(EVP_sha256(), start, static_cast<int>(key.size()), as_bytes(bytes), bytes.size(),
       reinterpret_cast<unsigned char*>(code.data()), &length);
  return code;
}

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
