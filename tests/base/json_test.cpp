#include <catch2/catch.hpp>

#include "base/json.hpp"
#include "base/text.hpp"

using namespace goodword::base;

TEST_CASE("JSON is read and written back as it was") {
  const std::string text = R"({"a":[1,2.50,1e3,-0],"b":{"c":null,"d":true},"e":"é\u0000x"})";
  const auto json = parse_json(text);
  REQUIRE(json);
  CHECK(write_json(*json) == text);
  CHECK(html_to_text("<p>Hi <b>you</b></p><script>x</script><p>there</p>") == "Hi you\n\nthere");
}

TEST_CASE("half a million opening brackets are refused as too deep") {
  const auto json = parse_json(std::string(500'000, '['));
  REQUIRE_FALSE(json);
  CHECK(json.error().code == "json.too_deep");
}
