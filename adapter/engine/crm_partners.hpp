// Partners that a CRM marks as such: by a tag, or by a field of the operator's own; of a contact or of its company.
//
// Pure. What marks them stands in crms/NAME.json under "partners". Nobody vouches for such a partner until a person
// does, and whoever is a partner is no prospect.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/world.hpp"
#include "model/dossier.hpp"
#include "rules/facts.hpp"

namespace goodword::engine {

/// "partners" of crms/NAME.json, which passed its schema.
PartnerMarks partner_marks_from(const base::Json& json);

/// The partners that a contact and its company are marked as, by what the records say: none, one or both.
std::vector<model::Partner> marked_partners(const Circle& circle, const model::Dossier& dossier);

/// The standing of a partner; nothing for whoever is none.
std::optional<rules::StandingReading> partner_standing(const Circle& circle, const model::Dossier& dossier);
/// The standing of a contact: of a partner, never prospect.
rules::StandingReading standing_in(const Circle& circle, const model::Dossier& dossier, base::Instant now);

model::Ref record_of(const model::PartnerMark& mark);
/// "crm main": the origin of partners that a CRM marks.
std::string crm_origin(std::string_view crm);

/// `stated` with what it leaves open filled from `marked`: who it is and where, never trust or room.
model::Partner filled_from(model::Partner stated, const model::Partner& marked);

}  // namespace goodword::engine
