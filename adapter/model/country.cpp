#include "model/country.hpp"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <map>

#include "base/text.hpp"

namespace goodword::model {
namespace {

std::string folded(const icu::UnicodeString& text) {
  icu::UnicodeString copy(text);
  copy.foldCase();
  std::string utf8;
  copy.toUTF8String(utf8);
  return utf8;
}

std::map<std::string, std::string> all_names() {
  // What people write and CLDR does not list.
  std::map<std::string, std::string> codes = {{"uk", "GB"},
                                              {"great britain", "GB"},
                                              {"england", "GB"},
                                              {"scotland", "GB"},
                                              {"wales", "GB"},
                                              {"usa", "US"},
                                              {"u.s.", "US"},
                                              {"u.s.a.", "US"},
                                              {"holland", "NL"},
                                              {"großbritannien", "GB"},
                                              {"czech republic", "CZ"}};
  for (const char* const* country = icu::Locale::getISOCountries(); *country != nullptr; ++country) {
    const icu::Locale place("", *country);
    codes.emplace(base::lower(*country), *country);
    codes.emplace(base::lower(place.getISO3Country()), *country);
    for (const char* language : {"en", "de", "fr", "es", "it"}) {
      icu::UnicodeString name;
      codes.emplace(folded(place.getDisplayCountry(icu::Locale(language), name)), *country);
    }
  }
  return codes;
}

}  // namespace

std::string country_code(std::string_view name) {
  static const std::map<std::string, std::string> codes = all_names();
  const auto found = codes.find(folded(icu::UnicodeString::fromUTF8(std::string(base::trim(name)))));
  return found == codes.end() ? std::string() : found->second;
}

bool same_country(std::string_view a, std::string_view b) {
  const std::string code = country_code(a);
  return code.empty() ? base::lower(base::trim(a)) == base::lower(base::trim(b)) : code == country_code(b);
}

}  // namespace goodword::model
