#include "rules/wanted.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "model/band.hpp"
#include "model/country.hpp"

namespace goodword::rules {
namespace {

using model::Band;
using model::WantedLine;

void add_band(std::vector<WantedLine>& lines, const char* aspect, const Band& band, const std::string& unit,
              std::optional<double> found) {
  if (model::is_open(band)) return;
  lines.push_back({aspect, model::to_people(band, unit), found ? base::grouped(std::llround(*found)) : "",
                   found && model::holds(band, *found)});
}

template <class Same>
void add_list(std::vector<WantedLine>& lines, const char* aspect, const std::vector<std::string>& wanted,
              const std::string& found, Same same) {
  if (wanted.empty()) return;
  const bool fits = !found.empty() && std::ranges::any_of(wanted, [&](const auto& one) { return same(one, found); });
  lines.push_back({aspect, base::join(wanted, ", "), found, fits});
}

bool same_word(std::string_view a, std::string_view b) {
  return base::lower(base::trim(a)) == base::lower(base::trim(b));
}

}  // namespace

std::vector<WantedLine> read_against(const model::Firm& firm, const model::Need& need, const Facts& facts) {
  std::vector<WantedLine> lines;
  add_list(lines, "industry", firm.industries, need.industry, same_word);
  add_band(lines, "company size", firm.company_size, "employees", need.company_size);
  add_band(lines, "deal size", firm.deal_size, firm.currency, number_fact(facts, "deal_size"));
  add_list(lines, "country", firm.countries, need.country, model::same_country);
  add_list(lines, "language", firm.languages, need.language, same_word);
  return lines;
}

std::string not_served(const std::vector<WantedLine>& lines) {
  for (const auto& line : lines) {
    const bool bars = line.aspect == "country" || line.aspect == "language";
    if (bars && !line.found.empty() && !line.fits)
      return "the " + line.aspect + " is " + line.found + ", and we serve " + line.wanted;
  }
  return {};
}

void add_wanted(const std::vector<WantedLine>& lines, const model::Dossier& dossier, Facts& facts) {
  const auto known = [](const WantedLine& line) { return !line.found.empty(); };
  if (std::ranges::none_of(lines, known)) return;
  const bool fits = std::ranges::all_of(lines, [&](const WantedLine& line) { return !known(line) || line.fits; });
  facts.insert_or_assign("wanted", Fact{fits, dossier.ref(), "firm.json", std::nullopt});
}

}  // namespace goodword::rules
