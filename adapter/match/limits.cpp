#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "match/match.hpp"
#include "model/band.hpp"
#include "model/country.hpp"

namespace goodword::match {
namespace {

using model::Partner;

bool outside(const model::Band& band, std::optional<double> value) { return value && !model::holds(band, *value); }

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
    return place.country.empty() || model::same_country(place.country, wish.need.country);
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

std::string reliability_problem(const Partner& partner, const TrackRecord& record) {
  if (partner.trusted || (record.ended > 0 && 2 * record.ended_well >= record.ended)) return {};
  if (record.ended == 0) return "no reliability record, and not marked as trusted";
  return "only " + std::to_string(record.ended_well) + " of " + std::to_string(record.ended) +
         " referrals were served well, and it is not marked as trusted";
}

bool speaks(const Wish& wish, const Partner& partner) {
  return partner.languages.empty() || wish.need.language.empty() || among(partner.languages, wish.need.language);
}

/// Agreed before the client hears of it: what each does, who leads, who bills. In one house nothing is to be agreed.
std::string agreement_problem(const LimitCase& c) {
  const bool needed = c.wish.together && c.partner.kind != model::PartnerKind::colleague;
  if (!needed || working_agreement(c.circle, c.partner, c.wish.need.service, c.today) != nullptr) return {};
  return "no working agreement in force: agree first who does what, who leads and who bills";
}

std::string why_not(bool out, const char* text) { return out ? text : ""; }

std::string lacks_service(const LimitCase& c) {
  const bool does = nearest_kinship(c.circle.services, c.wish.need.service, c.partner.services) != Kinship::none;
  return does ? "" : "does not do " + model::service_name(c.circle.services, c.wish.need.service, "en");
}

constexpr std::array limits = {
    Limit{"private", [](const LimitCase& c) { return why_not(c.wish.is_private, "this person is never referred"); }},
    Limit{"service", lacks_service},
    Limit{"exclusion",
          [](const LimitCase& c) { return why_not(excluded(c.wish, c.partner), "is not to be shown this company"); }},
    Limit{"declined",
          [](const LimitCase& c) {
            return why_not(among(c.wish.declined, c.partner.id), "this need was declined before");
          }},
    Limit{"law",
          [](const LimitCase& c) { return why_not(among(c.wish.barred, c.partner.id), "may not be referred to"); }},
    Limit{"paused", [](const LimitCase& c) { return why_not(c.partner.paused, "is paused"); }},
    Limit{"reliability",
          [](const LimitCase& c) { return reliability_problem(c.partner, record_of(c.circle, c.partner)); }},
    Limit{"room", [](const LimitCase& c) { return room_problem(c.partner, c.today); }},
    Limit{"place",
          [](const LimitCase& c) {
            return serves_place(c.wish, c.partner) ? "" : "does not serve " + c.wish.need.country;
          }},
    Limit{
        "language",
        [](const LimitCase& c) { return speaks(c.wish, c.partner) ? "" : "does not work in " + c.wish.need.language; }},
    Limit{"size",
          [](const LimitCase& c) {
            return why_not(outside(c.partner.company_size, c.wish.need.company_size),
                           "does not serve companies of this size");
          }},
    Limit{"size",
          [](const LimitCase& c) {
            return why_not(outside(c.partner.deal_size, c.wish.deal_size), "does not take deals of this size");
          }},
    Limit{"wants",
          [](const LimitCase& c) {
            return why_not(refuses(c.wish, c.circle, c.partner.does_not_want), "has said it does not want this");
          }},
    Limit{"wants",
          [](const LimitCase& c) {
            const auto& wants = c.partner.wants;
            return why_not(!wants.empty() && !names_need(c.circle, c.wish.need, wants), "has asked for other things");
          }},
    Limit{"agreement", agreement_problem},  // the last: what could be agreed
};

}  // namespace

std::span<const Limit> hard_limits() { return limits; }

const model::Arrangement* working_agreement(const CircleView& circle, const Partner& partner, std::string_view service,
                                            base::Date today) {
  const auto found = std::ranges::find_if(partner.arrangements, [&](const model::Arrangement& one) {
    return one.mode && model::is_in_force(one, today) &&
           nearest_kinship(circle.services, std::string(service), one.services) != Kinship::none;
  });
  return found == partner.arrangements.end() ? nullptr : &*found;
}

std::optional<model::NoMatch> hard_limit(const Wish& wish, const Partner& partner, const CircleView& circle,
                                         base::Date today) {
  for (const auto& limit : circle.limits) {
    auto text = limit.why({wish, partner, circle, today});
    if (!text.empty()) return model::NoMatch{partner.id, std::string(limit.id), std::move(text)};
  }
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
