#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "match/country.hpp"
#include "match/match.hpp"

namespace goodword::match {
namespace {

using model::Partner;

bool outside(const model::Band& band, std::optional<double> value) {
  if (!value) return false;
  return (band.least && *value < *band.least) || (band.most && *value > *band.most);
}

bool excluded(const Wish& wish, const Partner& partner) {
  return std::ranges::any_of(partner.excludes, [&](const std::string& one) {
    const std::string domain = base::lower(wish.company_domain);
    const bool of_domain =
        !domain.empty() && (same_words(one, domain) || domain.ends_with("." + base::lower(base::trim(one))));
    return of_domain || (!wish.company_name.empty() && same_words(one, wish.company_name));
  });
}

bool serves_place(const Wish& wish, const Partner& partner) {
  if (partner.remote || partner.places.empty() || wish.need.country.empty()) return true;
  return std::ranges::any_of(partner.places, [&](const model::Place& place) {
    return place.country.empty() || same_country(place.country, wish.need.country);
  });
}

/// A no to a wider service is a no to its parts; a no to one part is none to the whole.
bool refuses(const Wish& wish, const CircleView& circle, std::span<const std::string> list) {
  const auto kin = nearest_kinship(circle.services, wish.need.service, list);
  return kin == Kinship::exact || kin == Kinship::wider ||
         (!wish.need.industry.empty() && among(list, wish.need.industry));
}

std::string room_problem(const Partner& partner, base::Date today) {
  if (!partner.room) return "has not said how much room it has";
  if (partner.room->places <= 0) return "has no room";
  if (base::start_of(partner.room->until) < base::start_of(today))
    return "its word on room ended on " + base::to_text(partner.room->until);
  return {};
}

/// A no that stands against this very need: somebody's, or the law's.
struct SaidNo {
  const char* limit = "";
  const char* text = "";
};
SaidNo said_no(const Wish& wish, const std::string& partner) {
  if (among(wish.declined, partner)) return {"declined", "this need was declined before"};
  if (among(wish.barred, partner)) return {"law", "may not be referred to"};
  return {};
}

std::string reliability_problem(const Partner& partner, const TrackRecord& record) {
  if (partner.trusted || (record.ended > 0 && 2 * record.ended_well >= record.ended)) return {};
  if (record.ended == 0) return "no reliability record, and not marked as trusted";
  return "only " + std::to_string(record.ended_well) + " of " + std::to_string(record.ended) +
         " referrals were served well, and it is not marked as trusted";
}

}  // namespace

std::optional<model::NoMatch> hard_limit(const Wish& wish, const Partner& partner, const CircleView& circle,
                                         base::Date today) {
  const auto out = [&](std::string limit, std::string text) {
    return model::NoMatch{partner.id, std::move(limit), std::move(text)};
  };
  const std::string service = model::service_name(circle.services, wish.need.service, "en");
  if (wish.is_private) return out("private", "this person is never referred");
  if (nearest_kinship(circle.services, wish.need.service, partner.services) == Kinship::none)
    return out("service", "does not do " + service);
  if (excluded(wish, partner)) return out("exclusion", "is not to be shown this company");
  if (const auto said = said_no(wish, partner.id); said.limit[0] != '\0') return out(said.limit, said.text);
  if (partner.paused) return out("paused", "is paused");
  if (const auto doubt = reliability_problem(partner, record_of(circle, partner)); !doubt.empty())
    return out("reliability", doubt);
  if (const auto room = room_problem(partner, today); !room.empty()) return out("room", room);
  if (!serves_place(wish, partner)) return out("place", "does not serve " + wish.need.country);
  const bool speaks =
      partner.languages.empty() || wish.need.language.empty() || among(partner.languages, wish.need.language);
  if (!speaks) return out("language", "does not work in " + wish.need.language);
  if (outside(partner.company_size, wish.need.company_size))
    return out("size", "does not serve companies of this size");
  if (outside(partner.deal_size, wish.deal_size)) return out("size", "does not take deals of this size");
  if (refuses(wish, circle, partner.does_not_want)) return out("wants", "has said it does not want this");
  if (!partner.wants.empty() && !names_need(circle, wish.need, partner.wants))
    return out("wants", "has asked for other things");
  return std::nullopt;
}

std::vector<model::NoMatch> limits_for_all(const Partner& partner, const CircleView& circle, base::Date today) {
  std::vector<model::NoMatch> made;
  const auto add = [&](const char* limit, const std::string& text) {
    if (!text.empty()) made.push_back({partner.id, limit, text});
  };
  add("paused", partner.paused ? "is paused" : "");
  add("service", partner.services.empty() ? "no service of it is known" : "");
  // Colleagues are in the house: a hand-over asks for neither room nor record.
  if (partner.kind == model::PartnerKind::colleague) return made;
  add("reliability", reliability_problem(partner, record_of(circle, partner)));
  add("room", room_problem(partner, today));
  return made;
}

}  // namespace goodword::match
