#include "base/signature.hpp"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>

namespace goodword::base {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

constexpr int curve_size = 32;  // of P-256: each of the two numbers of its signatures

/// A key with a password would have OpenSSL ask for it on the terminal.
int no_password(char*, int, int, void*) { return -1; }

Key read_key(std::string_view pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                                       &BIO_free);
  return {text ? PEM_read_bio_PrivateKey(text.get(), nullptr, no_password, nullptr) : nullptr, &EVP_PKEY_free};
}

bool fits(const EVP_PKEY* key, SignatureKind kind) {
  if (kind == SignatureKind::rs256) return EVP_PKEY_base_id(key) == EVP_PKEY_RSA;
  return EVP_PKEY_base_id(key) == EVP_PKEY_EC && EVP_PKEY_bits(key) == curve_size * 8;
}

std::string signed_by(EVP_PKEY* key, std::string_view text) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> work(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t size = 0;
  if (EVP_DigestSignInit(work.get(), nullptr, EVP_sha256(), nullptr, key) != 1) return {};
  if (EVP_DigestSign(work.get(), nullptr, &size, bytes, text.size()) != 1) return {};
  std::string made(size, '\0');
  if (EVP_DigestSign(work.get(), reinterpret_cast<unsigned char*>(made.data()), &size, bytes, text.size()) != 1)
    return {};
  made.resize(size);
  return made;
}

/// OpenSSL writes the two numbers as ASN.1; tokens hold them one after the other.
std::string two_numbers(const std::string& asn1) {
  const auto* start = reinterpret_cast<const unsigned char*>(asn1.data());
  const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> parts(
      d2i_ECDSA_SIG(nullptr, &start, static_cast<long>(asn1.size())), &ECDSA_SIG_free);
  if (!parts) return {};
  std::string made(2 * curve_size, '\0');
  auto* room = reinterpret_cast<unsigned char*>(made.data());
  const bool whole = BN_bn2binpad(ECDSA_SIG_get0_r(parts.get()), room, curve_size) == curve_size &&
                     BN_bn2binpad(ECDSA_SIG_get0_s(parts.get()), room + curve_size, curve_size) == curve_size;
  return whole ? made : std::string();
}

}  // namespace

Result<std::string> signature(SignatureKind kind, std::string_view pem, std::string_view text) {
  const Key key = read_key(pem);
  if (!key) return failure("secret.missing", "the private key is no PEM text, or has a password");
  if (!fits(key.get(), kind)) {
    return failure("secret.missing", kind == SignatureKind::rs256
                                         ? "the private key is no RSA key, which RS256 signs with"
                                         : "the private key is not one of the curve P-256, which ES256 signs with");
  }
  std::string made = signed_by(key.get(), text);
  if (kind == SignatureKind::es256) made = two_numbers(made);
  if (made.empty()) return failure("secret.missing", "OpenSSL cannot sign with the private key");
  return made;
}

}  // namespace goodword::base
