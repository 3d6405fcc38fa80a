// Everything that is held of one person as one document for them to read: the right of access.
//
// It says what notes in a CRM may not: signs, opinions, reasons. What it leaves out is not about the person: what
// partners lack, and what confidential packs know and say. Pure; schemas/person.schema.json describes it.
#pragma once

#include "base/json.hpp"
#include "engine/world.hpp"
#include "ports/person.hpp"

namespace goodword::engine {

base::Json person_document(const ports::PersonRows& held, const Circle& circle, base::Instant now);

}  // namespace goodword::engine
