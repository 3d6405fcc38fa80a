#include "match/sources.hpp"

#include <algorithm>
#include <array>

#include "base/money.hpp"
#include "base/text.hpp"

namespace goodword::match {
namespace {

using enum model::PartnerKind;
using model::Band;

constexpr std::size_t most_named = 3;

std::string few(std::vector<std::string> names) {
  const bool more = names.size() > most_named;
  if (more) names.resize(most_named);
  return base::join(names, ", ") + (more ? " and more" : "");
}

std::string names_of(const SourceCase& c, const std::vector<std::string>& services) {
  std::vector<std::string> names;
  for (const auto& id : services) names.push_back(model::service_name(c.circle.services, id, "en"));
  return few(std::move(names));
}

std::string money(const SourceCase& c, double units) {
  return base::to_people(base::from_units(units, c.circle.firm.currency));
}

/// Where we take more than they do; nothing where we stop before them.
std::optional<double> above(const Band& theirs, const Band& ours) {
  return theirs.most && (!ours.most || *ours.most > *theirs.most) ? theirs.most : std::nullopt;
}
std::optional<double> below(const Band& theirs, const Band& ours) {
  return theirs.least && *theirs.least > 0 && (!ours.least || *ours.least < *theirs.least) ? theirs.least
                                                                                           : std::nullopt;
}

std::string too_large(const SourceCase& c) {
  const auto limit = above(c.partner.deal_size, c.circle.firm.deal_size);
  return limit ? "work above " + money(c, *limit) + " is too large for them" : "";
}

std::string too_small(const SourceCase& c) {
  const auto limit = below(c.partner.deal_size, c.circle.firm.deal_size);
  return limit ? "work below " + money(c, *limit) + " is too small for them" : "";
}

std::string firms_too_large(const SourceCase& c) {
  const auto limit = above(c.partner.company_size, c.circle.firm.company_size);
  return limit ? "clients above " + base::grouped(static_cast<std::int64_t>(*limit)) + " staff are too large for them"
               : "";
}

std::string busy(const SourceCase& c) {
  const auto& room = c.partner.room;
  const bool full = room && room->places <= 0 && base::start_of(room->until) >= base::start_of(c.today);
  return full ? "they have no room until " + base::to_text(room->until) : "";
}

bool does(const SourceCase& c, const std::string& service, const std::vector<std::string>& offered) {
  return nearest_kinship(c.circle.services, service, offered) != Kinship::none;
}

std::string two_firms(const SourceCase& c) {
  for (const auto& ours : c.circle.firm.services) {
    const auto* service = model::service_by_id(c.circle.services, ours);
    if (service == nullptr || service->parent.empty() || does(c, ours, c.partner.services)) continue;
    for (const auto& theirs : c.partner.services) {
      const auto* other = model::service_by_id(c.circle.services, theirs);
      if (other == nullptr || other->parent != service->parent || does(c, theirs, c.circle.firm.services)) continue;
      return names_of(c, {service->parent}) + " needs two firms: " + names_of(c, {theirs}) + " is theirs, " +
             names_of(c, {ours}) + " ours";
    }
  }
  return "";
}

/// Of a partner without services nothing is known.
std::string outside_field(const SourceCase& c) {
  std::vector<std::string> ours;
  std::ranges::copy_if(c.circle.firm.services, std::back_inserter(ours),
                       [&](const std::string& service) { return !does(c, service, c.partner.services); });
  return ours.empty() || c.partner.services.empty() ? "" : "they do not do " + names_of(c, ours);
}

/// What we offer, or an industry we want.
std::string unwanted(const SourceCase& c) {
  const auto& firm = c.circle.firm;
  std::vector<std::string> names;
  for (const auto& word : c.partner.does_not_want) {
    const bool service = model::service_by_id(c.circle.services, word) != nullptr;
    const bool ours = service ? does(c, word, firm.services) : firm.industries.empty() || among(firm.industries, word);
    if (ours) names.push_back(service ? model::service_name(c.circle.services, word, "en") : word);
  }
  return names.empty() ? "" : "they turn away " + few(std::move(names));
}

std::string barred(const SourceCase& c) {
  const auto found = c.partner.facts.find("partner_barred_from");
  return found == c.partner.facts.end() || found->second.text().empty()
             ? ""
             : "a rule bars them from " + found->second.text();
}

std::string doors(const SourceCase& c) {
  return c.partner.opens_for_us.empty() ? "" : "can open doors for us in " + few(c.partner.opens_for_us);
}

std::string gave_more(const SourceCase& c) {
  if (!c.reciprocity || c.given <= c.received) return "";
  return "we introduced " + std::to_string(c.given) + " to them, they sent us " +
         (c.received == 0 ? "nobody yet" : std::to_string(c.received));
}

constexpr std::array reasons_table = {SourceReason{"too_large", 20, competitor, too_large},
                                      SourceReason{"too_small", 20, competitor, too_small},
                                      SourceReason{"firms_too_large", 20, competitor, firms_too_large},
                                      SourceReason{"busy", 21, competitor, busy},
                                      SourceReason{"two_firms", 22, competitor, two_firms},
                                      SourceReason{"outside_field", 24, competitor, outside_field},
                                      SourceReason{"unwanted", 24, competitor, unwanted},
                                      SourceReason{"barred", 25, competitor, barred},
                                      SourceReason{"doors", 0, ally, doors},
                                      SourceReason{"gave_more", 0, ally, gave_more}};

}  // namespace

std::span<const SourceReason> source_reasons() { return reasons_table; }

std::vector<SourceReading> reasons_to_ask(const SourceCase& source, std::span<const SourceReason> reasons) {
  std::vector<SourceReading> made;
  for (const auto& row : reasons) {
    if (row.kind != source.partner.kind) continue;
    if (auto text = row.text(source); !text.empty()) made.push_back({std::string(row.id), row.number, std::move(text)});
  }
  return made;
}

std::vector<std::string> door_openers(const CircleView& circle, std::string_view industry) {
  std::vector<std::string> ids;
  for (const auto& partner : circle.partners) {
    if (!industry.empty() && !partner.paused && among(partner.opens_for_us, industry)) ids.push_back(partner.id);
  }
  std::ranges::sort(ids);
  return ids;
}

}  // namespace goodword::match
