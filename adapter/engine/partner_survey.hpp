// Partners that a CRM marks, kept as its contacts are come across: new and changed ones are stored, those no longer
// marked are dropped. They stand in the circle from the next run on.
#pragma once

#include <map>
#include <set>
#include <string>

#include "engine/world.hpp"
#include "model/dossier.hpp"

namespace goodword::engine {

class PartnerSurvey {
 public:
  /// Errors: those of the store.
  static base::Result<PartnerSurvey> begin(World& world);

  void look_at(const model::Dossier& dossier);
  /// Stores what was seen; drops also those whose contact is gone. Errors: those of the store.
  base::Result<void> keep(base::Instant now);

 private:
  explicit PartnerSurvey(World& world) : world_(&world) {}
  base::Result<void> drop_gone();

  World* world_;
  std::map<std::string, model::Partner> known_, found_;  ///< by id
  std::map<model::Ref, std::string> of_record_;          ///< known ones of this CRM: record to id
  std::set<std::string> dropped_;
};

}  // namespace goodword::engine
