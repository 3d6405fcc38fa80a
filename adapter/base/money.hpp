// Amounts of money: whole minor units and an ISO 4217 code. Never a double.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace goodword::base {

struct Money {
  std::int64_t minor = 0;  ///< pence, cents, yen: see minor_digits()
  std::string currency;    ///< ISO 4217, upper case; empty where the CRM does not say

  friend bool operator==(const Money&, const Money&) = default;
};

/// Digits after the point: 2 for most, 0 for JPY, 3 for KWD.
int minor_digits(std::string_view currency);
/// "6000", "6000.5", "-12.345" (rounded half away from zero to the currency's minor unit).
std::optional<Money> parse_money(std::string_view decimal, std::string_view currency);
/// Whole units as a double, for the deciding maths only.
double to_units(const Money& money);
Money from_units(double units, std::string_view currency);
/// "6000.00", plain, for CRMs and JSON.
std::string to_decimal(const Money& money);
/// "£6,000" or "CHF 6,000.50", for people: decimals only where there are any.
std::string to_people(const Money& money);

}  // namespace goodword::base
