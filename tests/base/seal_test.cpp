#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <catch2/catch.hpp>

#include "base/digest.hpp"
#include "base/seal.hpp"
#include "base/signature.hpp"

using namespace goodword::base;

namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

std::string bytes(std::string_view hex) {
  std::string made;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    made += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  return made;
}

std::string pem_of(const Key& key) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_PrivateKey(text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  char* start = nullptr;
  const long size = BIO_get_mem_data(text.get(), &start);
  return {start, static_cast<std::size_t>(size)};
}

bool verifies(const Key& key, std::string_view signature, std::string_view text) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> work(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  EVP_DigestVerifyInit(work.get(), nullptr, EVP_sha256(), nullptr, key.get());
  return EVP_DigestVerify(work.get(), reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                          reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1;
}

/// The two numbers of a token's signature, as OpenSSL wants them.
std::string as_asn1(std::string_view raw) {
  const auto* start = reinterpret_cast<const unsigned char*>(raw.data());
  const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> parts(ECDSA_SIG_new(), &ECDSA_SIG_free);
  ECDSA_SIG_set0(parts.get(), BN_bin2bn(start, 32, nullptr), BN_bin2bn(start + 32, 32, nullptr));
  unsigned char* room = nullptr;
  const int size = i2d_ECDSA_SIG(parts.get(), &room);
  std::string made(reinterpret_cast<char*>(room), static_cast<std::size_t>(size));
  OPENSSL_free(room);
  return made;
}

const std::string key = bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
const std::string nonce = bytes("cafebabefacedbaddecaf888");
const std::string plain = bytes(
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba"
    "637b39");
const std::string bound = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");

}  // namespace

TEST_CASE("a seal is AES-256-GCM, as test case 16 of its submission to NIST has it") {
  const auto sealed = seal(key, nonce, plain, bound);
  CHECK(to_hex(sealed) ==
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a"
        "0abc"
        "c9f66276fc6ece0f4e1768cddf8853bb2d551b");
  CHECK(unseal(key, nonce, sealed, bound) == plain);
}

TEST_CASE("whichever bit is another, a seal is broken") {
  const auto sealed = seal(key, nonce, plain, bound);
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string changed = sealed;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    CHECK_FALSE(unseal(key, nonce, changed, bound));
  }
  CHECK_FALSE(unseal(key, nonce, sealed, bound + "1"));
  CHECK_FALSE(unseal(key, std::string(12, 'n'), sealed, bound));
  CHECK_FALSE(unseal(std::string(32, 'k'), nonce, sealed, bound));
  CHECK_FALSE(unseal(key, nonce, sealed.substr(0, sealed.size() - 1), bound));
  CHECK_FALSE(unseal(key, nonce, "short", bound));
  CHECK_FALSE(unseal("short", nonce, sealed, bound));
}

TEST_CASE("nothing can be sealed, too, and then only what it belongs to is vouched for") {
  const auto sealed = seal(key, nonce, "", "main");
  CHECK(unseal(key, nonce, sealed, "main") == "");
  CHECK_FALSE(unseal(key, nonce, sealed, "other"));
}

TEST_CASE("what is wiped is empty") {
  std::string secret = "refresh";
  wipe(secret);
  CHECK(secret.empty());
}

TEST_CASE("a claim that was signed is believed by whoever has the public key") {
  const Key rsa(EVP_RSA_gen(2048), &EVP_PKEY_free);
  const auto rs = signature(SignatureKind::rs256, pem_of(rsa), "head.claims");
  REQUIRE(rs);
  CHECK(verifies(rsa, *rs, "head.claims"));
  CHECK_FALSE(verifies(rsa, *rs, "head.other"));
  const Key curve(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  for (int round = 0; round < 50; ++round) {  // a number may begin with noughts, and keeps them
    const auto es = signature(SignatureKind::es256, pem_of(curve), "head.claims");
    REQUIRE(es);
    CHECK(es->size() == 64);
    CHECK(verifies(curve, as_asn1(*es), "head.claims"));
  }
}

TEST_CASE("a key that does not fit is refused, and what it holds is not said") {
  const Key rsa(EVP_RSA_gen(2048), &EVP_PKEY_free), curve(EVP_EC_gen("P-256"), &EVP_PKEY_free),
      other_curve(EVP_EC_gen("P-384"), &EVP_PKEY_free);
  const auto why = [](SignatureKind kind, const std::string& pem) { return signature(kind, pem, "x").error().detail; };
  CHECK(why(SignatureKind::rs256, pem_of(curve)) == "the private key is no RSA key, which RS256 signs with");
  CHECK(why(SignatureKind::es256, pem_of(rsa)) ==
        "the private key is not one of the curve P-256, which ES256 signs with");
  CHECK(why(SignatureKind::es256, pem_of(other_curve)) ==
        "the private key is not one of the curve P-256, which ES256 signs with");
  CHECK(why(SignatureKind::rs256, "my-secret") == "the private key is no PEM text, or has a password");
}
