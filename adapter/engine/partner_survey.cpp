#include "engine/partner_survey.hpp"

#include <algorithm>

#include "engine/crm_partners.hpp"

namespace goodword::engine {

using base::Result;
using model::Partner;

Result<PartnerSurvey> PartnerSurvey::begin(World& world) {
  PartnerSurvey survey(world);
  const auto known = world.store.partners();
  if (!known) return tl::unexpected(known.error());
  for (const auto& partner : *known) {
    survey.known_[partner.id] = partner;
    if (partner.origin == crm_origin(world.crm) && partner.mark)
      survey.of_record_[record_of(*partner.mark)] = partner.id;
  }
  return survey;
}

void PartnerSurvey::look_at(const model::Dossier& dossier) {
  const auto marked = marked_partners(world_->circle, dossier);
  const auto was = [&](const model::Ref& record) {
    const auto found = of_record_.find(record);
    if (found != of_record_.end() && std::ranges::count(marked, found->second, &Partner::id) == 0)
      dropped_.insert(found->second);
  };
  was(dossier.ref());
  if (dossier.company) was({dossier.crm, model::Kind::company, dossier.company->id()});
  for (const auto& partner : marked) {
    const auto before = known_.find(partner.id);
    // What a person completed is no longer the CRM's to change.
    const bool taken = before != known_.end() && before->second.origin != partner.origin;
    const bool same = before != known_.end() && model::to_json(before->second) == model::to_json(partner);
    if (!taken && !same) found_[partner.id] = partner;
  }
}

Result<void> PartnerSurvey::drop_gone() {
  std::vector<std::string> contacts;
  for (const auto& [record, id] : of_record_) {
    if (record.kind == model::Kind::contact) contacts.push_back(record.id);
  }
  const auto here = world_->store.dossiers_of(world_->crm, contacts);
  if (!here) return tl::unexpected(here.error());
  std::set<std::string> ids;
  for (const auto& dossier : *here) ids.insert(dossier.contact.id());
  for (const auto& contact : contacts) {
    if (!ids.contains(contact)) dropped_.insert(of_record_[{world_->crm, model::Kind::contact, contact}]);
  }
  return {};
}

Result<void> PartnerSurvey::keep(base::Instant now) {
  if (const auto looked = drop_gone(); !looked) return looked;
  std::vector<Partner> found;
  for (auto& [id, partner] : found_) found.push_back(std::move(partner));
  if (!found.empty()) {
    if (const auto saved = world_->store.save_partners(found, now); !saved) return saved;
  }
  if (dropped_.empty()) return {};
  return world_->store.drop_partners(std::vector<std::string>(dropped_.begin(), dropped_.end()));
}

}  // namespace goodword::engine
