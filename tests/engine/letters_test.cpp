#include <catch2/catch.hpp>

#include "engine/letters.hpp"

using namespace goodword;

TEST_CASE("a template that names an unknown value is an error that names both") {
  const engine::Letters letters{{{"en/x", "Dear {{who}}"}}};
  const auto text = engine::render(letters, "en", "x", {{"given", "Joan"}});
  REQUIRE_FALSE(text);
  CHECK(text.error().code == "settings.invalid");
  CHECK(text.error().detail == "letter template x names the unknown value who");
}

TEST_CASE("text from a CRM stays text: braces, markup, line breaks and bidi signs make nothing of it") {
  const engine::Letters letters{{{"en/x", "Dear {{given}},\n{{company}} & {{#has_quote}}never{{/has_quote}}"}}};
  const auto text = engine::render(
      letters, "de", "x", {{"given", "Jo\n\nBcc: all\xE2\x80\xAE"}, {"company", "{{given}} <b>{{/x}}"}, {"quote", ""}});
  REQUIRE(text);
  CHECK(*text == "Dear Jo  Bcc: all,\n{{given}} <b>{{/x}} &");
}

TEST_CASE("the first line of a text is its title") {
  CHECK(engine::split_title("Ask Joan\nabout it").title == "Ask Joan");
  CHECK(engine::split_title("Ask Joan\nabout it").body == "about it");
  CHECK(engine::split_title("Ask Joan").body.empty());
}
