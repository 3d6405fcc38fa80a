#include "base/money.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/text.hpp"

namespace goodword::base {
namespace {

// ISO 4217 list one (1 January 2024): the currencies whose minor unit is not a hundredth.
constexpr std::array<std::string_view, 17> no_minor_unit = {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY",
                                                            "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
                                                            "VND", "VUV", "XAF", "XOF", "XPF"};
constexpr std::array<std::string_view, 7> thousandths = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};
constexpr std::array<std::string_view, 2> ten_thousandths = {"CLF", "UYW"};

constexpr int longest_exponent = 40;

bool digit(char letter) { return letter >= '0' && letter <= '9'; }

std::int64_t units_per_minor(std::string_view currency) {
  std::int64_t factor = 1;
  for (int i = 0; i < minor_digits(currency); ++i) factor *= 10;
  return factor;
}

/// A decimal taken apart: 0.`digits` times ten to the power of `point`.
struct Decimal {
  bool negative = false;
  std::string digits;
  int point = 0;
};

/// What stands behind the E of 1.2E7, as Java and JavaScript spell large amounts.
std::optional<int> exponent_of(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  int exponent = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), exponent);
  const bool fits = fault == std::errc() && end == text.data() + text.size() && std::abs(exponent) <= longest_exponent;
  return fits ? std::optional(exponent) : std::nullopt;
}

std::optional<Decimal> take_apart(std::string_view text) {
  Decimal decimal;
  decimal.negative = text.starts_with('-');
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  const auto mantissa = text.substr(0, text.find_first_of("eE"));
  const auto whole = mantissa.substr(0, mantissa.find('.'));
  decimal.digits = whole;
  if (whole.size() < mantissa.size()) decimal.digits += mantissa.substr(whole.size() + 1);
  decimal.point = static_cast<int>(whole.size());
  if (decimal.digits.empty() || !std::ranges::all_of(decimal.digits, digit)) return std::nullopt;
  if (mantissa.size() == text.size()) return decimal;
  const auto exponent = exponent_of(text.substr(mantissa.size() + 1));
  if (!exponent) return std::nullopt;
  decimal.point += *exponent;
  return decimal;
}

/// The decimal in units of ten to the power of -`places`, rounded half away from zero.
std::optional<std::int64_t> scaled(const Decimal& decimal, int places) {
  std::int64_t value = 0;
  const int wanted = decimal.point + places;
  const auto digit_at = [&](int i) {
    return i >= 0 && i < static_cast<int>(decimal.digits.size()) ? decimal.digits[static_cast<std::size_t>(i)] - '0'
                                                                 : 0;
  };
  for (int i = 0; i < wanted; ++i) {
    if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, digit_at(i), &value))
      return std::nullopt;
  }
  if (wanted >= 0 && digit_at(wanted) >= 5 && __builtin_add_overflow(value, 1, &value)) return std::nullopt;
  return decimal.negative ? -value : value;
}

/// "6000.50" in two halves, with the sign apart, so that both spellings share the arithmetic.
struct Parts {
  bool negative;
  std::uint64_t whole;
  std::string fraction;  ///< as many digits as the currency has
};

Parts parts_of(const Money& money) {
  const auto factor = static_cast<std::uint64_t>(units_per_minor(money.currency));
  const bool negative = money.minor < 0;
  const auto size = negative ? 0 - static_cast<std::uint64_t>(money.minor) : static_cast<std::uint64_t>(money.minor);
  std::string fraction = std::to_string(size % factor);
  const auto digits = static_cast<std::size_t>(minor_digits(money.currency));
  if (digits == 0) return {negative, size, ""};
  return {negative, size / factor, std::string(digits - fraction.size(), '0') + fraction};
}

std::string prefix_for(std::string_view currency) {
  if (currency == "GBP") return "£";
  if (currency == "EUR") return "€";
  if (currency == "USD") return "$";
  return currency.empty() ? "" : std::string(currency) + " ";
}

}  // namespace

int minor_digits(std::string_view currency) {
  if (std::ranges::find(no_minor_unit, currency) != no_minor_unit.end()) return 0;
  if (std::ranges::find(thousandths, currency) != thousandths.end()) return 3;
  if (std::ranges::find(ten_thousandths, currency) != ten_thousandths.end()) return 4;
  return 2;
}

std::optional<Money> parse_money(std::string_view decimal, std::string_view currency) {
  std::string code(currency);
  for (char& letter : code) {
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    if (letter < 'A' || letter > 'Z') return std::nullopt;
  }
  if (!code.empty() && code.size() != 3) return std::nullopt;
  const auto parts = take_apart(trim(decimal));
  if (!parts) return std::nullopt;
  const auto minor = scaled(*parts, minor_digits(code));
  if (!minor) return std::nullopt;
  return Money{*minor, code};
}

double to_units(const Money& money) {
  return static_cast<double>(money.minor) / static_cast<double>(units_per_minor(money.currency));
}

Money from_units(double units, std::string_view currency) {
  constexpr double largest = 9.2e18;  // just inside int64, so that the conversion below is always defined
  const double minor = std::round(units * static_cast<double>(units_per_minor(currency)));
  const double held = std::isnan(minor) ? 0.0 : std::clamp(minor, -largest, largest);
  return {static_cast<std::int64_t>(held), std::string(currency)};
}

std::string to_decimal(const Money& money) {
  const Parts parts = parts_of(money);
  std::string text = (parts.negative ? "-" : "") + std::to_string(parts.whole);
  return parts.fraction.empty() ? text : text + "." + parts.fraction;
}

std::string to_people(const Money& money) {
  const Parts parts = parts_of(money);
  std::string number;
  // A currency without minor units can hold a whole part that grouped() cannot take only at the far end of int64.
  const bool fits = parts.whole <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  number = fits ? grouped(static_cast<std::int64_t>(parts.whole)) : std::to_string(parts.whole);
  const bool plain = parts.fraction.find_first_not_of('0') == std::string::npos;
  if (!plain) number += "." + parts.fraction;
  return (parts.negative ? "-" : "") + prefix_for(money.currency) + number;
}

}  // namespace goodword::base
