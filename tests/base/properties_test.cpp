// What holds for every input, found with RapidCheck (this is the only file here that includes it).
#include <catch2/catch.hpp>
// rapidcheck's bridge needs Catch first.
#include <rapidcheck/catch.h>

#include "base/digest.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/money.hpp"
#include "base/text.hpp"

using namespace goodword::base;

namespace {

/// Bytes of all kinds, so that broken UTF-8 and markup come up often.
rc::Gen<std::string> raw_text() {
  return rc::gen::container<std::string>(
      rc::gen::oneOf(rc::gen::arbitrary<char>(),
                     rc::gen::element('<', '>', '&', '"', '\'', ';', '#', '/', '\\', '\n', '\xE2', '\x80')));
}

rc::Gen<std::string> clean_text() {
  return rc::gen::map(raw_text(), [](const std::string& text) { return clean(text); });
}

rc::Gen<Json> json_value(int depth) {
  const auto scalar =
      rc::gen::oneOf(rc::gen::just(Json()), rc::gen::map(rc::gen::arbitrary<bool>(), [](bool b) { return Json(b); }),
                     rc::gen::map(rc::gen::arbitrary<std::int64_t>(), [](std::int64_t n) { return Json(n); }),
                     rc::gen::map(clean_text(), [](std::string text) { return Json(std::move(text)); }));
  if (depth == 0) return scalar;
  const auto list = rc::gen::map(rc::gen::container<std::vector<Json>>(json_value(depth - 1)),
                                 [](std::vector<Json> items) { return Json::array(std::move(items)); });
  const auto object = rc::gen::map(
      rc::gen::container<std::vector<std::pair<std::string, Json>>>(rc::gen::pair(clean_text(), json_value(depth - 1))),
      [](std::vector<std::pair<std::string, Json>> members) {
        Json json = Json::object();
        for (auto& [key, value] : members) json.set(std::move(key), std::move(value));
        return json;
      });
  return rc::gen::oneOf(scalar, list, object);
}

}  // namespace

TEST_CASE("cleaned text is valid, and cleaning it again changes nothing") {
  rc::prop("clean", [] {
    const std::string once = clean(*raw_text());
    RC_ASSERT(valid_utf8(once));
    RC_ASSERT(clean(once) == once);
  });
}

TEST_CASE("text that was put into HTML comes out as it was, but for folded white space") {
  rc::prop("round trip", [] {
    const std::string text = *clean_text();
    const std::string html = text_to_html(text);
    RC_ASSERT(html.find('\n') == std::string::npos);
    std::string words;
    std::string back;
    for (const char letter : text)
      words += std::string(letter == ' ' || letter == '\n' || letter == '\t' ? "" : std::string(1, letter));
    for (const char letter : html_to_text(html))
      back += std::string(letter == ' ' || letter == '\n' ? "" : std::string(1, letter));
    RC_ASSERT(back == words);
  });
}

TEST_CASE("one line in a log stays one line") {
  rc::prop("escape_line", [] {
    const std::string line = escape_line(*raw_text());
    RC_ASSERT(valid_utf8(line));
    for (const char letter : line) RC_ASSERT(static_cast<unsigned char>(letter) >= 0x20);
  });
}

TEST_CASE("any bytes survive base64") {
  rc::prop("base64", [] {
    const auto bytes = *raw_text();
    RC_ASSERT(from_base64(to_base64(bytes)) == bytes);
  });
}

TEST_CASE("JSON that was written is read back the same, in every form") {
  rc::prop("write and read", [] {
    // Trees grow with the size to the power of their depth: a small size has all the shapes.
    const Json json = *rc::gen::resize(12, json_value(3));
    for (const std::string& text : {write_json(json), write_pretty(json), write_canonical(json)}) {
      const auto back = parse_json(text);
      RC_ASSERT(back.has_value());
      RC_ASSERT(*back == json);
    }
    RC_ASSERT(write_canonical(*parse_json(write_pretty(json))) == write_canonical(json));
  });
}

TEST_CASE("reading any bytes as JSON ends in a value or an error of ours") {
  rc::prop("no crash", [] {
    const auto json = parse_json(*raw_text());
    if (!json) RC_ASSERT(error_row(json.error().code) != nullptr);
  });
}

TEST_CASE("moments survive being written and read") {
  rc::prop("rfc 3339", [] {
    const Instant instant = from_micros(*rc::gen::inRange<std::int64_t>(-2'000'000'000'000'000, 4'000'000'000'000'000));
    RC_ASSERT(parse_rfc3339(to_rfc3339(instant)) == instant);
    RC_ASSERT(parse_http_date(to_http_date(instant)) == std::chrono::floor<std::chrono::seconds>(instant));
  });
}

TEST_CASE("amounts survive being written and read") {
  rc::prop("money", [] {
    const Money money{*rc::gen::arbitrary<std::int64_t>(),
                      *rc::gen::element<std::string>("GBP", "JPY", "KWD", "CLF", "")};
    RC_PRE(money.minor != std::numeric_limits<std::int64_t>::min());
    RC_ASSERT(parse_money(to_decimal(money), money.currency) == money);
  });
}

TEST_CASE("a shortened text is never longer than asked and begins like the text") {
  rc::prop("shorten", [] {
    const std::string text = *clean_text();
    const auto most = *rc::gen::inRange<std::size_t>(0, 20);
    const std::string cut = shorten(text, most);
    RC_ASSERT(count_characters(cut) <= most);
    RC_ASSERT(valid_utf8(cut));
    if (cut != text && most > 0) RC_ASSERT(text.starts_with(cut.substr(0, cut.size() - std::string("…").size())));
  });
}
