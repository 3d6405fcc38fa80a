#include <catch2/catch.hpp>
#include <limits>

#include "base/money.hpp"

using namespace goodword::base;

TEST_CASE("amounts are read to the minor unit of their currency") {
  CHECK(parse_money("6000", "GBP") == Money{600000, "GBP"});
  CHECK(parse_money("6000.5", "GBP") == Money{600050, "GBP"});
  CHECK(parse_money(" 0.07 ", "eur") == Money{7, "EUR"});
  CHECK(parse_money("6000", "JPY") == Money{6000, "JPY"});
  CHECK(parse_money("1.2345", "KWD") == Money{1235, "KWD"});
  CHECK(parse_money(".5", "USD") == Money{50, "USD"});
  CHECK(parse_money("5.", "USD") == Money{500, "USD"});
  CHECK(parse_money("+5", "USD") == Money{500, "USD"});
  CHECK(parse_money("12.34", "") == Money{1234, ""});
}

TEST_CASE("halves are rounded away from zero") {
  CHECK(parse_money("-12.345", "GBP") == Money{-1235, "GBP"});
  CHECK(parse_money("12.345", "GBP") == Money{1235, "GBP"});
  CHECK(parse_money("12.3449999", "GBP") == Money{1234, "GBP"});
  CHECK(parse_money("0.005", "GBP") == Money{1, "GBP"});
  CHECK(parse_money("0.0049", "GBP") == Money{0, "GBP"});
  CHECK(parse_money("0.5", "JPY") == Money{1, "JPY"});
  CHECK(parse_money("0.999", "GBP") == Money{100, "GBP"});
}

TEST_CASE("amounts spelled with an exponent are read") {
  CHECK(parse_money("1.2E7", "USD") == Money{1200000000, "USD"});
  CHECK(parse_money("1.5e-1", "USD") == Money{15, "USD"});
  CHECK(parse_money("5e-3", "USD") == Money{1, "USD"});
  CHECK(parse_money("5e-4", "USD") == Money{0, "USD"});
  CHECK(parse_money("0e+3", "USD") == Money{0, "USD"});
}

TEST_CASE("what is no amount is not read as one") {
  const auto text = GENERATE(as<std::string>(), "", " ", "-", ".", "1,000", "1.2.3", "£5", "5 GBP", "1e", "1e99",
                             "1e999999999999", "x", "0x10", "NaN", "--5", "1e+-2", "99999999999999999999");
  CAPTURE(text);
  CHECK(parse_money(text, "GBP") == std::nullopt);
}

TEST_CASE("a currency is three letters or not stated") {
  CHECK(parse_money("1", "EURO") == std::nullopt);
  CHECK(parse_money("1", "E1R") == std::nullopt);
  CHECK(parse_money("1", "$") == std::nullopt);
}

TEST_CASE("the largest amounts keep every digit") {
  CHECK(parse_money("92233720368547758.07", "GBP") == Money{std::numeric_limits<std::int64_t>::max(), "GBP"});
  CHECK(parse_money("92233720368547758.08", "GBP") == std::nullopt);
  CHECK(parse_money("92233720368547758.075", "GBP") == std::nullopt);
  CHECK(to_decimal({std::numeric_limits<std::int64_t>::min(), "GBP"}) == "-92233720368547758.08");
}

TEST_CASE("amounts are written plainly for programs") {
  CHECK(to_decimal({600000, "GBP"}) == "6000.00");
  CHECK(to_decimal({-5, "GBP"}) == "-0.05");
  CHECK(to_decimal({6000, "JPY"}) == "6000");
  CHECK(to_decimal({1235, "KWD"}) == "1.235");
  CHECK(to_decimal({7, ""}) == "0.07");
}

TEST_CASE("amounts are written shortly for people") {
  CHECK(to_people({600000, "GBP"}) == "£6,000");
  CHECK(to_people({600050, "CHF"}) == "CHF 6,000.50");
  CHECK(to_people({-123456789, "EUR"}) == "-€1,234,567.89");
  CHECK(to_people({5, "USD"}) == "$0.05");
  CHECK(to_people({6000, "JPY"}) == "JPY 6,000");
  CHECK(to_people({600000, ""}) == "6,000");
}

TEST_CASE("amounts go to whole units and back for the deciding maths") {
  CHECK(to_units({600050, "GBP"}) == 6000.5);
  CHECK(to_units({6000, "JPY"}) == 6000.0);
  CHECK(from_units(6000.505, "JPY") == Money{6001, "JPY"});
  CHECK(from_units(-0.005, "GBP") == Money{-1, "GBP"});
  CHECK(from_units(1e30, "GBP").minor == 9200000000000000000);
  CHECK(from_units(std::numeric_limits<double>::quiet_NaN(), "GBP") == Money{0, "GBP"});
}
