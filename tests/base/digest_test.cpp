#include <catch2/catch.hpp>

#include "base/digest.hpp"

using namespace goodword::base;
using namespace std::string_literals;

TEST_CASE("SHA-256 gives the digests of FIPS 180") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("abc")[0] == 0xba);
}

TEST_CASE("XXH64 gives the digests of the reference library, whatever the length and the seed") {
  std::string bytes;
  for (int i = 0; i < 200; ++i) bytes += static_cast<char>((i * 131 + 7) & 255);
  struct Example {
    std::size_t length;
    std::uint64_t plain, seeded;
  };
  const auto example = GENERATE(values<Example>({{0, 0xef46db3751d8e999, 0xac75fda2929b17ef},
                                                 {1, 0xa96c7f0ce858bbb7, 0x84e535b36672440d},
                                                 {3, 0xbed43740ee6332bb, 0x00b77b485431ce5d},
                                                 {4, 0xfa212ae44b3bb23d, 0x60492c4bfcb70cac},
                                                 {7, 0x2744460dd675d2c0, 0xcdf83b729545b016},
                                                 {8, 0x994b676b71ce94dd, 0xf424edebfea8d23f},
                                                 {12, 0xb92f588ce720786e, 0xddd89bdbf8aa26e0},
                                                 {31, 0x6711d55e306b5d8f, 0xfa1259cc8b20eb58},
                                                 {32, 0x07f7b8e3bc5d6e25, 0x920f3e10a5db09c6},
                                                 {33, 0x09f85eeb4e1cbe9f, 0x3d805e8712cb4890},
                                                 {64, 0x50d4159a0411632e, 0x94667e10d68b3991},
                                                 {101, 0x8742d6c2018318fd, 0xc62535787e3ae83a},
                                                 {200, 0x3b8cc7eaa63f107e, 0xf0d884a6088f14f7}}));
  const auto some = std::string_view(bytes).substr(0, example.length);
  CHECK(xxh64(some, 0) == example.plain);
  CHECK(xxh64(some, 2654435761) == example.seeded);
}

TEST_CASE("HMAC-SHA-256 gives the codes of RFC 4231") {
  CHECK(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(to_hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(to_hex(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("HMAC-SHA-1 gives the codes of RFC 2202") {
  CHECK(to_hex(hmac_sha1("Jefe", "what do ya want for nothing?")) == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  CHECK(to_hex(hmac_sha1(std::string(20, '\x0b'), "Hi There")) == "b617318655057264e28bc0b6fb378c8ef146be00");
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
