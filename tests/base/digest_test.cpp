#include <catch2/catch.hpp>

#include "base/digest.hpp"

using namespace goodword::base;
using namespace std::string_literals;

TEST_CASE("SHA-256 gives the digests of FIPS 180") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("abc")[0] == 0xba);
}

TEST_CASE("HMAC-SHA-256 gives the codes of RFC 4231") {
  CHECK(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(to_hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(to_hex(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("an empty key is a key of its own, not the last one used") {
  hmac_sha256("another", "x");
  CHECK(to_hex(hmac_sha256("", "")) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST_CASE("base64 follows the examples of RFC 4648") {
  struct Example {
    const char* bytes;
    const char* text;
  };
  const auto example = GENERATE(values<Example>({{"", ""},
                                                 {"f", "Zg=="},
                                                 {"fo", "Zm8="},
                                                 {"foo", "Zm9v"},
                                                 {"foob", "Zm9vYg=="},
                                                 {"fooba", "Zm9vYmE="},
                                                 {"foobar", "Zm9vYmFy"}}));
  CHECK(to_base64(example.bytes) == example.text);
  CHECK(from_base64(example.text) == std::string(example.bytes));
}

TEST_CASE("the form of base64 for addresses has no padding and other letters") {
  CHECK(to_base64("\xFB\xFF\xFE") == "+//+");
  CHECK(to_base64url("\xFB\xFF\xFE") == "-__-");
  CHECK(to_base64url("f") == "Zg");
}

TEST_CASE("what is not base64 is refused") {
  const auto text =
      GENERATE(as<std::string>(), "Z", "Zg", "Zg=", "Zg===", "Z===", "====", "Zh==", "Zm9v\n", "Z g=", "-__-", "Zm=v");
  CAPTURE(text);
  CHECK(from_base64(text) == std::nullopt);
}

TEST_CASE("secrets are compared whole") {
  CHECK(same_in_constant_time("abc", "abc"));
  CHECK(same_in_constant_time("", ""));
  CHECK_FALSE(same_in_constant_time("abc", "abd"));
  CHECK_FALSE(same_in_constant_time("abc", "abcd"));
  CHECK_FALSE(same_in_constant_time("a\0b"s, "a\0c"s));
}

TEST_CASE("a fingerprint is short and depends on the key") {
  CHECK(fingerprint("Jefe", "what do ya want for nothing?") == "5bdcc146bf60754e");
  CHECK(fingerprint("k1", "mary@example.org") != fingerprint("k2", "mary@example.org"));
}
