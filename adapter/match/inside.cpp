#include "match/inside.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "model/country.hpp"

namespace goodword::match {
namespace {

/// Ours that include it, are part of it, or stand beside it under the same wider service.
std::vector<std::string> nearest_of_ours(const CircleView& circle, std::string_view service) {
  std::vector<std::string> near;
  const auto* wanted = model::service_by_id(circle.services, service);
  for (const auto& ours : circle.firm.services) {
    const auto* mine = model::service_by_id(circle.services, ours);
    const bool kin = kinship(circle.services, service, ours) != Kinship::none;
    const bool sibling = wanted && mine && !wanted->parent.empty() && wanted->parent == mine->parent;
    if (ours != service && (kin || sibling)) near.push_back(ours);
  }
  return near;
}

std::string names_of(const CircleView& circle, const std::vector<std::string>& ids) {
  std::vector<std::string> names;
  for (const auto& id : ids) names.push_back(model::service_name(circle.services, id, "en"));
  return base::join(names, ", ");
}

std::string words_for(const CircleView& circle, const model::InsideLook& look, std::string_view service) {
  const std::string name = model::service_name(circle.services, service, "en");
  std::string text = look.ours
                         ? name + " is among our services"
                         : name + " is not among our " + std::to_string(circle.firm.services.size()) + " services";
  if (!look.ours && circle.firm.services.size() == 1) text = name + " is not our one service";
  if (!look.ours && !look.nearest.empty()) text += "; nearest: " + names_of(circle, look.nearest);
  std::vector<std::string> does, does_not;
  for (const auto& partner : circle.partners) {
    if (partner.kind != model::PartnerKind::colleague) continue;
    const bool offers = std::ranges::find(look.colleagues, partner.id) != look.colleagues.end();
    (offers ? does : does_not).push_back(partner.name);
  }
  if (!does.empty()) text += "; " + base::join(does, ", ") + (does.size() == 1 ? " does it" : " do it");
  if (does.empty() && !does_not.empty())
    text +=
        "; " + base::join(does_not, ", ") + (does_not.size() == 1 ? " does not do it either" : " do not do it either");
  return text;
}

}  // namespace

model::InsideLook look_inside(const CircleView& circle, std::string_view service) {
  model::InsideLook made;
  if (service.empty()) {
    made.text = "what they need is not known";
    return made;
  }
  made.ours = nearest_kinship(circle.services, service, circle.firm.services) != Kinship::none;
  made.nearest = nearest_of_ours(circle, service);
  for (const auto& partner : circle.partners) {
    const bool colleague = partner.kind == model::PartnerKind::colleague && !partner.paused;
    if (colleague && nearest_kinship(circle.services, service, partner.services) != Kinship::none)
      made.colleagues.push_back(partner.id);
  }
  std::ranges::sort(made.colleagues);
  made.text = words_for(circle, made, service);
  return made;
}

bool reaches(const model::Need& need, const model::Partner& colleague) {
  const auto there = [&](const model::Place& place) { return model::same_country(place.country, need.country); };
  return (need.country.empty() || std::ranges::any_of(colleague.places, there)) &&
         (need.language.empty() || among(colleague.languages, need.language));
}

}  // namespace goodword::match
