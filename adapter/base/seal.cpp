#include "base/seal.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <memory>
#include <stdexcept>

namespace goodword::base {
namespace {

constexpr std::size_t tag_size = 16;
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char* bytes_of(std::string_view text) {
  // A view without bytes may have no address, which OpenSSL would read as "not given".
  return reinterpret_cast<const unsigned char*>(text.empty() ? "" : text.data());
}
unsigned char* room_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

bool right_sizes(std::string_view key, std::string_view nonce) {
  return key.size() == seal_key_size && nonce.size() == seal_nonce_size;
}

}  // namespace

std::string seal(std::string_view key, std::string_view nonce, std::string_view plain, std::string_view bound) {
  if (!right_sizes(key, nonce)) throw std::runtime_error("a seal takes a key of 32 bytes and a nonce of 12");
  const Cipher work(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  std::string sealed(plain.size() + tag_size, '\0');
  int ignored = 0, last = 0;
  const bool made =
      EVP_EncryptInit_ex(work.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key), bytes_of(nonce)) == 1 &&
      EVP_EncryptUpdate(work.get(), nullptr, &ignored, bytes_of(bound), static_cast<int>(bound.size())) == 1 &&
      EVP_EncryptUpdate(work.get(), room_of(sealed), &ignored, bytes_of(plain), static_cast<int>(plain.size())) == 1 &&
      EVP_EncryptFinal_ex(work.get(), room_of(sealed) + plain.size(), &last) == 1 &&
      EVP_CIPHER_CTX_ctrl(work.get(), EVP_CTRL_GCM_GET_TAG, tag_size, room_of(sealed) + plain.size()) == 1;
  if (!made) throw std::runtime_error("this system's OpenSSL has no AES-256-GCM");
  return sealed;
}

std::optional<std::string> unseal(std::string_view key, std::string_view nonce, std::string_view sealed,
                                  std::string_view bound) {
  if (!right_sizes(key, nonce) || sealed.size() < tag_size) return std::nullopt;
  const std::size_t size = sealed.size() - tag_size;
  const Cipher work(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  std::string plain(size, '\0');
  std::string tag(sealed.substr(size));
  int ignored = 0, last = 0;
  const bool whole =
      EVP_DecryptInit_ex(work.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key), bytes_of(nonce)) == 1 &&
      EVP_DecryptUpdate(work.get(), nullptr, &ignored, bytes_of(bound), static_cast<int>(bound.size())) == 1 &&
      EVP_DecryptUpdate(work.get(), room_of(plain), &ignored, bytes_of(sealed), static_cast<int>(size)) == 1 &&
      EVP_CIPHER_CTX_ctrl(work.get(), EVP_CTRL_GCM_SET_TAG, tag_size, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(work.get(), room_of(plain) + size, &last) == 1;
  if (whole) return plain;
  wipe(plain);
  return std::nullopt;
}

void wipe(std::string& secret) {
  OPENSSL_cleanse(secret.data(), secret.size());
  secret.clear();
}

}  // namespace goodword::base
