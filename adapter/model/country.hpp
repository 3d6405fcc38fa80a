// One country under its many names: "United Kingdom", "GB", "Großbritannien", "gbr".
#pragma once

#include <string>
#include <string_view>

namespace goodword::model {

/// ISO 3166-1 alpha-2 for a code or a name in English, German, French, Spanish or Italian (CLDR, by ICU); empty if
/// unknown.
std::string country_code(std::string_view name);
/// The same country; names nobody knows are compared word for word.
bool same_country(std::string_view a, std::string_view b);

}  // namespace goodword::model
