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
    if (one.ended && *one.ended >= since && one.won) ++won;
    if (!one.introduced || *one.introduced < since) continue;
    ++introduced;
    kinds.push_back(model::service_name(circle.services, one.service, language));
  }
  words["since"] = letter_day(base::date_of(since), language);
  words["introduced"] = introduced > 0 ? std::to_string(introduced) : "";
  words["kinds"] = few_of(std::move(kinds));
  words["won"] = won > 0 ? std::to_string(won) : "";
}

}  // namespace

Result<Titled> check_in_letter(const Circle& circle, const Letters& letters, const PartnerReading& reading,
                               std::string_view language, Instant now) {
  const auto& partner = reading.partner;
  const auto seller = std::ranges::find(circle.firm.sellers, partner.owner, &model::Seller::id);
  const auto today = base::date_of(now);
  const bool room = partner.room && partner.room->until >= today;
  Words words = {{"partner", partner.name},
                 {"person_given", given_name(partner)},
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
