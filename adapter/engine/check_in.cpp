#include "engine/check_in.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace goodword::engine {
namespace {

using base::Instant;
using base::Result;

constexpr std::size_t most_named = 3;  ///< of kinds of work and of wants, to keep the letter short
constexpr std::size_t most_characters = 90;
constexpr auto first_look_back = std::chrono::days(30);

std::string few_of(std::vector<std::string> names) {
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  if (names.size() > most_named) names.resize(most_named);
  return base::shorten(base::join(names, ", "), most_characters);
}

/// A want is a service's id or an industry in words.
std::string wants_of(const Circle& circle, const model::Partner& partner, std::string_view language) {
  std::vector<std::string> names;
  for (const auto& want : partner.wants) names.push_back(model::service_name(circle.services, want, language));
  return few_of(std::move(names));
}

void add_past(const Circle& circle, const PartnerReading& reading, std::string_view language, Instant since,
              Words& words) {
  int introduced = 0, won = 0;
  std::vector<std::string> kinds;
  for (const auto& one : circle.past) {
    if (one.partner != reading.partner.id) continue;
    if (one.ended && *one.ended >= since && one.served_well) ++won;
    if (!one.introduced || *one.introduced < since) continue;
    ++introduced;
    kinds.push_back(model::service_name(circle.services, one.service, language));
  }
  words["since"] = letter_day(base::date_of(since), language);
  words["introduced"] = introduced > 0 ? std::to_string(introduced) : "";
  words["kinds"] = few_of(std::move(kinds));
  words["won"] = won > 0 ? std::to_string(won) : "";
}

std::string first_word(const std::string& text) { return text.substr(0, text.find(' ')); }

bool has_letter(const Letters& letters, std::string_view language) {
  return std::ranges::any_of(letters.templates,
                             [&](const auto& one) { return one.first == std::string(language) + "/check-in"; });
}

}  // namespace

std::string check_in_language(const Letters& letters, const model::Partner& partner, std::string_view house) {
  const auto& spoken = partner.languages;
  if (spoken.empty() || std::ranges::count(spoken, house) > 0) return std::string(house);
  const auto found = std::ranges::find_if(spoken, [&](const auto& language) { return has_letter(letters, language); });
  return found == spoken.end() ? std::string(house) : *found;
}

Result<Titled> check_in_letter(const Circle& circle, const Letters& letters, const PartnerReading& reading,
                               std::string_view language, Instant now) {
  const auto& partner = reading.partner;
  const auto seller = std::ranges::find(circle.firm.sellers, partner.owner, &model::Seller::id);
  const auto today = base::date_of(now);
  const bool room = partner.room && partner.room->until >= today;
  Words words = {{"partner", partner.name},
                 {"person_given", first_word(partner.person.empty() ? partner.name : partner.person)},
                 {"room", room ? std::to_string(partner.room->places) : ""},
                 {"room_until", room ? letter_day(partner.room->until, language) : ""},
                 {"wants", wants_of(circle, partner, language)},
                 {"seller", seller == circle.firm.sellers.end() ? "" : seller->name},
                 {"firm", circle.firm.name}};
  add_past(circle, reading, language, reading.tie.checked_in.value_or(now - first_look_back), words);
  const auto text = render_letter(letters, language, "check-in", words);
  if (!text) return tl::unexpected(text.error());
  return split_title(*text);
}

}  // namespace goodword::engine
